import type { Metric, TrendMetric } from '../model/run.ts';
import type { Tags } from './selections.ts';
import type { RateTally, Tally, TrendTally } from './tally.ts';

const PERCENTILES = [50, 75, 90, 95, 99, 99.9, 99.99];

export interface MetricShape {
  readonly name: string;
  readonly unit: string;
  readonly tags: Tags;
  readonly activeMs: number;
  /** 0 to 100, besides the usual ones. */
  readonly percentiles: readonly number[];
  /** The histogram is kept no finer than this. */
  readonly scale: number;
}

/** A tally as the Run shows it. Undefined for a trend without a sample. */
export function toMetric(tally: Tally, shape: MetricShape): Metric | undefined {
  if (tally.type === 'trend') return trendMetric(tally, shape);
  const { name, unit, tags, activeMs } = shape;
  if (tally.type === 'rate') return { name, type: 'rate', unit, tags, ...rateValues(tally) };
  const perSecond = activeMs > 0 ? (tally.total * 1000) / activeMs : 0;
  return { name, type: 'counter', unit, tags, total: tally.total, perSecond };
}

function rateValues({ passes, fails }: RateTally): { passes: number; fails: number; value: number } {
  return { passes, fails, value: passes + fails > 0 ? passes / (passes + fails) : 0 };
}

function trendMetric({ histogram }: TrendTally, shape: MetricShape): TrendMetric | undefined {
  if (histogram.count === 0) return undefined;
  const isTime = shape.unit === 'ms';
  const shown = (value: number) => (isTime ? value / 1000 : value);
  const wanted = [...new Set([...PERCENTILES, ...shape.percentiles])].sort((a, b) => a - b);
  const values = histogram.quantiles(wanted.map((percentile) => percentile / 100));
  const percentiles = Object.fromEntries(wanted.map((percentile, at) => [percentile, shown(values[at] ?? Number.NaN)]));
  const { count, min, mean, max, stddev, bounds, within } = histogram;
  histogram.downscale(shape.scale);
  return {
    name: shape.name,
    type: 'trend',
    unit: shape.unit,
    tags: shape.tags,
    count,
    min: shown(min),
    mean: shown(mean),
    max: shown(max),
    stddev: shown(stddev),
    percentiles,
    ...(bounds.length > 0
      ? { within: bounds.map((bound, at) => ({ limit: shown(bound), count: within[at] ?? 0 })) }
      : {}),
    histogram: histogram.toJson(isTime ? 'us' : shape.unit),
  };
}
