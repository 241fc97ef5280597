import { didYouMean } from '../../errors/suggest.ts';
import { isLimitProblem, parseLimit } from '../../model/limit-grammar.ts';
import { parseBytes, parseDurationMs } from '../../model/units.ts';

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

export function choice<const C extends readonly string[]>(choices: C): Reader<C[number]> {
  return {
    takes: `one of ${choices.join(', ')}`,
    example: choices[0] ?? '',
    read: (given) => choices.find((each) => each === given),
    why: (given) => didYouMean(given, choices),
  };
}

/** Texts with commas between; each one of the choices, where there are any. */
export function texts(choices?: readonly string[]): Reader<readonly string[]> {
  return {
    takes: choices === undefined ? 'texts with commas between' : `some of ${choices.join(', ')}, with commas between`,
    example: choices?.slice(0, 2).join(',') ?? 'one,two',
    read(given) {
      const parts = given.split(',').map((part) => part.trim());
      const isRight = (part: string) => (choices === undefined ? part !== '' : choices.includes(part));
      return parts.every(isRight) ? parts : undefined;
    },
    why(given) {
      const parts = given.split(',').map((part) => part.trim());
      const wrong = parts.find((part) => !choices?.includes(part));
      return choices === undefined || wrong === undefined ? undefined : didYouMean(wrong, choices);
    },
  };
}

/** 0 or above; may have a fraction. */
export const number: Reader<number> = {
  takes: 'a number of 0 or more',
  example: '0.5',
  read: (given) => within(decimal(given), 0, Number.MAX_VALUE),
};

/** In bytes. */
export const size: Reader<number> = {
  takes: 'a size such as 500kB, 10MB or 1GiB',
  example: '10MB',
  read: (given) => parseBytes(given),
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
