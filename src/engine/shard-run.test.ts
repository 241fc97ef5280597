import { describe, expect, it } from 'vitest';
import { ManualClock } from '../load/clock.ts';
import { RunTotals } from '../measure/merge.ts';
import { Recorder } from '../measure/recorder.ts';
import type { Plan, PlannedLoad } from '../model/plan.ts';
import type { CounterMetric, Metric, TrendMetric } from '../model/run.ts';
import type { Iteration, Program } from '../users/program.ts';
import { ShardRun } from './shard-run.ts';

const SECOND = 1e6;

interface Started {
  readonly number: number;
  readonly user: number;
  readonly atUs: number;
  readonly chance: number;
  readonly scenario: string;
}

interface Result {
  readonly started: Started[];
  readonly metrics: readonly Metric[];
  readonly endedAtUs: number;
  total(name: string): number;
}

interface Carry {
  readonly loads: readonly (PlannedLoad & { readonly mix?: readonly { scenario: number; weight: number }[] })[];
  readonly scenarios?: readonly string[];
  /** How long an iteration takes; Infinity never ends, 0 ends at once. */
  readonly takesUs?: (iteration: Iteration) => number;
  readonly shards?: number;
  readonly untilUs?: number;
  readonly gracefulStopMs?: number;
  readonly seed?: number;
  readonly stopAtUs?: number;
  readonly killAtUs?: number;
}

/** Carries loads out on hand-moved clocks, one shard after the other, with users that only take time. */
async function carry(options: Carry): Promise<Result> {
  const { shards = 1, scenarios = ['a'], untilUs = 100 * SECOND, takesUs = () => 1000 } = options;
  const totals = new RunTotals({ shards });
  const started: Started[] = [];
  let endedAtUs = 0;
  for (let index = 0; index < shards; index++) {
    const clock = new ManualClock({ turnUs: 50 });
    const recorder = new Recorder({ shard: index, nowUs: () => clock.nowUs() });
    const program = (scenario: string): Program => ({
      user: () => {
        let open = true;
        return {
          iterate(iteration, done) {
            const chance = iteration.random.next();
            started.push({ number: iteration.number, user: iteration.user, atUs: clock.nowUs(), chance, scenario });
            const us = takesUs(iteration);
            if (us === 0) done('completed');
            else if (Number.isFinite(us)) clock.at(clock.nowUs() + us, () => open && done('completed'));
          },
          close() {
            open = false;
          },
        };
      },
    });
    const plan = planOf(options, scenarios);
    let ended = false;
    const load = new ShardRun({
      shard: { plan, index, count: shards },
      clock,
      recorder,
      programs: scenarios.map(program),
      onSnapshot: (snapshot) => totals.add(snapshot),
    });
    if (options.stopAtUs !== undefined) clock.at(options.stopAtUs, () => load.stop());
    if (options.killAtUs !== undefined) clock.at(options.killAtUs, () => load.kill());
    const run = load.play(0, plan.streams).then(() => {
      const second = load.end();
      ended = true;
      endedAtUs = Math.max(endedAtUs, clock.nowUs());
      totals.add(recorder.snapshot(second, true));
    });
    for (let us = 0; us <= untilUs && !ended; us += 5000) {
      clock.advanceTo(us);
      if (us % 100_000 === 0) await new Promise(setImmediate);
    }
    await Promise.race([run, new Promise((_, reject) => setTimeout(() => reject(new Error('did not end')), 500))]);
  }
  totals.end();
  const metrics = totals.metrics(1000);
  const total = (name: string): number => {
    const found = metrics.find((metric) => metric.name === name && Object.keys(metric.tags).length === 0);
    return (found as CounterMetric | undefined)?.total ?? 0;
  };
  return { started, metrics, endedAtUs, total };
}

function planOf(options: Carry, scenarios: readonly string[]): Plan {
  return {
    seed: options.seed ?? 7,
    tags: {},
    scenarios: scenarios.map((name) => ({ name, tags: {} })),
    streams: options.loads.map(({ mix, ...load }, index) => ({
      name: `stream ${index}`,
      startMs: 0,
      load,
      mix: mix ?? [{ scenario: 0, weight: 1 }],
      gracefulStopMs: options.gracefulStopMs ?? 30_000,
    })),
  } as unknown as Plan;
}

const arrivals = (rate: number, seconds: number, more = {}): PlannedLoad => ({
  model: 'arrivals',
  curve: [{ fromValue: rate, toValue: rate, durationMs: seconds * 1000 }],
  maxUsers: 10_000,
  bounded: false,
  arrivals: 'even',
  newUsers: false,
  ...more,
});

