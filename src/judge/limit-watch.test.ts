import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLimit } from '../model/limit-grammar.ts';
import type { PlannedLimit } from '../model/plan.ts';
import type { Metric } from '../model/run.ts';
import type { RunSeries, Second } from '../model/second.ts';
import { Histogram } from '../stats/histogram.ts';
import { LimitWatch } from './limit-watch.ts';

function limit(text: string, abort = false, delayMs = 0): PlannedLimit {
  const rule = parseLimit(text);
  if (!('aggregate' in rule)) throw new Error(rule.message);
  return { rule, abort, delayMs };
}

const series: Record<'duration' | 'failed' | 'requests' | 'vus' | 'setup', RunSeries> = {
  duration: { index: 0, metric: 'http_req_duration', type: 'trend', unit: 'ms', tags: { name: 'a' } },
  failed: { index: 1, metric: 'http_req_failed', type: 'rate', unit: 'share', tags: { name: 'a' } },
  requests: { index: 2, metric: 'http_reqs', type: 'counter', unit: 'count', tags: { name: 'a' } },
  vus: { index: 3, metric: 'vus', type: 'gauge', unit: 'count', tags: { scenario: 'x' } },
  setup: { index: 4, metric: 'http_reqs', type: 'counter', unit: 'count', tags: { group: '::setup' } },
};

interface Content {
  readonly ms?: readonly number[];
  readonly failed?: number;
  readonly requests?: number;
  readonly users?: number;
  readonly setup?: number;
}

function at(second: number, { ms = [], failed, requests, users, setup }: Content, final = false): Second {
  const histogram = new Histogram();
  for (const each of ms) histogram.record(Math.round(each * 1000));
  return {
    second,
    final,
    trends: ms.length > 0 ? [{ series: series.duration, histogram: histogram.encode() }] : [],
    counters: [
      ...(requests === undefined ? [] : [{ series: series.requests, total: requests }]),
      ...(setup === undefined ? [] : [{ series: series.setup, total: setup }]),
    ],
    rates: failed === undefined ? [] : [{ series: series.failed, passes: failed, fails: 10 - failed }],
    gauges:
      users === undefined
        ? []
        : [{ series: series.vus, reading: { last: users, min: users, max: users, mean: users, weightMs: 1000 } }],
    errors: [],
    logs: [],
  };
}

function watched(limits: readonly PlannedLimit[], contents: readonly Content[], options = {}): LimitWatch {
  const watch = new LimitWatch(limits, options);
  for (const [second, content] of contents.entries()) watch.add(at(second, content, second === contents.length - 1));
  return watch;
}

const noMetrics: readonly Metric[] = [];

describe('a limit over windows', () => {
  it('is judged by every complete window, and shows the worst', () => {
    const seconds = fc.array(fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 4 }), { maxLength: 20 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 6 }), fc.nat(4), (values, over, after) => {
        const watch = watched(
          [limit(`http_req_duration max < 50ms over ${over}s after ${after}s`)],
          values.map((ms) => ({ ms })),
        );
        const [result] = watch.results(noMetrics, 0);
        let worst: number | undefined;
        for (let from = after; from + over <= values.length; from++) {
          const window = values.slice(from, from + over).flat();
          if (window.length > 0) worst = Math.max(worst ?? 0, ...window);
        }
        expect(result?.value).toBe(worst ?? null);
        if (values.length - after < over) expect(result?.passed).toBeNull();
        else expect(result?.passed).toBe(worst !== undefined && worst < 50);
      }),
    );
  });

  it('takes the percentile of all samples of a window, and says where it was worst', () => {
    const contents = Array.from({ length: 20 }, (_, second) => ({
      ms: second >= 8 && second < 12 ? [900, 900] : [10, 10],
    }));
    const [result] = watched([limit('http_req_duration p95 < 200ms over 5s')], contents).results(noMetrics, 0);
    expect(result).toMatchObject({
      passed: false,
      reason: expect.stringMatching(/^worst of 16 windows: from [4-8] s/),
    });
    expect(result?.value).toBeCloseTo(900, 0);
  });

  it('sees a lull of requests, but not the end of the load as one', () => {
    const contents = Array.from({ length: 12 }, (_, second) =>
      second >= 10 ? {} : { requests: second === 5 ? 0 : 100 },
    );
    const judged = (text: string) => watched([limit(text)], contents, { loadMs: 10_000 }).results(noMetrics, 0)[0];
    expect(judged('http_reqs perSecond > 60 over 2s')).toMatchObject({ value: 50, passed: false });
    expect(judged('http_reqs perSecond > 60 over 3s')).toMatchObject({ passed: true });
    expect(judged('http_reqs count >= 900 over 10s')).toMatchObject({ value: 900, passed: true });
  });

  it('cannot be judged in a run that is shorter than one', () => {
    const [result] = watched([limit('http_req_duration p95 < 200ms over 30s')], [{ ms: [1] }]).results(noMetrics, 0);
    expect(result).toMatchObject({ value: null, passed: null, reason: 'the run had no whole window of 30 s' });
  });

  it('fails without a sample in any window', () => {
    const [result] = watched([limit('http_req_failed rate < 1% over 1s')], [{}, {}]).results(noMetrics, 0);
    expect(result).toMatchObject({ passed: false, reason: 'no sample of http_req_failed' });
  });
});

