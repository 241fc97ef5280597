import { describe, expect, it } from 'vitest';
import type { Metric } from '../model/run.ts';
import { isToldLive, LiveMetrics } from './live-metrics.ts';
import { LiveProgress } from './live-progress.ts';
import { RunTotals } from './merge.ts';
import { Recorder } from './recorder.ts';

/** A run of so many steps and seconds, with what is told of it in the end. */
function told(steps: number, seconds: number): { live: Metric[]; run: Metric[] } {
  const progress = new LiveProgress({ name: 'a', load: () => [], plannedMs: null, warmupMs: 0, workers: 1 });
  const totals = new RunTotals({ shards: 1, onSecond: (second) => progress.add(second) });
  const metrics = new LiveMetrics(totals, () => progress.durations());
  const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
  let live: Metric[] = [];
  for (let second = 0; second < seconds; second++) {
    for (let step = 0; step < steps; step++) {
      for (const status of ['200', '404']) {
        const tags = { scenario: 'buy', name: `step ${step}`, status };
        recorder.counter('http_reqs', 'count', tags).add(1);
        recorder.rate('http_req_failed', 'share', tags).add(status === '404');
        recorder.trend('http_req_duration', 'ms', tags).addUs(1000 * (step + 1) + 37 * second);
        recorder.trend('http_req_waiting', 'ms', tags).addUs(500 * (step + 1));
      }
    }
    recorder.trend('http_req_duration', 'ms', { group: '::setup', name: 'step 0' }).addUs(9e6);
    recorder.gauge('vus', 'count', { scenario: 'buy' }).set(steps);
    totals.add(recorder.snapshot(second, second === seconds - 1));
    live = metrics.list(1000 * (second + 1));
  }
  return { live, run: totals.metrics(1000 * seconds) };
}

const keyOf = ({ name, tags }: Metric): string => `${name} ${JSON.stringify(tags)}`;

describe('the metrics of a run while it goes on', () => {
  it('are those that it has in the end, but for their histograms', () => {
    const { live, run } = told(6, 4);
    const known = new Map(run.map((metric) => [keyOf(metric), metric]));
    expect(live.map(keyOf).sort()).toEqual(run.filter(isToldLive).map(keyOf).sort());
    for (const metric of live) {
      const final = known.get(keyOf(metric));
      if (metric.type !== 'trend' || final?.type !== 'trend') expect(metric).toEqual(final);
      else {
        const { count, min, mean, max, percentiles } = metric;
        expect({ count, min, mean, max }).toEqual({
          count: final.count,
          min: final.min,
          mean: final.mean,
          max: final.max,
        });
        expect(final.percentiles).toMatchObject(percentiles);
      }
    }
  });

  it('have histograms in their totals alone, coarse ones', () => {
    const { live } = told(3, 2);
    const trends = live.flatMap((metric) => (metric.type === 'trend' ? [metric] : []));
    expect(trends.length).toBeGreaterThan(4);
    for (const { tags, histogram, count } of trends) {
      const counted = histogram.positive.counts.reduce((sum, each) => sum + each, 0);
      expect(counted).toBe(Object.keys(tags).length === 0 ? count : 0);
      expect(histogram.scale).toBeLessThanOrEqual(4);
    }
  });

  it('sum the steps beyond the first 200 up', () => {
    const { live } = told(210, 1);
    const steps = live.filter(({ name, tags }) => name === 'http_reqs' && tags.name !== undefined);
    expect(steps).toHaveLength(201);
    expect(steps.at(-1)).toMatchObject({ tags: { name: '(other)' }, total: 20 });
  });

  it('sum up what many steps make only now and then, and never what is summed up anyway', () => {
    const of = (seconds: number) => {
      const { live } = told(30, seconds);
      const count = (name: string) =>
        live.find((metric) => metric.name === name && metric.type === 'trend' && !metric.tags.name);
      return [count('http_req_duration'), count('http_req_waiting')].map(
        (metric) => metric?.type === 'trend' && metric.count,
      );
    };
    expect(of(12)[0]).toBe(12 * 60);
    const late = Number(of(12)[1]);
    expect(late).toBeLessThanOrEqual(12 * 60);
    expect(late).toBeGreaterThan((12 - 5) * 60 - 1);
  });
});
