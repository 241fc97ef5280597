import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Stage } from '../engine/stage.ts';
import type { Curve } from '../model/curve.ts';
import type { PlannedStream } from '../model/plan.ts';
import { LoadPhases, type PhaseChange } from './load-phases.ts';
import { PlayedLoad } from './played-load.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A load that has begun, and what is told of it. */
function begun() {
  const told: PhaseChange[] = [];
  const stop = new AbortController();
  const late = { ms: 0 };
  const played = new PlayedLoad(() => phases.look());
  const phases: LoadPhases = new LoadPhases(
    (change) => told.push(change),
    () => played.streams(),
  );
  vi.advanceTimersByTime(300);
  const zero = performance.now() + 5;
  const stage: Stage = {
    nowMs: () => performance.now() - zero + late.ms,
    until: async () => {},
    play: () => ({ ended: Promise.resolve(), end() {}, cut() {} }),
    stop: stop.signal,
  };
  phases.begin(stage);
  const line = (): string => told.map(({ phase, loadMs }) => `${phase} ${loadMs}`).join(', ');
  return { told, stop, late, phases, stage: played.watching(stage), line };
}

function users(curve: Curve, startMs = 0): PlannedStream {
  const load = { model: 'users', curve, gracefulRampDownMs: 0 } as const;
  return { name: 'all', startMs, load, mix: [{ scenario: 0, weight: 1 }], gracefulStopMs: 0 };
}

const hill: Curve = [
  { fromValue: 0, toValue: 10, durationMs: 1000 },
  { fromValue: 10, toValue: 10, durationMs: 2000 },
  { fromValue: 10, toValue: 0, durationMs: 500 },
];

describe('the phases of a run', () => {
  it('follow the curve of the load', () => {
    const { told, phases, stage, line } = begun();
    stage.play([users(hill)], 0);
    vi.advanceTimersByTime(3600);
    phases.end();
    expect(line()).toBe('preparation null, ramp-up 0, steady 1000, ramp-down 3000, clean-up 3595');
    expect(told.map(({ atMs }) => atMs)).toEqual([0, 305, 1305, 3305, 3900]);
    expect(told.map(({ asked }) => asked.users)).toEqual([0, 0, 10, 10, 0]);
  });

  it('take a jump for a ramp without length', () => {
    const { phases, stage, line } = begun();
    const curve = [1, 9, 2].map((value, index) => {
      return { fromValue: value, toValue: value, durationMs: 100, ...(index === 1 ? { name: 'burst' } : {}) };
    });
    stage.play([users(curve)], 0);
    vi.advanceTimersByTime(400);
    phases.end();
    expect(line()).toBe(
      'preparation null, ramp-up 0, steady 0, ramp-up 100, steady 100, ramp-down 200, steady 200, ramp-down 300, clean-up 395',
    );
  });

  it('are told again where the test gives the next part of its load another name', () => {
    const { told, phases, stage } = begun();
    const curve = ['a', 'a', 'b'].map((name) => ({ fromValue: 3, toValue: 3, durationMs: 100, name }));
    stage.play([users(curve)], 0);
    vi.advanceTimersByTime(400);
    phases.end();
    const steady = told.filter(({ phase }) => phase === 'steady');
    expect(steady.map(({ names, loadMs }) => [names, loadMs])).toEqual([
      [['a'], 0],
      [['b'], 200],
    ]);
  });

  it('are told one by one when timers are late', () => {
    const { late, phases, stage, line } = begun();
    stage.play([users(hill)], 0);
    vi.advanceTimersByTime(10);
    late.ms = 3200;
    phases.look();
    expect(line()).toBe('preparation null, ramp-up 0, steady 1000, ramp-down 3000');
    phases.end();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('follow parts that are played one after the other, and one that is ended early', () => {
    const { phases, stage, line } = begun();
    const level = (value: number) => users([{ fromValue: value, toValue: value, durationMs: 1000 }]);
    const first = stage.play([level(5)], 0);
    vi.advanceTimersByTime(205);
    first.end();
    vi.advanceTimersByTime(100);
    stage.play([level(9)], 400);
    vi.advanceTimersByTime(2000);
    phases.end();
    expect(line()).toBe(
      'preparation null, ramp-up 0, steady 0, ramp-down 200, ramp-up 400, steady 400, ramp-down 1400, clean-up 2300',
    );
  });

  it('go down when the load is stopped, and end with the last iteration', () => {
    const { phases, stage, stop, line } = begun();
    stage.play([users(hill)], 0);
    vi.advanceTimersByTime(505);
    stop.abort();
    vi.advanceTimersByTime(3000);
    phases.end();
    phases.end();
    expect(line()).toBe('preparation null, ramp-up 0, ramp-down 500, clean-up 3500');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are preparation and clean-up where no load came', () => {
    const told: string[] = [];
    const phases = new LoadPhases(
      ({ phase }) => told.push(phase),
      () => [],
    );
    phases.end();
    expect(told).toEqual(['preparation', 'clean-up']);
  });
});
