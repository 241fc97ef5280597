import { describe, expect, it } from 'vitest';
import { countries } from './countries.ts';
import { locales, slugOf } from './locales.ts';

describe('names by language', () => {
  it('are different ones, each with letters for an address', () => {
    for (const [locale, { firstNames, lastNames }] of Object.entries(locales)) {
      for (const names of [firstNames, lastNames]) {
        expect(new Set(names).size, locale).toBe(names.length);
        expect(names.length, locale).toBeGreaterThan(25);
        expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(slugOf(name)))).toEqual([]);
      }
    }
  });

  it.each([
    ['Jürgen', 'jurgen'],
    ['Groß', 'gross'],
    ['Łukasz', 'lukasz'],
    ['Işık', 'isik'],
    ["O'Brien", 'obrien'],
    ['Van den Berg', 'van-den-berg'],
    ['田中', 'tanaka'],
    ['Фёдоров', 'fedorov'],
    ['Щукарь', 'shchukar'],
    ['  ', ''],
    ['constructor', 'constructor'],
  ])('%s is %s in an address', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});

describe('countries', () => {
  it('have names that are usual there, towns, streets and forms of their own', () => {
    expect(new Set(countries.map(({ code }) => code)).size).toBe(countries.length);
    for (const { code, locale, currency, cities, streets, postcode, phone, street } of countries) {
      expect(Object.keys(locales), code).toContain(locale);
      expect(currency, code).toMatch(/^[A-Z]{3}$/);
      expect(Math.min(cities.length, streets.length), code).toBeGreaterThan(3);
      expect(postcode, code).toMatch(/[#N]/);
      expect(phone, code).toMatch(/^\+\d/);
      expect(street, code).toMatch(/^(?=.*\{n\})(?=.*\{s\})/);
    }
  });
});
