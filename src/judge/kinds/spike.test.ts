import { describe, expect, it } from 'vitest';
import type { PlannedKind } from '../../model/plan.ts';
import type { Level, Series } from '../../model/run.ts';
import { judgeLoad } from '../judge-load.ts';
import { appliedLimits } from './applied-limits.ts';
import { counter, evidence, gauge, kindsOf, level, limit, rate, series, trend } from './fixtures/kind-evidence.ts';
import { spikesIn } from './spike.ts';

const kind: Extract<PlannedKind, { type: 'spike' }> = { type: 'spike', nominal: 10, peak: 50, recoveryMs: 20_000 };
const levels: readonly Level[] = [
  level('before', 0, { load: 10, perSecond: 100, ms: 10 }),
  level('spike', 1, { load: 50, perSecond: 300, ms: 100, failedShare: 0.1 }),
  level('recovery', 2, { load: 10, perSecond: 100, ms: 11 }),
];

/** Ten seconds each: before, spike, recovery, in which `back` seconds are still slow. */
function seconds(back: number): Series[] {
  const ms = Array.from({ length: 30 }, (_, second) => {
    const isHigh = second >= 10 && second < 20 + back;
    return (isHigh ? 100 : 10) + (second % 3) / 10;
  });
  const isSpike = (second: number) => second >= 10 && second < 20;
  const failed = ms.map((_, second) => (isSpike(second) ? 30 : 0));
  return [
    series('http_req_duration', { p50: ms, p95: ms, mean: ms, count: ms.map(() => 100) }),
    series('http_reqs', { perSecond: ms.map(() => 130), count: ms.map((_, second) => (isSpike(second) ? 300 : 100)) }),
    series('http_req_failed', { passes: failed, value: failed.map((count) => count / 300) }),
    series('dropped_iterations', { count: ms.map((_, second) => (second === 12 ? 7 : 0)) }),
  ];
}

const judge = (given: Parameters<typeof evidence>[1] = {}, changed: Partial<typeof kind> = {}) => {
  return judgeLoad(evidence({ ...kind, ...changed }, { levels, series: seconds(4), ...given }));
};
const finding = (judged: ReturnType<typeof judge>, name: string) => judged.findings.find((each) => each.kind === name);

describe('a spike', () => {
  it('is told with what it cost', () => {
    expect(finding(judge(), 'spike-cost')).toMatchObject({
      severity: 'minor',
      title: expect.stringMatching(
        /burst to 50 users, 5 times the load before: p95 went from .*, 300 requests .* failed, 7 iterations were dropped/,
      ),
      evidence: { failed: 300, dropped: 7, p95BeforeMs: expect.any(Number) },
    });
  });

  it('passes where the target is back in time, with how long that took', () => {
    const judged = judge();
    expect(judged.verdict).toBe('passed');
    expect(finding(judged, 'recovered')).toMatchObject({ severity: 'info', evidence: { recoveryMs: 4000 } });
  });

  it('fails where the target is not back in time', () => {
    const judged = judge({ series: seconds(10) });
    expect(judged.verdict).toBe('failed');
    expect(finding(judged, 'not-recovered')).toMatchObject({ severity: 'critical' });
    expect(judge({}, { recoveryMs: 3000 }).verdict).toBe('failed');
  });

  it('is found also where the test draws the load itself', () => {
    const drawn = [
      ...levels.map((each, at) => ({ ...each, name: `${at}` })),
      level('3', 3, { load: 50, perSecond: 1 }),
    ];
    expect(spikesIn(drawn).map(({ spike, after }) => [spike.name, after?.name])).toEqual([
      ['1', '2'],
      ['3', undefined],
    ]);
  });

  it('is not judged where there is none', () => {
    expect(kindsOf(judge({ levels: levels.slice(0, 1) }))).toContain('spike-unclear');
  });
});

describe('limits of a level', () => {
  const limits = [limit('http_req_duration p95 <= 5s', { isDefault: true, level: 'recovery' })];
  const onRun = [
    { metric: 'http_req_duration', tags: {}, rule: 'http_req_duration p95 <= 5s', value: 9000, passed: false },
  ];

  it('are judged on that level, and marked', () => {
    expect(appliedLimits(limits, onRun, levels).results).toMatchObject([
      { passed: true, isDefault: true, level: 'recovery', rule: 'http_req_duration p95 <= 5s' },
    ]);
  });

  it('take the worst of several levels of that name', () => {
    const slow = level('recovery 2', 3, { load: 10, perSecond: 100, ms: 9000 });
    expect(appliedLimits(limits, onRun, [...levels, slow]).results).toMatchObject([
      { passed: false, level: 'recovery 2' },
    ]);
  });

  it('are left out, being defaults, where the level was not measured', () => {
    expect(appliedLimits(limits, onRun, levels.slice(0, 2))).toEqual({ limits: [], results: [] });
  });
});

