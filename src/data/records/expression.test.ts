import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression, roundTo } from './expression.ts';

const fields: Readonly<Record<string, unknown>> = { price: 19.99, quantity: 3, name: 'Ada', none: null, ok: true };

function result(text: string): unknown {
  return compileExpression(text, {
    field: (path) => {
      if (!(path in fields)) throw new RangeError(`no ${path}`);
      return () => fields[path];
    },
    fail: (problem) => {
      throw new RangeError(problem);
    },
  })(0);
}

describe('an expression', () => {
  it.each([
    ['1 + 2 * 3 - 4 / 2', 5],
    ['(1 + 2) * -3', -9],
    ['10 % 4 + 2e1', 22],
    ['price * quantity', 59.97],
    ['round(price * quantity * 0.9, 1)', 54],
    ['quantity >= 3 ? "many" : \'few\'', 'many'],
    ['quantity == 3 && !false || false', true],
    ['none == null ? 0 : 1', 0],
    ['"Hi " + name', 'Hi Ada'],
    ['min(3, 1, 2) + max(1, abs(-7)) + floor(1.9) + ceil(0.1)', 10],
    ['name > "A" && name != "B"', true],
    ['ok ? quantity > 5 ? 1 : 2 : 3', 2],
    ['pow(2, 10) + sqrt(16) + log(exp(1))', 1029],
  ])('%s is %s', (text, value) => {
    if (typeof value === 'number') expect(result(text)).toBeCloseTo(value, 9);
    else expect(result(text)).toBe(value);
  });

  it.each([
    ['1 +', "does not go on with 'the end'"],
    ['1 2', "does not go on with '2'"],
    ['foo(1)', 'there is no function foo()'],
    ['price ; 1', "cannot be read from '; 1' on"],
    ['('.repeat(500), 'nested too deeply'],
    ['constructor(1)', 'there is no function constructor()'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => result(text)).toThrow(message);
  });

  it('computes like JavaScript', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99 }),
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 0, max: 99 }),
        (a, b, c) => {
          expect(result(`${a} + ${b} * ${c} - ${a} / ${b} % 7`)).toBeCloseTo(a + b * c - ((a / b) % 7), 9);
        },
      ),
    );
  });
});

describe('rounding', () => {
  it.each([
    [1.005, 2, 1.01],
    [2.675, 2, 2.68],
    [-1.005, 2, -1.01],
    [0.1 + 0.2, 12, 0.3],
    [1e15 + 0.3, 2, 1e15 + 0.25],
  ])('%d to %d decimals is %d', (value, decimals, rounded) => {
    if (value > 1e14) expect(roundTo(value, decimals)).toBe(value);
    else expect(roundTo(value, decimals)).toBe(rounded);
  });
});
