import { describe, expect, it } from 'vitest';
import type { LimitRule } from '../model/limit.ts';
import { parseLimit } from '../model/limit-grammar.ts';
import type { Metric, TrendMetric } from '../model/run.ts';
import { Histogram } from '../stats/histogram.ts';
import { evaluateLimit } from './evaluate-limit.ts';
import { metricIndex } from './metric-index.ts';

const declared = { price: { type: 'trend' as const, unit: 'EUR' }, errors: { type: 'counter' as const } };

function rule(text: string): LimitRule {
  const parsed = parseLimit(text, declared);
  if (!('aggregate' in parsed)) throw new Error(parsed.message);
  return parsed;
}

const judge = (text: string, metrics: readonly Metric[], activeMs = 10_000) =>
  evaluateLimit(rule(text), metricIndex(metrics), activeMs);

function times(ms: readonly number[], tags: Record<string, string> = {}): TrendMetric {
  const histogram = new Histogram();
  histogram.countWithin([300_000]);
  for (const each of ms) histogram.record(Math.round(each * 1000));
  return {
    name: 'http_req_duration',
    type: 'trend',
    unit: 'ms',
    tags,
    count: ms.length,
    min: Math.min(...ms),
    mean: ms.reduce((a, b) => a + b, 0) / ms.length,
    max: Math.max(...ms),
    stddev: 0,
    percentiles: { '50': histogram.quantile(0.5) / 1000 },
    within: [{ limit: 300, count: ms.filter((each) => each <= 300).length }],
    histogram: histogram.toJson('us'),
  };
}

const rate = (name: string, passes: number, fails: number): Metric => ({
  name,
  type: 'rate',
  unit: 'share',
  tags: {},
  passes,
  fails,
  value: passes / (passes + fails || 1),
});

const counter = (name: string, total: number, tags: Record<string, string> = {}): Metric => ({
  name,
  type: 'counter',
  unit: 'count',
  tags,
  total,
  perSecond: total / 10,
});

describe('a limit', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => (i + 1) * 10);

  it.each([
    ['http_req_duration median < 1s', 500, true],
    ['http_req_duration p(97.5) < 900ms', 980, false],
    ['http_req_duration p0 >= 10ms', 10, true],
    ['http_req_duration max <= 1s', 1000, true],
    ['http_req_duration min > 10ms', 10, false],
    ['http_req_duration mean == 505', 505, true],
    ['http_req_duration count != 100', 100, false],
    ['http_req_duration within(300ms) > 29%', 0.3, true],
    ['http_req_duration within(300ms) > 30%', 0.3, false],
  ])('%s is judged by the run', (text, value, passed) => {
    const result = judge(text, [times(hundred)]);
    expect(result.passed).toBe(passed);
    expect(Math.abs((result.value ?? Number.NaN) - value)).toBeLessThanOrEqual(value * 0.0014);
  });

  it('takes counters per second of the time in which there was load', () => {
    expect(judge('http_reqs perSecond > 99', [counter('http_reqs', 500)], 5000)).toMatchObject({
      value: 100,
      unit: 'count',
      passed: true,
    });
  });

  it('finds a selection of tags whatever their order', () => {
    const metrics = [times([10], { status: '200', name: 'a' })];
    expect(judge('http_req_duration{name:a,status:200} max < 20ms', metrics)).toMatchObject({
      value: 10,
      passed: true,
      tags: { name: 'a', status: '200' },
    });
  });

  it.each([
    ['http_req_failed rate < 1%', 'no sample of http_req_failed'],
    ['http_req_duration p95 < 200ms', 'no sample of http_req_duration'],
    ['http_req_duration{name:logni} p95 < 200ms', 'no sample of http_req_duration{name:logni}'],
    ['http_reqs{name:logni} count < 5', 'no sample of http_reqs{name:logni}'],
    ['vus max < 10', 'no sample of vus'],
    ['price{shop:x} count < 5', 'no sample of price{shop:x}'],
  ])('%s fails and says so where there is no sample', (text, reason) => {
    expect(judge(text, [rate('http_req_failed', 0, 0)])).toMatchObject({ value: null, passed: false, reason });
  });

  it.each([
    ['dropped_iterations count == 0', true],
    ['dropped_iterations{scenario:buy} count == 0', true],
    ['interrupted_iterations count < 1', true],
    ['errors count < 1', true],
    ['http_reqs{status:500} count == 0', true],
    ['http_reqs{name:a,error:timeout} count == 0', true],
    ['http_reqs{status:500} count > 0', false],
  ])('%s takes what never happened as 0', (text, passed) => {
    const metrics = [counter('http_reqs', 5), counter('http_reqs', 5, { name: 'a' })];
    expect(judge(text, metrics)).toMatchObject({ value: 0, passed });
  });

  it('cannot be judged by a bound that was not counted', () => {
    expect(judge('http_req_duration within(250ms) > 1%', [times([10])])).toMatchObject({ value: null, passed: null });
  });
});
