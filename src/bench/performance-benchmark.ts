import { collectGarbage } from '../measure/collect-garbage.ts';
import type { BenchmarkRequirement } from '../model/benchmark.ts';
import { quantileOfSorted } from '../stats/quantile.ts';
import { Summary } from '../stats/summary.ts';
import { checkOptions, problem } from './check-options.ts';
import { usedBytes } from './collection.ts';
import { clockCostMs } from './loop.ts';
import type { BenchRequirements, ParamValue } from './options.ts';
import { judgeRequirements, requirementText } from './requirements.ts';

/** How a `PerformanceBenchmark` measures, and what it must keep to. */
export interface PerformanceBenchmarkOptions {
  /** Timed one by one (100). */
  readonly iterations?: number;
  /** Untimed ones before them (10). */
  readonly warmupIterations?: number;
  readonly metadata?: Readonly<Record<string, ParamValue>>;
  readonly requirements?: BenchRequirements;
}

/** What a `PerformanceBenchmark` measured. Times are milliseconds of an iteration. */
export interface PerformanceBenchmarkResult {
  readonly name: string;
  readonly iterations: number;
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly min: number;
  readonly max: number;
  readonly stddev: number;
  readonly memory: {
    /** The most that the heap grew by, garbage included: what `maxMemoryUsage` bounds. */
    readonly peakBytes: number;
    /** By how much it has grown at the end, after a collection of garbage. */
    readonly growthBytes: number;
  };
  /** Iterations a second. */
  readonly throughput: number;
  /** Share of the iterations that did not throw. */
  readonly successRate: number;
  /** The first error of those that did. */
  readonly error?: unknown;
  readonly metadata: Readonly<Record<string, ParamValue>>;
  readonly requirements: readonly BenchmarkRequirement[];
  readonly passed: boolean;
  /** Of what does not pass. */
  readonly reasons: readonly string[];
}

const ITERATIONS = 100;
const WARMUP_ITERATIONS = 10;

/**
 * Measures one function in the calling program, iteration by iteration, against requirements. For small differences between functions
 * and builds, `plimsoll bench` with its fresh processes tells more.
 *
 * @example
 * const parsing = new PerformanceBenchmark('parse', () => parse(text), {
 *   iterations: 200,
 *   requirements: { maxExecutionTime: 5, maxMemoryUsage: 50_000_000, minThroughput: 200, successRate: 1 },
 * });
 * const { passed, reasons, p95 } = await parsing.run();
 */
export class PerformanceBenchmark {
  readonly name: string;
  readonly #run: () => unknown;
  readonly #options: PerformanceBenchmarkOptions;

  constructor(name: string, run: () => unknown, options: PerformanceBenchmarkOptions = {}) {
    if (typeof name !== 'string' || name.trim() === '')
      throw problem('the first argument of PerformanceBenchmark must be its name');
    const of = `PerformanceBenchmark '${name}'`;
    if (typeof run !== 'function')
      throw problem(`${of}: it has no function to measure`, "new PerformanceBenchmark('name', () => work())");
    checkOptions(of, options, 'program');
    this.name = name;
    this.#run = run;
    this.#options = options;
  }

  async run(): Promise<PerformanceBenchmarkResult> {
    const {
      iterations = ITERATIONS,
      warmupIterations = WARMUP_ITERATIONS,
      metadata = {},
      requirements = {},
    } = this.#options;
    for (let iteration = 0; iteration < warmupIterations; iteration++) await attempt(this.#run);
    collectGarbage('all');
    const base = usedBytes();
    const clockMs = clockCostMs();
    const times: number[] = [];
    const failures: unknown[] = [];
    let peakBytes = 0;
    for (let iteration = 0; iteration < iterations; iteration++) {
      const { ms, error, hasFailed } = await attempt(this.#run);
      times.push(Math.max(0, ms - clockMs));
      if (hasFailed) failures.push(error);
      peakBytes = Math.max(peakBytes, usedBytes() - base);
    }
    collectGarbage('all');
    const growthBytes = usedBytes() - base;
    return this.#result({ times, failures, memory: { peakBytes, growthBytes }, metadata, requirements });
  }

  #result({ times, failures, memory, metadata, requirements }: Attempts): PerformanceBenchmarkResult {
    const sorted = [...times].sort((a, b) => a - b);
    const summary = new Summary();
    for (const ms of times) summary.add(ms);
    const { mean, min, max, stddev } = summary;
    const at = (q: number) => quantileOfSorted(sorted, q);
    const throughput = mean > 0 ? 1000 / mean : Number.POSITIVE_INFINITY;
    const successRate = 1 - failures.length / times.length;
    const judged = judgeRequirements(
      { ...requirements, successRate: requirements.successRate ?? 1 },
      { meanMs: mean, peakBytes: memory.peakBytes, throughput, successRate },
    );
    const broken = judged.filter(({ passed }) => passed === false);
    return {
      name: this.name,
      iterations: times.length,
      mean,
      median: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      min,
      max,
      stddev,
      memory,
      throughput,
      successRate,
      ...(failures.length === 0 ? {} : { error: failures[0] }),
      metadata,
      requirements: judged,
      passed: broken.length === 0,
      reasons: broken.map(requirementText),
    };
  }
}

interface Attempts {
  readonly times: readonly number[];
  readonly failures: readonly unknown[];
  readonly memory: PerformanceBenchmarkResult['memory'];
  readonly metadata: Readonly<Record<string, ParamValue>>;
  readonly requirements: BenchRequirements;
}

/** A function that returns no promise is not awaited, which would take longer than many functions do. */
async function attempt(run: () => unknown): Promise<{ ms: number; hasFailed: boolean; error?: unknown }> {
  const from = performance.now();
  try {
    const returned = run();
    const isPromise = typeof returned === 'object' && returned !== null && 'then' in returned;
    if (isPromise) await returned;
    return { ms: performance.now() - from, hasFailed: false };
  } catch (error) {
    return { ms: performance.now() - from, hasFailed: true, error };
  }
}
