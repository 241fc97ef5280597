import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistogramData } from '../model/snapshot.ts';
import { bucketOf } from './buckets.ts';
import { Histogram } from './histogram.ts';

const latency = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const anyValue = fc.oneof(
  latency,
  fc.constant(0),
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
  fc.double({ min: -1e9, max: -1e-6, noNaN: true }),
);

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** Everything it holds, but for the sums of floats, which depend on their order by a rounding error. */
function counted(histogram: Histogram): unknown {
  const { sum, sumSquares, positive, negative, ...rest } = histogram.encode();
  const plain = (buckets: HistogramData['positive'] | undefined) => {
    return buckets && { offset: buckets.offset, counts: Array.from(buckets.counts) };
  };
  return { ...rest, positive: plain(positive), negative: plain(negative) };
}

function exactQuantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(q * sorted.length * (1 - 1e-14)) - 1)]!;
}

describe('recording', () => {
  it('keeps count, sum, sum of squares, minimum and maximum exactly', () => {
    const histogram = histogramOf([3, 5, 100_000, 7, 7]);
    const { count, sum, sumSquares, min, max } = histogram;
    expect({ count, sum, sumSquares, min, max }).toEqual({
      count: 5,
      sum: 100_022,
      sumSquares: 10_000_000_132,
      min: 3,
      max: 100_000,
    });
    expect(histogram.mean).toBeCloseTo(20_004.4, 9);
    expect(histogram.stddev).toBeCloseTo(44_718.9, 1);
  });

  it('puts each value into the bucket of its definition', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1 }), (values) => {
        const { offset, counts } = histogramOf(values).encode().positive;
        const expected = new Map<number, number>();
        for (const value of values) expected.set(bucketOf(value), (expected.get(bucketOf(value)) ?? 0) + 1);
        const actual = Array.from(counts, (count, i) => [offset + i, count] as const).filter(([, count]) => count > 0);
        expect(new Map(actual)).toEqual(expected);
        expect(counts[0]).toBeGreaterThan(0);
        expect(counts[counts.length - 1]).toBeGreaterThan(0);
      }),
    );
  });

  it('takes fractions, zero, negative and very large values', () => {
    const histogram = histogramOf([0.001, 0, -0, -5, -0.25, 1e300, 2 ** 31]);
    expect([histogram.count, histogram.zeroCount, histogram.min, histogram.max]).toEqual([7, 2, -5, 1e300]);
    const { negative, scale } = histogram.encode();
    expect(negative?.counts).toHaveLength((bucketOf(5) >> (8 - scale)) - (bucketOf(0.25) >> (8 - scale)) + 1);
  });

  it('refuses what is no number', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => new Histogram().record(value)).toThrow(RangeError);
    }
  });

  it('counts beyond 2^32 in one bucket', () => {
    const histogram = new Histogram();
    histogram.recordMany(10, 2 ** 32 - 2);
    for (let i = 0; i < 5; i++) histogram.record(10);
    histogram.merge(histogramOf([10]));
    expect(histogram.count).toBe(2 ** 32 + 4);
    expect(histogram.encode().positive.counts[0]).toBe(2 ** 32 + 4);
    expect(Histogram.decode(histogram.encode()).encode()).toEqual(histogram.encode());
  });

  it('counts many values and zeros at once as if one by one', () => {
    const many = new Histogram();
    many.recordMany(12, 3);
    many.addZeros(2);
    many.recordMany(12, 0);
    expect(many.encode()).toEqual(histogramOf([12, 12, 12, 0, 0]).encode());
  });
});

describe('an empty histogram', () => {
  it('has no quantile and no mean, and encodes as nothing', () => {
    const histogram = new Histogram();
    expect([histogram.quantile(0.5), histogram.mean, histogram.stddev]).toEqual([Number.NaN, Number.NaN, 0]);
    expect(histogram.countAtOrBelow(5)).toBe(0);
    expect(histogram.encode()).toMatchObject({ count: 0, min: 0, max: 0, positive: { offset: 0 } });
    expect(histogram.encode().positive.counts).toHaveLength(0);
  });

  it('changes nothing when merged', () => {
    const histogram = histogramOf([4, 9]);
    const before = histogram.encode();
    histogram.merge(new Histogram());
    histogram.merge(new Histogram().encode());
    expect(histogram.encode()).toEqual(before);
  });
});

