import { describe, expect, it } from 'vitest';
import { generators } from '../../data/generators/generators.ts';
import { SeededRandom } from '../../load/random.ts';
import { compileExpression, evaluator } from './compile.ts';
import type { Names, Scope } from './scope.ts';

const names: Names = { generators, constants: { $env: { HOME: '/root' }, $scenario: 'shop' } };

function scopeOf(variables: Record<string, unknown>): Scope {
  return {
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    variableNames: () => Object.keys(variables),
    loopCount: 2,
    loopElement: 'x',
    chance: { random: new SeededRandom(1), iteration: 4, user: 5, nowMs: 0, counters: new Map(), uuid: 'u' },
  };
}

function evaluate(source: string, variables: Record<string, unknown> = {}): unknown {
  return evaluator(compileExpression(source, names))(scopeOf(variables));
}

describe('an expression', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['-2 ^ 2', 4],
    ['2 ^ 3 ^ 2', 512],
    ['7 mod 4', 3],
    ['10 - 2 - 3', 5],
    ['1 < 2 and 2 < 1', false],
    ['1 < 2 or 2 < 1', true],
    ['not true or true', true],
    ['!(1 > 2)', true],
    ['"a" == \'a\'', true],
    ['3 == "3"', true],
    ['"10" > "9"', true],
    ['"b" > "a"', true],
    ['true ? "yes" : "no"', 'yes'],
    ['2 in (1, 2, 3)', true],
    ['"x" not in ["a", "b"]', true],
    ['"admin@x" ~= "^admin"', true],
    ['"\\d+" == "\\d+"', true],
    ['length("abc") + length((1, 2))', 5],
    ['exists(nothing)', false],
    ['nothing == null', true],
    ['nothing or "else"', 'else'],
    ['empty("")', true],
    ['$scenario', 'shop'],
    ['$env.HOME', '/root'],
    ['$loopCount + $iteration', 6],
    ['max(1, 5, 3)', 5],
    ['contains("hello", "ell")', true],
  ])('%s is %j', (source, value) => {
    expect(evaluate(source)).toEqual(value);
  });

  it('reaches into objects and lists, from the end too, and never into what they inherit', () => {
    const cart = { items: [{ id: 1 }, { id: 2, 'the name': 'b' }] };
    expect(evaluate('cart.items[0].id', { cart })).toBe(1);
    expect(evaluate('cart.items[-1]["the name"]', { cart })).toBe('b');
    expect(evaluate('cart.items[n].id', { cart, n: 1 })).toBe(2);
    expect(evaluate('cart.items.length', { cart })).toBe(2);
    expect(evaluate('cart.constructor', { cart })).toBeUndefined();
    expect(evaluate('cart.__proto__', { cart })).toBeUndefined();
    expect(evaluate('toString')).toBeUndefined();
  });

  it('that compares or calculates with a missing variable fails, naming the one that may be meant', () => {
    expect(() => evaluate('cuont < 3', { count: 1 })).toThrow(
      "the variable 'cuont' has no value; did you mean 'count'?",
    );
    expect(() => evaluate('1 + cart.total', { cart: {} })).toThrow("the variable 'cart' has no 'cart.total'");
  });

  it.each([
    ['count = 3', "'=' where '==' is meant"],
    ['name | upper', 'there are no filters'],
    ['"open', 'a text that is not closed'],
    ['(1', "')' is missing"],
    ['1 < 2 < 3', "can't be chained"],
    ['', 'an expression is missing'],
    ['and 1', "'and' needs a value before it"],
    ['a b', "unexpected 'b'"],
    [`${'('.repeat(500)}1${')'.repeat(500)}`, 'too deeply nested'],
    [`${'-'.repeat(500)}1`, 'too deeply nested'],
  ])('%s is refused: %s', (source, problem) => {
    expect(() => compileExpression(source, names)).toThrow(problem);
  });

  it('names unknown functions, generators and wrong arguments before anything runs', () => {
    expect(() => compileExpression('lenght(x)', names)).toThrow(/lenght, which does not exist/);
    expect(() => compileExpression('$uid()', names)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_FUNCTION', hint: "did you mean '$uuid'?" }),
    );
    expect(() => compileExpression('$randomNumber("a")', names)).toThrow(
      expect.objectContaining({ code: 'GENERATOR_ARGUMENT' }),
    );
    expect(() => compileExpression('x ~= "("', names)).toThrow(expect.objectContaining({ code: 'INVALID_PATTERN' }));
  });
});
