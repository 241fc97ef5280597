import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, bucketOfInteger, FINEST_SCALE, middleOf, upperBoundOf } from './buckets.ts';

/** By the definition alone, in whole numbers: v ≤ 2^(n/256) where v^256 ≤ 2^n. */
function isAtMostPower(value: number, n: number): boolean {
  let exponent = 0;
  let mantissa = value;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent--;
  }
  return BigInt(mantissa) ** 256n <= (n - 256 * exponent < 0 ? 0n : 1n << BigInt(n - 256 * exponent));
}

function holds(bucket: number, value: number): boolean {
  return isAtMostPower(value, bucket + 1) && !isAtMostPower(value, bucket);
}

const buffer = new DataView(new ArrayBuffer(8));

function neighbour(value: number, step: bigint): number {
  buffer.setFloat64(0, value);
  buffer.setBigInt64(0, buffer.getBigInt64(0) + step);
  return buffer.getFloat64(0);
}

describe('bucketOfInteger', () => {
  it('is the bucket of the definition for every small number', () => {
    for (let value = 1; value <= 3_000; value++) expect(holds(bucketOfInteger(value), value)).toBe(true);
  });

  it('is the bucket of the definition on both sides of every bound up to 2^31', () => {
    for (let bucket = 0; bucket < 31 * 256 - 1; bucket += 7) {
      const bound = Math.floor(2 ** ((bucket + 1) / 256));
      for (const value of [bound - 1, bound, bound + 1]) {
        if (value > 0) expect(holds(bucketOfInteger(value), value)).toBe(true);
      }
    }
  });

  it('puts a power of two at the top of its bucket', () => {
    for (let power = 0; power < 31; power++) expect(bucketOfInteger(2 ** power)).toBe(256 * power - 1);
  });

  it('is what bucketOf says, also where the table of small numbers ends', () => {
    const wrong = Array.from({ length: 70_000 }, (_, i) => i + 1).filter(
      (value) => bucketOfInteger(value) !== bucketOf(value),
    );
    expect(wrong).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (value) => {
        expect(bucketOfInteger(value)).toBe(bucketOf(value));
      }),
    );
    expect(bucketOfInteger(2 ** 31 - 1)).toBe(31 * 256 - 1);
  });
});

describe('bucketOf', () => {
  it('is the bucket of the definition for the doubles next to each bound', () => {
    for (let bucket = -256; bucket < 512; bucket++) {
      const near = 2 ** ((bucket + 1) / 256);
      for (let step = -2n; step <= 2n; step++) {
        const value = neighbour(near, step);
        expect(holds(bucketOf(value), value)).toBe(true);
      }
    }
  });

  it('is the bucket of the definition for any number', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -80, max: 2 ** 80, noNaN: true }), (value) => {
        expect(holds(bucketOf(value), value)).toBe(true);
      }),
    );
  });

  it('covers the whole range of doubles', () => {
    expect(bucketOf(Number.MIN_VALUE)).toBe(-1074 * 256 - 1);
    expect(bucketOf(3 * Number.MIN_VALUE)).toBe(-1074 * 256 + bucketOf(3));
    expect(bucketOf(2 ** -1022)).toBe(-1022 * 256 - 1);
    expect(bucketOf(Number.MAX_VALUE)).toBe(1024 * 256 - 1);
  });
});

describe('the bounds and the middle of a bucket', () => {
  it('lie in order, at every scale', () => {
    for (const scale of [FINEST_SCALE, 3, 0, -2]) {
      for (let bucket = -300; bucket < 300; bucket++) {
        expect(middleOf(bucket, scale)).toBeGreaterThanOrEqual(upperBoundOf(bucket - 1, scale));
        expect(middleOf(bucket, scale)).toBeLessThanOrEqual(upperBoundOf(bucket, scale));
      }
    }
    expect([upperBoundOf(0, 0), upperBoundOf(255, 8), upperBoundOf(1, -1), upperBoundOf(-1, 8)]).toEqual([2, 2, 16, 1]);
  });

  it('stay finite and positive at both ends of the doubles', () => {
    expect(upperBoundOf(1024 * 256 - 1, 8)).toBe(Number.MAX_VALUE);
    expect(upperBoundOf(-1074 * 256 - 1, 8)).toBe(Number.MIN_VALUE);
  });
});
