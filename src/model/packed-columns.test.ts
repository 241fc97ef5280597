import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packColumns, unpackColumns } from './packed-columns.ts';
import { preferredNumber, preferredPlace, rounded } from './rounded.ts';

describe('packed columns', () => {
  const whole = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const decimal = fc.double({ min: 1e-6, max: 1e9, noNaN: true }).map((value) => rounded(value, 3));
  const preferred = fc.integer({ min: -2000, max: 2000 }).map(preferredNumber);
  const any = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));

  it('come back as they were, whatever they hold', () => {
    const column = fc.oneof(
      ...[whole, decimal, preferred, any].map((values) => fc.array(fc.option(values, { freq: 4 }))),
    );
    fc.assert(
      fc.property(fc.array(column), (columns) => {
        expect(unpackColumns(packColumns(columns))).toEqual(columns);
      }),
    );
  });

  it('have null for what is not finite', () => {
    expect(unpackColumns(packColumns([[1, Number.NaN, Number.POSITIVE_INFINITY, 0.5]]))).toEqual([
      [1, null, null, 0.5],
    ]);
  });

  it('take a byte for each preferred number, however they jump', () => {
    const values = Array.from({ length: 1000 }, (_, at) => preferredNumber((at * 7919) % 250));
    expect(packColumns([values]).length).toBeLessThan(1010);
  });

  it('that are cut short are refused', () => {
    const bytes = packColumns([[1, 2, 3]]);
    expect(() => unpackColumns(bytes.subarray(0, -1))).toThrow('cut short');
  });
});

describe('rounding', () => {
  it('is that of toPrecision, and leaves whole numbers alone', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (value) => {
        const expected = Number.isInteger(value) ? value : Number(value.toPrecision(3));
        expect(Math.abs(rounded(value, 3) - expected)).toBeLessThanOrEqual(Math.abs(expected) * 0.01);
      }),
    );
    expect([12.345, 0.012345, 123_456.7, 999.6, 1234, -1.2345].map((value) => rounded(value, 3))).toEqual([
      12.3, 0.0123, 123_000, 1000, 1234, -1.23,
    ]);
  });

  it('to preferred numbers is off by 1.2 % at most, and changes none of them', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
        const nearest = preferredNumber(preferredPlace(value));
        expect(Math.abs(nearest / value - 1)).toBeLessThan(0.012);
        expect(preferredNumber(preferredPlace(nearest))).toBe(nearest);
      }),
    );
  });
});
