import { describe, expect, it } from 'vitest';
import { RunIndex } from '../../../src/model/run-index.ts';
import { exampleRun, trend } from '../fixtures/example-run.ts';
import { curveHistogram, latencyCurves } from './curves.ts';

describe('the curves of latency', () => {
  it('hold service and response time, with the limits of both', () => {
    const spec = latencyCurves(new RunIndex(exampleRun()));
    expect(spec?.curves.map(({ label }) => label)).toEqual(['service time, from sent', 'response time, from due']);
    expect(spec?.limits).toEqual([{ value: 200, label: 'p95 < 200ms' }]);
  });

  it('are those of one step where one is chosen, and none where no histogram is kept', () => {
    const focus = { tag: 'name', value: 'pay', noun: 'step' } as const;
    expect(latencyCurves(new RunIndex(exampleRun()), focus)?.curves).toHaveLength(1);
    const empty = { scale: 3, unit: 'us', zeroCount: 0, positive: { offset: 0, counts: [] } };
    const run = exampleRun({ metrics: [trend('http_req_duration', { histogram: empty })] });
    expect(latencyCurves(new RunIndex(run))).toBeUndefined();
  });

  it('move microseconds to milliseconds without losing a value or its place', () => {
    const { scale, offset, counts } = curveHistogram({
      histogram: { scale: 3, unit: 'us', zeroCount: 0, positive: { offset: 80, counts: [10, 60, 30] } },
    });
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(100);
    const mean = (start: number, all: readonly number[]) =>
      all.reduce((sum, count, at) => sum + count * (start + at + 0.5), 0) / 100 / 2 ** scale;
    expect(mean(80, [10, 60, 30]) - Math.log2(1000)).toBeCloseTo(mean(offset, counts));
  });
});
