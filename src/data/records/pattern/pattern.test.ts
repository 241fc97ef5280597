import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../load/random.ts';
import { enumerated } from './enumerate.ts';
import { lengthOf, patternOf } from './pattern.ts';

const random = new SeededRandom(4);

function fail(problem: string): never {
  throw new RangeError(problem);
}

function texts(pattern: string, lengths = { min: 0, max: Number.POSITIVE_INFINITY }): string[] {
  const made = patternOf(pattern, fail);
  return Array.from({ length: 100 }, () => made.make(random, lengths) ?? 'nothing');
}

describe('texts by a pattern', () => {
  it.each([
    '^[A-Z]{2}\\d{4}$',
    '^(foo|bar|)-?x+$',
    '^\\w+@\\w+\\.(com|org)$',
    '^[\\w.-]+$',
    '^[^\\d]{5}$',
    '^\\p{Lu}\\p{Ll}+$',
    '^\\u{1F600}+$',
    '^[\\u0041-\\u0043\\x61]{3}$',
    '^(?:a{2,3}?b*)+$',
    '^(?<year>\\d{4})-\\k<year>$',
    '^\\/path\\/[a-z]+(?:\\?q=\\d)?$',
    '^(?=.{8,}$)(?=.*[a-z])(?=.*\\d).*$',
    '^(?!admin)[a-z]{3,8}$',
    '\\bword\\b',
    '^[]a]$|^x$'.replace('[]a]', '[a\\]]'),
    '^#(?:[\\da-f]{3}){1,2}$',
    '^(([a-z]|\\d){2}-){3}$',
    '^\\$\\d{1,3}(,\\d{3})*\\.\\d\\d$',
    '^.{0}$',
    '^[\\s\\S]{4}$',
    '[0-9]+',
    'a{2}{3}'.replace('{2}{3}', '{2}'),
  ])('match %s', (pattern) => {
    for (const text of texts(pattern)) expect(text).toMatch(new RegExp(pattern, 'u'));
  });

  it('have any length that is asked for and can be', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(40), (min, more) => {
        const lengths = { min, max: min + more };
        for (const pattern of ['^[a-z]*$', '^(ab?|[0-9]){0,}$', '^x(-y{1,9})*z{0,400}$', 'é']) {
          const text = patternOf(pattern, fail).make(random, lengths);
          if (text === undefined) {
            expect(lengths.max).toBeLessThan(1);
            continue;
          }
          expect(lengthOf(text)).toBeGreaterThanOrEqual(lengths.min);
          expect(lengthOf(text)).toBeLessThanOrEqual(lengths.max);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are not there where nothing can match', () => {
    expect(patternOf('^abc$', fail).make(random, { min: 5, max: 9 })).toBeUndefined();
    expect(patternOf('a(?!b)b', fail).make(random, { min: 0, max: 9 })).toBeUndefined();
  });

  it.each([
    ['(', 'is no regular expression'],
    ['\\p{Script=Tamil}', 'is not known here'],
    ['('.repeat(300) + ')'.repeat(300), 'nested too deeply'],
    ['a'.repeat(6000), 'longer than 5000'],
  ])('are refused for %s', (pattern, message) => {
    expect(() => patternOf(pattern, fail)).toThrow(message);
  });
});

describe('all texts of a pattern', () => {
  it.each([
    ['^[A-C]\\d$', 30],
    ['^(red|tan|sky)-[01]{3}$', 24],
    ['^x{2}[a-d]$', 4],
  ])('%s are counted through, each once', (pattern, size) => {
    const all = enumerated(patternOf(pattern, fail).node);
    expect(all?.size).toBe(size);
    const found = new Set(Array.from({ length: size }, (_, place) => String(all?.at(place, random, 0))));
    expect(found.size).toBe(size);
    for (const text of found) expect(text).toMatch(new RegExp(pattern));
  });

  it.each(['^(a|bc)$', '^(a)\\1$'])('%s are not, for they are not told apart by their length', (pattern) => {
    expect(enumerated(patternOf(pattern, fail).node)).toBeUndefined();
  });
});
