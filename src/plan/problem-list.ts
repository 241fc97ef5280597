import { byPlace, type Problem, ProblemsError } from '../errors/problems.ts';
import { parseDurationMs } from '../model/units.ts';
import type { Locate } from './plan-input.ts';

/** What goes with a problem besides its message. */
export interface ProblemDetail {
  readonly code: string;
  readonly hint?: string | undefined;
  /** Told where it is met first, and nowhere else. */
  readonly once?: boolean;
}

interface DurationBounds {
  readonly what: string;
  /** Milliseconds. */
  readonly min?: number;
  /** A template may stand in its place. */
  readonly template?: boolean;
}

interface Bounds {
  /** What the number is, for the message: `maxUsers`. */
  readonly what: string;
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
}

/** Gathers everything wrong with a test; values that are wrong read as undefined, and reading goes on. */
export class ProblemList {
  readonly #file: string;
  readonly #locate: Locate;
  readonly #problems: Problem[];
  readonly #known: readonly Problem[];

  /** `known` were found before, and may have left holes in the test. */
  constructor(file: string, locate: Locate, known: readonly Problem[] = []) {
    this.#file = file;
    this.#locate = locate;
    this.#problems = [...known];
    this.#known = known;
  }

  add(path: string, message: string, detail: ProblemDetail): undefined {
    const { code, hint, once = false } = detail;
    if (this.#problems.some((known) => (once || known.path === path) && known.message === message)) return undefined;
    if (comesOfHole(code, path, this.#known) || (path !== '' && isKnownWrong(path, this.#known))) return undefined;
    const at = this.#locate(path);
    this.#problems.push({ code, message, path, file: this.#file, ...(hint === undefined ? {} : { hint }), ...at });
    return undefined;
  }

  get count(): number {
    return this.#problems.length;
  }

  throwIfAny(): void {
    if (this.#problems.length > 0) throw new ProblemsError(this.#problems.sort(byPlace));
  }

  /** Milliseconds of a duration as written; undefined where there is none, or a wrong one, which is noted. */
  duration(value: unknown, path: string, bounds: DurationBounds): number | undefined {
    if (value === undefined) return undefined;
    if (bounds.template === true && typeof value === 'string' && value.includes('{{')) return undefined;
    const ms = typeof value === 'string' || typeof value === 'number' ? parseDurationMs(value) : undefined;
    if (ms === undefined) {
      const hint = "durations read '250ms', '30s' or '1m30s'; a number is seconds";
      return this.add(path, `${bounds.what} is ${shown(value)}, which is not a duration`, {
        code: 'INVALID_DURATION',
        hint,
      });
    }
    if (ms < (bounds.min ?? 0)) {
      const hint = `give it at least ${bounds.min}ms`;
      return this.add(path, `${bounds.what} of ${shown(value)} is too short`, { code: 'INVALID_DURATION', hint });
    }
    return ms;
  }

  /** A number within bounds; undefined where there is none, or a wrong one, which is noted. */
  number(value: unknown, path: string, bounds: Bounds): number | undefined {
    if (value === undefined) return undefined;
    const { what, min = 0, max = Number.MAX_SAFE_INTEGER, whole = false } = bounds;
    if (typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    const hint = `write a ${whole ? 'whole number' : 'number'} ${range}`;
    return this.add(path, `${what} cannot be ${shown(value)}`, { code: 'INVALID_NUMBER', hint });
  }
}

/** What may seem wrong only because other parts of the test could not be read: by code, where those parts stand. */
const OF_HOLES: Readonly<Record<string, RegExp>> = {
  AMBIGUOUS_LOAD: /load|phases|scenarios/,
  DUPLICATE_NAME: /name/,
  EMPTY_SCENARIO: /./,
  EMPTY_TEST: /./,
  INVALID_NAME: /name/,
  NO_TARGET: /target/,
  UNKNOWN_FUNCTION: /processor|^$/,
  UNKNOWN_METRIC: /metrics/,
  UNKNOWN_TAG: /^(?:scenarios|before|after|setup|teardown)|tags/,
};

/** Where functions of the user's are named; those that templates call are never missing for this reason. */
const NAMES_FUNCTION = /(?:\.function|\.inputFrom|Request\[\d+\]|Response\[\d+\])$/;

function comesOfHole(code: string, path: string, known: readonly Problem[]): boolean {
  const holes = OF_HOLES[code];
  if (code === 'UNKNOWN_FUNCTION' && !NAMES_FUNCTION.test(path)) return false;
  return holes !== undefined && known.some(({ path: hole = '' }) => holes.test(hole));
}

/** Whether a part is known to be wrong, or holds what is: `load` with `config.load.duration`. */
function isKnownWrong(path: string, known: readonly Problem[]): boolean {
  const here = inSpec(path);
  return known.some(({ path: other = '' }) => {
    const there = inSpec(other);
    return `${there}.`.startsWith(`${here}.`) || `${there}[`.startsWith(`${here}[`);
  });
}

/** A file's path as the spec's: `scenarios[0].steps[1]` for `scenarios[0].flow[1]`. */
function inSpec(path: string): string {
  return path.replace(/^config\./, '').replaceAll('.flow[', '.steps[');
}

/** A value in a message. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
