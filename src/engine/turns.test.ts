import { describe, expect, it } from 'vitest';
import { ManualClock } from '../load/clock.ts';
import { Recorder } from '../measure/recorder.ts';
import type { Plan, PlannedLoad, PlannedStream, Turn } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Program } from '../users/program.ts';
import { ShardRun } from './shard-run.ts';

const SECOND = 1e6;
const slices: readonly Turn[] = [
  { number: 0, fromMs: 0, measuredFromMs: 200, toMs: 1000, ofFromMs: 0, ofToMs: 2000 },
  { number: 7, fromMs: 3000, measuredFromMs: 3200, toMs: 4000, ofFromMs: 2000, ofToMs: 4000 },
];

interface Played {
  readonly started: { readonly user: number; readonly number: number; readonly atMs: number }[];
  readonly closed: number[];
  readonly snapshots: Snapshot[];
  readonly busy: number[];
}

/** Plays a load in turns on a hand-moved clock; iterations take 100 ms. */
async function play(load: PlannedLoad, stopAtMs?: number): Promise<Played> {
  const played: Played = { started: [], closed: [], snapshots: [], busy: [] };
  const clock = new ManualClock({ turnUs: 50 });
  const recorder = new Recorder({ shard: 0, nowUs: () => clock.nowUs() });
  const program: Program = {
    user: (id) => {
      let isOpen = true;
      return {
        iterate({ number, user }, done) {
          played.started.push({ user, number, atMs: Math.round(clock.nowUs() / 1000) });
          clock.at(clock.nowUs() + 100_000, () => isOpen && done('completed'));
        },
        close() {
          isOpen = false;
          played.closed.push(id);
        },
      };
    },
  };
  const stream: PlannedStream = {
    name: 'a',
    startMs: 0,
    load,
    mix: [{ scenario: 0, weight: 1 }],
    gracefulStopMs: 1000,
    turns: { arm: 'after', slices, isTold: true },
  };
  const plan = { seed: 1, tags: {}, scenarios: [{ name: 'a', tags: {} }], streams: [stream] } as unknown as Plan;
  const run = new ShardRun({
    shard: { plan, index: 0, count: 1 },
    clock,
    recorder,
    programs: [program],
    onSnapshot: (snapshot) => played.snapshots.push(snapshot),
  });
  if (stopAtMs !== undefined) clock.at(stopAtMs * 1000, () => run.stop());
  let hasEnded = false;
  const ended = run.play(0, [stream]).then(() => {
    hasEnded = true;
  });
  for (let step = 0; step < 100 && !hasEnded; step++) {
    clock.advanceBy(SECOND / 10);
    await Promise.resolve();
    await Promise.resolve();
  }
  await ended;
  run.end();
  return played;
}

const users = (count: number): PlannedLoad => ({
  model: 'users',
  curve: [{ fromValue: count, toValue: count, durationMs: 4000 }],
  gracefulRampDownMs: 1000,
});

describe('a load that two targets take in turns', () => {
  it('keeps the same users, who wait between turns with what they have open', async () => {
    const { started, closed } = await play(users(3));
    expect(new Set(started.map(({ user }) => user))).toEqual(new Set([0, 1, 2]));
    const times = started.map(({ atMs }) => atMs);
    expect(times.every((ms) => ms < 1000 || (ms >= 3000 && ms < 4000))).toBe(true);
    expect(times.filter((ms) => ms >= 3000).length).toBe(times.filter((ms) => ms < 1000).length);
    expect(new Set(started.map(({ number }) => number)).size).toBe(started.length);
    expect(closed.length).toBe(3);
  });

  it('lets arrivals fall due in turns alone, at the rate of the curve', async () => {
    const load: PlannedLoad = {
      model: 'arrivals',
      curve: [{ fromValue: 20, toValue: 20, durationMs: 4000 }],
      maxUsers: 10,
      bounded: true,
      arrivals: 'even',
      newUsers: false,
    };
    const { started } = await play(load);
    expect(started).toHaveLength(40);
    expect(started.filter(({ atMs }) => atMs < 1000)).toHaveLength(20);
    expect(started.filter(({ atMs }) => atMs >= 3000 && atMs < 4000)).toHaveLength(20);
  });

  it('tells what was measured at each end of a slice and of its settling', async () => {
    const { snapshots } = await play(users(1));
    const told = snapshots.map(({ second, partial = false, stretch }) => {
      return `${second}${partial ? '…' : ''} ${stretch?.slice} ${stretch?.part} ${Math.round(stretch?.lastedMs ?? 0)}`;
    });
    expect(told.at(-1)).toBe('4… 7 measured 0');
    expect(told.slice(0, 5)).toEqual([
      '0… -1 after 0',
      '0… 0 settling 200',
      '0 0 measured 800',
      '1… 0 measured 0',
      '1 0 after 1000',
    ]);
  });

  it('ends at once where it is stopped while users wait', async () => {
    const { started, closed } = await play(users(2), 2000);
    expect(started.every(({ atMs }) => atMs < 1000)).toBe(true);
    expect(closed).toHaveLength(2);
  });

  it('lets users who wait leave when the curve goes down', async () => {
    const curve = [
      { fromValue: 4, toValue: 4, durationMs: 2000 },
      { fromValue: 1, toValue: 1, durationMs: 2000 },
    ];
    const { started } = await play({ model: 'users', curve, gracefulRampDownMs: 1000 });
    expect(new Set(started.filter(({ atMs }) => atMs < 1000).map(({ user }) => user)).size).toBe(4);
    expect(new Set(started.filter(({ atMs }) => atMs > 3100).map(({ user }) => user)).size).toBe(1);
  });
});
