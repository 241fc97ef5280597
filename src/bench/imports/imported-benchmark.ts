import type { Benchmark, BenchmarkTime } from '../../model/benchmark.ts';
import type { Finding } from '../../model/run.ts';
import { normalQuantile } from '../../stats/intervals.ts';
import { studentQuantile } from '../../stats/probability.ts';
import { quantileOfSorted } from '../../stats/quantile.ts';
import { quantileInterval } from '../../stats/quantile-interval.ts';
import { Summary } from '../../stats/summary.ts';
import type { ImportedBenchmark, ImportedFile, Told } from './imported.ts';

/** What repetitions differ by where only one was made: what people see on shared machines. */
const ASSUMED_NOISE = 0.1;
const STEPS = 20;

/** A benchmark of a foreign file as Plimsoll's own are told. */
export function benchmarkOf(imported: ImportedBenchmark, { tool }: ImportedFile, file: string) {
  const { repetitions, error } = imported;
  const values = Float64Array.from(repetitions.flat()).sort();
  const { time, guessed } = timeOf(values, imported);
  const medians = repetitions.map(medianOf).filter((each) => each > 0);
  const fences = outliersOf(values);
  const allocated = imported.allocated ?? [];
  const benchmark: Benchmark = {
    name: imported.name,
    group: imported.group,
    file: imported.file ?? file,
    params: imported.params ?? {},
    isBaseline: imported.isBaseline ?? false,
    metadata: { tool, ...meansOf(imported.others ?? {}) },
    processes: repetitions.length,
    iterations: error === undefined ? imported.iterations : 0,
    batch: imported.batch ?? Math.max(1, Math.round(imported.iterations / Math.max(1, values.length))),
    time,
    ...(imported.throughput === undefined ? {} : { throughput: imported.throughput }),
    ...(allocated.length === 0 ? {} : { allocatedBytes: around(allocated) }),
    ...(imported.peakBytes === undefined ? {} : { peakBytes: imported.peakBytes }),
    outliers: fences,
    noiseFloor: noiseOf(medians),
    shape: shapeOf(values, time),
    successRate: error === undefined ? (imported.successRate ?? 1) : 0,
    requirements: [],
    findings: error === undefined ? findingsOf({ repetitions: repetitions.length, guessed }) : [],
    ...(error === undefined ? {} : { error }),
  };
  return benchmark;
}

type Figure = 'min' | 'mean' | 'median' | 'p95' | 'p99' | 'max' | 'stddev';
type Known = Partial<Record<Figure, number>>;

const PLACES = { min: 0, p95: 0.95, p99: 0.99, max: 1 } as const;

/** What the file tells, else what its values say; figures that neither has are placed between those that are known. */
function timeOf(values: Float64Array, { told, repetitions }: ImportedBenchmark) {
  const known: Known = { ...figuresOf(values), ...told };
  const median = known.median ?? known.mean ?? 0;
  const between = betweenKnown(told, known);
  const guessed = (Object.keys(PLACES) as (keyof typeof PLACES)[]).filter((figure) => known[figure] === undefined);
  const placed = Object.fromEntries(guessed.map((figure) => [figure, between(PLACES[figure])]));
  const time: BenchmarkTime = {
    ...{ min: median, p95: median, p99: median, max: median, mean: median, stddev: 0 },
    ...placed,
    ...pick(known),
    median,
    interval: intervalOf(repetitions, values, { ...told, median }),
  };
  return { time, guessed: [...guessed, ...(known.median === undefined ? ['median'] : [])] };
}

