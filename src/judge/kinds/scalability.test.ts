import { describe, expect, it } from 'vitest';
import type { PlannedKind } from '../../model/plan.ts';
import { complexityOf } from '../../stats/complexity.ts';
import { seededChance } from '../../stats/resample.ts';
import { judgeLoad } from '../judge-load.ts';
import { evidence, kindsOf, level } from './fixtures/kind-evidence.ts';

const LOADS = [1, 2, 4, 8, 16, 32, 64];

function usl(load: number, [lambda, sigma, kappa]: readonly [number, number, number]): number {
  return (lambda * load) / (1 + sigma * (load - 1) + kappa * load * (load - 1));
}

function judge(throughput: (load: number) => number, { loads = LOADS, unit = 'users' } = {}) {
  const chance = seededChance(3);
  const levels = loads.map((load, at) => {
    return level(`level ${at + 1}`, at, { load, unit, perSecond: throughput(load) * (1 + 0.005 * chance.normal()) });
  });
  return judgeLoad(evidence({ type: 'scalability' }, { levels }));
}
const finding = (judged: ReturnType<typeof judge>, name: string) => judged.findings.find((each) => each.kind === name);

describe('a scalability test', () => {
  it('finds the coefficients of the Universal Scalability Law, and the peak', () => {
    const judged = judge((load) => usl(load, [100, 0.05, 0.001]));
    const scaling = judged.parts?.scaling;
    expect(scaling?.law).toBe('usl');
    expect(scaling?.sigma.value).toBeCloseTo(0.05, 1);
    expect(scaling?.sigma.low).toBeLessThan(0.05);
    expect(scaling?.sigma.high).toBeGreaterThan(0.05);
    expect(scaling?.kappa.value).toBeCloseTo(0.001, 3);
    expect(scaling?.peak?.load.value).toBeGreaterThan(28);
    expect(scaling?.peak?.load.value).toBeLessThan(34);
    expect(finding(judged, 'scaling-law')?.title).toMatch(
      /Universal Scalability Law: contention σ .*coherency κ .*peak of/,
    );
  });

  it('finds Amdahl where there is contention alone, with its ceiling', () => {
    const judged = judge((load) => usl(load, [100, 0.1, 0]));
    expect(judged.parts?.scaling).toMatchObject({ law: 'amdahl', peak: null });
    expect(finding(judged, 'scaling-law')?.evidence.ceiling).toBeCloseTo(1000, -2);
  });

  it('finds a line where nothing stands in the way', () => {
    const { law, points } = judge((load) => 100 * load).parts?.scaling ?? {};
    expect(law).toBe('linear');
    expect(points?.every(({ efficiency }) => Math.abs(efficiency - 1) < 0.05)).toBe(true);
  });

  it('counts what was answered as expected only', () => {
    const levels = LOADS.map((load, at) =>
      level(`${load}`, at, { load, perSecond: 100 * load, failedShare: load > 8 ? 0.5 : 0 }),
    );
    const { points = [] } = judgeLoad(evidence({ type: 'scalability' }, { levels })).parts?.scaling ?? {};
    expect(points.at(-1)?.throughput).toBeCloseTo(3200);
  });

  it('says when the levels are too few', () => {
    expect(kindsOf(judge((load) => load, { loads: [1, 2] }))).toContain('few-levels');
    expect(kindsOf(judge((load) => 100 * load, { loads: [1, 2, 4] }))).toContain('few-levels');
  });

  it('fits no law of users to arrivals, and says from where on they are not served', () => {
    const judged = judge((load) => Math.min(load, 40), { loads: [10, 20, 40, 80], unit: 'arrivals/s' });
    expect(judged.parts?.scaling).toBeUndefined();
    expect(finding(judged, 'throughput-behind')?.title).toMatch(/From 80 arrivals\/s on .*50%/);
    const following = judge((load) => load, { loads: [10, 20, 40], unit: 'arrivals/s' });
    expect(kindsOf(following)).toContain('throughput-follows');
  });

  it('writes no infinity into the run', () => {
    expect(JSON.stringify(judge((load) => usl(load, [100, 0.02, 0.0001])).parts)).not.toContain(':null,"high"');
    expect(JSON.parse(JSON.stringify(judge((load) => 100 * load).parts))).toEqual(judge((load) => 100 * load).parts);
  });
});

describe('the growth of latency with the size of data', () => {
  const sizes = [100, 300, 1000, 3000, 10_000, 30_000];
  const points = (time: (size: number) => number, noise = 0.02) => {
    const chance = seededChance(5);
    return sizes.map((size) => ({ size, time: time(size) * (1 + noise * chance.normal()) }));
  };

  it.each([
    ['O(1)', () => 5],
    ['O(log n)', (size: number) => 2 * Math.log(size)],
    ['O(n)', (size: number) => 1 + size / 500],
    ['O(n²)', (size: number) => 1 + (size / 1000) ** 2],
  ])('is %s', (growth, time) => {
    expect(complexityOf(points(time))?.growth).toBe(growth);
  });

  it('is O(n log n), or O(n), which little tells from it', () => {
    const found = complexityOf(points((size) => (size * Math.log(size)) / 1000, 0.001));
    expect(found?.growth).toBe('O(n log n)');
    const unclear = complexityOf(points((size) => (size * Math.log(size)) / 1000, 0.1));
    expect([unclear?.growth, ...(unclear?.alsoPossible ?? [])]).toContain('O(n log n)');
  });

  it('has a slope on log scales, with its interval', () => {
    const { slope } = complexityOf(points((size) => size / 100)) ?? {};
    expect(slope?.low).toBeLessThan(1);
    expect(slope?.high).toBeGreaterThan(1);
    expect(slope?.value).toBeCloseTo(1, 1);
  });

  it('is not called constant where it grows much though few sizes were measured', () => {
    const found = complexityOf([
      { size: 10, time: 1 },
      { size: 1000, time: 2.2 },
      { size: 100_000, time: 70 },
    ]);
    expect(found?.growth).not.toBe('O(1)');
  });

  it('is unknown with two sizes, and with what has no logarithm', () => {
    expect(
      complexityOf([
        { size: 1, time: 1 },
        { size: 2, time: 2 },
      ]),
    ).toBeUndefined();
    expect(
      complexityOf([
        { size: 0, time: 1 },
        { size: 2, time: 2 },
        { size: 3, time: 3 },
      ]),
    ).toBeUndefined();
  });

  it('is told by the levels of a variable', () => {
    const kind: PlannedKind = { type: 'scalability', variable: { name: 'size', values: sizes } };
    const levels = sizes.map((size, at) =>
      level(`size ${size}`, at, { load: size, unit: 'size', perSecond: 50, ms: 2 + size / 100 }),
    );
    const judged = judgeLoad(evidence(kind, { levels }));
    expect(finding(judged, 'complexity')?.title).toMatch(
      /Latency grows as O\(n\).* with 'size': p50 .* at 100, .* at 30,000/,
    );
    expect(judged.parts?.scaling).toBeUndefined();
  });
});
