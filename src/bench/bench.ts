/**
 * bench/ measures functions. `bench` and `group` tell of them in a user's file; loops of their own time them in batches, interleaved
 * in random order; what several fresh processes measured becomes intervals, comparisons and verdicts. Files, processes and the Run
 * are made in runs/bench.
 */
import { UserError } from '../errors/user-error.ts';
import { type BenchCase, type BenchCode, type BenchFacts, caseKey, fullName, type Place } from './bench-case.ts';
import { checkOptions, problem } from './check-options.ts';
import { type Collection, callerPlace, type GroupScope, openCollection } from './collect.ts';
import type { BenchFunction, BenchOptions, Params, ParamValue } from './options.ts';

/** Ways to tell of a benchmark. */
export interface Bench {
  /**
   * A function to measure, synchronous or asynchronous.
   *
   * @example bench('JSON.parse', () => JSON.parse(text), { bytes: text.length });
   * @example
   * bench('sort $size', { params: { size: range(10, 100_000, { multiply: 10 }) }, setup: ({ size }) => numbers(size) },
   *   (_, list) => list.toSorted());
   */
  <const P extends Params, S = undefined, I = undefined>(
    name: string,
    options: BenchOptions<P, S, I>,
    run: BenchFunction<P, NoInfer<S>, NoInfer<I>>,
  ): void;
  <const P extends Params, S = undefined, I = undefined>(
    name: string,
    run: BenchFunction<P, S, I>,
    options?: BenchOptions<P, S, I>,
  ): void;
}

/** `bench`, and its variants that say so themselves. */
export interface BenchWithVariants extends Bench {
  /** Not measured, and said to be left out. */
  readonly skip: Bench;
  /** Of its file, measure those marked so and no others. */
  readonly only: Bench;
  /** The others of its group are compared with this one. */
  readonly baseline: Bench;
}

export const bench: BenchWithVariants = Object.assign(define({}), {
  skip: define({ skip: true }),
  only: define({ only: true }),
  baseline: define({ baseline: true }),
});

export interface GroupOptions {
  readonly skip?: boolean;
  readonly only?: boolean;
}

/**
 * Benchmarks that belong together; where one of them is the baseline, the others are compared with it, interleaved with it in the
 * same processes.
 *
 * @example
 * group('parse', () => {
 *   bench.baseline('JSON.parse', () => JSON.parse(text));
 *   bench('ours', () => parse(text));
 * });
 */
export function group(name: string, content: () => void): void;
export function group(name: string, options: GroupOptions, content: () => void): void;
export function group(name: string, second: GroupOptions | (() => void), third?: () => void): void {
  const { groups } = openCollection(`group(${quoted(name)})`);
  if (!isName(name)) throw problem('the first argument of group() must be its name');
  const [options, content] = typeof second === 'function' ? [{}, second] : [second, third];
  if (typeof content !== 'function') throw problem(`group(${quoted(name)}): it has no function with its benchmarks`);
  groups.push({ name, isSkipped: options.skip === true, isOnly: options.only === true });
  try {
    const returned: unknown = content();
    if (isThenable(returned)) {
      throw problem(
        `group(${quoted(name)}): its function is async`,
        'await what it needs at the top level of the file, before the group',
      );
    }
  } finally {
    groups.pop();
  }
}

type AnyOptions = BenchOptions<Params, unknown, unknown>;
type AnyFunction = (...args: unknown[]) => unknown;

function define(preset: AnyOptions): Bench {
  return (name: string, second: unknown, third?: unknown): void => {
    const collection = openCollection(`bench(${quoted(name)})`);
    if (!isName(name)) throw problem('the first argument of bench() must be its name');
    const of = `bench(${quoted(name)})`;
    const [run, given = {}] = typeof second === 'function' ? [second, third] : [third, second];
    if (typeof run !== 'function') throw problem(`${of}: it has no function to measure`, "bench('name', () => work())");
    checkOptions(of, given);
    const place = callerPlace();
    const options = { ...(given as AnyOptions), ...preset };
    const about: About = { name, options, run: run as AnyFunction, place, scopes: collection.groups };
    for (const params of combinations(options.params ?? {})) {
      const added = caseOf(about, params, collection.cases.length);
      addOnce(added, collection);
    }
  };
}

