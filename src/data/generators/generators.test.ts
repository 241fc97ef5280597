import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors/user-error.ts';
import { SeededRandom } from '../../load/random.ts';
import type { GeneratorContext } from './generator.ts';
import { describeGenerators, generatorNamed, generators } from './generators.ts';

const nowMs = Date.UTC(2026, 0, 31, 12);

function contextOf(seed: number, iteration = 0): GeneratorContext {
  return { random: new SeededRandom(seed, 1, iteration), iteration, nowMs, counters: new Map() };
}

function make(name: string, ...args: unknown[]): unknown {
  return generatorNamed(name)(args, contextOf(1));
}

/** What a generator makes for 300 seeds. */
function many(name: string, ...args: unknown[]): unknown[] {
  return Array.from({ length: 300 }, (_, seed) => generatorNamed(name)(args, contextOf(seed)));
}

function failure(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('every generator', () => {
  const names = describeGenerators().map((entry) => entry.name);

  it('makes the same values from the same seed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.nat(), (name, seed, iteration) => {
        const args = name === 'randomPick' ? ['a', 'b'] : [];
        const once = generatorNamed(name)(args, contextOf(seed, iteration));
        expect(generatorNamed(name)(args, contextOf(seed, iteration))).toEqual(once);
        expect(['string', 'number', 'boolean']).toContain(typeof once);
        expect(once).not.toBe('');
      }),
    );
  });

  it('that draws on chance makes something else from another seed', () => {
    const fixed = ['counter', 'timestamp', 'unixTime', 'isoTimestamp'];
    for (const name of names.filter((each) => !fixed.includes(each))) {
      const args = name === 'randomPick' ? ['a', 'b'] : [];
      expect(new Set(many(name, ...args)).size, name).toBeGreaterThan(1);
    }
  });

  it('has a signature and a sentence for the docs', () => {
    expect(names).toHaveLength(Object.keys(generators).length);
    for (const { name, signature, description } of describeGenerators()) {
      expect(signature.startsWith(`${name}(`), name).toBe(true);
      expect(description, name).toMatch(/^[A-Za-z].*\.$/);
    }
    const randomDate = describeGenerators().find((entry) => entry.name === 'randomDate');
    expect(randomDate?.signature).toBe("randomDate(from = '2020-01-01', to = '2030-01-01')");
  });

  it('is found by its own name only', () => {
    expect(failure(() => generatorNamed('randomEmial'))).toMatchObject({
      code: 'GENERATOR_UNKNOWN',
      message: 'there is no generator $randomEmial',
    });
    expect(failure(() => generatorNamed('fistName')).hint).toBe("did you mean 'firstName'?");
    expect(failure(() => generatorNamed('qqqqqqqq')).hint).toContain('uuid, randomNumber');
    for (const name of ['constructor', 'toString', '__proto__']) expect(() => generatorNamed(name)).toThrow(UserError);
  });
});

describe('arguments', () => {
  it('may be numbers or numbers as text', () => {
    expect(make('randomInt', '5', '5')).toBe(5);
    expect(make('randomString', 3)).toHaveLength(3);
  });

  it.each([
    ['randomInt', [1, 2, 3], '$randomInt takes at most 2 arguments, not 3'],
    ['uuid', [1], '$uuid takes no arguments, not 1'],
    ['randomInt', ['a'], "$randomInt needs a whole number as min, not 'a'"],
    ['randomInt', [1.5], '$randomInt needs a whole number as min, not 1.5'],
    ['randomInt', [5, 1], '$randomInt has a range that ends (1) before it starts (5)'],
    ['randomString', [-1], '$randomString needs a whole number from 0 to 1000000 as length, not -1'],
    ['randomString', [1e9], '$randomString needs a whole number from 0 to 1000000 as length, not 1000000000'],
    ['randomString', [5, ''], "$randomString needs a text as alphabet, not ''"],
    ['randomDate', ['soon'], "$randomDate needs a date like 2026-01-31 as from, not 'soon'"],
    ['randomPick', [], '$randomPick has nothing to pick from'],
    ['randomPick', [[]], '$randomPick has nothing to pick from'],
  ])('of $%s that are %j are refused: %s', (name, args, message) => {
    expect(failure(() => make(name, ...args))).toMatchObject({ code: 'GENERATOR_ARGUMENT', message });
  });

  it('that are wrong get the right form as a hint', () => {
    expect(failure(() => make('randomInt', 'a')).hint).toBe(
      'write $randomInt(min = 0, max = 100): A whole number from min to max, both included.',
    );
  });
});