const users = (curve: readonly (readonly [number, number, number])[], more = {}): PlannedLoad => ({
  model: 'users',
  curve: curve.map(([fromValue, toValue, seconds]) => ({ fromValue, toValue, durationMs: seconds * 1000 })),
  gracefulRampDownMs: 30_000,
  ...more,
});

const iterations = (count: number, by: number, more = {}): PlannedLoad => ({
  model: 'iterations',
  iterations: count,
  users: by,
  perUser: false,
  maxDurationMs: 60_000,
  ...more,
});

describe('an open model', () => {
  it('starts every planned iteration, numbered without gaps, over any number of shards', async () => {
    for (const shards of [1, 3]) {
      const { started, total } = await carry({ loads: [arrivals(33.3, 3)], shards });
      expect(started.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 100 }, (_, number) => number),
      );
      expect(total('arrivals')).toBe(100);
      expect(total('iterations')).toBe(100);
    }
  });

  it('starts no iteration before it is due, and soon after', async () => {
    const { started } = await carry({ loads: [arrivals(10, 2)] });
    for (const { number, atUs } of started) {
      expect(atUs).toBeGreaterThanOrEqual(number * 100_000);
      expect(atUs).toBeLessThan(number * 100_000 + 200);
    }
  });

  it('drops arrivals that find no free user, and planned = started + dropped', async () => {
    const { started, total } = await carry({
      loads: [arrivals(10, 10, { maxUsers: 3 })],
      takesUs: () => SECOND,
    });
    expect(total('arrivals')).toBe(100);
    expect(total('dropped_iterations')).toBe(100 - started.length);
    expect(started.length).toBeGreaterThanOrEqual(30);
    expect(started.length).toBeLessThanOrEqual(33);
  });

  it('bounds users more tightly during a phase that says so', async () => {
    const curve = [
      { fromValue: 10, toValue: 10, durationMs: 2000, maxUsers: 1 },
      { fromValue: 10, toValue: 10, durationMs: 2000 },
    ];
    const { started } = await carry({ loads: [arrivals(0, 0, { curve })], takesUs: () => 10 * SECOND });
    expect(started.filter(({ atUs }) => atUs < 2 * SECOND)).toHaveLength(1);
    expect(started.filter(({ atUs }) => atUs >= 2 * SECOND)).toHaveLength(20);
  });

  it('reuses users that are free, or makes a new one for each arrival when asked to', async () => {
    const reused = await carry({ loads: [arrivals(10, 5)] });
    expect(new Set(reused.started.map(({ user }) => user)).size).toBe(1);
    const fresh = await carry({ loads: [arrivals(10, 5, { newUsers: true })] });
    expect(new Set(fresh.started.map(({ user }) => user)).size).toBe(50);
  });

  it('gives an iteration the same chance whatever the number of shards', async () => {
    const chances = async (shards: number) => {
      const { started } = await carry({ loads: [arrivals(20, 2)], shards });
      return new Map(started.map(({ number, chance }) => [number, chance]));
    };
    const [one, three] = [await chances(1), await chances(3)];
    expect(three).toEqual(new Map([...one].sort(([a], [b]) => (a % 3) - (b % 3) || a - b)));
  });
});

describe('a closed model', () => {
  it('keeps as many users busy as the curve says, each iteration after the last', async () => {
    const { started, metrics } = await carry({ loads: [users([[5, 5, 10]])], takesUs: () => SECOND });
    expect(started).toHaveLength(50);
    expect(new Set(started.map(({ user }) => user))).toEqual(new Set([0, 1, 2, 3, 4]));
    const vus = metrics.find(({ name }) => name === 'vus');
    expect(vus).toMatchObject({ max: 5 });
  });

  it('takes users in and lets them go as a ramp rises and falls', async () => {
    const { started } = await carry({
      loads: [
        users([
          [0, 4, 4],
          [4, 0, 4],
        ]),
      ],
      takesUs: () => SECOND / 2,
    });
    const byUser = (user: number) => started.filter((each) => each.user === user);
    expect(byUser(0)[0]?.atUs).toBeGreaterThanOrEqual(SECOND);
    expect(byUser(3)[0]?.atUs).toBeGreaterThanOrEqual(4 * SECOND);
    expect(byUser(3).at(-1)?.atUs).toBeLessThanOrEqual(5.1 * SECOND);
    expect(byUser(0).at(-1)?.atUs).toBeGreaterThan(7 * SECOND);
  });

  it('divides users among shards without losing one, and numbers no iteration twice', async () => {
    const { started } = await carry({ loads: [users([[7, 7, 2]])], shards: 3, takesUs: () => SECOND / 4 });
    expect(new Set(started.map(({ user }) => user)).size).toBe(7);
    expect(new Set(started.map(({ number }) => number)).size).toBe(started.length);
  });

  it('interrupts users that a falling ramp gave no more time', async () => {
    const load = users(
      [
        [2, 2, 1],
        [0, 0, 9],
      ],
      { gracefulRampDownMs: 3000 },
    );
    const { total } = await carry({ loads: [load], takesUs: () => Number.POSITIVE_INFINITY });
    expect(total('interrupted_iterations')).toBe(2);
    expect(total('iterations')).toBe(0);
  });

  it('does not pile iterations that end at once on the stack', async () => {
    const { started } = await carry({
      loads: [iterations(50_000, 1)],
      takesUs: () => 0,
    });
    expect(started).toHaveLength(50_000);
  });
});

