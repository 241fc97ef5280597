import { describe, expect, it } from 'vitest';
import { type Curve, fitCurve, inverseInformation, invert, solve } from './least-squares.ts';

/** y = a (1 − e^(−b x)): Misra1a of NIST's Statistical Reference Datasets for nonlinear regression. */
const misra: Curve = {
  lowest: [0, 0],
  evaluate: ([a = 0, b = 0], x, gradient) => {
    const decay = Math.exp(-b * x);
    gradient[0] = 1 - decay;
    gradient[1] = a * x * decay;
    return a * (1 - decay);
  },
};
const ys = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78];
const xs = [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0];
const points = xs.map((x, i) => ({ x, y: ys[i]! }));

describe('fitCurve', () => {
  it.each([
    [500, 0.0001],
    [250, 0.0005],
  ])("gives NIST's certified values for Misra1a from its start at %f and %f", (...start) => {
    const { parameters, sumOfSquares } = fitCurve(misra, points, start);
    expect(parameters[0]).toBeCloseTo(238.94212918, 5);
    expect(parameters[1]! * 1e4).toBeCloseTo(5.5015643181, 7);
    expect(sumOfSquares).toBeCloseTo(0.12455138894, 9);
    const inverse = inverseInformation(misra, points, parameters)!;
    expect(Math.sqrt(inverse[0]![0]! * (sumOfSquares / 12))).toBeCloseTo(2.7070075241, 4);
    expect(Math.sqrt(inverse[1]![1]! * (sumOfSquares / 12)) * 1e6).toBeCloseTo(7.2668688436, 4);
  });

  it('stays at a bound that the best value lies beyond', () => {
    const line: Curve = {
      lowest: [0, 0],
      evaluate: ([a = 0, b = 0], x, gradient) => {
        [gradient[0], gradient[1]] = [1, x];
        return a + b * x;
      },
    };
    const falling = [0, 1, 2].map((x) => ({ x, y: 6 - 2 * x }));
    const { parameters } = fitCurve(line, falling, [1, 1]);
    expect(parameters[0]).toBeCloseTo(4, 9);
    expect(parameters[1]).toBe(0);
  });

  it('counts a point as often as its weight says', () => {
    const level: Curve = {
      lowest: [0],
      evaluate: ([a = 0], _, gradient) => {
        gradient[0] = 1;
        return a;
      },
    };
    const { parameters } = fitCurve(
      level,
      [
        { x: 0, y: 1, weight: 3 },
        { x: 0, y: 5 },
      ],
      [9],
    );
    expect(parameters[0]).toBeCloseTo(2, 12);
  });
});

describe('solve', () => {
  it('solves what is positive definite, however unevenly scaled, and nothing else', () => {
    const solution = solve(
      [
        [4e12, 2e3],
        [2e3, 3e-6],
      ],
      [1e6, 2e-3],
    )!;
    expect(4e12 * solution[0]! + 2e3 * solution[1]!).toBeCloseTo(1e6, 3);
    expect(2e3 * solution[0]! + 3e-6 * solution[1]!).toBeCloseTo(2e-3, 9);
    expect(
      solve(
        [
          [1, 1],
          [1, 1],
        ],
        [1, 2],
      ),
    ).toBeUndefined();
    expect(solve([[0]], [1])).toBeUndefined();
    const inverse = invert([
      [2, 1],
      [1, 4],
    ])!;
    expect(inverse.flat().map((value) => value.toFixed(12))).toEqual(
      [4, -1, -1, 2].map((value) => (value / 7).toFixed(12)),
    );
  });
});
