import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Series } from '../model/run.ts';
import { RunTotals } from './merge.ts';
import { Recorder } from './recorder.ts';
import { SeriesBuilder, stepMsFor } from './series.ts';

const pick = (series: readonly Series[], name: string, tags: Record<string, string> = {}) =>
  series.find((each) => each.name === name && JSON.stringify(each.tags) === JSON.stringify(tags))?.fields;

/** Two shards, a request each for every value of the second. */
function built(seconds: readonly (readonly number[])[], plannedMs: number, endMs = seconds.length * 1000): Series[] {
  const builder = new SeriesBuilder(plannedMs);
  const totals = new RunTotals({ shards: 2, onSecond: (second) => builder.add(second) });
  const recorders = [0, 1].map((shard) => new Recorder({ shard, nowUs: () => 0 }));
  seconds.forEach((values, second) => {
    values.forEach((us, at) => {
      const recorder = recorders[at % 2]!;
      const tags = { scenario: 'buy', name: at % 3 === 0 ? 'a' : 'b', status: '200' };
      recorder.trend('http_req_duration', 'ms', tags).addUs(us);
      recorder.counter('http_reqs', 'count', tags).add(1);
      recorder.rate('http_req_failed', 'share', tags).add(us > 3000);
      recorder.trend('http_req_sending', 'ms', tags).addUs(1);
      recorder.trend('price', 'count', { shop: 'x' }).add(us);
    });
    for (const recorder of recorders) totals.add(recorder.snapshot(second, second === seconds.length - 1));
  });
  return builder.build(endMs);
}

describe('steps', () => {
  it.each([
    [10_000, 1000],
    [900_000, 1000],
    [900_001, 2000],
    [3_600_000, 5000],
    [12 * 3_600_000, 60_000],
    [365 * 24 * 3_600_000, 10 * 3_600_000],
  ])('of a run of %d ms take %d ms, so that there are at most 900', (plannedMs, stepMs) => {
    expect(stepMsFor(plannedMs)).toBe(stepMs);
    expect(plannedMs / stepMs).toBeLessThanOrEqual(900);
  });
});