interface About {
  readonly name: string;
  readonly options: AnyOptions;
  readonly run: AnyFunction;
  readonly place: Place | undefined;
  readonly scopes: readonly GroupScope[];
}

type Values = Readonly<Record<string, ParamValue>>;

const MOST_CASES = 10_000;

/** Every combination, the last parameter varied first. */
function combinations(params: Params): readonly Values[] {
  let all: readonly Values[] = [{}];
  for (const [name, values] of Object.entries(params)) {
    const distinct = [...new Set(values)];
    if (all.length * distinct.length > MOST_CASES) throw problem(`'params' make more than ${MOST_CASES} combinations`);
    all = all.flatMap((before) => distinct.map((value) => ({ ...before, [name]: value })));
  }
  return all;
}

function caseOf({ name, options, run, place, scopes }: About, params: Values, index: number): BenchCase {
  const { setup, teardown, beforeEach, afterEach, requirements = {}, metadata = {} } = options;
  const code = { run, setup, teardown, beforeEach, afterEach } as BenchCode;
  const amount = amountOf(options, params);
  const facts: BenchFacts = {
    index,
    name: filledIn(name, params),
    template: name,
    group: scopes.map((scope) => scope.name).join(' › '),
    ...(place === undefined ? {} : { place }),
    params,
    isBaseline: options.baseline === true,
    metadata,
    ...(amount === undefined ? {} : { amount }),
    requirements,
    isSkipped: options.skip === true || scopes.some(({ isSkipped }) => isSkipped),
    isOnly: options.only === true || scopes.some(({ isOnly }) => isOnly),
    ...(options.iterations === undefined ? {} : { iterations: options.iterations }),
    ...(options.warmupIterations === undefined ? {} : { warmupIterations: options.warmupIterations }),
    ...(options.time === undefined ? {} : { timeMs: options.time }),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
    isTimedSingly: beforeEach !== undefined || afterEach !== undefined,
  };
  return { facts, code };
}

function amountOf({ items, bytes }: AnyOptions, params: Values): BenchFacts['amount'] {
  const given = items ?? bytes;
  if (given === undefined) return undefined;
  const value = typeof given === 'function' ? given(params) : given;
  const key = items === undefined ? 'bytes' : 'items';
  if (!(typeof value === 'number' && Number.isFinite(value) && value > 0)) {
    throw problem(`'${key}' must give a number above 0, not ${String(value)}`);
  }
  return { value, unit: `${key}/s` };
}

/** `parse $size` with its value; parameters that the name leaves out are added to it. */
function filledIn(name: string, params: Values): string {
  const used = new Set<string>();
  const filled = name.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const key = braced ?? bare ?? '';
    if (!Object.hasOwn(params, key)) return whole;
    used.add(key);
    return String(params[key]);
  });
  const left = Object.entries(params).filter(([key]) => !used.has(key));
  return [filled, ...left.map(([key, value]) => `${key}=${value}`)].join(' ');
}

function addOnce(added: BenchCase, { cases, byKey }: Collection): void {
  const key = caseKey(added.facts);
  const first = byKey.get(key);
  if (first === undefined) {
    byKey.set(key, added);
    cases.push(added);
    return;
  }
  const { place } = first.facts;
  const where = place === undefined ? '' : `, first on line ${place.line}`;
  throw new UserError(`two benchmarks are called '${fullName(added.facts)}'${where}`, {
    code: 'BENCH_NAME_TWICE',
    hint: 'results are kept by name: give each of them one of its own, or put them into groups',
  });
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && name.trim() !== '';
}

function quoted(name: unknown): string {
  return typeof name === 'string' ? `'${name}'` : '…';
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
