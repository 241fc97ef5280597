import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLimit } from '../model/limit-grammar.ts';
import type { PlannedLimit } from '../model/plan.ts';
import type { Metric, TrendMetric } from '../model/run.ts';
import type { Second } from '../model/second.ts';
import { selects } from '../model/selection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { accounting } from './accounting.ts';
import { exactBounds } from './exact-bounds.ts';
import { RunTotals } from './merge.ts';
import { Recorder } from './recorder.ts';

type Tags = Record<string, string>;

const limit = (text: string): PlannedLimit => {
  const rule = parseLimit(text, { cost: { type: 'trend', unit: 'count' } });
  if (!('aggregate' in rule)) throw new Error(rule.message);
  return { rule, abort: false, delayMs: 0 };
};

const limits = [
  limit('http_req_duration{scenario:buy,status:200} p(97.5) < 1s'),
  limit('http_req_duration within(2ms) > 1%'),
  limit('http_reqs{group:::setup,name:a} count > 0'),
];
const bounds = exactBounds(limits, () => 'ms');

interface Sample {
  readonly shard: number;
  readonly second: number;
  readonly tags: Tags;
  readonly us: number;
}

const sample: fc.Arbitrary<Sample> = fc.record({
  shard: fc.nat(2),
  second: fc.nat(3),
  tags: fc.record({
    scenario: fc.constantFrom('buy', 'browse'),
    group: fc.constantFrom('', '::cart', '::setup', '::teardown::x'),
    name: fc.constantFrom('a', 'b'),
    status: fc.constantFrom('200', '500'),
  }),
  us: fc.integer({ min: 0, max: 5000 }),
});

/** Snapshots of all shards, those of one shard in order. */
function recorded(samples: readonly Sample[], shards: number): Snapshot[][] {
  return Array.from({ length: shards }, (_, shard) => {
    const recorder = new Recorder({ shard, bounds, nowUs: () => 0 });
    return [0, 1, 2, 3].map((second) => {
      for (const { tags, us, ...at } of samples) {
        if (at.shard % shards !== shard || at.second !== second) continue;
        recorder.trend('http_req_duration', 'ms', tags).addUs(us);
        recorder.counter('http_reqs', 'count', tags).add(1);
        recorder.rate('http_req_failed', 'share', tags).add(tags.status === '500');
        recorder.rate('checks', 'share', { ...tags, check: 'quick' }).add(us < 2500);
        if (us > 4000) recorder.error('timeout', tags.name ?? '', () => ({ text: `${us}` }));
      }
      return recorder.snapshot(second, second === 3);
    });
  });
}

function interleaved(lists: readonly Snapshot[][], picks: readonly number[]): Snapshot[] {
  const queues = lists.map((list) => [...list]);
  const out: Snapshot[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn++) {
    const open = queues.filter((queue) => queue.length > 0);
    out.push(open[(picks[turn % picks.length] ?? 0) % open.length]!.shift()!);
  }
  return out;
}

function merged(snapshots: readonly Snapshot[], shards: number, warmupSeconds = 0): RunTotals {
  const totals = new RunTotals({ shards, limits, warmupSeconds });
  for (const snapshot of snapshots) totals.add(snapshot);
  totals.end();
  return totals;
}

const byIdentity = (metrics: readonly Metric[]) =>
  new Map(metrics.map((metric) => [`${metric.name} ${JSON.stringify(metric.tags)}`, metric]));

const trendOf = (metrics: readonly Metric[], tags: Tags): TrendMetric | undefined =>
  metrics.find(
    (metric): metric is TrendMetric =>
      metric.name === 'http_req_duration' && metric.type === 'trend' && selectsSame(metric.tags, tags),
  );

const selectsSame = (a: Readonly<Tags>, b: Tags) =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(b).every(([tag, value]) => a[tag] === value);

