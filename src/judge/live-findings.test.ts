import { describe, expect, it } from 'vitest';
import type { LiveView } from '../model/live.ts';
import { liveFindings } from './live-findings.ts';

const view = (loopDelayP99: number, { p99 = 100, elapsedMs = 10_000, latenessP99 = 0 } = {}): LiveView =>
  ({
    elapsedMs,
    recent: { count: 1000, mean: 1, p50: 1, p90: 1, p95: 1, p99, max: p99 },
    generator: { workers: 1, loopDelayP99, latenessP99, cpu: 97 },
  }) as LiveView;

describe('while a run goes on', () => {
  it('a generator whose delays show in the latencies is told of', () => {
    expect(liveFindings(view(12))).toMatchObject([{ kind: 'generator-saturated', severity: 'major' }]);
    expect(liveFindings(view(0, { latenessP99: 30 }))).toMatchObject([{ kind: 'generator-late', severity: 'major' }]);
  });

  it('delays that do not show, the first seconds, and a target without answers are not', () => {
    expect(liveFindings(view(9))).toEqual([]);
    expect(liveFindings(view(0.9, { p99: 1 }))).toEqual([]);
    expect(liveFindings(view(50, { elapsedMs: 4000 }))).toEqual([]);
    expect(liveFindings({ ...view(50), recent: null })).toEqual([]);
  });
});
