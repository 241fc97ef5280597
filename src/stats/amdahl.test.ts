import { describe, expect, it } from 'vitest';
import { chooseScalingLaw, fitAmdahl, fitLinear } from './amdahl.ts';
import { seededChance } from './resample.ts';
import { type ScalingLaw, throughputOf } from './scaling-law.ts';

const loads = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64];
const laws: Record<ScalingLaw, { lambda: number; sigma: number; kappa: number }> = {
  linear: { lambda: 250, sigma: 0, kappa: 0 },
  amdahl: { lambda: 250, sigma: 0.05, kappa: 0 },
  usl: { lambda: 250, sigma: 0.02, kappa: 0.0008 },
};
const sample = (law: ScalingLaw, noise: () => number) =>
  loads.map((load) => ({ load, throughput: throughputOf(laws[law], load) * (1 + noise()) }));

describe('fitAmdahl', () => {
  it("finds Amdahl's share and the ceiling it means, from exact points", () => {
    const fit = fitAmdahl(sample('amdahl', () => 0))!;
    expect(fit.sigma.value).toBeCloseTo(0.05, 9);
    expect(fit.ceiling).toBeCloseTo(5_000, 3);
    expect(fit.kappa).toMatchObject({ value: 0, low: 0, high: 0 });
    expect(fit.rSquared).toBeCloseTo(1, 9);
  });

  it('fits the speedups of the ray tracer as usl does where it finds no coherency', () => {
    // usl 3, tests/confint.Rout.save: alpha 0.0578, beta 0, gamma 21.8488.
    const throughputs = [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310];
    const points = [1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64].map((load, i) => ({ load, throughput: throughputs[i]! }));
    const fit = fitAmdahl(points)!;
    expect([fit.sigma.value.toFixed(4), fit.lambda.value.toFixed(4)]).toEqual(['0.0578', '21.8488']);
    expect(chooseScalingLaw(points)!.law).toBe('amdahl');
  });

  it('holds λ where it is told to', () => {
    const fit = fitAmdahl(
      sample('amdahl', () => 0),
      { lambda: 250 },
    )!;
    expect([fit.lambda.low, fit.lambda.high, fit.degreesOfFreedom]).toEqual([250, 250, 9]);
  });

  it('needs two loads, and a line needs one', () => {
    const one = [{ load: 2, throughput: 6 }];
    expect(fitAmdahl(one)).toBeUndefined();
    expect(fitLinear(one)).toMatchObject({ lambda: { value: 3 }, ceiling: undefined });
    expect(fitLinear([])).toBeUndefined();
  });

  it('has an interval that holds the truth as often as it says', () => {
    const chance = seededChance(4);
    let hits = 0;
    for (let round = 0; round < 250; round++) {
      const noisy = loads.map((load) => ({ load, throughput: throughputOf(laws.amdahl, load) + 60 * chance.normal() }));
      const { sigma } = fitAmdahl(noisy)!;
      if (sigma.low <= 0.05 && 0.05 <= sigma.high) hits++;
    }
    expect(hits / 250).toBeGreaterThan(0.92);
    expect(hits / 250).toBeLessThan(0.98);
  });
});

describe('chooseScalingLaw', () => {
  const none = () => 0;

  it.each(['linear', 'amdahl', 'usl'] as const)('names the %s law behind exact points', (law) => {
    const choice = chooseScalingLaw(sample(law, none))!;
    expect(choice.law).toBe(law);
    expect(Math.min(...Object.values(choice.aicc))).toBe(choice.aicc[law]);
  });

  it.each(['linear', 'amdahl', 'usl'] as const)('names the %s law in at least 93 of 100 noisy samples', (law) => {
    const chance = seededChance(5);
    let hits = 0;
    for (let round = 0; round < 100; round++) {
      if (chooseScalingLaw(sample(law, () => 0.03 * chance.normal()))!.law === law) hits++;
    }
    expect(hits / 100).toBeGreaterThanOrEqual(0.93);
  });

  it('says which coefficient it believes, and how surely', () => {
    const { contention, coherency } = chooseScalingLaw(sample('usl', none))!;
    expect(coherency).toMatchObject({ supported: true });
    expect(coherency!.pValue).toBeLessThan(1e-6);
    expect(contention!.pValue).toBeLessThan(0.05);
  });

  it('cannot tell coherency from three points, nor anything from two loads', () => {
    const exact = sample('usl', none);
    expect(chooseScalingLaw(exact.slice(3, 6))).toMatchObject({
      coherency: undefined,
      aicc: { usl: Number.POSITIVE_INFINITY },
    });
    expect(chooseScalingLaw(exact.slice(0, 2))).toBeUndefined();
  });
});