describe('RunTotals', () => {
  it('comes to the same whatever the number of shards and the order in which they are heard', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 60 }), fc.array(fc.nat(5), { minLength: 1 }), (samples, picks) => {
        const one = merged(recorded(samples, 1).flat(), 1);
        const three = merged(interleaved(recorded(samples, 3), picks), 3);
        expect(byIdentity(three.metrics(4000))).toEqual(byIdentity(one.metrics(4000)));
        expect(three.checks()).toEqual(one.checks());
        expect(three.errors().map(({ samples: _, ...rest }) => rest)).toEqual(
          one.errors().map(({ samples: _, ...rest }) => rest),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('counts what a plain list of samples would', () => {
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 80 }), fc.nat(2), (samples, warmupSeconds) => {
        const isAside = ({ tags }: Sample) => /^::(setup|teardown)/.test(tags.group ?? '');
        const metrics = merged(recorded(samples, 3).flat(), 3, warmupSeconds).metrics(2500);
        const counted = samples.filter((each) => isAside(each) || each.second >= warmupSeconds);
        const selections: Tags[] = [
          {},
          { name: 'a' },
          { name: 'b', status: '500' },
          { group: '::setup' },
          { group: '::cart' },
        ];
        for (const tags of selections) {
          const values = counted
            .filter((each) => selects(tags, each.tags))
            .map(({ us }) => us)
            .sort((a, b) => a - b);
          const trend = trendOf(metrics, tags);
          expect(trend?.count ?? 0).toBe(values.length);
          if (trend === undefined) continue;
          expect(trend.min).toBe(values[0]! / 1000);
          expect(trend.max).toBe(values.at(-1)! / 1000);
          expect(trend.mean).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length / 1000, 9);
          expect(trend.within).toEqual([{ limit: 2, count: values.filter((us) => us <= 2000).length }]);
          for (const [percentile, ms] of Object.entries(trend.percentiles)) {
            const rank = Math.max(1, Math.ceil((Number(percentile) / 100) * values.length - 1e-9));
            expect(Math.abs(ms * 1000 - values[rank - 1]!)).toBeLessThanOrEqual(values[rank - 1]! * 0.0014 + 1e-9);
          }
          const failed = metrics.find((metric) => metric.name === 'http_req_failed' && selectsSame(metric.tags, tags));
          expect(failed).toMatchObject({
            passes: counted.filter((each) => selects(tags, each.tags) && each.tags.status === '500').length,
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('shows the total, each tag alone, name with status, and what limits name', () => {
    const tags = { scenario: 'buy', group: '', name: 'a', status: '200' };
    const metrics = merged(recorded([{ shard: 0, second: 0, tags, us: 1500 }], 1).flat(), 1).metrics(500);
    const shown = metrics.filter(({ name }) => name === 'http_req_duration').map((metric) => metric.tags);
    expect(shown).toEqual([
      {},
      { name: 'a' },
      { scenario: 'buy' },
      { status: '200' },
      { name: 'a', status: '200' },
      { scenario: 'buy', status: '200' },
    ]);
    expect(trendOf(metrics, {})?.histogram).toMatchObject({ unit: 'us', zeroCount: 0 });
    expect(trendOf(metrics, {})?.percentiles['97.5']).toBe(1.5);
    expect(metrics.find(({ name, tags: own }) => name === 'http_reqs' && Object.keys(own).length === 0)).toMatchObject({
      total: 1,
      perSecond: 2,
    });
  });

  it('keeps set-up out of everything but its group and the limits that name that group', () => {
    const tags = { scenario: 'buy', group: '::setup', name: 'a', status: '200' };
    const metrics = merged(recorded([{ shard: 0, second: 0, tags, us: 1500 }], 1).flat(), 1, 3).metrics(500);
    expect(metrics.filter(({ name }) => name === 'http_reqs').map((metric) => metric.tags)).toEqual([
      { group: '::setup' },
      { group: '::setup', name: 'a' },
    ]);
  });

  it('lists a counter that counted nothing as 0', () => {
    const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
    recorder.counter('dropped_iterations', 'count', { scenario: 'buy' });
    const metrics = merged([recorder.snapshot(0, true)], 1).metrics(1000);
    expect(metrics).toEqual([
      { name: 'dropped_iterations', type: 'counter', unit: 'count', tags: {}, total: 0, perSecond: 0 },
    ]);
  });

  it('adds users up over shards and scenarios in each second, and keeps the time-weighted mean', () => {
    let nowUs = 0;
    const recorders = [0, 1].map((shard) => new Recorder({ shard, nowUs: () => nowUs }));
    const set = (shard: number, scenario: string, users: number) =>
      recorders[shard]!.gauge('vus', 'count', { scenario }).set(users);
    set(0, 'buy', 2);
    set(1, 'buy', 3);
    set(1, 'browse', 10);
    nowUs = 1e6;
    const first = recorders.map((recorder) => recorder.snapshot(0));
    set(1, 'buy', 5);
    nowUs = 2e6;
    const second = recorders.map((recorder) => recorder.snapshot(1, true));
    const metrics = merged([...first.reverse(), ...second], 2).metrics(2000);
    expect(metrics.find(({ tags }) => Object.keys(tags).length === 0)).toMatchObject({
      last: 17,
      min: 15,
      max: 17,
      mean: 16,
    });
    expect(metrics.find(({ tags }) => tags.scenario === 'buy')).toMatchObject({ last: 7, min: 5, max: 7, mean: 6 });
  });

  it('keeps at most 1,000 values of a tag, the largest, and sums up the rest', () => {
    const totals = new RunTotals({ shards: 2 });
    for (const shard of [0, 1]) {
      const recorder = new Recorder({ shard, nowUs: () => 0 });
      for (let name = 0; name < 900; name++) {
        recorder.counter('http_reqs', 'count', { name: `n${shard}-${name}` }).add(name + 1);
      }
      totals.add(recorder.snapshot(0, true));
    }
    const metrics = totals.metrics(1000).filter(({ tags }) => tags.name !== undefined);
    expect(metrics).toHaveLength(1000);
    const sum = metrics.reduce((total, metric) => total + (metric.type === 'counter' ? metric.total : 0), 0);
    expect(sum).toBe(900 * 901);
    expect(metrics.some(({ tags }) => tags.name === '(other)')).toBe(true);
    expect(metrics.some(({ tags }) => tags.name === 'n1-899')).toBe(true);
  });

  it('keeps the five earliest excerpts of a failure', () => {
    const totals = new RunTotals({ shards: 1 });
    const recorder = new Recorder({ shard: 0, nowUs: () => 7000 });
    for (let i = 0; i < 8; i++) recorder.error('reset', 'login', () => ({ text: `${i}` }));
    recorder.error('dns', 'home', () => ({ text: 'x' }));
    totals.add(recorder.snapshot(0, true));
    expect(totals.errors()).toMatchObject([
      { kind: 'reset', name: 'login', count: 8, samples: [{ atMs: 7, text: '0' }, {}, {}, {}, { text: '4' }] },
      { kind: 'dns', count: 1 },
    ]);
  });

  it('accounts for every arrival, those of the warm-up too', () => {
    const totals = new RunTotals({ shards: 1, warmupSeconds: 1 });
    const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
    const count = (metric: string, amount: number) =>
      recorder.counter(metric, 'count', { scenario: 'buy' }).add(amount);
    for (const second of [0, 1]) {
      count('arrivals', 10);
      count('iterations', 7);
      count('interrupted_iterations', 1);
      count('dropped_iterations', 2);
      recorder.counter('iterations', 'count', { scenario: 'other' }).add(50);
      totals.add(recorder.snapshot(second, second === 1));
    }
    expect(accounting(totals, new Set(['buy']))).toEqual({ planned: 20, started: 16, dropped: 4 });
  });

  it('refuses a series that one shard counts and another measures', () => {
    const totals = new RunTotals({ shards: 2 });
    const recorders = [0, 1].map((shard) => new Recorder({ shard, nowUs: () => 0 }));
    recorders[0]!.counter('cost', 'count', {}).add(1);
    recorders[1]!.trend('cost', 'count', {}).add(1);
    totals.add(recorders[0]!.snapshot(0));
    expect(() => totals.add(recorders[1]!.snapshot(0))).toThrow('metric cost is a counter on one shard and a trend');
  });
});

describe('seconds', () => {
  const snapshots = (shard: number, seconds: number, lastIsFinal = true) => {
    const recorder = new Recorder({ shard, nowUs: () => 0 });
    return Array.from({ length: seconds }, (_, second) => {
      recorder.counter('http_reqs', 'count', {}).add(1);
      return recorder.snapshot(second, lastIsFinal && second === seconds - 1);
    });
  };
  const heard = (shards: number) => {
    const seconds: Second[] = [];
    return { seconds, totals: new RunTotals({ shards, onSecond: (second) => seconds.push(second) }) };
  };
  const counts = (seconds: readonly Second[]) =>
    seconds.map(({ counters }) => counters.reduce((sum, { total }) => sum + total, 0));

  it('are complete when every shard has sent them, or has ended', () => {
    const { seconds, totals } = heard(2);
    const [a, b] = [snapshots(0, 3), snapshots(1, 1)];
    totals.add(a[0]!);
    expect(seconds).toHaveLength(0);
    totals.add(b[0]!);
    expect(counts(seconds)).toEqual([2]);
    totals.add(a[1]!);
    totals.add(a[2]!);
    expect(seconds.map(({ final }) => final)).toEqual([false, false, true]);
  });

  it('do not wait for a shard that has died, nor for one that is five seconds behind', () => {
    const dead = heard(2);
    for (const snapshot of snapshots(0, 3)) dead.totals.add(snapshot);
    expect(dead.seconds).toHaveLength(0);
    dead.totals.lost(1);
    expect(counts(dead.seconds)).toEqual([1, 1, 1]);

    const slow = heard(2);
    const [a, b] = [snapshots(0, 8, false), snapshots(1, 1, false)];
    for (const snapshot of a) slow.totals.add(snapshot);
    expect(slow.seconds).toHaveLength(3);
    slow.totals.add(b[0]!);
    slow.totals.end();
    expect(counts(slow.seconds)).toEqual([1, 1, 1, 2, 1, 1, 1, 1]);
  });

  it('take along what set-up measured, without waiting for it', () => {
    const { seconds, totals } = heard(1);
    totals.add(snapshots(-1, 1)[0]!);
    totals.add(snapshots(0, 1)[0]!);
    totals.add({ ...snapshots(-2, 1)[0]!, second: 1 });
    totals.end();
    expect(counts(seconds)).toEqual([2, 1]);
  });
});
