import { describe, expect, it } from 'vitest';
import type { Series } from '../../model/run.ts';
import { seededChance } from '../../stats/resample.ts';
import { judgeLoad } from '../judge-load.ts';
import { discoveries } from './false-discovery.ts';
import { evidence, kindsOf, level, series } from './fixtures/kind-evidence.ts';

const SECONDS = 300;
const steady = { ...level('steady', 0, { load: 10, perSecond: 100 }), startMs: 10_000, endMs: 290_000 };

/** A value each second with a tenth of noise, that grows by a share over the run; with ramps at both ends. */
function noisy(start: number, { grows = 0, seed = 1, noise = 0.1 } = {}): number[] {
  const chance = seededChance(seed);
  return Array.from({ length: SECONDS }, (_, second) => {
    if (second < 10 || second >= 290) return start * 3;
    return start * (1 + (grows * (second - 10)) / 280 + noise * chance.normal());
  });
}

function latency(tags: Series['tags'], options: Parameters<typeof noisy>[1] = {}): Series {
  const p50 = noisy(20, options);
  return series('http_req_duration', { p50, p95: p50.map((ms) => ms * 2), mean: p50.map((ms) => ms * 1.2) }, tags);
}

const judge = (all: readonly Series[]) =>
  judgeLoad(evidence({ type: 'soak' }, { levels: [steady], series: all, durationMs: 300_000 }));
const drifts = (judged: ReturnType<typeof judge>) => judged.findings.filter(({ kind }) => kind.startsWith('drift-'));

describe('a soak test', () => {
  it('finds nothing in noise, ramps left out, and says how well that is known', () => {
    const judged = judge([
      latency({}, { seed: 7 }),
      latency({ name: 'a' }, { seed: 2 }),
      series('http_reqs', { perSecond: noisy(100, { seed: 3 }) }),
    ]);
    expect(kindsOf(judged)).toEqual(['no-drift']);
    expect(judged.findings[0]?.title).toMatch(/Nothing got worse over 4m40s of constant load: p95 moved by .*%/);
    expect(judged.verdict).toBe('passed');
  });

  it.each([
    [0.08, 'minor'],
    [0.18, 'major'],
    [0.6, 'critical'],
  ])('grades latency that grows by %d over a few minutes as %s', (grows, severity) => {
    const judged = judge([latency({}, { grows, noise: 0.02 })]);
    expect(drifts(judged)).toMatchObject([{ kind: 'drift-latency', severity, evidence: { seriesDrifting: 3 } }]);
    expect(judged.verdict).toBe(severity === 'critical' ? 'failed' : 'passed');
  });

  it('names the step that grows, once for all series of latency', () => {
    const judged = judge([
      latency({}, { grows: 0.1 }),
      latency({ name: 'search' }, { grows: 0.5, seed: 4 }),
      latency({ name: 'home' }, { seed: 5 }),
    ]);
    expect(drifts(judged)).toHaveLength(1);
    expect(drifts(judged)[0]?.title).toContain("of 'search' rises under constant load");
  });

  it('takes growth of less than a millisecond for little', () => {
    const fast = noisy(0.4, { grows: 0.8 });
    expect(drifts(judge([series('http_req_duration', { p50: fast, p95: fast, mean: fast })]))).toMatchObject([
      { severity: 'minor' },
    ]);
  });

  it('takes latency that falls for no harm', () => {
    const judged = judge([latency({}, { grows: -0.4 })]);
    expect(drifts(judged)).toMatchObject([{ severity: 'info' }]);
    expect(kindsOf(judged)).toContain('no-drift');
  });

  it('finds failures that become more, by their share of all', () => {
    const value = noisy(0.001).map((_, second) => 0.001 + (second / SECONDS) * 0.03 + (second % 7) / 5000);
    expect(drifts(judge([series('http_req_failed', { value, passes: value })]))).toMatchObject([
      { kind: 'drift-failures', severity: 'major' },
    ]);
  });

  it('watches throughput where latency does not explain it', () => {
    const falling = series('http_reqs', { perSecond: noisy(100, { grows: -0.3, noise: 0.02 }) });
    expect(drifts(judge([falling]))).toMatchObject([{ kind: 'drift-throughput', severity: 'critical' }]);
    expect(drifts(judge([falling, latency({}, { grows: 0.5 })])).map(({ kind }) => kind)).toEqual(['drift-latency']);
  });

  it('watches whatever gauge is recorded, each by itself', () => {
    const all = [
      series('target_memory', { mean: noisy(40, { grows: 0.5, noise: 0.01 }) }),
      series('queue_length', { mean: noisy(5, { grows: 2 }) }),
    ];
    expect(
      drifts(judge(all))
        .map(({ evidence: { metric } }) => metric)
        .sort(),
    ).toEqual(['queue_length', 'target_memory']);
    expect(drifts(judge([series('generator_memory', { mean: noisy(9e7, { grows: 0.5 }) })]))).toMatchObject([
      { severity: 'minor' },
    ]);
  });

  it('says when it was too short to tell', () => {
    const judged = judgeLoad(
      evidence({ type: 'soak' }, { levels: [{ ...steady, endMs: 22_000 }], series: [latency({})] }),
    );
    expect(kindsOf(judged)).toContain('soak-too-short');
  });

  it('raises a false alarm no more often than promised', () => {
    const alarms = Array.from({ length: 20 }, (_, run) => {
      const all = [1, 2, 3].map((each) => latency({ name: `step ${each}` }, { seed: run * 10 + each }));
      return drifts(judge(all)).length > 0 ? 1 : 0;
    });
    expect(alarms.reduce<number>((sum, alarm) => sum + alarm, 0)).toBeLessThanOrEqual(3);
  });
});

describe('discoveries among many tests', () => {
  // Benjamini and Hochberg, 1995, table 1 and section 3.2: at 0.05 four of the fifteen stand.
  const published = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];

  it('are as published', () => {
    expect(discoveries(published, 0.05).filter(Boolean)).toHaveLength(4);
    expect(discoveries([...published].reverse(), 0.05).slice(-4)).toEqual([true, true, true, true]);
  });

  it('are none among none', () => {
    expect(discoveries([], 0.05)).toEqual([]);
    expect(discoveries([0.9, 0.2], 0.05)).toEqual([false, false]);
  });
});
