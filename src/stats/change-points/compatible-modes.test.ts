import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bencherAlerts, bencherLimits } from './bencher.ts';
import { otavaChangePoints } from './otava.ts';
import { perfherderAlerts } from './perfherder.ts';

const published = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../test/fixtures/change-points/${name}.json`, import.meta.url), 'utf8'));

describe('as Apache Otava does', () => {
  const indexes = (values: readonly number[], options = {}) =>
    otavaChangePoints(values, options).map(({ index }) => index);

  it('finds what its tests state for the series of TigerBeetle, at every threshold', () => {
    const { values, window, expected } = published('tigerbeetle');
    for (const { indexes: stated, ...options } of expected) {
      expect(indexes(values, { window, ...options }), JSON.stringify(options)).toEqual(stated);
    }
  });

  it('finds what its tests state for short series', () => {
    const series1 = [1.02, 0.95, 0.99, 1.0, 1.12, 0.9, 0.5, 0.51, 0.48, 0.48, 0.55];
    const series2 = [2.02, 2.03, 2.01, 2.04, 1.82, 1.85, 1.79, 1.81, 1.8, 1.76, 1.78];
    expect(indexes(series1)).toEqual([6]);
    expect(indexes(series2)).toEqual([4]);
    expect(indexes(series2, { minMagnitude: 0.2 })).toEqual([]);
    expect(indexes([...series2, 1.97])).toEqual([4]);
    const levels = [...Array(5).fill(1), ...Array(8).fill(5), ...Array(8).fill(9), ...Array(9).fill(3)];
    expect(indexes(levels, { maxPValue: 0.05 })).toEqual([5, 13, 21]);
    expect(indexes([0, 0, 0, ...series1.slice(3)])).toEqual([3, 6]);
  });

  it('has nothing to say of no value, one value, or values that are all the same', () => {
    expect(indexes([])).toEqual([]);
    expect(indexes([1])).toEqual([]);
    expect(indexes(Array(60).fill(7))).toEqual([]);
  });
});

describe("as Mozilla's Perfherder does", () => {
  const single = (values: readonly number[]) => values.map((value) => [value]);

  it('alerts where its tests state for a series of Talos', () => {
    const { values, expected } = published('mozilla-runs1');
    expect(perfherderAlerts(single(values)).map(({ index }) => index)).toEqual(expected);
  });

  it('alerts once at a step, with windows that are full', () => {
    const options = { minBackWindow: 5, maxBackWindow: 5, foreWindow: 5, threshold: 2 };
    const step = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];
    expect(perfherderAlerts(single(step), options).map(({ index }) => index)).toEqual([8]);
  });

  it('counts values, not revisions', () => {
    const measured = (zeros: number, ones: number) => [...Array(zeros).fill(0), ...Array(ones).fill(1)];
    const options = { minBackWindow: 5, maxBackWindow: 10, foreWindow: 5, threshold: 2 };
    const revisions = [measured(50, 30), measured(10, 30), measured(10, 30)];
    expect(perfherderAlerts(revisions, options).map(({ index }) => index)).toEqual([1]);
  });

  it('waits for as many values after a step as before it', () => {
    expect(perfherderAlerts(single([...Array(20).fill(1), ...Array(11).fill(2)]))).toEqual([]);
  });
});

describe("as Bencher's thresholds do", () => {
  const five = [1, 2, 3, 4, 5];
  const normal = [-1, -1, 0, 1, 1];

  it.each([
    ['static', five, 5, { upper: 5, lower: 5 }],
    ['percentage', five, 0.5, { baseline: 3, lower: 1.5, upper: 4.5 }],
    ['z-score', normal, 0.85, { baseline: 0, lower: -1.0364333894937896, upper: 1.0364333894937896 }],
    ['t-test', normal, 0.85, { baseline: 0, lower: -1.3031051974876533, upper: 1.3031051974876533 }],
    ['log-normal', five, 0.85, { baseline: 2.6051710846973517, lower: 0.17661070852081817, upper: 5.033731460873885 }],
    ['iqr', five, 1.5, { baseline: 3, lower: 0, upper: 6 }],
    ['delta-iqr', five, 1.5, { baseline: 3, lower: 1.59375, upper: 4.40625 }],
  ] as const)('the limits of %s are those of its tests', (...[model, history, boundary, stated]) => {
    const limits = bencherLimits(history, { model, lower: boundary, upper: boundary });
    expect(Object.keys(limits ?? {}).sort()).toEqual(Object.keys(stated).sort());
    for (const [name, value] of Object.entries(stated)) {
      expect((limits as Record<string, number>)[name], name).toBeCloseTo(value, 12);
    }
  });

  it('the example of its documentation has the limits that its code gives', () => {
    const calm = [98, 99, 100, 101, 102];
    const history = [...calm, ...calm, ...calm, ...calm, ...calm, 200];
    const limits = bencherLimits(history, { model: 'log-normal', lower: 0.977, upper: 0.977 });
    expect(limits?.lower).toBeCloseTo(70.4904, 4);
    expect(limits?.upper).toBeCloseTo(134.8935, 4);
  });

  it('gives no limit without spread, without history, below the least sample, and for logarithms of nothing', () => {
    const upper = 0.95;
    expect(bencherLimits([1, 1, 1, 1, 1], { model: 'z-score', upper })).toBeUndefined();
    expect(bencherLimits([], { model: 'static', upper })).toBeUndefined();
    expect(bencherLimits(five, { model: 'iqr', upper, minSampleSize: 6 })).toBeUndefined();
    expect(bencherLimits([1, 2, 0, 4, 5], { model: 'log-normal', upper })).toBeUndefined();
    expect(bencherLimits([3], { model: 'delta-iqr', upper })).toBeUndefined();
    expect(bencherLimits(five, { model: 'iqr' })).toBeUndefined();
  });

  it('alerts on values beyond a limit, not on it', () => {
    const options = { model: 'percentage', upper: 0.5, lower: 0.5 } as const;
    expect(bencherAlerts([10, 10, 15, 10, 30, 10], options).map(({ index, side }) => [index, side])).toEqual([
      [4, 'upper'],
    ]);
  });
});
