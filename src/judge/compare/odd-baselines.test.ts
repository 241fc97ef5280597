import { describe, expect, it } from 'vitest';
import type { BaselineRun } from '../../model/comparison.ts';
import type { TrendMetric } from '../../model/run.ts';
import { baselineRunOf } from './baseline-run.ts';
import { compareRuns } from './compare-runs.ts';
import { simulatedLoad } from './fixtures/simulated-runs.ts';

const SHORT = { seconds: 20, perSecond: 40 };
const run = simulatedLoad(2, { ...SHORT, medianMs: 26 });
const kept = baselineRunOf(simulatedLoad(1, SHORT));

function withTrend(change: (trend: TrendMetric) => Partial<TrendMetric>): BaselineRun {
  return {
    ...kept,
    metrics: kept.metrics.map((each) => (each.type === 'trend' ? { ...each, ...change(each) } : each)),
  };
}

const positive = (parts: object) => (trend: TrendMetric) => ({
  histogram: { ...trend.histogram, positive: { ...trend.histogram.positive, ...parts } },
});
const spread = (parts: object): BaselineRun => ({
  ...kept,
  spread: kept.spread!.map((each) => ({ ...each, ...parts })),
});

const odd: readonly (readonly [string, BaselineRun])[] = [
  ...[0, 1, 2 ** 53, 1e18, 1e300].map((count) => [`${count} values`, withTrend(() => ({ count }))] as const),
  ...[0, 1e-300, 1e300].map((each) => {
    const percentiles = { 50: each, 95: each, 99: each };
    return [`times of ${each}`, withTrend(() => ({ min: each, max: each, mean: each, percentiles }))] as const;
  }),
  ['no buckets', withTrend(positive({ counts: [] }))],
  ['buckets without counts', withTrend(positive({ counts: [0, 0, 0] }))],
  [
    'buckets that are cut off',
    withTrend((trend) => positive({ counts: trend.histogram.positive.counts.slice(0, 3) })(trend)),
  ],
  ['buckets that hold more than anything', withTrend(positive({ counts: [1e300, 1e300] }))],
  ['buckets far away', withTrend(positive({ offset: 2 ** 40 }))],
  ['a scale that there is not', withTrend((trend) => ({ histogram: { ...trend.histogram, scale: 1000 } }))],
  ...[-1, 0, 1e12, 1e300].map((each) => [`${each} degrees of freedom`, spread({ degreesOfFreedom: each })] as const),
  ...[-1, 0, 1e300].map((each) => [`an inflation of ${each}`, spread({ inflation: each })] as const),
];

describe('a baseline file with odd content', () => {
  it.each(odd)('(%s) is compared soon, and with finite numbers', (_, baseline) => {
    const since = performance.now();
    for (const { comparisons } of [compareRuns(baseline, run), compareRuns(run, baseline)]) {
      for (const { ratio, low, high, noiseFloor = 0, smallest = 0 } of comparisons) {
        expect([ratio, low, high, noiseFloor, smallest].every(Number.isFinite)).toBe(true);
      }
    }
    expect(performance.now() - since).toBeLessThan(2000);
  });
});