describe('a limit with `after`', () => {
  it('counts from there on, per second of the rest', () => {
    const contents = Array.from({ length: 10 }, () => ({ requests: 10, failed: 1 }));
    const [perSecond, share] = watched(
      [limit('http_reqs perSecond == 10 after 4s'), limit('http_req_failed rate <= 10% after 2500ms')],
      contents,
    ).results(noMetrics, 10_000);
    expect(perSecond).toMatchObject({ value: 10, passed: true });
    expect(share).toMatchObject({ value: 0.1, passed: true });
  });

  it('cannot be judged when the run ends before', () => {
    const [result] = watched([limit('http_reqs count > 1 after 1m')], [{ requests: 5 }]).results(noMetrics, 1000);
    expect(result).toMatchObject({ passed: null, reason: 'the run ended within 60 s' });
  });
});

describe('LimitWatch', () => {
  it('tells how each limit stands, and null where it cannot be told', () => {
    const watch = new LimitWatch([
      limit('http_req_duration p95 < 200ms'),
      limit('http_req_failed rate < 5%'),
      limit('http_reqs count > 100'),
      limit('http_reqs count < 15'),
      limit('vus max < 4'),
    ]);
    expect(watch.states().map(({ passed }) => passed)).toEqual([null, null, null, true, null]);
    watch.add(at(0, { ms: [100], failed: 1, requests: 10, users: 3 }));
    expect(watch.states()).toMatchObject([
      { rule: 'http_req_duration p95 < 200ms', unit: 'ms', passed: true },
      { value: 0.1, unit: 'share', passed: false },
      { value: 10, unit: 'count', passed: null },
      { value: 10, passed: true },
      { value: 3, passed: true },
    ]);
    watch.add(at(1, { requests: 95, users: 5 }));
    expect(watch.states().map(({ passed }) => passed)).toEqual([true, false, true, false, false]);
  });

  it('names the first aborting limit that is crossed, once its delay is over', () => {
    const watch = new LimitWatch([limit('http_req_failed rate < 1%'), limit('http_req_failed rate < 2%', true, 3000)]);
    watch.add(at(0, { failed: 5 }));
    watch.add(at(1, { failed: 5 }));
    expect(watch.crossed()).toBeUndefined();
    watch.add(at(2, { failed: 5 }));
    expect(watch.crossed()).toMatchObject({ rule: 'http_req_failed rate < 2%', value: 0.5 });
  });

  it('does not end a test for a count that may still be reached', () => {
    const watch = watched([limit('http_reqs count > 100', true)], [{ requests: 1 }, { requests: 1 }]);
    expect(watch.crossed()).toBeUndefined();
  });

  it('leaves the warm-up out', () => {
    const watch = watched([limit('http_req_duration max < 50ms')], [{ ms: [90] }, { ms: [10] }], { warmupMs: 500 });
    expect(watch.states()[0]).toMatchObject({ value: 10, passed: true });
  });

  it('counts set-up only where a limit names its group', () => {
    const watch = watched(
      [limit('http_reqs count < 5'), limit('http_reqs{group:"::setup"} count > 5')],
      [{ setup: 7, requests: 1 }],
      { warmupMs: 5000 },
    );
    expect(watch.states()).toMatchObject([{ value: 0 }, { value: 7, passed: true }]);
  });
});
