import { describe, expect, it } from 'vitest';
import { LiveProgress } from './live-progress.ts';
import { RunTotals } from './merge.ts';
import { Recorder } from './recorder.ts';

function progress(warmupMs = 0) {
  const live = new LiveProgress({
    name: 'shop',
    load: () => [
      {
        name: 'buy',
        model: 'arrivals',
        startMs: 0,
        curve: [
          { fromValue: 0, toValue: 10, durationMs: 10_000, name: 'ramp' },
          { fromValue: 10, toValue: 10, durationMs: 5000, name: 'hold' },
        ],
      },
    ],
    plannedMs: 15_000,
    warmupMs,
    workers: 1,
  });
  const totals = new RunTotals({ shards: 1, onSecond: (second) => live.add(second) });
  const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
  let second = 0;
  const next = (us: readonly number[], final = false) => {
    for (const each of us) {
      const tags = { name: each > 500 ? 'slow' : 'fast', status: '200' };
      recorder.trend('http_req_duration', 'ms', tags).addUs(each);
      recorder.counter('http_reqs', 'count', tags).add(1);
      recorder.rate('http_req_failed', 'share', tags).add(each > 900);
    }
    totals.add(recorder.snapshot(second++, final));
  };
  return { live, recorder, next, view: () => live.view({ limits: [], isStopping: false }) };
}

describe('LiveProgress', () => {
  it('tells the last second, the last ten, and all', () => {
    const { next, view } = progress();
    next([1000]);
    for (let i = 0; i < 10; i++) next([100, 200]);
    expect(view()).toMatchObject({
      elapsedMs: 11_000,
      now: { requests: 2, failed: 0 },
      total: { requests: 21, failed: 1 },
      recent: { count: 20, max: 0.2 },
      overall: { count: 21, max: 1 },
      errors: [{ kind: 'status', count: 1 }],
      steps: [
        { name: 'fast', count: 20, failed: 0 },
        { name: 'slow', count: 1, failed: 1 },
      ],
      load: { askedRate: 10, askedUsers: null, askedIterations: null },
      phases: ['hold'],
      state: 'running',
    });
  });

  it('has tails of one value a second, null where nothing came back, and 120 at most', () => {
    const { next, view } = progress();
    next([100]);
    next([]);
    expect(view().tails).toMatchObject({ requests: [1, 0], p95: [0.1, null], askedRate: [0.5, 1.5] });
    for (let i = 0; i < 200; i++) next([]);
    expect(view().tails.p50).toHaveLength(120);
  });

  it('leaves the warm-up out of what is shown as overall', () => {
    const { next, view } = progress(1000);
    next([4000]);
    expect(view()).toMatchObject({ state: 'warming-up', overall: null, recent: { count: 1 } });
    next([100]);
    expect(view()).toMatchObject({ state: 'running', overall: { count: 1, max: 0.1 }, recent: { count: 2 } });
  });

  it('is stopping once the load has ended, and ended with the last second', () => {
    const { next, view } = progress();
    for (let i = 0; i < 16; i++) next([]);
    expect(view().state).toBe('stopping');
    next([], true);
    expect(view().state).toBe('ended');
  });

  it('does not show what set-up and teardown do', () => {
    const { recorder, next, view } = progress();
    recorder.counter('http_reqs', 'count', { group: '::setup', name: 'login' }).add(5);
    next([]);
    expect(view()).toMatchObject({ total: { requests: 0 }, steps: [] });
  });

  it('has the busiest worker and the failures by kind', () => {
    const { recorder, next, view } = progress();
    recorder.gauge('generator_cpu', 'percent', { worker: '0' }).set(40);
    recorder.gauge('generator_cpu', 'percent', { worker: '1' }).set(90);
    recorder.trend('generator_loop_delay', 'ms', { worker: '0' }).addUs(3000);
    recorder.counter('http_reqs', 'count', { name: 'a', status: '0', error: 'reset' }).add(2);
    next([]);
    expect(view().generator).toEqual({ workers: 1, loopDelayP99: 3, latenessP99: null, cpu: 90 });
    expect(view().errors).toEqual([{ kind: 'reset', count: 2 }]);
  });
});
