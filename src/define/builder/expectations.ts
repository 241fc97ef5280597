import { UserError } from '../../errors/user-error.ts';
import type { Expectation } from '../../model/steps.ts';
import type { Duration, StatusSet } from '../../model/test-spec.ts';

/** What a response must be; several things at once, each a check of its own. */
export interface ExpectInput {
  readonly status?: StatusSet;
  /** A header that must be there, or headers with the text or pattern each must have. */
  readonly header?: string | Readonly<Record<string, string | number | true | RegExp>>;
  readonly contentType?: string;
  /** A JSONPath that must exist, or paths with the value or pattern each must have. */
  readonly json?: string | Readonly<Record<string, unknown>>;
  /** Text the body contains, a pattern, or `{ equals }`. */
  readonly body?: string | RegExp | { readonly contains?: string; readonly matches?: string; readonly equals?: string };
  readonly maxDuration?: Duration;
  /** None of this may be so. */
  readonly not?: boolean;
  /** Name of the check; where there are several, each gets a name that says what it is. */
  readonly name?: string;
}

type Bare<E> = E extends Expectation ? Omit<E, 'name' | 'not'> : never;

/** One expectation for each thing expected. */
export function expectationsOf(input: ExpectInput): readonly Expectation[] {
  const found: Bare<Expectation>[] = [];
  if (input.status !== undefined) found.push({ kind: 'status', status: input.status });
  if (input.header !== undefined) found.push(...headers(input.header));
  if (input.contentType !== undefined) found.push({ kind: 'contentType', contentType: input.contentType });
  if (input.json !== undefined) found.push(...values(input.json));
  if (input.body !== undefined) found.push({ kind: 'body', ...body(input.body) });
  if (input.maxDuration !== undefined) found.push({ kind: 'duration', below: input.maxDuration });
  if (found.length === 0) {
    throw new UserError('expect() expects nothing', {
      code: 'INVALID_STEP',
      hint: 'Give a status, header, contentType, json, body or maxDuration: expect({ status: 200 }).',
    });
  }
  const marks = {
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.not === undefined ? {} : { not: input.not }),
  };
  return found.map((each) => ({ ...each, ...marks }) as Expectation);
}

/** `/a.c/` as `a.c`, and with its flags where it has any that matter: `/a.c/i`. */
function patternText({ source, flags }: RegExp): string {
  const kept = flags.replace(/[gy]/g, '');
  return kept === '' && !source.startsWith('\\/') ? source : `/${source}/${kept}`;
}

function headers(header: NonNullable<ExpectInput['header']>): Bare<Expectation>[] {
  if (typeof header === 'string') return [{ kind: 'header', header }];
  return Object.entries(header).map(([name, value]) => {
    if (value === true) return { kind: 'header', header: name };
    if (value instanceof RegExp) return { kind: 'header', header: name, matches: patternText(value) };
    return { kind: 'header', header: name, equals: String(value) };
  });
}

function values(json: NonNullable<ExpectInput['json']>): Bare<Expectation>[] {
  if (typeof json === 'string') return [{ kind: 'json', path: json }];
  return Object.entries(json).map(([path, value]) =>
    value instanceof RegExp
      ? { kind: 'json', path, matches: patternText(value) }
      : { kind: 'json', path, equals: value },
  );
}

function body(input: NonNullable<ExpectInput['body']>): { contains?: string; matches?: string; equals?: string } {
  if (typeof input === 'string') return { contains: input };
  return input instanceof RegExp ? { matches: patternText(input) } : input;
}
