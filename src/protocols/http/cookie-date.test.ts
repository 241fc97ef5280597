import fc from 'fast-check';
import { parseDate } from 'tough-cookie';
import { describe, expect, it } from 'vitest';
import { parseCookieDate } from './cookie-date.ts';

describe('parseCookieDate', () => {
  it.each([
    ['Wed, 09 Jun 2021 10:18:14 GMT', '2021-06-09T10:18:14Z'],
    ['Wednesday, 09-Jun-21 10:18:14 GMT', '2021-06-09T10:18:14Z'],
    ['Wed Jun  9 10:18:14 2021', '2021-06-09T10:18:14Z'],
    ['Thu, 01 Jan 1970 00:00:00 GMT', '1970-01-01T00:00:00Z'],
    ['1 1:2:3 JANUARY 69', '2069-01-01T01:02:03Z'],
    ['1 1:2:3 jan 70', '1970-01-01T01:02:03Z'],
    ['Wed, 09 Jun 9999 10:18:14 GMT', '9999-06-09T10:18:14Z'],
    ['29 Feb 2024 00:00:00', '2024-02-29T00:00:00Z'],
  ])('%j is %s', (text, iso) => {
    expect(parseCookieDate(text)).toBe(Date.parse(iso));
  });

  it.each([
    '',
    '0',
    '-1',
    'Session',
    'Wed, 09 Jun 2021',
    '30 Feb 2024 00:00:00',
    '29 Feb 2023 00:00:00',
    '1 Jan 1600 00:00:00',
    '1 Jan 2020 24:00:00',
    '1 Jan 2020 00:60:00',
    '1 Jan 2020 00:00:60',
    '32 Jan 2020 00:00:00',
    '0 Jan 2020 00:00:00',
    '2020-01-01T00:00:00Z',
  ])('%j is no date', (text) => {
    expect(parseCookieDate(text)).toBeUndefined();
  });

  it('agrees with tough-cookie on any mixture of parts', () => {
    const token = fc.oneof(
      fc.constantFrom(
        'Mon',
        'Mon,',
        'GMT',
        'jan',
        'February',
        'MAR',
        'x',
        '10:11:12',
        '1:2:3',
        '24:00:00',
        '10:11',
        '1:2:3x',
      ),
      fc.integer({ min: 0, max: 10_000 }).map(String),
      fc.integer({ min: 0, max: 40 }).map((n) => `${n}th`),
      fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0')),
    );
    const text = fc
      .array(fc.tuple(token, fc.constantFrom(' ', '-', ', ', '/', '\t', '.', '|')), { minLength: 1, maxLength: 8 })
      .map((pairs) => pairs.flat().join(''));
    fc.assert(
      fc.property(text, (date) => {
        expect(parseCookieDate(date)).toBe(parseDate(date)?.getTime());
      }),
      { numRuns: 3000 },
    );
  });
});