describe('a default limit', () => {
  const limits = [
    limit('http_req_duration p95 < 1s'),
    limit('checks rate > 99%', { isDefault: true }),
    limit('checks rate > 98%'),
  ];
  const result = (rule: string, value: number | null) => ({
    metric: 'm',
    tags: {},
    rule,
    value,
    passed: value !== null,
  });

  it('is left out where its metric was not measured; a limit of the test itself is not', () => {
    const applied = appliedLimits(limits, [result('a', 1), result('b', null), result('c', null)], []);
    expect(applied.results.map(({ rule, isDefault }) => [rule, isDefault])).toEqual([
      ['a', undefined],
      ['c', undefined],
    ]);
    expect(applied.limits).toEqual([limits[0], limits[2]]);
  });

  it('says that it is one', () => {
    expect(appliedLimits(limits, [result('a', 1), result('b', 1), result('c', 1)], []).results[1]).toMatchObject({
      isDefault: true,
    });
  });
});

describe('what is expected of a target in a spike', () => {
  const instances = (counts: Readonly<Record<string, number>>) => {
    return Object.entries(counts).map(([instance, count]) => counter('http_reqs', count, { tags: { instance } }));
  };
  const withSpike = (...more: ReturnType<typeof counter>[]) => {
    const [before, spike, recovery] = levels as [Level, Level, Level];
    return [before, { ...spike, metrics: [...spike.metrics, ...more] }, recovery];
  };

  it('is nothing where nothing of it is measured', () => {
    expect(judge().limits).toEqual([]);
  });

  it('is an even load over instances', () => {
    const even = judge({ levels: withSpike(...instances({ a: 1000, b: 1010, c: 990 }), gauge('vus_max', 50)) });
    expect(even.limits).toMatchObject([{ passed: true, isDefault: true, rule: expect.stringContaining('even share') }]);
    const uneven = judge({ levels: withSpike(...instances({ a: 2400, b: 310, c: 290 }), gauge('vus_max', 50)) });
    expect(uneven.limits).toMatchObject([{ passed: false, value: 2.4 }]);
    expect(finding(uneven, 'spike-uneven')).toMatchObject({ severity: 'major' });
    expect(uneven.verdict).toBe('failed');
  });

  it('is no even load of a few users that stay where they are', () => {
    const few = judge({ levels: withSpike(...instances({ a: 2400, b: 600 }), gauge('vus_max', 5)) });
    expect(few.limits).toEqual([]);
  });

  it('is that new instances answer within two minutes', () => {
    const counts = (from: number) => Array.from({ length: 30 }, (_, second) => (second >= from ? 50 : 0));
    const added = [
      ...seconds(2),
      series('http_reqs', { count: counts(0) }, { instance: 'a' }),
      series('http_reqs', { count: counts(14) }, { instance: 'b' }),
    ];
    expect(judge({ series: added }).limits).toMatchObject([
      { rule: 'instances added within 2m', value: 4000, passed: true },
    ]);
    expect(finding(judge({ series: added }), 'scaled-out')?.title).toContain('from 1 to 2 instances');
  });

  it('is that the cache is kept', () => {
    const [before, spike, recovery] = levels as [Level, Level, Level];
    const hits = (each: Level, passes: number) => ({
      ...each,
      metrics: [...each.metrics, rate('cache_hits', [passes, 1000 - passes])],
    });
    const lost = judge({ levels: [hits(before, 900), spike, hits(recovery, 500)] });
    expect(finding(lost, 'cache-lost')).toMatchObject({ severity: 'major' });
    expect(lost.verdict).toBe('failed');
    expect(judge({ levels: [hits(before, 900), spike, hits(recovery, 880)] }).limits).toMatchObject([{ passed: true }]);
  });

  it('is nothing where default limits are switched off', () => {
    const uneven = withSpike(...instances({ a: 2400, b: 310 }), gauge('vus_max', 50));
    expect(judge({ levels: uneven }, { defaultLimits: false }).limits).toEqual([]);
  });
});

it('a default limit on few samples leaves nothing open', () => {
  const few = [limit('http_req_duration p99 < 1s', { isDefault: true })];
  const metrics = evidence(kind).metrics.filter(({ name }) => name !== 'http_req_duration');
  const given = { metrics: [...metrics, trend('http_req_duration', [10, 11, 12])], limits: few };
  expect(judgeLoad(evidence({ type: 'smoke' }, given)).verdict).toBe('passed');
  const stated = { ...given, limits: [limit('http_req_duration p99 < 1s')] };
  expect(judgeLoad(evidence({ type: 'smoke' }, stated)).verdict).toBe('inconclusive');
});
