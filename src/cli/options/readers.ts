import { isLimitProblem, parseLimit } from '../../model/limit-grammar.ts';
import { parseDurationMs } from '../../model/units.ts';

/** Reads the text of an option: says what it takes and an example of it, and answers undefined for anything else. */
export interface Reader<V> {
  /** `a whole number of 1 or more` */
  readonly takes: string;
  readonly example: string;
  read(text: string): V | undefined;
  /** What is wrong with a text that can't be read, where more can be said than what is taken. */
  why?(text: string): string | undefined;
}

export const text: Reader<string> = {
  takes: 'a text',
  example: 'text',
  read: (given) => (given === '' ? undefined : given),
};

export const path: Reader<string> = { ...text, takes: 'a path', example: 'results.json' };

/** A file, or `-` for standard output. */
export const output: Reader<string> = { ...text, takes: 'a file, or - for standard output', example: 'results.json' };

export function wholeNumber(bounds: { readonly min?: number; readonly max?: number } = {}): Reader<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = bounds;
  return {
    takes:
      max === Number.MAX_SAFE_INTEGER ? `a whole number of ${min} or more` : `a whole number from ${min} to ${max}`,
    example: String(Math.max(min, Math.min(max, 10))),
    read: (given) => within(/^\d+$/.test(given) ? Number(given) : Number.NaN, min, max),
  };
}

/** Above zero; may have a fraction. */
export function amount(example: string): Reader<number> {
  return {
    takes: 'a number above 0',
    example,
    read: (given) => within(decimal(given), Number.MIN_VALUE, Number.MAX_VALUE),
  };
}

/** Above 0, at most 1. */
export const share: Reader<number> = {
  takes: 'a share above 0 and up to 1',
  example: '0.1',
  read: (given) => within(decimal(given), Number.MIN_VALUE, 1),
};

/** A duration above zero, as it was written. */
export const duration: Reader<string> = {
  takes: 'a duration above 0 such as 30s, 1m30s or 500ms',
  example: '30s',
  read: (given) => ((parseDurationMs(given) ?? 0) > 0 ? given : undefined),
};

export const httpUrl: Reader<string> = {
  takes: 'a URL that starts with http:// or https://',
  example: 'http://localhost:3000',
  read: (given) => (/^https?:\/\/[^/]/i.test(given) && URL.canParse(given) ? given : undefined),
};

export const method: Reader<string> = {
  takes: 'an HTTP method',
  example: 'POST',
  read: (given) => (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(given) ? given.toUpperCase() : undefined),
};

/** One of a few words. */
export function oneOf<W extends string>(words: readonly W[], example: W): Reader<W> {
  return { takes: `one of ${words.join(', ')}`, example, read: (given) => words.find((word) => word === given) };
}

/** `key=value`. */
export function pair(example: string): Reader<readonly [string, string]> {
  return {
    takes: 'a name and a value with = between them',
    example,
    read: (given) => split(given, '='),
  };
}

/** `name: value`. */
export const header: Reader<readonly [string, string]> = {
  takes: 'a header, name and value with : between them',
  example: "'accept: application/json'",
  read: (given) => {
    const [name = '', content = ''] = split(given, ':') ?? [];
    const valid = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !/[\r\n\0]/.test(content);
    return valid ? [name, content.trim()] : undefined;
  },
};

/** A limit's rule; whether its metric exists is seen when the test is known. */
export const limit: Reader<string> = {
  takes: 'a limit',
  example: "'http_req_duration p95 < 200ms'",
  read: (given) => (isLimitProblem(parseLimit(given)) ? undefined : given),
  why: (given) => {
    const problem = parseLimit(given);
    if (!isLimitProblem(problem)) return undefined;
    return problem.hint === undefined ? problem.message : `${problem.message} (${problem.hint})`;
  },
};

function decimal(given: string): number {
  return /^(\d+\.?\d*|\.\d+)$/.test(given) ? Number(given) : Number.NaN;
}

function within(number: number, min: number, max: number): number | undefined {
  return number >= min && number <= max ? number : undefined;
}

function split(given: string, separator: string): readonly [string, string] | undefined {
  const at = given.indexOf(separator);
  return at > 0 ? [given.slice(0, at).trim(), given.slice(at + 1)] : undefined;
}
