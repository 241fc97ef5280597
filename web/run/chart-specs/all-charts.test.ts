import { describe, expect, it } from 'vitest';
import type { Series } from '../../../src/model/run.ts';
import { RunIndex } from '../../../src/model/run-index.ts';
import { exampleRun, series } from '../fixtures/example-run.ts';
import { allCharts } from './all-charts.ts';

const charts = (changes: Parameters<typeof exampleRun>[0] = {}, focus?: Parameters<typeof allCharts>[1]) =>
  allCharts(new RunIndex(exampleRun(changes)), focus).flatMap(({ specs }) => specs);
const chart = (id: string, changes: Parameters<typeof exampleRun>[0] = {}) =>
  charts(changes).find((each) => each.id === id);
const labels = (id: string, changes: Parameters<typeof exampleRun>[0] = {}) =>
  chart(id, changes)?.lines.map(({ label }) => label);

describe('the charts of a run', () => {
  it('draw the load asked for from the test, in the middle of each step', () => {
    const asked = chart('load')?.lines.find(({ isAsked }) => isAsked)?.values;
    expect(asked?.[0]).toBeCloseTo(5);
    expect(asked?.[9]).toBeCloseTo(95);
    expect(asked?.[15]).toBe(100);
  });

  it('draw jumps of the load asked for upright, and the sum of streams', () => {
    const { test } = exampleRun();
    const stream = (name: string, startMs: number, values: readonly number[]) => ({
      ...{ name, startMs, model: 'arrivals' as const },
      curve: values.map((value) => ({ fromValue: value, toValue: value, durationMs: 4000 })),
    });
    const load = [stream('a', 0, [10, 30]), stream('b', 4000, [5])];
    const line = chart('load', { test: { ...test, load } })?.lines.find(({ isAsked }) => isAsked);
    expect(line?.corners?.map(({ ms, value }) => [ms, value])).toEqual([
      [0, 0],
      [0, 10],
      [4000, 10],
      [4000, 35],
      [8000, 35],
      [8000, 0],
    ]);
  });

  it('add up what is left of counters with more than eight values of a tag', () => {
    const many = Array.from({ length: 11 }, (_, at) => series('orders', { perSecond: at + 1 }, { shop: `s${at}` }));
    const lines = chart('further-orders-shop', { series: many })?.lines;
    expect(lines?.map(({ label }) => label)).toEqual([
      ...[10, 9, 8, 7, 6, 5, 4, 3].map((at) => `s${at}`),
      '(3 others)',
    ]);
    expect(lines?.at(-1)?.values[0]).toBe(6);
  });

  it('draw the limits of exactly what they show', () => {
    expect(chart('latency')?.limits).toEqual([{ value: 200, label: 'p95 < 200ms' }]);
    expect(chart('http_req_failed-share')?.limits).toEqual([{ value: 0.1, label: 'rate < 10%' }]);
    expect(chart('response-time')?.limits).toEqual([]);
  });

  it('tell errors by kind, and what is left by status where the statuses account for it', () => {
    expect(labels('errors')).toEqual(['status 500', 'timeout']);
    const fewer = exampleRun().series.map((each) =>
      each.tags.status === '500' ? series('http_reqs', { perSecond: 9 }, each.tags) : each,
    );
    expect(labels('errors', { series: fewer })).toEqual(['unexpected status', 'timeout']);
  });

  it('name answers that never came', () => {
    expect(labels('statuses')).toContain('no answer');
  });

  it('keep values and times of one length', () => {
    for (const { timesMs, lines } of charts())
      for (const line of lines) expect(line.values).toHaveLength(timesMs.length);
  });

  it('have an id of their own each', () => {
    const ids = charts().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('show every other series by its kind and unit, the target’s apart', () => {
    const own: Series[] = [
      series('orders', { count: 3, perSecond: 3 }),
      series('basket', { count: 3, mean: 9, p50: 9, p90: 10, p95: 11, p99: 12, max: 20 }),
      series('target_cpu', { last: 50, min: 40, mean: 50, max: 60 }, { process: 'web' }),
      series('sse_reconnects', { count: 1, perSecond: 1 }),
      series('odd', { value: 1 }),
    ];
    const groups = allCharts(new RunIndex(exampleRun({ series: [...exampleRun().series, ...own] })));
    const titles = (id: string) => groups.find((group) => group.id === id)?.specs.map(({ title }) => title);
    expect(titles('target')).toEqual(['target_cpu by process']);
    expect(titles('further')).toEqual(['orders', 'basket', 'sse_reconnects', 'odd']);
  });

  it('are those of one step where one is chosen', () => {
    const chosen = charts({}, { tag: 'name', value: 'pay', noun: 'step' });
    expect(chosen.map(({ id }) => id)).toEqual(['load', 'requests', 'latency']);
    expect(chosen[1]?.lines[0]?.values[0]).toBe(25);
    expect(chosen[0]?.title).toContain('(whole run)');
  });

  it('are none of a run without series', () => {
    expect(charts({ series: [] })).toEqual([]);
    expect(
      charts({ series: [{ name: 'http_reqs', tags: {}, startMs: 0, stepMs: 0, fields: { perSecond: [1] } }] }),
    ).toEqual([]);
  });
});
