import { describe, expect, it } from 'vitest';
import { decideQuantile, decideRate, type SecondCounts, varianceInflation } from './decide.ts';
import { seededChance } from './resample.ts';

const p95 = { percentile: 95, confidence: 0.95 };

describe('decideQuantile', () => {
  it('needs 59 values under the bound for a p95 in one look: 0.95⁵⁹ is the first power under 0.05', () => {
    expect(decideQuantile({ ...p95, exceeding: 0, count: 58, looks: 1 })).toBe('unclear');
    expect(decideQuantile({ ...p95, exceeding: 0, count: 59, looks: 1 })).toBe('within');
  });

  it('is crossed in one look with 2 of 7 over the bound, and not with 2 of 8: their chances are 0.0444 and 0.0572', () => {
    expect(decideQuantile({ ...p95, exceeding: 2, count: 7, looks: 1 })).toBe('crossed');
    expect(decideQuantile({ ...p95, exceeding: 2, count: 8, looks: 1 })).toBe('unclear');
  });

  it('asks for more the more looks there are, and the most where any number may follow', () => {
    const enough = (looks: { looks?: number }) => {
      for (let count = 1; ; count++)
        if (decideQuantile({ ...p95, exceeding: 0, count, ...looks }) === 'within') return count;
    };
    const needed = [enough({ looks: 1 }), enough({ looks: 10 }), enough({})];
    expect(needed).toEqual([59, 104, expect.any(Number)]);
    expect(needed[2]).toBeGreaterThan(59);
    expect(needed[2]).toBeLessThan(140);
  });

  it('decides clear cases soon: all over the bound, or a hundredth where a twentieth may be', () => {
    expect(decideQuantile({ ...p95, exceeding: 4, count: 4 })).toBe('crossed');
    expect(decideQuantile({ ...p95, exceeding: 5, count: 500 })).toBe('within');
    expect(decideQuantile({ ...p95, exceeding: 25, count: 500 })).toBe('unclear');
  });

  it('takes fractions, as counts divided by a variance inflation are', () => {
    expect(decideQuantile({ ...p95, exceeding: 2.5, count: 312.5 })).toBe('within');
  });

  it('has an answer for the strangest counts', () => {
    expect(decideQuantile({ ...p95, exceeding: 0, count: 0 })).toBe('unclear');
    expect(decideQuantile({ ...p95, exceeding: Number.NaN, count: 10 })).toBe('unclear');
    expect(decideQuantile({ ...p95, exceeding: 20, count: 10 })).toBe('crossed');
    expect(decideQuantile({ ...p95, percentile: 100, exceeding: 0, count: 1e9 })).toBe('unclear');
    expect(decideQuantile({ ...p95, percentile: 100, exceeding: 1, count: 1e9 })).toBe('crossed');
    expect(decideQuantile({ ...p95, percentile: 0, exceeding: 10, count: 10 })).toBe('within');
    expect(decideQuantile({ ...p95, exceeding: 4e5, count: 1e7 })).toBe('within');
    expect(decideQuantile({ ...p95, exceeding: 6e5, count: 1e7 })).toBe('crossed');
  });
});