describe('SeriesBuilder', () => {
  it('follows functions under test and event streams by name, as it does requests', () => {
    const builder = new SeriesBuilder(3000);
    const totals = new RunTotals({ shards: 1, onSecond: (second) => builder.add(second) });
    const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
    const tags = { scenario: 'pages', name: 'read' };
    recorder.counter('function_calls', 'count', tags).add(3);
    recorder.rate('function_failed', 'share', tags).add(true);
    recorder.trend('function_duration', 'ms', tags).addUs(5000);
    recorder.trend('function_memory_peak', 'bytes', { ...tags, overlap: 'no' }).add(1e6);
    recorder.gauge('function_memory_growth', 'bytes', tags).set(1e6);
    recorder.trend('sse_event_latency', 'ms', tags).addUs(2000);
    totals.add(recorder.snapshot(0, true));
    const series = builder.build(1000);
    const named = series.filter(({ tags: { name } }) => name === 'read').map(({ name }) => name);
    const ofFunctions = ['function_calls', 'function_duration', 'function_failed', 'function_memory_growth'];
    expect(named.sort()).toEqual(ofFunctions);
    expect(pick(series, 'function_duration', { name: 'read' })?.max).toEqual([5]);
    expect(pick(series, 'function_memory_peak')?.max).toEqual([1e6]);
    expect(pick(series, 'sse_event_latency')?.max).toEqual([2]);
  });

  it('has in each step what a plain list of the step would come to', () => {
    const values = fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 9 }), fc.constantFrom(9000, 1_500_000), (seconds, ms) => {
        const inStep = stepMsFor(ms) / 1000;
        const series = built(seconds, ms);
        const duration = pick(series, 'http_req_duration');
        const steps = Math.ceil(seconds.length / inStep);
        for (let step = 0; step < steps; step++) {
          const all = seconds.slice(step * inStep, (step + 1) * inStep).flat();
          const sorted = [...all].sort((a, b) => a - b);
          expect(pick(series, 'http_reqs')?.count?.[step] ?? 0).toBe(all.length);
          expect(duration?.count?.[step] ?? 0).toBe(all.length);
          if (all.length === 0) {
            expect(duration?.p95?.[step] ?? null).toBeNull();
            continue;
          }
          expect(duration?.max?.[step]).toBe(sorted.at(-1)! / 1000);
          const median = sorted[Math.ceil(all.length / 2) - 1]! / 1000;
          expect(Math.abs(duration!.p50![step]! - median)).toBeLessThanOrEqual(median * 0.0014);
          expect(pick(series, 'http_req_failed')?.passes?.[step]).toBe(all.filter((us) => us > 3000).length);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('divides the last step by the part of it that was run', () => {
    const reqs = pick(
      built(
        [
          [1, 1],
          [1, 1, 1],
        ],
        10_000,
        1500,
      ),
      'http_reqs',
    );
    expect(reqs?.count).toEqual([2, 3]);
    expect(reqs?.perSecond).toEqual([2, 6]);
  });

  it('charts requests by name and scenario, custom metrics in total, and no phases of requests', () => {
    const series = built([[10, 20, 30]], 10_000);
    expect(pick(series, 'http_reqs', { name: 'a' })?.count).toEqual([1]);
    expect(pick(series, 'http_reqs', { name: 'b' })?.count).toEqual([2]);
    expect(pick(series, 'http_req_duration', { scenario: 'buy' })?.count).toEqual([3]);
    expect(pick(series, 'price')?.max).toEqual([30]);
    expect(pick(series, 'price', { shop: 'x' })).toBeUndefined();
    expect(pick(series, 'http_req_sending')).toBeUndefined();
  });

  it('starts a series that appears late with zeros for counts and null for latencies', () => {
    const series = built([[], [], [40]], 10_000);
    expect(pick(series, 'http_reqs', { name: 'a' })?.count).toEqual([0, 0, 1]);
    expect(pick(series, 'http_req_duration', { name: 'a' })?.p99).toEqual([null, null, 0.04]);
  });

  it('charts at most 200 names', () => {
    const builder = new SeriesBuilder(10_000);
    const totals = new RunTotals({ shards: 1, onSecond: (second) => builder.add(second) });
    const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
    for (let i = 0; i < 300; i++) recorder.counter('http_reqs', 'count', { name: `n${i}` }).add(1);
    totals.add(recorder.snapshot(0, true));
    const series = builder.build(1000);
    expect(series.filter(({ tags }) => tags.name !== undefined)).toHaveLength(200);
    expect(pick(series, 'http_reqs')?.count).toEqual([300]);
  });

  it('keeps no more than twice the steps planned for when a run goes on and on', () => {
    const builder = new SeriesBuilder(900_000);
    const totals = new RunTotals({ shards: 1, onSecond: (second) => builder.add(second) });
    const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
    for (let second = 0; second < 2000; second++) {
      recorder.counter('http_reqs', 'count', {}).add(1);
      totals.add(recorder.snapshot(second, second === 1999));
    }
    expect(pick(builder.build(2_000_000), 'http_reqs')?.count).toHaveLength(1800);
  });

  it('has the sum of users over shards', () => {
    let nowUs = 0;
    const builder = new SeriesBuilder(10_000);
    const totals = new RunTotals({ shards: 2, onSecond: (second) => builder.add(second) });
    const recorders = [0, 1].map((shard) => new Recorder({ shard, nowUs: () => nowUs }));
    for (const recorder of recorders) recorder.gauge('vus', 'count', { scenario: 'buy' }).set(4);
    for (const second of [0, 1]) {
      nowUs += 1e6;
      for (const recorder of recorders) totals.add(recorder.snapshot(second, second === 1));
    }
    const series = builder.build(2000);
    expect(pick(series, 'vus')).toEqual({ last: [8, 8], min: [8, 8], max: [8, 8], mean: [8, 8] });
    expect(pick(series, 'vus', { scenario: 'buy' })?.mean).toEqual([8, 8]);
  });
});
