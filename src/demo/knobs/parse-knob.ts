import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import { knobKinds } from './kinds.ts';
import type { KnobKind } from './knob-kind.ts';
import { mark, type Reader, share, wholeNumber } from './readers.ts';

/** A knob as it was written, `GET /items slow=200ms share=0.1`, read and checked. */
export interface Knob {
  readonly text: string;
  /** Undefined for every method. */
  readonly method: string | undefined;
  /** A path with `:name` or `*` for one segment and `**` at the end for any number; `**` alone for every path. */
  readonly pattern: string;
  readonly kind: KnobKind;
  readonly main: unknown;
  readonly values: Readonly<Record<string, unknown>>;
  readonly scope: KnobScope;
}

/** Which of the requests to its path a knob applies to. */
export interface KnobScope {
  readonly share: number;
  /** Requests that are chosen, or not, together. */
  readonly burst: number;
  readonly from: Mark | undefined;
  readonly until: Mark | undefined;
  readonly instance: number | undefined;
}

type Mark = { readonly requests: number } | { readonly ms: number };

const MAX_LENGTH = 500;
const EXAMPLE = "A knob reads like 'GET /items slow=200ms share=0.1'; docs/demo.md lists them all.";

const scopeReaders: Readonly<Record<string, Reader<unknown>>> = {
  share,
  burst: wholeNumber(1, 1e6),
  from: mark,
  until: mark,
  instance: wholeNumber(1, 100),
};

/** Reads `[METHOD] [PATH] KIND=VALUE [SETTING=VALUE …]`. */
export function parseKnob(text: string): Knob {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (text.length > MAX_LENGTH) throw invalid(text, `is longer than ${MAX_LENGTH} characters.`);
  const method = /^[A-Z]+$/.test(words[0] ?? '') ? words.shift() : undefined;
  const pattern = /^[/*]/.test(words[0] ?? '') ? (words.shift() ?? '') : '**';
  if (/\*\*./.test(pattern) || pattern.includes('?')) {
    throw invalid(
      text,
      'has a path with ** before its end, or with a query; a path is /items/:id, /items/* or /items/**.',
    );
  }
  const settings = words.map((word) => readSetting(text, word));
  const [first, ...rest] = settings;
  if (first === undefined) throw invalid(text, 'does not say what shall happen, such as slow=200ms.');
  const kind = knobKinds.find(({ name }) => name === first.name);
  if (kind === undefined)
    throw unknown(
      text,
      first.name,
      knobKinds.map(({ name }) => name),
    );
  const main = read(text, first, kind.main);
  return {
    text: text.trim(),
    method: method === 'ANY' ? undefined : method,
    pattern: pattern === '*' || pattern === '/**' ? '**' : pattern,
    kind,
    main,
    ...readSettings(text, rest, { kind, main }),
  };
}

interface Written {
  readonly name: string;
  readonly value: string;
}

function readSetting(text: string, word: string): Written {
  const equals = word.indexOf('=');
  if (equals <= 0) throw invalid(text, `has '${word.slice(0, 50)}' where a name=value was expected.`);
  return { name: word.slice(0, equals), value: word.slice(equals + 1) };
}

function readSettings(
  text: string,
  written: readonly Written[],
  { kind, main }: { kind: KnobKind; main: unknown },
): Pick<Knob, 'values' | 'scope'> {
  const readers: Record<string, Reader<unknown>> = { ...scopeReaders };
  const own = { share: kind.share?.(main), instance: kind.instance?.(main) };
  if (own.share !== undefined) delete readers.share;
  if (own.instance !== undefined) delete readers.instance;
  for (const [name, { reader }] of Object.entries(kind.settings)) readers[name] = reader;
  const given: Record<string, unknown> = {};
  for (const each of written) {
    const reader = Object.hasOwn(readers, each.name) ? readers[each.name] : undefined;
    if (reader === undefined) throw unknown(text, each.name, Object.keys(readers));
    if (Object.hasOwn(given, each.name)) throw invalid(text, `says ${each.name} twice.`);
    given[each.name] = read(text, each, reader);
  }
  const values = Object.entries(kind.settings).map(([name, { fallback }]) => [name, given[name] ?? fallback]);
  return {
    values: Object.fromEntries(values),
    scope: {
      share: own.share ?? (given.share as number | undefined) ?? 1,
      burst: (given.burst as number | undefined) ?? 1,
      from: given.from as Mark | undefined,
      until: given.until as Mark | undefined,
      instance: own.instance ?? (given.instance as number | undefined),
    },
  };
}

function read(text: string, { name, value }: Written, reader: Reader<unknown>): unknown {
  const result = reader.read(value);
  if (result === undefined) throw invalid(text, `has ${name}=${value.slice(0, 50)}; ${name} is ${reader.takes}.`);
  return result;
}

function unknown(text: string, name: string, known: readonly string[]): UserError {
  const meant = didYouMean(name, known) ?? `these are known: ${known.join(', ')}.`;
  return invalid(text, `has the unknown name '${name.slice(0, 50)}'; ${meant}`);
}

function invalid(text: string, what: string): UserError {
  return new UserError(`The knob '${text.slice(0, 200)}' ${what}`, { code: 'DEMO_KNOB_INVALID', hint: EXAMPLE });
}