describe('a number of iterations', () => {
  it('is shared among users, over any number of shards', async () => {
    for (const shards of [1, 4]) {
      const { started, total } = await carry({ loads: [iterations(103, 10)], shards });
      expect(started.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 103 }, (_, number) => number),
      );
      expect(total('iterations')).toBe(103);
    }
  });

  it('is done by each user where it counts for each', async () => {
    const { started } = await carry({ loads: [iterations(5, 4, { perUser: true })], shards: 2 });
    expect(started).toHaveLength(20);
    expect(new Set(started.map(({ number }) => number)).size).toBe(20);
    for (let user = 0; user < 4; user++) expect(started.filter((each) => each.user === user)).toHaveLength(5);
  });

  it('ends at its bound in time with iterations left', async () => {
    const { total, endedAtUs } = await carry({
      loads: [iterations(1000, 1, { maxDurationMs: 5000 })],
      takesUs: () => SECOND,
    });
    expect(total('iterations')).toBe(5);
    expect(endedAtUs).toBeLessThan(7 * SECOND);
  });
});

describe('stopping', () => {
  it('lets iterations under way end when asked to stop', async () => {
    const { started, total } = await carry({
      loads: [arrivals(10, 60)],
      takesUs: () => 3 * SECOND,
      stopAtUs: 5 * SECOND,
    });
    expect(started.every(({ atUs }) => atUs <= 5 * SECOND)).toBe(true);
    expect(total('iterations')).toBe(started.length);
    expect(total('interrupted_iterations')).toBe(0);
  });

  it('interrupts what the graceful stop leaves no time for', async () => {
    const { started, total, endedAtUs } = await carry({
      loads: [users([[3, 3, 2]])],
      takesUs: () => Number.POSITIVE_INFINITY,
      gracefulStopMs: 1000,
    });
    expect(started).toHaveLength(3);
    expect(total('interrupted_iterations')).toBe(3);
    expect(endedAtUs).toBeLessThan(3.2 * SECOND);
  });

  it('interrupts at once when killed', async () => {
    const { total, endedAtUs } = await carry({
      loads: [users([[3, 3, 60]])],
      takesUs: () => Number.POSITIVE_INFINITY,
      killAtUs: SECOND,
    });
    expect(total('interrupted_iterations')).toBe(3);
    expect(endedAtUs).toBeLessThan(1.2 * SECOND);
  });
});

describe('a mix of scenarios', () => {
  it('has exactly the shares of its weights, whatever the shards', async () => {
    const mix = [
      { scenario: 0, weight: 3 },
      { scenario: 1, weight: 1 },
    ];
    for (const shards of [1, 2]) {
      const { started } = await carry({
        loads: [{ ...arrivals(40, 5), mix }],
        scenarios: ['browse', 'buy'],
        shards,
      });
      expect(started.filter(({ scenario }) => scenario === 'browse')).toHaveLength(150);
      expect(started.filter(({ scenario }) => scenario === 'buy')).toHaveLength(50);
    }
  });
});

describe('lateness', () => {
  it('is measured from when an iteration was due', async () => {
    const { metrics } = await carry({ loads: [arrivals(100, 1)] });
    const lateness = metrics.find(({ name, tags }) => name === 'generator_lateness' && Object.keys(tags).length === 0);
    expect((lateness as TrendMetric).count).toBe(100);
    expect((lateness as TrendMetric).max).toBeLessThan(0.2);
  });
});