function figuresOf(values: Float64Array): Known {
  if (values.length === 0) return {};
  const summary = new Summary();
  for (const value of values) summary.add(value);
  const { min, max, mean, stddev } = summary;
  const at = (q: number) => quantileOfSorted(values, q);
  return { min, max, mean, stddev, median: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function pick({ min, mean, median, p95, p99, max, stddev }: Known): Known {
  const figures = Object.entries({ min, mean, median, p95, p99, max, stddev });
  return Object.fromEntries(figures.filter(([, value]) => value !== undefined));
}

function betweenKnown(told: Told, known: Known): (q: number) => number {
  const points = [
    [0, known.min],
    [0.25, told.p25],
    [0.5, known.median ?? known.mean],
    [0.75, told.p75],
    [0.95, known.p95],
    [0.99, known.p99],
    [0.999, told.p999],
    [1, known.max],
  ].filter((point): point is [number, number] => point[1] !== undefined);
  return (q) => {
    const below = points.findLast(([place]) => place <= q);
    const above = points.find(([place]) => place >= q);
    if (below === undefined || above === undefined) return (below ?? above)?.[1] ?? 0;
    const share = above[0] === below[0] ? 0 : (q - below[0]) / (above[0] - below[0]);
    return below[1] + share * (above[1] - below[1]);
  };
}

/** Over repetitions by Student's t of the logarithms of their medians; within one by ranks; else what the tool says. */
function intervalOf(
  repetitions: readonly (readonly number[])[],
  values: Float64Array,
  { low, high, median }: Told & { readonly median: number },
): BenchmarkTime['interval'] {
  const medians = repetitions.map(medianOf).filter((each) => each > 0);
  if (medians.length > 1) return around(medians);
  if (low !== undefined && high !== undefined && low <= median && median <= high) return { low, high };
  const ranks = quantileInterval(values, 0.5);
  const isKnown = ranks !== undefined && Number.isFinite(ranks.low) && Number.isFinite(ranks.high);
  return isKnown
    ? { low: Math.min(ranks.low, median), high: Math.max(ranks.high, median) }
    : { low: median, high: median };
}

/** The geometric mean of positive values with its 95 % interval; of others the middle and the ends. */
function around(values: readonly number[]) {
  const sorted = Float64Array.from(values).sort();
  const middle = quantileOfSorted(sorted, 0.5);
  const [least = 0, most = 0] = [sorted[0], sorted.at(-1)];
  if (!(least > 0) || least === most || values.length < 2) return { value: middle, low: least, high: most };
  const logs = new Summary();
  for (const value of values) logs.add(Math.log(value));
  const reach = (studentQuantile(0.975, values.length - 1) * logs.stddev) / Math.sqrt(values.length);
  return {
    value: middle,
    low: Math.min(middle, Math.exp(logs.mean - reach)),
    high: Math.max(middle, finite(Math.exp(logs.mean + reach))),
  };
}

/** Of values that lie apart by more than numbers reach, the largest number there is: no other can be written as JSON. */
function finite(value: number): number {
  return Math.min(value, Number.MAX_VALUE);
}

/** 95 of 100 differences of two repetitions are under this. */
function noiseOf(medians: readonly number[]): number {
  if (medians.length < 2) return ASSUMED_NOISE;
  const logs = new Summary();
  for (const each of medians) logs.add(Math.log(each));
  return finite(Math.expm1(normalQuantile(0.975) * Math.SQRT2 * logs.stddev));
}

/** Tukey, "Exploratory Data Analysis", 1977: beyond 1.5 and 3 times the distance of the quartiles. */
function outliersOf(values: Float64Array): Benchmark['outliers'] {
  const [low, high] = [quantileOfSorted(values, 0.25), quantileOfSorted(values, 0.75)];
  const beyond = (times: number) =>
    values.filter((value) => value < low - times * (high - low) || value > high + times * (high - low)).length;
  const severe = beyond(3);
  return { mild: beyond(1.5) - severe, severe, of: values.length };
}

/** Up to the 99th percentile, so that a single straggler does not press the rest into one step. */
function shapeOf(values: Float64Array, { min, max }: BenchmarkTime): Benchmark['shape'] {
  if (values.length < 2) return { from: min, to: max, shares: [] };
  const [from, to] = [values[0] ?? min, quantileOfSorted(values, 0.99)];
  const shares = new Array<number>(STEPS).fill(0);
  for (const value of values) {
    const step = to > from ? Math.floor(((value - from) / (to - from)) * STEPS) : 0;
    const at = Math.min(Math.max(step, 0), STEPS - 1);
    shares[at] = (shares[at] ?? 0) + 1 / values.length;
  }
  return { from, to, shares };
}

interface Origin {
  readonly repetitions: number;
  readonly guessed: readonly string[];
}

function findingsOf({ repetitions, guessed }: Origin): Finding[] {
  const missing =
    guessed.length === 0 ? '' : `; it has no ${guessed.join(', ')}, shown is what lies between the others`;
  if (repetitions === 0) {
    return [
      {
        kind: 'bench-only-aggregates',
        severity: 'info',
        title: `the file has aggregates alone, nothing that could be compared${missing}`,
        evidence: {},
        advice: 'Have the tool write its samples or repetitions as well.',
      },
    ];
  }
  if (repetitions > 1) return [];
  return [
    {
      kind: 'bench-one-process',
      severity: 'info',
      title: 'measured once, in one process: what processes differ by is not known',
      evidence: { assumedNoiseShare: ASSUMED_NOISE },
      advice: 'Have the tool repeat it, or measure with plimsoll bench.',
    },
  ];
}

function meansOf(others: Readonly<Record<string, readonly number[]>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(others).map(([unit, values]) => [
      unit,
      values.reduce((sum, value) => sum + value, 0) / values.length,
    ]),
  );
}

function medianOf(values: readonly number[]): number {
  return quantileOfSorted(Float64Array.from(values).sort(), 0.5);
}
