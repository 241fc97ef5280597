import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashString, permute, SeededRandom } from './random.ts';

function draws(random: SeededRandom, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

describe('SeededRandom', () => {
  it('draws the same numbers on every machine', () => {
    const random = new SeededRandom(42, 7, 1000);
    expect([random.int(0, 0xffff_ffff), random.int(0, 0xffff_ffff), random.next()]).toMatchInlineSnapshot(`
      [
        2155063224,
        2191254772,
        0.31812073318540435,
      ]
    `);
  });

  it('repeats a sequence after reseeding, whatever was drawn in between', () => {
    const random = new SeededRandom(1, 2, 3);
    const first = draws(random, 5);
    random.reseed(9, 9, 9);
    draws(random, 3);
    random.reseed(1, 2, 3);
    expect(draws(random, 5)).toEqual(first);
  });

  it('draws another sequence for each seed, stream and index, beyond 32 bits too', () => {
    const numbers = [0, 1, 2, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52];
    const starts = new Set<number>();
    for (const seed of numbers) {
      for (const stream of numbers) {
        for (const index of numbers) starts.add(new SeededRandom(seed, stream, index).next());
      }
    }
    expect(starts.size).toBe(numbers.length ** 3);
  });

  it('spreads the first draws of neighbouring indices evenly and without correlation', () => {
    const size = 20_000;
    const random = new SeededRandom();
    const firsts = Array.from({ length: size }, (_, index) => {
      random.reseed(1, 0, index);
      return random.next();
    });
    const cells = new Array(20).fill(0);
    for (const value of firsts) cells[Math.floor(value * 20)]++;
    const chiSquare = cells.reduce((sum, count) => sum + (count - size / 20) ** 2 / (size / 20), 0);
    expect(chiSquare).toBeLessThan(43.8); // 99.9th percentile of chi-square with 19 degrees of freedom
    let covariance = 0;
    for (let i = 1; i < size; i++) covariance += ((firsts[i - 1] ?? 0) - 0.5) * ((firsts[i] ?? 0) - 0.5);
    expect(Math.abs((12 * covariance) / size)).toBeLessThan(3.3 / Math.sqrt(size));
  });

  it('draws whole numbers from both ends of a range', () => {
    const random = new SeededRandom(3);
    const seen = new Set(Array.from({ length: 200 }, () => random.int(-1, 2)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
    expect(random.int(5, 5)).toBe(5);
  });

  it('never leaves the range of whole numbers asked for', () => {
    fc.assert(
      fc.property(fc.integer(), fc.maxSafeInteger(), fc.nat({ max: 2 ** 31 }), (seed, min, span) => {
        const max = Math.min(min + span, Number.MAX_SAFE_INTEGER);
        const value = new SeededRandom(seed).int(min, max);
        expect(value).toBeGreaterThanOrEqual(min);
        expect(value).toBeLessThanOrEqual(max);
      }),
    );
  });

  it('picks every item, and none from an empty list', () => {
    const random = new SeededRandom(4);
    expect(new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
    expect(() => random.pick([])).toThrow(RangeError);
  });

  it('draws normal and exponential numbers with the moments asked for', () => {
    const random = new SeededRandom(5);
    const size = 50_000;
    const normal = Array.from({ length: size }, () => random.normal(10, 2));
    const exponential = Array.from({ length: size }, () => random.exponential(4));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / size;
    const spread = (values: number[], around: number) => Math.sqrt(mean(values.map((value) => (value - around) ** 2)));
    expect(mean(normal)).toBeCloseTo(10, 1);
    expect(spread(normal, 10)).toBeCloseTo(2, 1);
    expect(Math.abs(mean(exponential) - 4)).toBeLessThan(0.06);
    expect(Math.abs(spread(exponential, 4) - 4)).toBeLessThan(0.12);
    expect(Math.min(...exponential)).toBeGreaterThanOrEqual(0);
  });
});

describe('hashString', () => {
  it('is a uint32 that tells names apart', () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `scenario ${i}`);
    const hashes = new Set(names.map(hashString));
    expect(hashes.size).toBeGreaterThan(9_998);
    for (const hash of hashes) expect(hash).toBe(hash >>> 0);
    expect(hashString('browse')).not.toBe(hashString('browsf'));
    expect(hashString('')).toBe(hashString(''));
  });
});

describe('permute', () => {
  it('visits each position exactly once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), fc.maxSafeInteger(), (size, seed) => {
        const positions = Array.from({ length: size }, (_, index) => permute(index, size, seed));
        expect([...positions].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, index) => index));
      }),
    );
  });

  it('stays inside sizes far beyond memory', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 50 }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (size, at) => {
          const position = permute(Math.floor(at * size), size, 1);
          expect(Number.isInteger(position) && position >= 0 && position < size).toBe(true);
        },
      ),
    );
  });

  it('shuffles three rows into each of the six orders about equally often', () => {
    const orders = new Map<string, number>();
    for (let seed = 0; seed < 6_000; seed++) {
      const order = [0, 1, 2].map((index) => permute(index, 3, seed)).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const times of orders.values()) expect(Math.abs(times - 1_000)).toBeLessThan(150);
  });

  it('moves rows at random: about one of them stays in place, and neighbours part', () => {
    const size = 1_000;
    let fixed = 0;
    let together = 0;
    for (let seed = 0; seed < 50; seed++) {
      for (let index = 0; index < size; index++) {
        if (permute(index, size, seed) === index) fixed++;
        if (Math.abs(permute(index, size, seed) - permute((index + 1) % size, size, seed)) === 1) together++;
      }
    }
    expect(fixed / 50).toBeGreaterThan(0.4);
    expect(fixed / 50).toBeLessThan(1.8);
    expect(together / 50).toBeLessThan(3.5);
  });
});
