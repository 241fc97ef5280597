import type { HistogramJson, Metric, Run, TrendMetric } from '../../src/model/run.ts';

export interface MadeRun {
  readonly id?: string;
  readonly name?: string;
  readonly startedAt?: string;
  readonly verdict?: Run['verdict'];
  readonly tags?: Readonly<Record<string, string>>;
  readonly git?: Run['environment']['git'];
  readonly kind?: Run['kind'];
  readonly steps?: number;
  /** Of the requests, in milliseconds. */
  readonly p95?: number;
}

/** A whole run, as small as can be or with as many steps as asked. */
export function madeRun(made: MadeRun = {}): Run {
  const { id = '20260314-092653-3f9a1c', name = 'shop', startedAt = '2026-03-14T09:26:53.000Z', steps = 0 } = made;
  const { verdict = 'passed', tags = {}, git, kind = 'load', p95 = 20 } = made;
  return {
    schema: 'plimsoll.run/1',
    id,
    kind,
    name,
    startedAt,
    durationMs: 60_000,
    verdict,
    plimsoll: { version: '0.1.0' },
    environment: {
      node: 'v20.19.0',
      v8: '11.3',
      os: 'Linux 6.1.0-1051 x64',
      cpu: 'AMD EPYC',
      cores: 4,
      ...(git === undefined ? {} : { git }),
      tags,
    },
    test: { source: 'shop.ts', scenarios: ['buy'], load: [], limits: [], seed: 7, workers: 1 },
    phases: [],
    metrics: metricsOf(steps, p95),
    series: [],
    checks: [],
    limits: [],
    errors: [],
    findings: [],
    events: [],
  };
}

function metricsOf(steps: number, p95: number): Metric[] {
  const named = Array.from({ length: steps }, (_, step) => ({ name: `step ${step}` }));
  const tagged = [{}, ...named];
  return [
    ...tagged.map((tags): Metric => trend('http_req_duration', tags, p95)),
    ...tagged.map((tags): Metric => {
      return { name: 'http_reqs', type: 'counter', unit: 'count', tags, total: 6000, perSecond: 100 };
    }),
    { name: 'http_req_failed', type: 'rate', unit: 'share', tags: {}, passes: 6, fails: 5994, value: 0.001 },
    { name: 'vus', type: 'gauge', unit: 'count', tags: {}, last: 3, min: 1, max: 10, mean: 5 },
  ];
}

function trend(name: string, tags: Readonly<Record<string, string>>, p95: number): TrendMetric {
  const histogram: HistogramJson = {
    scale: 8,
    unit: 'us',
    zeroCount: 0,
    positive: { offset: 3400, counts: [1, 0, 7] },
  };
  const percentiles = { 50: p95 / 2, 75: p95 / 1.5, 90: p95 / 1.2, 95: p95, 99: p95 * 2, 99.9: p95 * 3 };
  const rest = { count: 6000, min: 1, mean: p95 / 2, max: p95 * 4, stddev: 3 };
  return { name, type: 'trend', unit: 'ms', tags, ...rest, percentiles, histogram };
}
