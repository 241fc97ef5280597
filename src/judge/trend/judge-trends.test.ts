import { describe, expect, it } from 'vitest';
import type { HistoryPoint, MetricHistory } from '../../model/history.ts';
import type { LimitRule } from '../../model/limit.ts';
import { parseLimit } from '../../model/limit-grammar.ts';
import { seededChance } from '../../stats/resample.ts';
import { judgeTrends } from './judge-trends.ts';

const DAY_MS = 86_400_000;

function history(
  of: (at: number, noise: number) => number,
  { metric = 'http_req_duration', aggregate = 'p95', unit = 'ms', seed = 1, count = 60, more = {} as object } = {},
): MetricHistory {
  const chance = seededChance(seed);
  const points = Array.from({ length: count }, (_, at): HistoryPoint => {
    const commit = at.toString(16).padStart(40, 'c');
    const startedAt = new Date(Date.UTC(2026, 0, 1) + at * DAY_MS).toISOString();
    const value = of(at, 1 + 0.02 * chance.normal());
    return { runId: `run-${at}`, startedAt, value, commit, author: at % 2 === 0 ? 'Ann' : 'Ben', ...more };
  });
  return { name: 'shop', metric, tags: {}, aggregate, unit, points };
}

const judged = (histories: readonly MetricHistory[], options = {}) => judgeTrends({ name: 'shop', histories }, options);
const step = (at: number, noise: number) => 100 * noise * (at < 40 ? 1 : 1.25);

describe('a change of level', () => {
  it('is worse where latency rises or throughput falls, better the other way, changed where nobody knows', () => {
    const verdictOf = (...args: Parameters<typeof history>) =>
      judged([history(...args)]).trends[0]?.changes[0]?.verdict;
    const rate = { metric: 'http_reqs', aggregate: 'perSecond', unit: 'count' };
    expect(verdictOf(step)).toBe('worse');
    expect(verdictOf((at, noise) => 1e4 / step(at, noise))).toBe('better');
    expect(verdictOf(step, rate)).toBe('better');
    expect(verdictOf((at, noise) => 1e4 / step(at, noise), rate)).toBe('worse');
    expect(verdictOf(step, { metric: 'widgets', aggregate: 'value', unit: '' })).toBe('changed');
  });

  it('names the commits it came between, who wrote them, and how grave it is', () => {
    const { trends, findings } = judged([history(step)]);
    const [change] = trends[0]?.changes ?? [];
    expect(change).toMatchObject({ index: 40, authors: ['Ann'] });
    expect(change?.commits).toEqual({
      after: (39).toString(16).padStart(40, 'c'),
      upTo: (40).toString(16).padStart(40, 'c'),
    });
    expect(findings[0]).toMatchObject({ kind: 'level-worse', severity: 'major' });
    expect(findings[0]?.title).toMatch(/^p95 of http_req_duration went from \d+ms to 12\dms, \+2\d(\.\d)?%/);
  });

  it('of several metrics with the same run is told once', () => {
    const { findings } = judged([
      history(step),
      history((at, noise) => 2 * step(at, noise), { aggregate: 'p99', seed: 2 }),
      history((_, noise) => 50 * noise, { aggregate: 'p50', seed: 3 }),
    ]);
    const changes = findings.filter(({ kind }) => kind.startsWith('level-'));
    expect(changes).toHaveLength(1);
    expect(changes[0]?.evidence.figures).toBe(2);
  });

  it('at another machine is told as that, not as a change', () => {
    const { points, ...rest } = history(step);
    const moved = points.map((point, at) => ({ ...point, environment: at < 40 ? 'old' : 'new' }));
    const { trends, findings } = judged([{ ...rest, points: moved }]);
    expect(trends[0]?.changes).toEqual([]);
    expect(findings.map(({ kind }) => kind)).toEqual(['environment-changed']);
  });

  it('is found on one machine among runs of two that take turns', () => {
    const { points, ...rest } = history((at, noise) => step(at, noise) * (at % 2 === 0 ? 1 : 3), { count: 80 });
    const mixed = points.map((point, at) => ({ ...point, environment: at % 2 === 0 ? 'slow' : 'fast' }));
    const { trends } = judged([{ ...rest, points: mixed }]);
    expect(trends[0]?.changes.map(({ index }) => index)).toEqual([40, 41]);
  });

  it('in pure noise is rare however many metrics there are', () => {
    const RUNS = 20;
    const alarmed = Array.from({ length: RUNS }, (_, run) => {
      const many = Array.from({ length: 20 }, (__, i) =>
        history((___, noise) => 100 * noise, { aggregate: `p${i}`, seed: run * 7919 + i * 131 }),
      );
      return judged(many).trends.some(({ changes }) => changes.length > 0);
    });
    expect(alarmed.filter(Boolean).length).toBeLessThanOrEqual(3);
  });
});

describe('the newest run', () => {
  it('far off its own history is an anomaly, explained, and no change', () => {
    const { trends, findings } = judged([history((at, noise) => 100 * noise * (at === 59 ? 1.4 : 1))]);
    expect(trends[0]).toMatchObject({ changes: [], outliers: [59], newcomer: { count: 1, needed: 2 } });
    const anomaly = findings.find(({ kind }) => kind === 'anomaly');
    expect(anomaly?.title).toMatch(/× further from its median of 59 runs, \d+ms, than 95% of runs are$/);
    expect(anomaly?.advice).toContain('2 more like it would show a new level');
  });

  it('among too few says that nothing can be told', () => {
    const { findings } = judged([history((_, noise) => 100 * noise, { count: 4 })]);
    expect(findings.map(({ kind }) => kind)).toEqual(['history-too-short']);
    expect(judged([]).findings).toEqual([]);
  });
});

describe('a limit', () => {
  const limits = [parseLimit('http_req_duration p95 < 300ms') as LimitRule];

  it('that a rising level will cross is forecast', () => {
    const { trends, findings } = judged([history((at, noise) => (100 + 2 * at) * noise)], { limits });
    expect(trends[0]?.forecast?.crossesAt?.slice(0, 7)).toMatch(/^2026-0[345]$/);
    expect(findings.map(({ kind }) => kind)).toContain('limit-in-sight');
  });

  it('far from a steady level is not in sight, and one on another figure not asked for', () => {
    const steady = history((_, noise) => 100 * noise);
    expect(judged([steady], { limits }).trends[0]?.forecast?.crossesAt).toBeNull();
    expect(judged([{ ...steady, aggregate: 'p99' }], { limits }).trends[0]?.forecast).toBeUndefined();
  });
});

describe('other ways to find changes', () => {
  it('answer in the same form', () => {
    for (const mode of ['otava', 'perfherder'] as const) {
      const { trends } = judged([history(step)], { mode });
      expect(
        trends[0]?.changes.map(({ index }) => index),
        mode,
      ).toEqual([40]);
      expect(trends[0]?.changes[0]?.ratio).toBeCloseTo(1.25, 1);
    }
  });

  it('of Bencher alert on the newest value', () => {
    const options = { mode: 'bencher', bencher: { model: 'z-score', upper: 0.99 } };
    const { trends, findings } = judged([history((at, noise) => 100 * noise * (at === 59 ? 1.4 : 1))], options);
    expect(trends[0]?.outliers).toContain(59);
    expect(findings[0]).toMatchObject({ kind: 'threshold-alert', severity: 'major' });
  });
});
