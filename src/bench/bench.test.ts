import { describe, expect, expectTypeOf, it } from 'vitest';
import { bench, group } from './bench.ts';
import type { BenchCase } from './bench-case.ts';
import { collectCases } from './collect.ts';
import { range } from './range.ts';

const collect = (define: () => void): Promise<readonly BenchCase[]> => collectCases(async () => define());
const factsOf = async (define: () => void) => (await collect(define)).map(({ facts }) => facts);
const messageOf = async (define: () => void): Promise<string> => {
  return collect(define).then(
    () => 'nothing was thrown',
    (error: Error) => error.message,
  );
};

describe('bench', () => {
  it('tells of a function with its place, in either order of arguments', async () => {
    const [plain, other] = await factsOf(() => {
      bench('plain', () => 1);
      bench('other', { items: 3 }, () => 2);
    });
    expect(plain).toMatchObject({
      index: 0,
      name: 'plain',
      group: '',
      params: {},
      isBaseline: false,
      isTimedSingly: false,
    });
    expect(plain?.place?.file).toMatch(/bench\.test\.ts$/);
    expect(plain?.place?.line).toBeGreaterThan(10);
    expect(other).toMatchObject({ index: 1, name: 'other', amount: { value: 3, unit: 'items/s' } });
  });

  it('is measured with every combination of its parameters, which stand in its name', async () => {
    const facts = await factsOf(() => {
      bench(
        'parse $size',
        { params: { size: [10, 100], kind: ['json', 'csv'] }, bytes: ({ size }) => size * 2 },
        () => 1,
      );
    });
    expect(facts.map(({ name }) => name)).toEqual([
      'parse 10 kind=json',
      'parse 10 kind=csv',
      'parse 100 kind=json',
      'parse 100 kind=csv',
    ]);
    expect(facts[2]).toMatchObject({ params: { size: 100, kind: 'json' }, amount: { value: 200, unit: 'bytes/s' } });
  });

  it('knows the types of parameters, state and input', async () => {
    await collect(() => {
      bench(
        'typed',
        {
          params: { size: [1, 2], kind: ['a', 'b'] },
          setup: ({ size }) => new Array<string>(size),
          beforeEach: (_, list) => list.length,
          teardown: (params, list) => {
            expectTypeOf(params.kind).toEqualTypeOf<'a' | 'b'>();
            expectTypeOf(list).toEqualTypeOf<string[]>();
          },
        },
        ({ size, kind }, list, input) => {
          expectTypeOf(size).toEqualTypeOf<1 | 2>();
          expectTypeOf(kind).toEqualTypeOf<'a' | 'b'>();
          expectTypeOf(list).toEqualTypeOf<string[]>();
          expectTypeOf(input).toEqualTypeOf<number>();
        },
      );
    });
  });

  it('stands in groups, of which skip and only hold for all within', async () => {
    const facts = await factsOf(() => {
      group('outer', () => {
        group('inner', { only: true }, () => bench.baseline('a', () => 1));
        bench.skip('b', () => 1);
      });
      bench('c', () => 1);
    });
    expect(
      facts.map(({ name, group: of, isOnly, isSkipped, isBaseline }) => [name, of, isOnly, isSkipped, isBaseline]),
    ).toEqual([
      ['a', 'outer › inner', true, false, true],
      ['b', 'outer', false, true, false],
      ['c', '', false, false, false],
    ]);
  });

  it.each([
    [
      'a second one of the same name',
      () => [bench('a', () => 1), bench('a', () => 2)],
      /two benchmarks are called 'a', first on line \d+/,
    ],
    ['no function', () => bench('a', undefined as never), /bench\('a'\): it has no function to measure/],
    ['no name', () => bench('', () => 1), /first argument of bench\(\) must be its name/],
    ['an unknown option', () => bench('a', () => 1, { iteration: 3 } as never), /unknown option 'iteration'/],
    [
      'a wrong option',
      () => bench('a', () => 1, { iterations: 0.5 }),
      /'iterations' takes a whole number, 1 or more, not 0.5/,
    ],
    [
      'a wrong requirement',
      () => bench('a', () => 1, { requirements: { successRate: 95 } }),
      /'successRate' takes a share from 0 to 1, not 95/,
    ],
    [
      'parameters that are no lists',
      () => bench('a', () => 1, { params: { size: 3 } as never }),
      /list of values for each parameter/,
    ],
    [
      'a parameter of a taken name',
      () => bench('a', () => 1, { params: { name: ['x'] } }),
      /other names of parameters than 'name'/,
    ],
    ['items and bytes', () => bench('a', () => 1, { items: 1, bytes: 2 }), /both 'items' and 'bytes'/],
    ['an amount that is none', () => bench('a', () => 1, { items: () => 0 }), /must give a number above 0, not 0/],
    ['an asynchronous group', () => group('g', (async () => {}) as never), /its function is async/],
  ])('refuses %s', async (_, define, message) => {
    expect(await messageOf(() => void define())).toMatch(message);
  });

  it('is refused outside of a file that is being loaded, and after it', async () => {
    expect(() => bench('a', () => 1)).toThrow(/bench\('a'\) is called outside of a file/);
    await collect(() => {});
    expect(() => group('g', () => {})).toThrow(expect.objectContaining({ code: 'BENCH_OUTSIDE' }));
  });

  it('goes on with ten thousand of them', async () => {
    const facts = await factsOf(() =>
      bench('n', { params: { i: Array.from({ length: 10_000 }, (_, i) => i) } }, () => 1),
    );
    expect(facts).toHaveLength(10_000);
  });
});

describe('a range', () => {
  it('multiplies or steps, and ends with its last value', () => {
    expect(range(1, 1_000_000, { multiply: 10 })).toEqual([1, 10, 100, 1000, 10_000, 100_000, 1_000_000]);
    expect(range(1, 100)).toEqual([1, 8, 64, 100]);
    expect(range(0, 10, { step: 4 })).toEqual([0, 4, 8, 10]);
    expect(range(0, 0.3, { step: 0.1 })).toEqual([0, 0.1, 0.2, 0.3]);
    expect(range(5, 5)).toEqual([5]);
  });

  it('refuses what would have no end', () => {
    expect(() => range(0, 10, { multiply: 2 })).toThrow(/start above 0/);
    expect(() => range(1, 10, { multiply: 1 })).toThrow(/'multiply' must be above 1/);
    expect(() => range(1, 10, { step: 0 })).toThrow(/'step' must be above 0/);
    expect(() => range(10, 1)).toThrow(/no greater than the second/);
    expect(() => range(0, 1e9, { step: 1 })).toThrow(/more than 1000 values/);
    expect(() => range(1, Number.NaN)).toThrow(/must be numbers/);
  });
});
