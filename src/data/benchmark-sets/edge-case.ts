import { type ValueFacts, valueFacts } from './value-facts.ts';

/** A file at the edge of what its format allows, or beyond it, and what a correct reader makes of it. */
export interface EdgeCase {
  /** Its ending says the format: json, ndjson, csv. */
  readonly file: string;
  readonly about: string;
  readonly bytes: number;
  content(): Iterable<Uint8Array>;
  expected(): EdgeExpectation;
}

export type EdgeExpectation =
  | { readonly outcome: 'refused' }
  | {
      readonly outcome: 'value';
      readonly facts: ValueFacts;
      /** Single values within it, each with the keys that lead to it. Numbers that JSON has no word for are texts. */
      readonly at: readonly (readonly [path: readonly (string | number)[], value: unknown])[];
    };

type Found = Extract<EdgeExpectation, { outcome: 'value' }>['at'];

/** A case whose value is known. Text and value are given apart, since the one is what tells whether the other was read. */
export function valueCase(
  [file, about]: readonly [file: string, about: string],
  source: string | Uint8Array,
  value: unknown,
): EdgeCase & { at(...found: Found): EdgeCase } {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source;
  const base = { file, about, bytes: bytes.length, content: () => [bytes] };
  const expected = (at: Found) => (): EdgeExpectation => ({ outcome: 'value', facts: valueFacts(value), at });
  return { ...base, expected: expected([]), at: (...found) => ({ ...base, expected: expected(found) }) };
}

/** A case that a correct reader has to refuse. */
export function refusedCase([file, about]: readonly [string, string], source: string | Uint8Array): EdgeCase {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source;
  return { file, about, bytes: bytes.length, content: () => [bytes], expected: () => ({ outcome: 'refused' }) };
}
