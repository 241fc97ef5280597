import type { TrendMetric } from '../../../src/model/run.ts';
import type { RunIndex } from '../../../src/model/run-index.ts';
import type { Brush, CurveHistogram, CurveSpec } from '../../charts/specs.ts';
import { type Focus, tagsOf } from '../focus.ts';
import { limitLines, OF_TRENDS } from './limit-lines.ts';

const SHOWN: readonly { readonly name: string; readonly label: string; readonly brush: Brush }[] = [
  { name: 'http_req_duration', label: 'service time, from sent', brush: 'series-1' },
  { name: 'response_time', label: 'response time, from due', brush: 'series-4' },
  { name: 'function_duration', label: 'function calls', brush: 'series-3' },
  { name: 'sse_event_latency', label: 'events, from sent', brush: 'series-5' },
];

/** How times were spread, all of the run or of one step; undefined where no histogram is kept. */
export function latencyCurves(index: RunIndex, focus?: Focus): CurveSpec | undefined {
  const tags = tagsOf(focus);
  const found = SHOWN.flatMap(({ name, label, brush }) => {
    const trend = index.trend(name, tags);
    // Of requests and functions together a response time says little.
    const isMixed = name === 'response_time' && index.trend('function_duration') !== undefined;
    return trend === undefined || isMixed || !hasHistogram(trend) ? [] : [{ trend, label, brush }];
  });
  const [first] = found;
  if (first === undefined) return undefined;
  return {
    id: 'latency-curve',
    title: 'Latency',
    unit: 'ms',
    curves: found.map(({ trend, label, brush }) => ({
      label,
      brush,
      histogram: curveHistogram(trend),
      min: trend.min,
      max: trend.max,
    })),
    limits: found.flatMap(({ trend }) => limitLines(index.run.limits, { metric: trend.name, tags, kinds: OF_TRENDS })),
    description: found.map(({ trend, label }) => `${label}: ${percentilesInWords(trend)}`).join('. '),
  };
}

function hasHistogram({ histogram }: TrendMetric): boolean {
  return histogram !== undefined && (histogram.zeroCount > 0 || (histogram.positive?.counts.length ?? 0) > 0);
}

function percentilesInWords({ percentiles, max }: TrendMetric): string {
  const figures = ['50', '95', '99'].flatMap((each) => {
    const value = percentiles[each];
    return value === undefined ? [] : `p${each} ${Number(value.toPrecision(3))} ms`;
  });
  return [...figures, `longest ${Number(max.toPrecision(3))} ms`].join(', ');
}

/**
 * A histogram in the unit of its metric. One that was counted in microseconds is moved by log2(1000) of its doublings, which is
 * no whole number of buckets: what a bucket held is shared between the two that it then lies in.
 */
export function curveHistogram({ histogram }: Pick<TrendMetric, 'histogram'>): CurveHistogram {
  const { scale, zeroCount, positive, unit } = histogram;
  const { offset, counts } = positive ?? { offset: 0, counts: [] };
  if (unit !== 'us') return { scale, zeroCount, offset, counts };
  const moved = Math.log2(1000) * 2 ** scale;
  const whole = Math.ceil(moved);
  const upper = whole - moved;
  const shared = Array.from({ length: counts.length === 0 ? 0 : counts.length + 1 }, (_, at) => {
    return (counts[at] ?? 0) * (1 - upper) + (counts[at - 1] ?? 0) * upper;
  });
  return { scale, zeroCount, offset: offset - whole, counts: shared };
}
