import { describe, expect, it } from 'vitest';
import { seededChance } from '../stats/resample.ts';
import type { BenchFacts } from './bench-case.ts';
import type { TaskMeasured } from './messages.ts';
import { type CaseMeasured, summarise } from './summarise.ts';

const facts: BenchFacts = {
  index: 0,
  name: 'parse',
  template: 'parse',
  group: '',
  params: {},
  isBaseline: false,
  metadata: {},
  requirements: {},
  isSkipped: false,
  isOnly: false,
  isTimedSingly: false,
};
const PROCESSES = 6;
const BATCHES = 60;
const { normal, uniform } = seededChance(11);

/** A process with batches of about 1,000 ns, each changed by where it stands. */
function told(change: (at: number) => number = () => 1, more: Partial<TaskMeasured> = {}): TaskMeasured {
  return {
    batch: 1000,
    times: Array.from({ length: BATCHES }, (_, at) => 1000 * change(at) * Math.exp(0.005 * normal())),
    interrupted: [],
    isAsync: false,
    iterations: 1000 * BATCHES,
    failures: 0,
    peakBytes: 4096,
    gc: { count: 1, totalMs: 0.5 },
    doubling: 2,
    ...more,
  };
}

const processes = (change?: (at: number) => number, more?: Partial<TaskMeasured>) =>
  Array.from({ length: PROCESSES }, () => told(change, more));
const measured = (more: Partial<CaseMeasured> = {}) =>
  summarise({ facts, processes: processes(), empty: { sync: 2, async: 50 }, ...more });
const kinds = (more?: Partial<CaseMeasured>) => measured(more).findings.map(({ kind }) => kind);

describe('what processes measured of a function becomes a result', () => {
  it('with its middle over processes, the process being what is repeated', () => {
    const levels = [1000, 1010, 1020, 1030, 1040];
    const result = measured({ processes: levels.map((level) => told(() => level / 1000)) });
    expect(result.time.median / 1020).toBeCloseTo(1, 2);
    // The spread within a process is 0.5 %; that between them counts.
    expect(result.time.interval.low).toBeLessThan(1008);
    expect(result.time.interval.high).toBeGreaterThan(1032);
    expect(result.noiseFloor).toBeGreaterThan(0.04);
    expect(result).toMatchObject({ processes: 5, batch: 1000, iterations: 5000 * BATCHES, successRate: 1 });
  });

  it('with what an iteration handles, allocates and collects', () => {
    const amount = { value: 10, unit: 'items/s' } as const;
    const result = measured({ facts: { ...facts, amount }, processes: processes(() => 1, { allocatedBytes: 120 }) });
    expect(Number(result.throughput?.value) / 1e7).toBeCloseTo(1, 2);
    expect(result.allocatedBytes).toMatchObject({ value: 120 });
    expect(result).toMatchObject({ peakBytes: 4096, gc: { count: PROCESSES, totalMs: PROCESSES / 2 } });
  });

  it('with all batches in mean, p95 and maximum, and outliers counted', () => {
    const { time, outliers } = measured({ processes: processes((at) => (at === 7 ? 50 : 1)) });
    expect(outliers).toEqual({ mild: expect.any(Number), severe: PROCESSES, of: PROCESSES * BATCHES });
    expect(time.max).toBeGreaterThan(45_000);
    expect(time.mean).toBeGreaterThan(1700);
    expect(time.median / 1000).toBeCloseTo(1, 2);
  });

  it('whose requirements are judged, and are open where nothing was measured', () => {
    const requirements = { maxExecutionTime: 0.0005, maxMemoryUsage: 5000, minThroughput: 900_000, successRate: 1 };
    const asked = { facts: { ...facts, requirements } };
    expect(measured(asked).requirements.map(({ name, passed }) => [name, passed])).toEqual([
      ['maxExecutionTime', false],
      ['maxMemoryUsage', true],
      ['minThroughput', true],
      ['successRate', true],
    ]);
    const nothing = measured({ ...asked, processes: [], error: 'no' });
    expect(nothing.requirements.every(({ passed, measured: value }) => passed === null && value === null)).toBe(true);
    const failing = measured({ ...asked, processes: processes(() => 1, { failures: 600 }) });
    expect(failing.requirements.find(({ name }) => name === 'successRate')?.passed).toBe(false);
  });
});

describe('a trouble of a benchmark is found, and nothing else', () => {
  it('where there is none', () => expect(kinds()).toEqual([]));

  const wave = (at: number): number => 1 + 0.03 * Math.sin(at / 6);
  it.each<[string, Partial<CaseMeasured>]>([
    ['bench-optimised-away', { empty: { sync: 990, async: 1040 } }],
    ['bench-does-not-scale', { processes: processes(() => 1, { doubling: 1.02 }) }],
    ['bench-does-not-scale', { processes: processes(() => 1, { doubling: 3.9 }) }],
    ['bench-drift', { processes: processes((at) => 1 + (0.1 * at) / BATCHES + (at % 2) * 0.06) }],
    ['bench-clock', { facts: { ...facts, isTimedSingly: true }, processes: processes(() => 0.2) }],
    ['bench-modes', { processes: processes(() => (uniform() < 0.7 ? 1 : 1.3)) }],
    ['bench-outliers', { processes: processes((at) => (at % 8 === 0 ? 1.1 + 3 * uniform() : 1)) }],
    ['bench-interrupted', { processes: processes(() => 1, { interrupted: [...Array(20).keys()] }) }],
    ['bench-waves', { processes: processes(wave) }],
    ['bench-promise-cost', { empty: { sync: 2, async: 400 }, processes: processes(() => 1, { isAsync: true }) }],
  ])('%s', (kind, more) => {
    expect(kinds(more)).toEqual([kind]);
  });

  it('but not two modes that lie within a few percent', () => {
    const near = { processes: processes(() => (uniform() < 0.7 ? 1 : 1.035)) };
    expect(measured(near).modes).toHaveLength(2);
    expect(kinds(near)).toEqual([]);
  });

  it('but not that it does not scale where processes disagree', () => {
    const some = [told(() => 1, { doubling: 1.02 }), ...processes()];
    expect(kinds({ processes: some })).toEqual([]);
  });
});
