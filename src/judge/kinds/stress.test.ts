import { describe, expect, it } from 'vitest';
import type { PlannedKind } from '../../model/plan.ts';
import type { Level, Series } from '../../model/run.ts';
import { judgeLoad } from '../judge-load.ts';
import { findBreaking } from './breaking.ts';
import { evidence, kindsOf, level, limit, rate, series } from './fixtures/kind-evidence.ts';

const kind: Extract<PlannedKind, { type: 'stress' }> = { type: 'stress', nominal: 10, recoveryMs: 20_000, descent: [] };

/** A target that carries 400/s, and what becomes of it above. */
const climb = (above: Partial<Parameters<typeof level>[2]>): Level[] => [
  level('level 1', 0, { load: 5, perSecond: 200, ms: 10 }),
  level('level 2', 1, { load: 10, perSecond: 400, ms: 12 }),
  level('level 3', 2, { load: 15, perSecond: 400, ms: 30 }),
  level('level 4', 3, { load: 20, perSecond: 400, ms: 60, ...above }),
  level('recovery', 4, { load: 5, perSecond: 200, ms: 10 }),
];

/** Per second: the levels above, then the recovery. */
function seconds(recovery: { readonly ms: (second: number) => number; readonly failed?: number }): Series[] {
  const ms = Array.from({ length: 50 }, (_, second) => {
    return second < 40 ? [10, 12, 30, 60][Math.floor(second / 10)]! + (second % 3) / 10 : recovery.ms(second - 40);
  });
  const failed = ms.map((_, second) => (second >= 40 ? (recovery.failed ?? 0) : 0));
  return [
    series('http_req_duration', { p50: ms, p95: ms.map((value) => value * 1.3), count: ms.map(() => 200), mean: ms }),
    series('http_reqs', { perSecond: ms.map(() => 200), count: ms.map(() => 200) }),
    series('http_req_failed', { value: failed, passes: failed.map((share) => share * 200) }),
  ];
}

const judge = (levels: readonly Level[], given: Partial<Parameters<typeof evidence>[1]> = {}) => {
  return judgeLoad(evidence(kind, { levels, series: seconds({ ms: () => 10 }), ...given }));
};
const finding = (judged: ReturnType<typeof judge>, name: string) => judged.findings.find((each) => each.kind === name);

describe('where it breaks', () => {
  const rules = [limit('http_req_duration p95 < 50ms'), limit('http_req_failed rate < 5%')];

  it('is the first level that crosses a limit, which is named with the load that was still held', () => {
    const judged = judge(climb({}), { rules: ['http_req_duration p95 < 50ms'] });
    expect(finding(judged, 'breaking-point')).toMatchObject({
      severity: 'info',
      title: expect.stringMatching(/broke at 20 users, 2 times the nominal load: http_req_duration p95 < 50ms was/),
      evidence: {
        load: 20,
        heldLoad: 15,
        cause: 'limits',
        firstLimit: 'http_req_duration p95 < 50ms',
        manner: 'slowed',
      },
    });
  });

  it('names the limit that is furthest beyond its threshold first', () => {
    const breaking = findBreaking(climb({ ms: 55, failedShare: 0.4 }), rules);
    expect(breaking?.crossed.map(({ rule }) => rule)).toEqual([
      'http_req_failed rate < 5%',
      'http_req_duration p95 < 50ms',
    ]);
  });

  it('is where half of all requests fail, without any limit', () => {
    const judged = judge(climb({ perSecond: 900, failedShare: 0.6 }));
    expect(finding(judged, 'breaking-point')).toMatchObject({ evidence: { cause: 'failures', manner: 'shed' } });
  });

  it('is where throughput falls under seven tenths of the best level, and is grave then', () => {
    const judged = judge(climb({ perSecond: 250 }));
    expect(finding(judged, 'breaking-point')).toMatchObject({
      severity: 'major',
      evidence: { cause: 'collapse', manner: 'collapsed', throughput: 250, bestThroughput: 400, bestLoad: 10 },
    });
    expect(judged.verdict).toBe('passed');
  });

  it('is nowhere where everything holds', () => {
    const judged = judge(climb({ ms: 20 }), { rules: ['http_req_duration p95 < 50ms'] });
    expect(kindsOf(judged)).toContain('not-broken');
    expect(judged.verdict).toBe('passed');
  });

  it('is critical within the nominal load', () => {
    const judged = judge([
      level('level 1', 0, { load: 5, perSecond: 200 }),
      level('level 2', 1, { load: 10, perSecond: 50 }),
    ]);
    expect(judged.verdict).toBe('failed');
    expect(finding(judged, 'broke-below-nominal')).toMatchObject({ severity: 'critical' });
  });

  it('does not count a lower bound on a volume against low levels', () => {
    expect(findBreaking(climb({ ms: 20 }), [limit('http_reqs perSecond > 300')])).toBeUndefined();
  });
});

