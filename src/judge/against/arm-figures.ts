import type { Arm } from '../../model/plan.ts';
import type { HistogramData } from '../../model/snapshot.ts';
import { BlockHistograms } from '../../stats/block-histograms.ts';
import { Histogram } from '../../stats/histogram.ts';
import { histogramQuantileInterval } from '../../stats/quantile-interval.ts';
import type { AgainstEvidence, Block, SliceFigures } from './against-evidence.ts';

export type Weights = ArrayLike<number>;

/** One figure of one subject on both sides. */
export interface Figure {
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aggregate: string;
  readonly unit: string;
  /** A higher value is worse. */
  readonly isCost: boolean;
  /** Of one arm, with each block counted as often as its weight says, in `unit`. */
  readonly of: (arm: Arm, weights: Weights) => number;
  /** What its logarithm can't be known better than, whatever resampling says. */
  readonly leastError: (values: Readonly<Record<Arm, number>>) => number;
  /** A value for one block alone. */
  readonly perBlock: (arm: Arm, block: number) => number;
}

const QUANTILES = [
  { aggregate: 'p50', q: 0.5 },
  { aggregate: 'p95', q: 0.95 },
  { aggregate: 'p99', q: 0.99 },
] as const;
/** With fewer values beyond a percentile than this, resampling alone would trust too much to those few. */
const FEW_BEYOND = 4;
/** Of a time told in whole microseconds, as a standard deviation. */
const ROUNDING_US = 1 / Math.sqrt(12);
const NOTHING: SliceFigures = { times: new Histogram().encode(), failed: 0, all: 0, counted: 0 };

/** The figures of one step, or of all (the empty name), as far as both arms have values. */
export function figuresOf(step: string, evidence: AgainstEvidence): Figure[] {
  const { blocks, metrics } = evidence;
  const both = { before: armOf('before', step, blocks), after: armOf('after', step, blocks) };
  if (both.before.times.length === 0 || both.before.total === 0 || both.after.total === 0) return [];
  const tags: Figure['tags'] = step === '' ? {} : { name: step };
  const times = { before: new BlockHistograms(both.before.times), after: new BlockHistograms(both.after.times) };
  const one = (block: number) => Float64Array.from(blocks, (_, at) => (at === block ? 1 : 0));
  const made = (shape: Omit<Figure, 'tags' | 'perBlock'>): Figure => {
    return { ...shape, tags, perBlock: (arm, block) => shape.of(arm, one(block)) };
  };
  return [
    made({
      metric: metrics.count,
      aggregate: 'rate',
      unit: '/s',
      isCost: false,
      of: (arm, weights) => (1000 * dot(both[arm].counted, weights)) / dot(both[arm].countedMs, weights),
      leastError: () => 0,
    }),
    ...QUANTILES.map(({ aggregate, q }) => {
      return made({
        metric: metrics.time,
        aggregate,
        unit: 'ms',
        isCost: true,
        of: (arm, weights) => times[arm].quantile(q, weights) / 1000,
        leastError: ({ before, after }) => {
          const rounding = Math.hypot(ROUNDING_US / before, ROUNDING_US / after) / 1000;
          return Math.max(rounding, quantileError(q, both.before.times, both.after.times));
        },
      });
    }),
    made({
      metric: metrics.time,
      aggregate: 'mean',
      unit: 'ms',
      isCost: true,
      of: (arm, weights) => times[arm].mean(weights) / 1000,
      leastError: () => 0,
    }),
    ...failureFigures(both, metrics.failed, made),
  ];
}

interface ArmValues {
  readonly times: readonly HistogramData[];
  readonly total: number;
  readonly countedMs: readonly number[];
  readonly counted: readonly number[];
  readonly failed: readonly number[];
  readonly all: readonly number[];
}

function armOf(arm: Arm, step: string, blocks: readonly Block[]): ArmValues {
  const each = blocks.map((block) => block[arm].figures.get(step) ?? NOTHING);
  return {
    times: each.map(({ times }) => times),
    total: each.reduce((sum, { times }) => sum + times.count, 0),
    countedMs: blocks.map((block) => block[arm].countedMs),
    counted: each.map(({ counted }) => counted),
    failed: each.map(({ failed }) => failed),
    all: each.map(({ all }) => all),
  };
}

/** Half a failure is added on both sides, so that none has a logarithm too; Walter, Biometrika 62(2), 1975. */
function failureFigures(
  both: Readonly<Record<Arm, ArmValues>>,
  metric: string,
  made: (shape: Omit<Figure, 'tags' | 'perBlock'>) => Figure,
): Figure[] {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const failed = { before: sum(both.before.failed), after: sum(both.after.failed) };
  if (failed.before + failed.after === 0) return [];
  const variance = (arm: Arm) => Math.max(0, 1 / (failed[arm] + 0.5) - 1 / (sum(both[arm].all) + 0.5));
  return [
    made({
      metric,
      aggregate: 'rate',
      unit: 'share',
      isCost: true,
      of: (arm, weights) => (dot(both[arm].failed, weights) + 0.5) / (dot(both[arm].all, weights) + 0.5),
      leastError: () => Math.sqrt(variance('before') + variance('after')),
    }),
  ];
}

/** As if all values were independent: what few values beyond a percentile leave unknown. Infinite where they can't tell it at all. */
function quantileError(q: number, before: readonly HistogramData[], after: readonly HistogramData[]): number {
  return Math.hypot(...[before, after].map((each) => ownError(q, each)));
}

function ownError(q: number, histograms: readonly HistogramData[]): number {
  const pooled = new Histogram();
  for (const each of histograms) pooled.merge(each);
  if (pooled.count * (1 - q) >= FEW_BEYOND) return 0;
  const known = histogramQuantileInterval(pooled, q, 0.95);
  if (known === undefined || !Number.isFinite(known.high - known.low)) return Number.POSITIVE_INFINITY;
  const least = (value: number) => Math.log(Math.max(value, 0.5));
  const reach = Math.max(least(known.high) - least(known.value), least(known.value) - least(known.low));
  return reach / NORMAL_REACH;
}

/** A 95 % interval reaches so many standard errors. */
const NORMAL_REACH = 1.96;

function dot(values: readonly number[], weights: Weights): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += (values[at] as number) * (weights[at] as number);
  return sum;
}
