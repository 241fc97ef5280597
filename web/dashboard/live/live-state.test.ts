import { describe, expect, it } from 'vitest';
import type { LiveBegun, LiveSecond, SeriesTail } from '../../../src/model/live-run.ts';
import type { Run } from '../../../src/model/run.ts';
import { afterMessage, type LiveState, MOST_VALUES } from './live-state.ts';

const live = {
  id: 'r1',
  name: 'shop',
  kind: 'load',
  source: 'shop.ts',
  startedAt: '2026-03-01T10:00:00.000Z',
} as const;

function begun(run: Partial<Run> = {}, second?: LiveSecond): LiveBegun {
  const whole = { id: 'r1', name: 'shop', test: { load: [] }, series: [], metrics: [], ...run } as unknown as Run;
  const about = { ...live, cwd: '/project', pid: 1, plannedMs: 10_000 };
  return { type: 'begun', live: about, run: whole, ...(second === undefined ? {} : { second }) };
}

function second(change: Partial<LiveSecond> = {}): LiveSecond {
  return {
    type: 'second',
    elapsedMs: 1000,
    plannedMs: 10_000,
    state: 'running',
    doing: [],
    recent: null,
    metrics: [],
    limits: [],
    checks: [],
    findings: [],
    errors: [],
    events: [],
    load: [],
    phases: [],
    series: [],
    heat: [],
    ...change,
  };
}

function tail(from: number, values: readonly (number | null)[], change: Partial<SeriesTail> = {}): SeriesTail {
  return { name: 'http_reqs', tags: {}, stepMs: 1000, from, fields: { count: values }, ...change };
}

function told(...messages: Parameters<typeof afterMessage>[1][]): LiveState {
  let state: LiveState | undefined;
  for (const message of messages) state = afterMessage(state, message);
  if (state === undefined) throw new Error('nothing has begun');
  return state;
}

const counts = (state: LiveState): unknown => state.run.series[0]?.fields.count;

describe('a run that is followed', () => {
  it('is nothing before it has begun, whatever else is told', () => {
    expect(afterMessage(undefined, second())).toBeUndefined();
    expect(afterMessage(undefined, { type: 'ended', verdict: 'passed', isKept: true })).toBeUndefined();
  });

  it('is what it began with, and the second told with it', () => {
    const state = told(begun({}, second({ elapsedMs: 4000, series: [tail(0, [1, 2])] })));
    expect(state.run.durationMs).toBe(4000);
    expect(counts(state)).toEqual([1, 2]);
  });

  it('grows by what each second brings', () => {
    const state = told(
      begun(),
      second({ series: [tail(0, [5])] }),
      second({ elapsedMs: 2000, series: [tail(1, [6])] }),
    );
    expect(counts(state)).toEqual([5, 6]);
    expect(state.run.durationMs).toBe(2000);
  });

  it('takes a value told twice once, and the newer of two', () => {
    const state = told(begun(), second({ series: [tail(0, [5, 6])] }), second({ series: [tail(1, [7, 8])] }));
    expect(counts(state)).toEqual([5, 7, 8]);
  });

  it('has a gap where messages were missed', () => {
    const state = told(begun(), second({ series: [tail(0, [5])] }), second({ series: [tail(3, [8])] }));
    expect(counts(state)).toEqual([5, null, null, 8]);
  });

  it('keeps series of other tags apart, in whatever order the tags come', () => {
    const [a, b] = [
      { name: 'login', status: '200' },
      { status: '200', name: 'login' },
    ];
    const state = told(
      begun(),
      second({ series: [tail(0, [1]), tail(0, [2], { tags: a })] }),
      second({ series: [tail(1, [3], { tags: b })] }),
    );
    expect(state.run.series.map(({ fields }) => fields.count)).toEqual([[1], [2, 3]]);
  });

  it('begins a series anew when its steps become longer', () => {
    const state = told(
      begun(),
      second({ series: [tail(0, [1, 2, 3, 4])] }),
      second({ series: [tail(0, [3, 7], { stepMs: 2000 })] }),
    );
    expect(state.run.series).toHaveLength(1);
    expect(state.run.series[0]).toMatchObject({ stepMs: 2000, fields: { count: [3, 7] } });
  });

  it('begins anew when told so, as after the server was gone', () => {
    const state = told(begun(), second({ series: [tail(0, [1, 2])] }), begun({}, second({ series: [tail(0, [9])] })));
    expect(counts(state)).toEqual([9]);
    expect(state.ended).toBeUndefined();
  });

  it('replaces limits, findings and errors', () => {
    const limit = { metric: 'checks', tags: {}, rule: 'checks rate > 99%', value: 1, passed: true };
    const state = told(
      begun(),
      second({ limits: [limit] }),
      second({ limits: [{ ...limit, value: 0.5, passed: false }] }),
    );
    expect(state.run.limits).toEqual([{ ...limit, value: 0.5, passed: false }]);
  });

  it('grows heat maps by columns', () => {
    const shape = { metric: 'http_req_duration', tags: {}, unit: 'ms', startMs: 0, stepMs: 1000, scale: 1 };
    const column = (count: number) => ({ offset: 3, counts: [count] });
    const state = told(
      begun(),
      second({ heat: [{ ...shape, from: 0, columns: [column(1)] }] }),
      second({ heat: [{ ...shape, from: 2, columns: [column(3)] }] }),
    );
    expect(state.run.heatMaps?.[0]?.columns).toEqual([column(1), { offset: 0, counts: [] }, column(3)]);
    expect(state.run.heatMaps?.[0]).not.toHaveProperty('from');
  });

  it('keeps no more values than a run records, however many are claimed', () => {
    const state = told(begun(), second({ series: [tail(1e9, [1]), tail(-5, [2], { tags: { name: 'x' } })] }));
    expect((counts(state) as unknown[]).length).toBeLessThanOrEqual(MOST_VALUES);
    expect(state.run.series[1]?.fields.count).toEqual([2]);
  });

  it('copies no column: what has grown is the same array in a new series, and what has not is untouched', () => {
    const first = told(begun(), second({ series: [tail(0, [1]), tail(0, [1], { tags: { name: 'x' } })] }));
    const [grown, still] = first.run.series;
    const next = afterMessage(first, second({ series: [tail(1, [2])] }));
    expect(next?.run.series[0]).not.toBe(grown);
    expect(next?.run.series[0]?.fields.count).toBe(grown?.fields.count);
    expect(next?.run.series[1]).toBe(still);
  });

  it('tells how it has ended', () => {
    const state = told(begun(), { type: 'ended', verdict: 'failed', isKept: true });
    expect(state.ended).toEqual({ type: 'ended', verdict: 'failed', isKept: true });
    expect(state.run.verdict).toBe('failed');
  });
});