describe('the limits of a stress test', () => {
  it('are judged up to the nominal load, at which level is said', () => {
    const judged = judge(climb({}), { rules: ['http_req_duration p95 < 50ms'] });
    expect(judged.limits).toMatchObject([{ passed: true, level: 'level 2' }]);
    expect(judged.parts?.levels?.map(({ decided }) => decided)).toEqual([
      'within',
      'within',
      'within',
      'crossed',
      'within',
    ]);
  });

  it('fail it where one is crossed within the nominal load', () => {
    const judged = judge(climb({}), { rules: ['http_req_duration p95 < 14ms'] });
    expect(judged.limits).toMatchObject([{ passed: false, level: 'level 2' }]);
    expect(judged.verdict).toBe('failed');
  });

  it('are left out where every level is above it', () => {
    const judged = judge(climb({}).slice(2), { rules: ['http_req_duration p95 < 5ms'] });
    expect(judged.limits).toEqual([]);
  });
});

describe('failures in a stress test', () => {
  const failing = [rate('iterations_failed', [200, 800]), rate('http_req_failed', [600, 400])];

  it('are no failure of the test beyond the nominal load', () => {
    const given = evidence(kind).metrics.filter(({ name }) => !failing.some((each) => each.name === name));
    const judged = judge(climb({ failedShare: 0.6 }), { metrics: [...given, ...failing] });
    expect(judged.verdict).toBe('passed');
    expect(finding(judged, 'iterations-failed')).toMatchObject({ severity: 'minor' });
  });

  it('are one within it', () => {
    const levels = climb({});
    const calm = { ...levels[0]!, metrics: [...levels[0]!.metrics, rate('checks', [100, 1])] };
    expect(judge([calm, ...levels.slice(1)]).verdict).toBe('failed');
  });
});

describe('recovery', () => {
  const rules = ['http_req_duration p95 < 50ms'];

  it('is told with how long it took', () => {
    const judged = judge(climb({}), { rules, series: seconds({ ms: (second) => (second < 3 ? 40 : 10.1) }) });
    expect(finding(judged, 'recovered')).toMatchObject({ severity: 'info', evidence: { recoveryMs: 3000 } });
    expect(judged.verdict).toBe('passed');
  });

  it('fails the test where it does not come', () => {
    const judged = judge(climb({}), { rules, series: seconds({ ms: () => 40 }) });
    expect(finding(judged, 'not-recovered')).toMatchObject({
      severity: 'critical',
      title: expect.stringContaining('p50 not yet'),
    });
    expect(judged.verdict).toBe('failed');
  });

  it('counts failures that stay', () => {
    const judged = judge(climb({}), { rules, series: seconds({ ms: () => 10, failed: 0.3 }) });
    expect(finding(judged, 'not-recovered')?.title).toContain('failures not yet');
  });

  it('is unknown where nothing was measured before it broke', () => {
    const judged = judge(
      [level('level 1', 0, { load: 20, perSecond: 10, ms: 90 }), level('recovery', 1, { load: 5, perSecond: 10 })],
      { rules },
    );
    expect(kindsOf(judged)).toContain('recovery-unknown');
  });
});