describe('decideRate', () => {
  it('decides about an error rate by the same rule', () => {
    const counts = { exceeding: 3, count: 40, confidence: 0.99 };
    expect(decideRate({ ...counts, share: 0.05 })).toBe(decideQuantile({ ...counts, percentile: 95 }));
    expect(decideRate({ exceeding: 0, count: 5_000, confidence: 0.95, share: 0.01 })).toBe('within');
  });

  /** Looks after every 20 values up to 4,000, until it is decided. */
  function decideSequentially(truth: number, looks: number | undefined, seed: number) {
    const chance = seededChance(seed);
    let exceeding = 0;
    for (let count = 1; count <= 4_000; count++) {
      if (chance.uniform() < truth) exceeding++;
      if (count % 20 !== 0) continue;
      const decision = decideRate({
        exceeding,
        count,
        confidence: 0.95,
        share: 0.05,
        ...(looks === undefined ? {} : { looks }),
      });
      if (decision !== 'unclear') return { decision, count };
    }
    return { decision: 'unclear', count: 4_000 };
  }

  it.each([[undefined], [200]])(
    'is wrong at most as often as it says over 200 looks at a rate right at the limit (looks: %s)',
    (looks) => {
      const decisions = Array.from({ length: 500 }, (_, seed) => decideSequentially(0.05, looks, seed).decision);
      const share = (decision: string) => decisions.filter((each) => each === decision).length / 500;
      expect(share('within')).toBeLessThan(0.05);
      expect(share('crossed')).toBeLessThan(0.05);
    },
  );

  it('would be wrong far more often if every look were taken for the only one', () => {
    const decisions = Array.from({ length: 300 }, (_, seed) => decideSequentially(0.05, 1, seed).decision);
    expect(decisions.filter((decision) => decision !== 'unclear').length / 300).toBeGreaterThan(0.3);
  });

  it.each([
    [0.02, 'within', 0.98, 700],
    [0.1, 'crossed', 0.98, 700],
    [0.3, 'crossed', 0.99, 120],
  ])(
    'finds a rate of %f against a limit of 0.05 %s in %f of the cases, after %i values at most on average',
    (...row) => {
      const [truth, expected, share, most] = row;
      const runs = Array.from({ length: 300 }, (_, seed) => decideSequentially(truth, undefined, seed + 5_000));
      expect(runs.filter(({ decision }) => decision === expected).length / 300).toBeGreaterThanOrEqual(share);
      expect(runs.reduce((sum, { count }) => sum + count / 300, 0)).toBeLessThan(most);
    },
  );
});

describe('varianceInflation', () => {
  /** Seconds of 100 values; the share that exceeds wanders with an autocorrelation. */
  function seconds(length: number, rho: number, seed: number): SecondCounts[] {
    const chance = seededChance(seed);
    let state = chance.normal();
    return Array.from({ length }, () => {
      state = rho * state + Math.sqrt(1 - rho ** 2) * chance.normal();
      const share = rho === 0 ? 0.05 : Math.min(1, 0.05 * Math.exp(0.8 * state - 0.32));
      const exceeding = Array.from({ length: 100 }, () => (chance.uniform() < share ? 1 : 0)).reduce<number>(
        (a, b) => a + b,
        0,
      );
      return { count: 100, exceeding };
    });
  }

  it('is about 1 for independent values', () => {
    const all = Array.from({ length: 100 }, (_, seed) => varianceInflation(seconds(60, 0, seed)));
    expect(all.reduce((sum, value) => sum + value / 100, 0)).toBeLessThan(1.8);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(1);
  });

  it('keeps the errors of decisions about autocorrelated values near what is asked, which raw counts do not', () => {
    const wrong = (deflated: boolean) => {
      let errors = 0;
      for (let seed = 0; seed < 200; seed++) {
        const counted = seconds(120, 0.7, seed);
        const inflation = deflated ? varianceInflation(counted) : 1;
        const sum = (of: (second: SecondCounts) => number) => counted.reduce((all, second) => all + of(second), 0);
        // The mean of the lognormal share is exactly 0.05.
        const decision = decideQuantile({
          ...p95,
          exceeding: sum(({ exceeding }) => exceeding) / inflation,
          count: sum(({ count }) => count) / inflation,
          looks: 1,
        });
        if (decision !== 'unclear') errors++;
      }
      return errors / 200;
    };
    expect(wrong(false)).toBeGreaterThan(0.35);
    expect(wrong(true)).toBeLessThan(0.2);
  });

  it('is 1 where nothing or everything exceeds, or too few seconds were counted to tell', () => {
    const second = { count: 10, exceeding: 0 };
    expect(varianceInflation([])).toBe(1);
    expect(varianceInflation(Array.from({ length: 50 }, () => second))).toBe(1);
    expect(varianceInflation(Array.from({ length: 50 }, () => ({ count: 10, exceeding: 10 })))).toBe(1);
    expect(varianceInflation([second, { count: 10, exceeding: 10 }])).toBe(1);
  });

  it('sees a burst: twelve seconds of sixty in which all exceed', () => {
    const burst = Array.from({ length: 60 }, (_, i) => ({ count: 50, exceeding: i >= 20 && i < 32 ? 50 : 0 }));
    expect(varianceInflation(burst)).toBeGreaterThan(200);
  });
});
