import type { Benchmark, BenchmarkTime } from '../model/benchmark.ts';
import { lagOne, logMean } from '../stats/log-mean.ts';
import { modesOf } from '../stats/modes.ts';
import { studentQuantile } from '../stats/probability.ts';
import { median, quantileOfSorted } from '../stats/quantile.ts';
import { middleOf } from '../stats/signed-rank.ts';
import { Summary } from '../stats/summary.ts';
import { tukeyOutliers } from '../stats/tukey.ts';
import type { BenchFacts } from './bench-case.ts';
import { findingsOf } from './findings.ts';
import type { EmptyTimes, TaskMeasured } from './messages.ts';
import { judgeRequirements, type Required } from './requirements.ts';
import { type Timed, undisturbedRounds } from './undisturbed.ts';

/** Everything that was measured of one benchmark. */
export interface CaseMeasured {
  readonly facts: BenchFacts;
  /** One for each process that measured something of it. */
  readonly processes: readonly TaskMeasured[];
  /** Nanoseconds of an iteration that does nothing, where that was looked at. */
  readonly empty?: EmptyTimes;
  /** What it threw, or what became of its process. */
  readonly error?: string;
}

/** Logarithms further apart say nothing, and would not be numbers in JSON. */
const WIDEST = 20;

/** Shorter than any clock can tell: keeps logarithms finite. */
const LEAST_NS = 1e-3;

/** Processes become one result: the process is what is repeated, so that intervals are over processes. */
export function summarise({ facts, processes, empty, error }: CaseMeasured): Benchmark {
  const usable = processes.filter(({ times }) => times.length > 0);
  const all = usable.flatMap(({ times }) => times);
  const time = timeOf(usable, all);
  const iterations = sum(usable.map((each) => each.iterations));
  const successRate = iterations === 0 ? 0 : 1 - sum(usable.map(({ failures }) => failures)) / iterations;
  const throughput = facts.amount && { value: (facts.amount.value * 1e9) / time.median, unit: facts.amount.unit };
  const drift = driftOf(usable);
  const modes = modesOf(all);
  const allocated = allocatedOf(usable);
  const summary = {
    name: facts.name,
    group: facts.group,
    file: facts.place?.file ?? '',
    ...(facts.place === undefined ? {} : { line: facts.place.line }),
    params: facts.params,
    isBaseline: facts.isBaseline,
    metadata: facts.metadata,
    processes: usable.length,
    iterations,
    batch: facts.isTimedSingly ? 1 : Math.round(median(usable.map(({ batch }) => batch)) || 1),
    time,
    ...(throughput === undefined || usable.length === 0 ? {} : { throughput }),
    ...(allocated === undefined ? {} : { allocatedBytes: allocated }),
    ...(usable.length === 0 ? {} : { peakBytes: Math.max(...usable.map(({ peakBytes }) => peakBytes)) }),
    gc: { count: sum(usable.map(({ gc }) => gc.count)), totalMs: sum(usable.map(({ gc }) => gc.totalMs)) },
    outliers: outliersOf(usable),
    ...(drift === undefined ? {} : { drift }),
    ...(modes.length === 0 ? {} : { modes }),
    noiseFloor: noiseFloorOf(usable),
    shape: shapeOf(all),
    successRate,
    ...(error === undefined ? {} : { error }),
  };
  const requirements = judgeRequirements(facts.requirements, usable.length === 0 ? undefined : required(summary));
  const context = {
    summary,
    processes: usable,
    empty,
    correlation: correlationOf(usable),
    isTimedSingly: facts.isTimedSingly,
  };
  return { ...summary, requirements, findings: findingsOf(context) };
}

function required({
  time,
  peakBytes,
  throughput,
  successRate,
}: Pick<Benchmark, 'time' | 'peakBytes' | 'throughput' | 'successRate'>): Required {
  const perSecond = throughput?.value ?? 1e9 / Math.max(LEAST_NS, time.median);
  return { meanMs: time.mean / 1e6, peakBytes, throughput: perSecond, successRate };
}

/** What a process tells of a function: what half of its batches take, an iteration; of those that nothing interrupted, as far as there are enough. */
export function processMedian(told: Timed): number {
  return Math.max(LEAST_NS, median(undisturbedRounds([told]).map((round) => told.times[round] ?? 0)));
}

export function logTime(ns: number): number {
  return Math.log(Math.max(LEAST_NS, ns));
}

