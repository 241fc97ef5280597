import { describe, expect, test } from 'vitest';
import { flagsOf } from './event-flags.tsx';
import { plotLines, yRange } from './plot-lines.ts';
import type { TimeChartSpec } from './specs.ts';
import { stacked } from './stack.ts';
import { limitsInSight, lonePoints, middlesOf, nearestIndex, stepOf, summaryOf } from './time-points.ts';

describe('points in time', () => {
  const times = [0, 1000, 2000, 5000];

  test('a step is the least that lies between two times', () => {
    expect(stepOf(times, 6000)).toBe(1000);
    expect(stepOf([], 300)).toBe(300);
    expect(stepOf([4000], 60_000)).toBe(1000);
  });

  test('an instant belongs to the step it lies in, and to none in a gap', () => {
    const middles = middlesOf(times, 1000);
    expect([0, 999, 1001, 2999, 5500].map((ms) => nearestIndex(middles, ms, 1000))).toEqual([0, 0, 1, 2, 3]);
    expect(nearestIndex(middles, 4000, 1000)).toBeUndefined();
    expect(nearestIndex([], 0, 1000)).toBeUndefined();
  });

  test('a summary passes over gaps, and is of what is in sight', () => {
    expect(summaryOf([4, null, 2, 8], [500, 1500, 2500, 3500])).toEqual({ min: 2, median: 4, max: 8, last: 8 });
    expect(summaryOf([4, 9], [500, 1500], { fromMs: 0, toMs: 1000 })?.max).toBe(4);
    expect(summaryOf([null], [500])).toBeUndefined();
  });

  test('a point between gaps stands alone', () => {
    expect(lonePoints([1, null, 2, 3, null, 4])).toEqual([0, 5]);
  });

  test('a limit far above what was measured is out of sight', () => {
    const limits = [
      { value: 200, label: 'near' },
      { value: 5000, label: 'far' },
    ];
    expect(limitsInSight(limits, 100)).toEqual([200]);
    expect(limitsInSight(limits, undefined)).toEqual([200, 5000]);
  });
});

describe('stacked lines', () => {
  test('each lies on the shown ones below it', () => {
    const lines = [
      [1, 2],
      [10, 20],
      [100, 200],
    ];
    expect(stacked(lines, () => true)).toEqual([
      [1, 2],
      [11, 22],
      [111, 222],
    ]);
    expect(stacked(lines, (line) => line !== 1)).toEqual([
      [1, 2],
      [null, null],
      [101, 202],
    ]);
  });

  test('a gap in one is nothing added, a gap in all is a gap', () => {
    expect(
      stacked(
        [
          [1, null, null],
          [5, 5, null],
        ],
        () => true,
      ),
    ).toEqual([
      [1, 0, null],
      [6, 5, null],
    ]);
  });
});

describe('what is drawn', () => {
  const spec: TimeChartSpec = {
    id: 'a',
    title: 'a',
    unit: 'ms',
    timesMs: [0, 1000, 2000],
    description: '',
    lines: [
      { label: 'short', brush: 'series-1', values: [1] },
      { label: 'odd', brush: 'series-2', values: [0, Number.NaN, 5] },
    ],
  };

  test('short series end in a gap, and what is no number is one', () => {
    const { drawn } = plotLines(spec, { endMs: 3000, isLog: false, isHidden: () => false });
    expect(drawn).toEqual([
      [1, null, null],
      [0, null, 5],
    ]);
  });

  test('a logarithm has no place for zero', () => {
    const { drawn } = plotLines(spec, { endMs: 3000, isLog: true, isHidden: () => false });
    expect(drawn[1]).toEqual([null, null, 5]);
  });

  test('an axis begins at zero, has air above, and never shows more than all', () => {
    expect(yRange({ extent: { low: 40, high: 100 }, unit: 'ms', isLog: false })).toEqual([0, 108]);
    expect(yRange({ extent: { low: 0.2, high: 0.99 }, unit: 'share', isLog: false })).toEqual([0, 1]);
    expect(yRange({ extent: undefined, unit: 'ms', isLog: false })).toEqual([0, 1]);
    const [low, high] = yRange({
      extent: { low: 1, high: 1 },
      unit: 'share',
      isLog: false,
      limits: [{ value: 0.99, label: '' }],
    });
    expect([low > 0.98 && low < 0.99, high > 1 && high < 1.002]).toEqual([true, true]);
    expect(yRange({ extent: undefined, unit: 'ms', isLog: true })[0]).toBeGreaterThan(0);
  });
});

test('events too close to be told apart share a flag', () => {
  const event = (atMs: number) => ({ atMs, kind: 'gc', text: String(atMs) });
  const flags = flagsOf([event(5000), event(900), event(1000), event(99_000)], { fromMs: 0, toMs: 10_000 }, 500);
  expect(flags.map(({ events }) => events.map(({ text }) => text))).toEqual([['900', '1000'], ['5000']]);
});
