import { describe, expect, it } from 'vitest';
import { packReport, unpackReport } from '../../model/packed-report.ts';
import type { Run, TrendMetric } from '../../model/run.ts';
import { exampleBenchRun } from '../fixtures/example-bench-run.ts';
import { exampleRun } from '../terminal/fixtures/example-run.ts';
import { slimRun } from './slim-run.ts';

const steps = (count: number, value: (at: number) => number | null) =>
  Array.from({ length: count }, (_, at) => value(at));

/** With everything that pages leave out or round, and a last step that is cut short. */
function wholeRun(): Run {
  const run = exampleRun();
  const [duration] = run.metrics.filter((metric): metric is TrendMetric => metric.name === 'http_req_duration');
  const wave = (at: number) => 12.345_678 + 5 * Math.sin(at);
  const counts = steps(40, (at) => (at === 7 ? 0 : 100 + (at % 9)));
  const counters = { count: counts, perSecond: counts.map((count, at) => (count ?? 0) / (at === 39 ? 0.4 : 1)) };
  const trend = {
    ...{ count: counts, mean: steps(40, wave), p50: steps(40, (at) => (at === 7 ? null : wave(at))) },
    ...{ p99: steps(40, (at) => (at === 7 ? null : 3 * wave(at))), max: steps(40, () => 1234.5678) },
  };
  const rates = {
    passes: steps(40, (at) => at % 3),
    fails: steps(40, (at) => (at === 7 ? 0 : 97)),
    value: steps(40, (at) => (at % 3) / ((at % 3) + (at === 7 ? 0 : 97))),
  };
  const at = { startMs: 0, stepMs: 1000 };
  return exampleRun({
    metrics: [
      ...run.metrics,
      { ...duration!, tags: { name: 'GET /search', status: '200' } },
      { ...duration!, tags: { group: '::cart' } },
      { ...duration!, tags: { name: 'GET /search', scenario: 'browse' } },
    ],
    limits: [
      ...run.limits,
      {
        metric: 'http_req_duration',
        tags: { scenario: 'browse', name: 'GET /search' },
        rule: 'http_req_duration{name:GET /search,scenario:browse} p95 < 1s',
        value: 3,
        passed: true,
      },
    ],
    series: [
      { name: 'http_reqs', tags: {}, ...at, fields: counters },
      { name: 'http_req_duration', tags: {}, ...at, fields: trend },
      { name: 'http_req_duration', tags: { name: 'GET /search' }, ...at, fields: trend },
      { name: 'http_req_failed', tags: {}, ...at, fields: rates },
      { name: 'vus', tags: {}, ...at, fields: { last: steps(40, (x) => x), mean: steps(40, () => 1 / 3) } },
    ],
    heatMaps: [
      {
        ...{ metric: 'http_req_duration', tags: {}, unit: 'us', ...at, scale: 3 },
        columns: [
          { offset: 80, counts: [3, 0, 9] },
          { offset: 0, counts: [] },
          { offset: -1, counts: [1] },
        ],
      },
    ],
    samples: [{ metric: 'http_req_duration', tags: {}, aggregate: 'p50', process: 0, values: [1, 2] }],
  });
}

describe('a slim run', () => {
  it('keeps what was judged as it is, and leaves out what no page shows', () => {
    const run = wholeRun();
    const slim = slimRun(run);
    const { metrics, series, errors, samples, ...judged } = run;
    expect(slim).toMatchObject(judged);
    expect(samples).toHaveLength(1);
    expect(slim.samples).toBeUndefined();
    expect(slim.errors).toEqual(errors.map((error) => ({ ...error })));
    expect(slim.series.map(({ name, tags }) => [name, tags])).toEqual(series.map(({ name, tags }) => [name, tags]));
    const tags = (all: Run['metrics']) => all.map((metric) => JSON.stringify([metric.name, metric.tags]));
    const missing = tags(metrics).filter((each) => !tags(slim.metrics).includes(each));
    expect(missing).toEqual([JSON.stringify(['http_req_duration', { name: 'GET /search', status: '200' }])]);
  });

  it('has histograms of totals and steps, coarser, and nothing lost of their counts', () => {
    const of = (run: Run, tags: object) =>
      run.metrics.find(
        (metric): metric is TrendMetric =>
          metric.name === 'http_req_duration' && JSON.stringify(metric.tags) === JSON.stringify(tags),
      )!;
    const [run, slim] = [wholeRun(), slimRun(wholeRun())];
    for (const [tags, scale] of [
      [{}, 5],
      [{ name: 'GET /search' }, 3],
    ] as const) {
      const { histogram, count } = of(slim, tags);
      expect(histogram.scale).toBe(scale);
      expect(histogram.positive.counts.reduce((sum, each) => sum + each, 0) + histogram.zeroCount).toBe(count);
    }
    expect(of(run, { group: '::cart' }).histogram.positive.counts.length).toBeGreaterThan(0);
    expect(of(slim, { group: '::cart' }).histogram.positive.counts).toEqual([]);
  });

  it('is off by no more than can be seen', () => {
    const [run, slim] = [wholeRun(), slimRun(wholeRun())];
    const offs = slim.series.flatMap(({ tags, fields }, at) =>
      Object.entries(fields).flatMap(([field, values]) =>
        values.map((value, step) => {
          const exact = run.series[at]!.fields[field]![step] ?? null;
          const off = value === exact ? 0 : Math.abs((value ?? Number.NaN) / (exact ?? Number.NaN) - 1);
          return { off, most: Object.keys(tags).length === 0 ? 0.005 : 0.012 };
        }),
      ),
    );
    expect(offs.length).toBeGreaterThan(400);
    expect(offs.filter(({ off, most }) => !(off <= most))).toEqual([]);
  });

  it('of benchmarks keeps all of them', () => {
    const run = exampleBenchRun();
    expect(slimRun(run)).toEqual({ ...run, samples: undefined });
  });

  it('comes back from its packing as it was', () => {
    for (const run of [wholeRun(), exampleBenchRun(), exampleRun({ series: [], heatMaps: [] })]) {
      const data = { runs: [{ run: slimRun(run) }, { run }], writtenAt: '2025-03-01T10:15:00.000Z' };
      const plain = JSON.parse(JSON.stringify(data));
      expect(unpackReport(packReport(plain))).toEqual(plain);
    }
  });

  it('packs what follows from other columns in a few bytes', () => {
    const data = (fields: Record<string, readonly (number | null)[]>) => {
      const run = exampleRun({ series: [{ name: 'x', tags: {}, startMs: 0, stepMs: 1000, fields }] });
      return packReport({ runs: [{ run: slimRun(run) }], writtenAt: '' }).length;
    };
    const count = steps(500, (at) => (at * 7919) % 1000);
    const alone = data({ count });
    expect(data({ count, perSecond: count }) - alone).toBeLessThan(50);
  });
});