function timeOf(processes: readonly TaskMeasured[], all: readonly number[]): BenchmarkTime {
  if (all.length === 0) {
    return { min: 0, mean: 0, median: 0, p95: 0, p99: 0, max: 0, stddev: 0, interval: { low: 0, high: 0 } };
  }
  const sorted = [...all].sort((a, b) => a - b);
  const summary = new Summary();
  for (const value of all) summary.add(value);
  const middle = middleOf(processes.map((each) => Math.log(processMedian(each))));
  const [value, low] = [Math.exp(middle.value), Math.exp(middle.low)];
  return {
    min: summary.min,
    mean: sum(processes.map(({ times }) => sum(times) / times.length)) / processes.length,
    median: value,
    p95: quantileOfSorted(sorted, 0.95),
    p99: quantileOfSorted(sorted, 0.99),
    max: summary.max,
    stddev: summary.stddev,
    // One process tells nothing of others: what its batches were is all there is to say.
    interval:
      processes.length < 2
        ? { low: summary.min, high: summary.max }
        : { low, high: Math.exp(Math.min(middle.high, middle.value + WIDEST)) },
  };
}

function allocatedOf(processes: readonly TaskMeasured[]): Benchmark['allocatedBytes'] {
  const bytes = processes.flatMap(({ allocatedBytes }) => (allocatedBytes === undefined ? [] : [allocatedBytes]));
  if (bytes.length === 0) return undefined;
  const value = median(bytes);
  // Less than a byte is what measuring itself leaves behind now and then.
  if (value < 1) return { value: 0, low: 0, high: 0 };
  const { low, high } = logMean(bytes.map((each) => Math.log(Math.max(1, each))));
  if (bytes.length < 2) return { value, low: value, high: value };
  return {
    value,
    low: Math.min(value, Math.exp(low)),
    high: Math.max(value, Math.exp(Math.min(high, Math.log(value) + WIDEST))),
  };
}

function outliersOf(processes: readonly TaskMeasured[]): Benchmark['outliers'] {
  const counts = processes.map(({ times }) => tukeyOutliers(times));
  return {
    mild: sum(counts.map(({ mild }) => mild)),
    severe: sum(counts.map(({ severe }) => severe)),
    of: sum(processes.map(({ times }) => times.length)),
  };
}

const LEAST_FOR_DRIFT = 9;
const DRIFT_LEVEL = 0.01;
const MATERIAL_DRIFT = 0.02;

function driftOf(processes: readonly TaskMeasured[]): number | undefined {
  const changes = processes.flatMap(({ times }) => {
    const third = Math.floor(times.length / 3);
    return times.length < LEAST_FOR_DRIFT
      ? []
      : [logTime(median(times.slice(-third))) - logTime(median(times.slice(0, third)))];
  });
  const { value, low, high } = logMean(changes, DRIFT_LEVEL);
  const isSignificant = changes.length >= 2 && (low > 0 || high < 0);
  return isSignificant && Math.abs(value) >= MATERIAL_DRIFT ? Math.exp(value) - 1 : undefined;
}

/** Of neighbouring batches, where processes agree that there is one. */
function correlationOf(processes: readonly TaskMeasured[]): number {
  const each = processes
    .filter(({ times }) => times.length >= LEAST_FOR_DRIFT)
    .map(({ times }) => lagOne(times.map(logTime)));
  const { value, low } = logMean(each, DRIFT_LEVEL);
  return each.length >= 2 && low > 0 ? value : 0;
}

function noiseFloorOf(processes: readonly TaskMeasured[]): number {
  const { deviation, count } = logMean(processes.map((each) => Math.log(processMedian(each))));
  return count < 2 ? 0 : Math.expm1(Math.min(WIDEST, studentQuantile(0.975, count - 1) * deviation * Math.SQRT2));
}

const STEPS = 24;

/** Without the utmost batches, which would leave no room for the others. */
function shapeOf(all: readonly number[]): Benchmark['shape'] {
  const sorted = [...all].sort((a, b) => a - b);
  if (sorted.length === 0) return { from: 0, to: 0, shares: [] };
  const [from, to] = [quantileOfSorted(sorted, 0.005), quantileOfSorted(sorted, 0.98)];
  const counts = new Array<number>(STEPS).fill(0);
  for (const value of sorted) {
    if (value < from || value > to) continue;
    const step = to > from ? Math.min(STEPS - 1, Math.floor(((value - from) / (to - from)) * STEPS)) : 0;
    counts[step] = (counts[step] ?? 0) + 1;
  }
  return { from, to, shares: counts.map((count) => count / sorted.length) };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
