import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoDate, isoTime, readTime, timeOf } from './times.ts';

const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

describe('times', () => {
  it('are written and read as JavaScript does it, from the year 0 to 9999', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (ms) => {
        const text = new Date(ms).toISOString();
        expect(isoTime(ms)).toBe(text);
        expect(isoDate(ms)).toBe(text.slice(0, 10));
        expect(readTime(text)).toBe(ms);
      }),
      { numRuns: 2000 },
    );
  });

  it('may be dates, times with their zone, or milliseconds', () => {
    expect(timeOf('2026-01-31')).toBe(Date.UTC(2026, 0, 31));
    expect(timeOf('2026-01-31T12:00+02:00')).toBe(Date.UTC(2026, 0, 31, 10));
    expect(timeOf(5)).toBe(5);
    for (const wrong of ['2026-01-31T12:00:00', '2026-13-01', 'soon', '', Number.NaN, 1e18])
      expect(timeOf(wrong)).toBeUndefined();
    expect([readTime('soon'), readTime(null), readTime('2026-01-31')]).toEqual([null, null, Date.UTC(2026, 0, 31)]);
  });
});