describe('merging', () => {
  it('is commutative and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(anyValue), fc.array(anyValue), (left, right) => {
        const all = histogramOf([...left, ...right]);
        const leftFirst = histogramOf(left);
        leftFirst.merge(histogramOf(right));
        const rightFirst = histogramOf(right);
        rightFirst.merge(histogramOf(left).encode());
        deepStrictEqual(counted(leftFirst), counted(all));
        deepStrictEqual(counted(rightFirst), counted(all));
        expect(leftFirst.sum).toBeCloseTo(all.sum, 3);
        expect(rightFirst.sum).toBe(leftFirst.sum);
      }),
    );
  });

  it('loses nothing of whole numbers, sums included, in any grouping', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 100_000 }))), (parts) => {
        const merged = new Histogram();
        for (const part of parts) merged.merge(histogramOf(part));
        deepStrictEqual(merged.encode(), histogramOf(parts.flat()).encode());
      }),
    );
  });

  it('of different scales meets at the coarser one', () => {
    const coarse = histogramOf([5, 600, 70_000]);
    coarse.downscale(4);
    const fine = histogramOf([6, 7_000]);
    const expected = histogramOf([5, 600, 70_000, 6, 7_000]);
    expected.downscale(4);
    for (const [first, second] of [
      [coarse, fine],
      [fine, coarse],
    ] as const) {
      const merged = Histogram.decode(first.encode());
      merged.merge(second);
      expect(merged.encode()).toEqual(expected.encode());
    }
  });

  it('takes histograms of finer scales than its own, as other programs send them', () => {
    const data = {
      ...histogramOf([1.5]).encode(),
      scale: 10,
      positive: { offset: Math.ceil(Math.log2(1.5) * 1024) - 1, counts: [1] },
    };
    deepStrictEqual(counted(Histogram.decode(data)), counted(histogramOf([1.5])));
  });

  it('refuses scales beyond those of the format', () => {
    const data = histogramOf([1]).encode();
    expect(() => Histogram.decode({ ...data, scale: -11 })).toThrow(RangeError);
    expect(() => Histogram.decode({ ...data, scale: Number.NaN })).toThrow(RangeError);
  });
});

describe('values of all magnitudes', () => {
  const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });

  it('coarsen the scale the same in any order and grouping', () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { maxLength: 20 }), fc.array(anyNumber, { maxLength: 20 }), (left, right) => {
        const merged = histogramOf(left);
        merged.merge(histogramOf(right));
        deepStrictEqual(counted(merged), counted(histogramOf([...right, ...left])));
      }),
      { numRuns: 50 },
    );
  });

  it('take a bounded number of buckets', () => {
    const histogram = histogramOf([Number.MIN_VALUE, 1, Number.MAX_VALUE, -Number.MIN_VALUE, -Number.MAX_VALUE]);
    expect(histogram.encode().positive.counts.length).toBeLessThanOrEqual(64 * 256);
    expect(histogram.scale).toBe(2);
    expect(histogramOf([1, 2 ** 64 * 0.99]).scale).toBe(8);
    expect(histogramOf([1, 2 ** 64 * 1.01]).scale).toBe(7);
  });

  it('cost accuracy only where they are together', () => {
    const histogram = histogramOf([1e-300, 5, 5, 5, 1e300]);
    expect(histogram.quantile(0.5) / 5).toBeGreaterThan(0.9);
    histogram.reset();
    histogram.record(5);
    expect(histogram.scale).toBe(8);
  });
});

describe('downscaling', () => {
  it('is exact: the same as recording at the coarser scale', () => {
    fc.assert(
      fc.property(fc.array(anyValue), fc.integer({ min: -10, max: 8 }), fc.array(anyValue), (before, scale, after) => {
        const downscaled = histogramOf(before);
        downscaled.downscale(scale);
        for (const value of after) downscaled.record(value);
        const both = histogramOf([...before, ...after]);
        both.downscale(scale);
        deepStrictEqual(counted(downscaled), counted(both));
        expect(downscaled.scale).toBe(scale);
      }),
    );
  });

  it('follows the definition of the coarser scale', () => {
    const histogram = histogramOf([1, 2, 3, 4, 5, 8, 9]);
    histogram.downscale(0);
    // (0.5, 1] (1, 2] (2, 4] (4, 8] (8, 16]
    expect(histogram.encode().positive).toEqual({ offset: -1, counts: Uint32Array.of(1, 1, 2, 2, 1) });
  });

  it('to a finer scale changes nothing', () => {
    const histogram = histogramOf([5]);
    histogram.downscale(2);
    histogram.downscale(7);
    expect(histogram.scale).toBe(2);
  });
});

describe('quantiles', () => {
  it('are within 0.14 % of the value of the nearest rank', () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { minLength: 1, maxLength: 400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const exact = exactQuantile(values, q);
          expect(Math.abs(histogramOf(values).quantile(q) - exact)).toBeLessThanOrEqual(Math.abs(exact) * 0.0014);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never leave minimum and maximum, and reach them at 0 and 1', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { minLength: 1 }), (values) => {
        const histogram = histogramOf(values);
        const [first, ...rest] = histogram.quantiles([0, 0.001, 0.25, 0.5, 0.75, 0.999, 1]);
        expect(first).toBe(histogram.min);
        expect(rest.at(-1)).toBe(histogram.max);
        for (const value of rest) expect(value >= histogram.min && value <= histogram.max).toBe(true);
        expect([...rest].sort((left, right) => left - right)).toEqual(rest);
      }),
    );
  });

  it('come in the order they were asked for', () => {
    const histogram = histogramOf(Array.from({ length: 1_000 }, (_, i) => i + 1));
    const [high, low, middle] = histogram.quantiles([0.99, 0.07, 0.5]);
    expect(low).toBe(histogram.quantile(0.07));
    expect(middle).toBe(histogram.quantile(0.5));
    expect(high).toBe(histogram.quantile(0.99));
    expect(Math.abs(high! - 990)).toBeLessThan(1.4);
  });

  it('take the seventh of a hundred for 7 %, although 0.07 × 100 is a little more', () => {
    const histogram = histogramOf(Array.from({ length: 100 }, (_, i) => 10 ** 3 * (i + 1)));
    expect(Math.abs(histogram.quantile(0.07) - 7_000)).toBeLessThan(10);
  });

  it('of one repeated value are that value', () => {
    const histogram = new Histogram();
    histogram.recordMany(123_457, 1_000);
    expect(histogram.quantiles([0.01, 0.5, 0.999])).toEqual([123_457, 123_457, 123_457]);
  });
});

