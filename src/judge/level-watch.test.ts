import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../load/random.ts';
import { parseLimit } from '../model/limit-grammar.ts';
import type { PlannedLimit } from '../model/plan.ts';
import type { RunSeries, Second } from '../model/second.ts';
import { Histogram } from '../stats/histogram.ts';
import { LevelWatch } from './level-watch.ts';

const limit = (text: string): PlannedLimit => {
  const rule = parseLimit(text);
  if (!('aggregate' in rule)) throw new Error(rule.message);
  return { rule, abort: false, delayMs: 0 };
};

const series = (metric: string, type: RunSeries['type'], index: number): RunSeries => {
  return { index, metric, type, unit: type === 'trend' ? 'ms' : 'share', tags: {} };
};
const DURATION = series('http_req_duration', 'trend', 0);
const FAILED = series('http_req_failed', 'rate', 1);

interface Measured {
  /** Milliseconds of each response. */
  readonly times: readonly number[];
  readonly failed?: number;
}

/** What a level's watch decides of these seconds. */
function decide(rules: readonly string[], seconds: readonly Measured[], confidence = 0.95) {
  const watch = new LevelWatch(rules.map(limit), confidence);
  for (const [at, { times, failed = 0 }] of seconds.entries()) {
    const histogram = new Histogram();
    for (const ms of times) histogram.record(Math.round(ms * 1000));
    const second: Second = {
      second: at,
      final: false,
      trends: [{ series: DURATION, histogram: histogram.encode() }],
      counters: [],
      rates: [{ series: FAILED, passes: failed, fails: times.length - failed }],
      gauges: [],
      errors: [],
      logs: [],
    };
    watch.add(second);
  }
  return watch.decisions();
}

const many = (seconds: number, make: (second: number) => readonly number[]): Measured[] => {
  return Array.from({ length: seconds }, (_, second) => ({ times: make(second) }));
};
const random = new SeededRandom(7);
const around = (ms: number, count: number): number[] => {
  return Array.from({ length: count }, () => ms * Math.exp(random.normal(0, 0.1)));
};

describe('a level of load', () => {
  it('is within a percentile that it is clearly below', () => {
    const [decision] = decide(
      ['http_req_duration p95 < 30ms'],
      many(5, () => around(10, 100)),
    );
    expect(decision).toMatchObject({ decided: 'within', holds: true, isGrowing: false });
  });

  it('is beyond a percentile that it is clearly above', () => {
    const [decision] = decide(
      ['http_req_duration p95 < 9ms'],
      many(3, () => around(10, 100)),
    );
    expect(decision).toMatchObject({ decided: 'crossed', holds: false });
  });

  it('is undecided on few samples, with the answer of its value', () => {
    const [decision] = decide(
      ['http_req_duration p99 < 30ms'],
      many(2, () => around(10, 10)),
    );
    expect(decision).toMatchObject({ decided: 'unclear', holds: true });
  });

  it('is beyond where latency grows without end, though the limit holds by now', () => {
    const seconds = many(12, (second) => around(10 + second * 0.5, 50));
    const [decision] = decide(['http_req_duration p95 < 100ms'], seconds);
    expect(decision).toMatchObject({ decided: 'crossed', holds: false, isGrowing: true });
  });

  it('is not beyond where latency only wavers, or falls', () => {
    const wavering = many(30, (second) => around(10 + 3 * Math.sin(second), 50));
    expect(decide(['http_req_duration p95 < 100ms'], wavering)[0]).toMatchObject({ isGrowing: false });
    const falling = many(12, (second) => around(50 - second, 50));
    expect(decide(['http_req_duration p95 < 100ms'], falling)[0]).toMatchObject({ isGrowing: false });
  });

  it('grows by so little that it would take hours to matter, and is within', () => {
    const seconds = many(20, (second) => around(10 + second * 0.01, 50));
    expect(decide(['http_req_duration p95 < 100ms'], seconds)[0]).toMatchObject({ decided: 'within' });
  });

  it('is decided on shares of failures', () => {
    const clean = many(10, () => around(10, 100));
    expect(decide(['http_req_failed rate < 1%'], clean)[0]).toMatchObject({ decided: 'within' });
    const failing = clean.map((each) => ({ ...each, failed: 5 }));
    expect(decide(['http_req_failed rate < 1%'], failing)[0]).toMatchObject({ decided: 'crossed' });
  });

  it('is beyond at the first case of what must never happen', () => {
    const seconds = many(10, () => around(10, 100)).map((each, at) => ({ ...each, failed: at === 3 ? 1 : 0 }));
    expect(decide(['http_req_failed rate == 0'], seconds)[0]).toMatchObject({ decided: 'crossed' });
    expect(decide(['http_req_failed rate == 0'], seconds.slice(0, 3))[0]).toMatchObject({ decided: 'within' });
  });

  it('says nothing of limits without a sample', () => {
    expect(
      decide(
        ['http_req_duration{name:nowhere} p95 < 1s', 'checks rate > 99%'],
        many(3, () => [1]),
      ),
    ).toEqual([]);
  });

  it('is wrongly decided in few of many levels that lie clear of their limit', () => {
    let wrong = 0;
    for (let level = 0; level < 200; level++) {
      const [decision] = decide(
        ['http_req_duration p95 < 13ms'],
        many(12, () => around(10, 40)),
      );
      if (decision?.decided === 'crossed') wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(4);
  });
});