describe('numbers', () => {
  it('keep to their range, ends included', () => {
    expect(new Set(many('randomInt', -1, 1))).toEqual(new Set([-1, 0, 1]));
    for (const value of many('randomFloat', 2, 3, 2) as number[]) {
      expect(value).toBeGreaterThanOrEqual(2);
      expect(value).toBeLessThanOrEqual(3);
      expect(value).toBe(Number(value.toFixed(2)));
    }
    expect(many('price', 1.1, 1.1)).toEqual(new Array(300).fill(1.1));
  });

  it('UUIDs are version 4, variant 1, and differ', () => {
    const uuids = many('uuid');
    for (const uuid of uuids) expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(new Set(uuids).size).toBe(300);
  });

  it('texts have the length and alphabet asked for', () => {
    expect(make('randomString', 20, 'ab€😀')).toMatch(/^[ab€😀]{20}$/u);
    expect(make('randomString')).toMatch(/^[A-Za-z0-9]{10}$/);
    expect(make('randomHex', 8)).toMatch(/^[\da-f]{8}$/);
    expect(make('randomString', 0)).toBe('');
  });

  it('a pick is one of the arguments, or of a list', () => {
    expect(new Set(many('randomPick', 'a', 2, null))).toEqual(new Set(['a', 2, null]));
    expect(new Set(many('randomPick', ['x', 'y']))).toEqual(new Set(['x', 'y']));
  });

  it('a counter never repeats a value, in whatever order iterations are served', () => {
    const counter = generatorNamed('counter');
    const values = [3, 0, 2, 1].flatMap((iteration) => {
      const context = contextOf(1, iteration);
      return [counter([], context), counter([], context), counter(['other'], context)];
    });
    expect(values.slice(0, 3)).toEqual([4, 1_000_000_004, 4]);
    expect(new Set(values).size).toBe(8);
  });
});

describe('times', () => {
  it('are of now, in three forms', () => {
    expect(make('timestamp')).toBe(nowMs);
    expect(make('unixTime')).toBe(nowMs / 1000);
    expect(make('isoTimestamp')).toBe('2026-01-31T12:00:00.000Z');
  });

  it('between two dates keep to them', () => {
    for (const date of many('randomDate', '2024-02-28', '2024-03-01') as string[]) {
      expect(date >= '2024-02-28T00:00:00.000Z' && date <= '2024-03-01T00:00:00.000Z').toBe(true);
    }
  });
});

describe('fake data', () => {
  it.each([
    ['email', /^[a-z]+\.[a-z]+\d{1,4}@example\.(com|net|org)$/],
    ['username', /^[a-z]+\.[a-z]+\d{1,4}$/],
    ['phone', /^\+1-[2-9]\d\d-555-01\d\d$/],
    ['zip', /^\d{5}$/],
    ['color', /^#[\da-f]{6}$/],
    ['countryCode', /^[A-Z]{2}$/],
    ['country', /^\p{Lu}\p{L}+( \p{Lu}\p{L}+)*$/u],
    ['city', /^[A-Z]\w+( [A-Z]\w+)*$/],
    ['streetAddress', /^\d{1,3} [A-Z][a-z]+ [A-Z][a-z]+$/],
    ['fullName', /^\p{Lu}\p{L}+ \p{Lu}\p{L}+$/u],
    ['productName', /^[A-Z]\w+ [A-Z]\w+ [A-Z]\w+$/],
    ['url', /^https:\/\/www\.example\.com\/[a-z]+\/[a-z]+$/],
    ['userAgent', /^Mozilla\/5\.0 \(/],
  ])('has the form of the real: %s', (name, form) => {
    for (const value of many(name)) expect(value).toMatch(form);
  });

  it('has names of the language asked for', () => {
    for (const name of many('lastName', 'ja')) expect(name).toMatch(/^\p{Script=Han}+$/u);
    for (const name of many('fullName', 'ru')) expect(name).toMatch(/^\p{Script=Cyrillic}+ \p{Script=Cyrillic}+$/u);
    expect(failure(() => make('firstName', 'xx'))).toMatchObject({
      code: 'GENERATOR_ARGUMENT',
      message: expect.stringContaining("$firstName knows no names in 'xx', only in en, de"),
    });
  });

  it('has addresses that are ones', () => {
    expect((many('ipv4') as string[]).every((address) => isIPv4(address))).toBe(true);
    expect((many('ipv6') as string[]).every((address) => isIPv6(address))).toBe(true);
  });

  it('passwords have each kind of character and the length asked for', () => {
    for (const password of many('password', 6)) {
      expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^\w]|.*_).{6}$/);
    }
  });

  it('card numbers pass the Luhn check', () => {
    expect(luhnSum('79927398713') % 10).toBe(0);
    for (const card of many('creditCard') as string[]) {
      expect(card).toMatch(/^(424242\d{10}|555555\d{10}|378282\d{9})$/);
      expect(luhnSum(card) % 10).toBe(0);
    }
  });

  it('account numbers pass the check of ISO 13616', () => {
    expect(ibanRemainder('DE89370400440532013000')).toBe(1n);
    for (const account of many('iban') as string[]) {
      expect(account).toMatch(/^DE\d{20}$/);
      expect(ibanRemainder(account)).toBe(1n);
    }
  });

  it('texts have as many words and sentences as asked for', () => {
    for (const words of many('words', 4)) expect(words).toMatch(/^[a-z]+( [a-z]+){3}$/);
    for (const sentence of many('sentence', 2)) expect(sentence).toMatch(/^[A-Z][a-z]* [a-z]+\.$/);
    for (const paragraph of many('paragraph', 2) as string[]) expect(paragraph.split('. ')).toHaveLength(2);
  });
});

function luhnSum(digits: string): number {
  return Array.from(digits)
    .reverse()
    .map((digit, index) => (index % 2 === 1 ? Number(digit) * 2 : Number(digit)))
    .reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0);
}

function ibanRemainder(account: string): bigint {
  const moved = account.slice(4) + account.slice(0, 4);
  return BigInt(moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) % 97n;
}