describe('countAtOrBelow', () => {
  it('is exact outside the bucket of the value, and between its ends within', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { minLength: 1 }), anyValue, (values, bound) => {
        const estimate = histogramOf(values).countAtOrBelow(bound);
        const away = Math.abs(bound) * 0.003;
        expect(estimate).toBeGreaterThanOrEqual(values.filter((value) => value <= bound - away).length);
        expect(estimate).toBeLessThanOrEqual(values.filter((value) => value <= bound + away).length);
      }),
    );
  });

  it('knows the ends', () => {
    const histogram = histogramOf([10, 20]);
    expect([9, 10, 19, 20, 21].map((value) => Math.floor(histogram.countAtOrBelow(value)))).toEqual([0, 0, 1, 2, 2]);
  });
});

describe('exact bounds', () => {
  const withBounds = (bounds: readonly number[], values: readonly number[]) => {
    const histogram = new Histogram();
    histogram.countWithin(bounds);
    for (const value of values) histogram.record(value);
    return histogram;
  };

  it('count values at or under them as they are recorded', () => {
    fc.assert(
      fc.property(fc.array(anyValue), fc.array(anyValue), anyValue, (left, right, bound) => {
        const histogram = withBounds([bound, 300], left);
        histogram.merge(withBounds([bound, 300], right));
        const decoded = Histogram.decode(histogram.encode());
        const values = [...left, ...right];
        expect(histogram.countedWithin(bound)).toBe(values.filter((value) => value <= bound).length);
        expect(decoded.countedWithin(300) ?? 0).toBe(values.filter((value) => value <= 300).length);
      }),
    );
  });

  it('are taken over by an empty histogram, until it is reset', () => {
    const total = new Histogram();
    total.merge(withBounds([100], [50, 150]));
    total.merge(withBounds([100], [60]));
    expect(total.encode()).toMatchObject({ bounds: [100], within: [2] });
    total.reset();
    expect(total.countedWithin(100)).toBeUndefined();
  });

  it('remain only where both sides counted them', () => {
    const wide = withBounds([100, 200], [50, 150]);
    wide.merge(withBounds([300, 100], [60, 250]));
    expect(wide.encode()).toMatchObject({ bounds: [100], within: [2] });
    const none = histogramOf([5]);
    none.merge(wide);
    expect(none.encode().bounds).toBeUndefined();
    wide.reset();
    wide.record(180);
    expect([wide.countedWithin(100), wide.countedWithin(200)]).toEqual([0, 1]);
  });

  it('keep the bounds asked for when something with more of them is merged', () => {
    const narrow = withBounds([100], []);
    narrow.merge(withBounds([100, 200], [50, 150]));
    expect(narrow.encode()).toMatchObject({ bounds: [100], within: [1] });
  });

  it('have to be set before the first value', () => {
    expect(() => histogramOf([1]).countWithin([5])).toThrow('before the first value');
  });
});

describe('encoding', () => {
  it('returns from a structured clone and from JSON without loss', () => {
    fc.assert(
      fc.property(fc.array(anyValue), (values) => {
        const histogram = histogramOf(values);
        const data = histogram.encode();
        deepStrictEqual(Histogram.decode(structuredClone(data)).encode(), data);
        const json = JSON.parse(JSON.stringify({ ...data, ...histogram.toJson('us') }));
        deepStrictEqual(counted(Histogram.decode(json)), counted(histogram));
      }),
    );
  });

  it('is a copy that later values leave alone', () => {
    const histogram = histogramOf([7]);
    const data = histogram.encode();
    histogram.record(7);
    histogram.reset();
    expect([data.count, data.positive.counts[0]]).toEqual([1, 1]);
  });

  it('has the form that a run carries', () => {
    expect(histogramOf([1, 2, 0]).toJson('us')).toEqual({
      scale: 8,
      unit: 'us',
      zeroCount: 1,
      positive: { offset: -1, counts: [1, ...new Array(255).fill(0), 1] },
    });
    expect(histogramOf([-1]).toJson('celsius').negative).toEqual({ offset: -1, counts: [1] });
  });
});

describe('reset', () => {
  it('leaves a histogram as new', () => {
    const histogram = histogramOf([5, -3, 0, 1e9]);
    histogram.downscale(2);
    histogram.reset();
    expect(histogram.encode()).toEqual(new Histogram().encode());
    histogram.record(9);
    expect(histogram.encode()).toEqual(histogramOf([9]).encode());
  });
});
