import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../stats/histogram.ts';
import { HEAT_SCALE, HeatColumns, heatColumn } from './heat-map.ts';
import { RunTotals } from './merge.ts';
import { Recorder } from './recorder.ts';
import { SeriesBuilder } from './series.ts';

const histogramOf = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

describe('a column of a heat map', () => {
  it('counts each value in the bucket that holds it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000_000 }), { minLength: 1 }), (values) => {
        const { offset, counts } = heatColumn(histogramOf(values));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        expect([counts[0], counts.at(-1)].every((count) => (count ?? 0) > 0)).toBe(true);
        for (const [at, count] of counts.entries()) {
          const low = 2 ** ((offset + at) / 2 ** HEAT_SCALE);
          const high = 2 ** ((offset + at + 1) / 2 ** HEAT_SCALE);
          const inside = values.filter((value) => (value > low && value <= high) || (value === 0 && high === 1));
          expect(count).toBe(inside.length);
        }
      }),
    );
  });

  it('is the sum of the columns of its parts', () => {
    const [all, some, rest] = [
      [0, 7, 9, 4000, 5000],
      [0, 9, 5000],
      [7, 4000],
    ].map((values) => {
      const { offset, counts } = heatColumn(histogramOf(values));
      return new Map(counts.map((count, at) => [offset + at, count]));
    });
    const sum = new Map([...all!].map(([bucket]) => [bucket, (some!.get(bucket) ?? 0) + (rest!.get(bucket) ?? 0)]));
    expect(sum).toEqual(all);
  });

  it('bears a histogram that is coarser than it, one of fractions, and an empty one', () => {
    const coarse = histogramOf([1e-12, 1e12]);
    expect(coarse.scale).toBeLessThan(8);
    expect(heatColumn(coarse).counts.filter((count) => count > 0)).toEqual([1, 1]);
    expect(heatColumn(histogramOf([0.25, 0.25]))).toEqual({ offset: -2 * 2 ** HEAT_SCALE - 1, counts: [2] });
    expect(heatColumn(new Histogram())).toEqual({ offset: 0, counts: [] });
  });
});

describe('columns', () => {
  it('are empty where nothing was measured', () => {
    const columns = new HeatColumns();
    columns.set(2, histogramOf([3]));
    expect(columns.list(0, 4).map(({ counts }) => counts)).toEqual([[], [], [1], []]);
    expect(columns.list(2, 3)).toHaveLength(1);
    expect(columns.list(3, 2)).toEqual([]);
  });
});

describe('the heat maps of a run', () => {
  it('have the steps of its series, and leave set-up out', () => {
    const builder = new SeriesBuilder(2000 * 900);
    const totals = new RunTotals({ shards: 1, onSecond: (second) => builder.add(second) });
    const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
    for (let second = 0; second < 4; second++) {
      for (const status of ['200', '404']) {
        recorder.trend('http_req_duration', 'ms', { name: 'a', status }).addUs(1000 * (second + 1));
      }
      recorder.trend('http_req_duration', 'ms', { name: 'a', group: '::setup' }).addUs(5);
      recorder.trend('http_req_waiting', 'ms', { name: 'a' }).addUs(5);
      totals.add(recorder.snapshot(second, second === 3));
    }
    expect(builder.heatMaps()).toMatchObject([{ columns: [{ counts: [2, 0, 0, 0, 0, 0, 0, 0, 2] }] }]);
    const [series] = builder.build(4000);
    const [map, ...others] = builder.heatMaps();
    expect(others).toEqual([]);
    expect(map).toMatchObject({ metric: 'http_req_duration', tags: {}, unit: 'us', stepMs: 2000, startMs: 0 });
    expect(map?.stepMs).toBe(series?.stepMs);
    expect(map?.columns.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0))).toEqual([4, 4]);
    expect(builder.heatMaps(1)[0]?.columns).toEqual(map?.columns.slice(1));
  });
});
