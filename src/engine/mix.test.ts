import { describe, expect, it } from 'vitest';
import { createMix } from './mix.ts';

describe('a mix of scenarios', () => {
  it.each([
    [[1, 1]],
    [[60, 20, 15, 3, 2]],
    [[3, 5, 7]],
    [[601, 203, 151, 33, 12]],
    [[1, 1000]],
    [[97, 4]],
    [[999, 1, 50, 50]],
  ])('of the weights %j holds them exactly in every round, and nearly in every hundred', (weights) => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const pick = createMix(mixOf(weights), 42);
    for (const round of [0, 1, 17]) expect(counted(pick, weights.length, round * sum, sum)).toEqual(weights);
    if (sum <= 200) return;
    for (let from = 0; from + 100 <= sum; from += 100) {
      for (const [scenario, count] of counted(pick, weights.length, from, 100).entries()) {
        expect(Math.abs(count - ((weights[scenario] ?? 0) * 100) / sum)).toBeLessThanOrEqual(3);
      }
    }
  });

  it('comes in another order with another seed, and in the same with the same', () => {
    const order = (seed: number) =>
      Array.from({ length: 300 }, (_, number) => createMix(mixOf([100, 200]), seed)(number)).join('');
    expect(order(1)).toBe(order(1));
    expect(order(1)).not.toBe(order(2));
  });
});

function mixOf(weights: readonly number[]) {
  return weights.map((weight, scenario) => ({ scenario, weight }));
}

function counted(pick: (number: number) => number, scenarios: number, ...[from, count]: [number, number]): number[] {
  const counts = Array.from({ length: scenarios }, () => 0);
  for (let number = from; number < from + count; number++) counts[pick(number)] = (counts[pick(number)] ?? 0) + 1;
  return counts;
}
