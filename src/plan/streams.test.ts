import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROWSE, planOf, problemsIn, shopInput } from './shop-fixture.ts';
import { smallestRatio } from './streams.ts';

const buy = { ...BROWSE, name: 'buy' };
const own = { iterations: 5 };

describe('streams', () => {
  it('are one for scenarios that share a load by weight, and one for each with its own', () => {
    const plan = planOf({
      gracefulStop: '5s',
      scenarios: [
        { ...BROWSE, weight: 3 },
        { ...buy, weight: 1.5, gracefulStop: '9s' },
        { ...BROWSE, name: 'import', load: own, start: '10s' },
      ],
    });
    expect(plan.streams).toMatchObject([
      {
        name: 'browse + buy',
        startMs: 0,
        gracefulStopMs: 9000,
        mix: [
          { scenario: 0, weight: 2 },
          { scenario: 1, weight: 1 },
        ],
      },
      { name: 'import', startMs: 10_000, gracefulStopMs: 5000, load: { model: 'iterations', iterations: 5 } },
    ]);
  });

  it('leave out scenarios of weight 0', () => {
    const plan = planOf({ scenarios: [{ ...BROWSE, weight: 0 }, buy] });
    expect(plan.streams[0]?.mix).toEqual([{ scenario: 1, weight: 1 }]);
  });

  it('have names that no scenario has', () => {
    const odd = { ...BROWSE, name: 'browse + buy', load: own };
    expect(planOf({ scenarios: [BROWSE, buy, odd] }).streams[0]?.name).toBe('browse + buy (shared)');
    const many = Array.from({ length: 20 }, (_, index) => ({ ...BROWSE, name: `scenario ${index}` }));
    expect(planOf({ scenarios: many }).streams[0]?.name).toBe('20 scenarios');
  });

  it.each<[object, string, string]>([
    [{ scenarios: [{ ...BROWSE, start: 1 }] }, 'scenarios[0].start', "scenario 'browse' has a start but no load"],
    [{ load: undefined, scenarios: [BROWSE, { ...buy, load: own }] }, 'scenarios[0]', "scenario 'browse' has no load"],
    [{ scenarios: [{ ...BROWSE, weight: 0 }] }, 'scenarios', 'every scenario has the weight 0'],
    [{ scenarios: [{ ...BROWSE, weight: -1 }] }, 'scenarios[0].weight', 'weight cannot be -1'],
    [{ scenarios: [{ ...BROWSE, load: own, start: 'x' }] }, 'scenarios[0].start', "start is 'x'"],
  ])('are refused: %j', (changes, path, message) => {
    const found = problemsIn(shopInput(changes));
    expect(found).toHaveLength(1);
    expect(found[0]?.path).toBe(path);
    expect(found[0]?.message).toContain(message);
  });
});

describe('weights', () => {
  it.each([
    [
      [50, 30, 20],
      [5, 3, 2],
    ],
    [
      [0.5, 1.5],
      [1, 3],
    ],
    [
      [0.1, 0.2, 0.7],
      [1, 2, 7],
    ],
    [
      [1, 0],
      [1, 0],
    ],
    [[7], [1]],
    [
      [0, 0],
      [0, 0],
    ],
  ])('%j are %j', (weights, ratio) => {
    expect(smallestRatio(weights)).toEqual(ratio);
  });

  it('keep their ratio to a millionth, in whole numbers', () => {
    const weight = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 5 }), (weights) => {
        const whole = smallestRatio(weights);
        const [sum, wholeSum] = [weights, whole].map((each) => each.reduce((total, value) => total + value, 0)) as [
          number,
          number,
        ];
        for (const [index, value] of whole.entries()) {
          expect(Number.isInteger(value)).toBe(true);
          expect(value / wholeSum).toBeCloseTo((weights[index] ?? 0) / sum, 5);
        }
      }),
    );
  });
});
