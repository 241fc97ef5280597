import type { BenchCase } from './bench-case.ts';
import { createLoop, type Loop } from './loop.ts';

/** A benchmark that is set up and may be measured. */
export interface Subject {
  readonly bench: BenchCase;
  readonly loop: Loop;
  readonly isAsync: boolean;
  /** What its first iteration took, nothing being compiled yet. */
  readonly firstNs: number;
  /** Iterations that threw, where some may. */
  readonly failures: { count: number; first?: unknown } | undefined;
  /** Iterations run through `loop` so far. */
  iterations: number;
  close(): Promise<void>;
}

/** Sets a benchmark up, tries its function once, and compiles its loop. */
export async function openSubject(bench: BenchCase): Promise<Subject> {
  const { facts, code } = bench;
  const params = Object.freeze({ ...facts.params });
  const state: unknown = await code.setup?.(params);
  const close = async (): Promise<void> => void (await code.teardown?.(params, state));
  const failures = facts.requirements.successRate === undefined ? undefined : { count: 0 };
  try {
    const { isAsync, firstNs } = await tryOnce(code, { params, state, isTolerant: failures !== undefined });
    const loop = await createLoop({ code, params, state, isAsync, ...(failures === undefined ? {} : { failures }) });
    return { bench, loop, isAsync, firstNs, failures, iterations: 0, close };
  } catch (error) {
    // What the function threw tells more than what its teardown may throw now.
    await close().catch(() => undefined);
    throw error;
  }
}

interface Trial {
  readonly params: unknown;
  readonly state: unknown;
  readonly isTolerant: boolean;
}

async function tryOnce(code: BenchCase['code'], { params, state, isTolerant }: Trial) {
  const before = code.beforeEach?.(params, state);
  const input = await before;
  const from = performance.now();
  let returned: unknown;
  try {
    returned = code.run(params, state, input);
    await returned;
  } catch (error) {
    if (!isTolerant) throw error;
  }
  const firstNs = (performance.now() - from) * 1e6;
  const after = code.afterEach?.(params, state, input);
  await after;
  // A tolerated first failure hides whether it is asynchronous: awaiting is right for both.
  const isAsync = [before, returned, after].some(isThenable) || isAsyncFunction(code.run);
  return { isAsync, firstNs };
}

function isThenable(value: unknown): boolean {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

function isAsyncFunction(run: unknown): boolean {
  return Object.prototype.toString.call(run) === '[object AsyncFunction]';
}
