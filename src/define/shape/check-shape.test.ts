import { describe, expect, it } from 'vitest';
import { checkShape } from './check-shape.ts';
import { jsonSchema } from './json-schema.ts';
import { choice, duration, number, percent, statusSet, text, wholeAtLeast } from './leaves.ts';
import { formatPath, parsePath } from './path.ts';
import { plainJsonProblems, withoutUndefined } from './plain-json.ts';
import { described, either, list, named, nestedList, object, record, type Shape, tagged } from './shape.ts';

const tree: Shape = named('Tree', () =>
  object({ value: number, children: list(tree) }, { required: ['value'], freePrefix: 'x-' }),
);
const messages = (value: unknown, shape: Shape): string[] =>
  checkShape(value, shape).map(({ path, message, hint }) =>
    [formatPath(path), message, hint].filter(Boolean).join(' | '),
  );

describe('a value checked against a shape', () => {
  it('is right where it fits', () => {
    expect(messages({ value: 1, children: [{ value: 2 }], 'x-note': [] }, tree)).toEqual([]);
  });

  it('is told everything that is wrong, with where it stands', () => {
    expect(messages({ value: 'a', children: [{ valeu: 2 }, 3] }, tree)).toEqual([
      "value | expected a number, got 'a'",
      "children[0].valeu | unknown key 'valeu' | did you mean 'value'?",
      "children[0] | 'value' is missing",
      'children[1] | expected an object with value, children, got 3',
    ]);
  });

  it('may be one of several kinds of thing, told apart by what it is', () => {
    const shape = either('a text, or a list of numbers', text, list(number));
    expect([messages('a', shape), messages([1], shape)]).toEqual([[], []]);
    expect(messages([1, 'a'], shape)).toEqual(["[1] | expected a number, got 'a'"]);
    expect(messages({}, shape)).toEqual(['expected a text, or a list of numbers, got an object']);
  });

  it('may be told apart by the key it has', () => {
    const shape = tagged(
      'step',
      { get: object({ get: text }), think: object({ think: duration }) },
      { send: 'not here' },
    );
    expect(messages({ get: 'a' }, shape)).toEqual([]);
    expect(messages({ get: 1 }, shape)).toEqual(['get | expected a text, got 1']);
    expect(messages({ tihnk: 1 }, shape)).toEqual(["tihnk | no step has the key 'tihnk' | did you mean 'think'?"]);
    expect(messages({ send: 1 }, shape)).toEqual(['send | not here']);
    expect(messages({ zzzzzz: 1 }, shape)[0]).toContain('a step has one of: get, think');
    expect(messages(null, shape)).toEqual(['expected a step, got nothing']);
  });

  it('knows its own keys only: names that every object has are unknown keys', () => {
    expect(messages(JSON.parse('{ "value": 1, "constructor": 1, "__proto__": 2 }'), tree).join()).toMatch(
      /unknown key 'constructor'.*unknown key '__proto__'/,
    );
  });

  it('may hold lists within lists where that is allowed', () => {
    expect(messages([1, [2, [3]]], nestedList(number))).toEqual([]);
    expect(messages([1, [2]], list(number))).toEqual(['[1] | expected a number, got a list']);
    expect(messages({ a: [1] }, record(number))).toEqual(['a | expected a number, got a list']);
  });

  it.each([
    [percent, [0, 100, '20%', '1.5', '1e-3%'], [-1, 101, 'x', '%', true]],
    [statusSet, [200, '2xx', '200-399', [200, '4xx']], [99, 600, '2x', '200-', [true], 200.5]],
    [wholeAtLeast(1), [1, 99], [0, 1.5, '1', Number.NaN]],
    [choice('a', 'b'), ['a'], ['c', ['a']]],
    [duration, ['30s', 5, '1m30s'], ['soon', -1, '{{ a }}', null]],
  ])('as a leaf takes and refuses what it should (%#)', (shape, right, wrong) => {
    expect(right.filter((value) => messages(value, shape).length > 0)).toEqual([]);
    expect(wrong.filter((value) => messages(value, shape).length === 0)).toEqual([]);
  });
});

describe('a shape as JSON Schema', () => {
  it('has its descriptions, its named parts once, and what is necessary', () => {
    expect(jsonSchema(described('A tree.', tree))).toEqual({
      allOf: [{ $ref: '#/definitions/Tree' }],
      description: 'A tree.',
      definitions: {
        Tree: {
          type: 'object',
          properties: { value: { type: 'number' }, children: { type: 'array', items: { $ref: '#/definitions/Tree' } } },
          required: ['value'],
          patternProperties: { '^x-': {} },
          additionalProperties: false,
        },
      },
    });
  });
});

describe('a path', () => {
  it.each(['', 'a', 'a.b[0].c', 'a["b.c"].d', '[0].a', 'config.phases[10].$x-y', 'a["\\"]"]'])(
    '%s reads back as written',
    (path) => {
      expect(formatPath(parsePath(path))).toBe(path);
    },
  );
});

describe('plain data', () => {
  it('has no functions, dates, cycles, or numbers without end', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    const value = {
      f: () => 1,
      d: new Date(0),
      n: Number.NaN,
      b: 1n,
      m: new Map(),
      s: Symbol('x'),
      fine: [1, 'a', null, { c: true }],
    };
    expect(plainJsonProblems(value).map(({ path }) => formatPath(path))).toEqual(['f', 'd', 'n', 'b', 'm', 's']);
    expect(plainJsonProblems(cycle)).toHaveLength(1);
  });

  it('loses what is undefined and nothing else', () => {
    const date = new Date(0);
    expect(withoutUndefined({ a: undefined, b: [{ c: undefined, d: 1 }], date })).toStrictEqual({
      b: [{ d: 1 }],
      date,
    });
  });
});
