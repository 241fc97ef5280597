import type { BenchCode } from './bench-case.ts';

/** Runs a function so many times and returns how many nanoseconds that took. */
export type Loop = (iterations: number) => number | Promise<number>;

export interface LoopSubject {
  readonly code: Pick<BenchCode, 'run' | 'beforeEach' | 'afterEach'>;
  readonly params: unknown;
  readonly state: unknown;
  /** It, or a hook, returns promises, which are awaited. */
  readonly isAsync: boolean;
  /** Counts what it throws and goes on; without it, the first error ends the loop. */
  readonly failures?: { count: number; first?: unknown };
}

/** What a loop hands its results to, so that none of them is of no use. */
interface Sink {
  last: unknown;
}

type BatchCode = (subject: BatchSubject) => number | Promise<number>;

interface BatchSubject {
  readonly run: BenchCode['run'];
  readonly before: BenchCode['beforeEach'];
  readonly after: BenchCode['afterEach'];
  readonly params: unknown;
  readonly state: unknown;
  readonly count: number;
  readonly now: () => number;
  readonly sink: Sink;
  readonly failures: { count: number; first?: unknown } | undefined;
  readonly clockMs: number;
}

const NS_PER_MS = 1e6;
const now = performance.now.bind(performance);
const sink: Sink = { last: undefined };
let loops = 0;

/**
 * A loop of its own for one function: code compiled from a text that no other loop shares, so that what V8 learns of one function
 * says nothing of another. Its call has seen several functions before it is given the one to measure, and is therefore compiled to a
 * real call: nothing is inlined into the loop, moved out of it, or left away because its result isn't used.
 */
export async function createLoop({ code, params, state, isAsync, failures }: LoopSubject): Promise<Loop> {
  const isSingle = code.beforeEach !== undefined || code.afterEach !== undefined;
  const batch = compile({ isAsync, isSingle, isTolerant: failures !== undefined });
  const subject = {
    run: code.run,
    before: code.beforeEach,
    after: code.afterEach,
    params,
    state,
    now,
    sink,
    failures,
    clockMs: isSingle ? clockCostMs() : 0,
  };
  for (const run of [...STRANGERS, ...STRANGERS]) {
    await batch({ ...subject, run, before: undefined, after: undefined, count: SEEN, failures: { count: 0 } });
  }
  return (count) => batch({ ...subject, count });
}

/** V8 begins to note what a call sees only after the code around it has run for a while. */
const SEEN = 500;

/** Functions of several shapes; what they return differs as well. */
const STRANGERS: readonly BenchCode['run'][] = [
  () => 1,
  (params) => params,
  (_, state) => [state],
  () => Promise.resolve('stranger'),
  function stranger() {
    return undefined;
  },
];

interface LoopShape {
  readonly isAsync: boolean;
  readonly isSingle: boolean;
  readonly isTolerant: boolean;
}

function compile({ isAsync, isSingle, isTolerant }: LoopShape): BatchCode {
  const wait = isAsync ? 'await ' : '';
  const call = isSingle ? singleCall(wait, isTolerant) : batchCall(wait, isTolerant);
  // A number makes the text unique: V8 keeps compiled code by its text.
  const body = `
    return ${isAsync ? 'async ' : ''}function batch${loops++}(subject) {
      const { run, before, after, params, state, count, now, sink, failures, clockMs } = subject;
      let result;
      ${call}
    };`;
  return new Function(body)() as BatchCode;
}

function batchCall(wait: string, isTolerant: boolean): string {
  return `
      const from = now();
      for (let i = 0; i < count; i++) ${guarded(`result = ${wait}run(params, state);`, isTolerant)}
      const to = now();
      sink.last = result;
      return (to - from) * ${NS_PER_MS};`;
}

function singleCall(wait: string, isTolerant: boolean): string {
  return `
      let total = 0;
      for (let i = 0; i < count; i++) {
        const input = before === undefined ? undefined : ${wait}before(params, state);
        const from = now();
        ${guarded(`result = ${wait}run(params, state, input);`, isTolerant)}
        const to = now();
        total += to - from;
        if (after !== undefined) ${wait}after(params, state, input);
      }
      sink.last = result;
      return Math.max(0, total - count * clockMs) * ${NS_PER_MS};`;
}

function guarded(statement: string, isTolerant: boolean): string {
  if (!isTolerant) return `{ ${statement} }`;
  return `{ try { ${statement} } catch (error) { if (failures.count++ === 0) failures.first = error; } }`;
}

let clockMs: number | undefined;

/** What reading the clock adds to one timing: of many, what half of them take. */
export function clockCostMs(): number {
  if (clockMs !== undefined) return clockMs;
  const costs = new Float64Array(2001);
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < costs.length; i++) {
      const from = now();
      const to = now();
      costs[i] = to - from;
    }
  }
  clockMs = costs.sort()[costs.length >> 1] ?? 0;
  return clockMs;
}

/** The least that two readings of the clock, one right after the other, are apart when they are apart at all. */
export function clockResolutionMs(): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 200; i++) {
    const from = now();
    let to = now();
    while (to === from) to = now();
    least = Math.min(least, to - from);
  }
  return least;
}
