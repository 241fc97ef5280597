import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectValid, valuesOf as values } from '../../../../test/records/valid-values.ts';
import { UserError } from '../../../errors/user-error.ts';
import { openRecords } from '../records.ts';
import { fromJsonSchema } from './from-json-schema.ts';

/** Written so that no object here looks like a promise. */
const THEN = 'then';

function failure(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

const word = fc.constantFrom('a', 'b', 'c', 'd');

/** Schemas of any shape that something is valid under: contradictions may come of it and are told apart below. */
const anySchema: fc.Memo<object> = fc.memo((depth) => {
  const leaf = fc.oneof(
    fc.record(
      {
        type: fc.constant('integer'),
        minimum: fc.integer({ min: -50, max: 50 }),
        maximum: fc.integer({ min: 0, max: 100 }),
        multipleOf: fc.constantFrom(1, 2, 3, 7),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('number'),
        exclusiveMinimum: fc.integer({ min: -5, max: 5 }),
        maximum: fc.double({ min: 0, max: 9, noNaN: true }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('string'),
        minLength: fc.nat(9),
        maxLength: fc.nat(20),
        pattern: fc.constantFrom('^[a-c]+$', 'x\\d?', '^(ab|c){2,}'),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ enum: fc.array(fc.oneof(fc.nat(3), word, fc.constant(null)), { minLength: 1, maxLength: 4 }) }),
    fc.constant({ type: 'boolean' }),
    fc.constant({ type: ['null', 'string'] }),
  );
  if (depth <= 1) return leaf;
  const inner = anySchema(depth - 1);
  return fc.oneof(
    leaf,
    fc.record(
      { type: fc.constant('array'), items: inner, minItems: fc.nat(2), maxItems: fc.nat(4), uniqueItems: fc.boolean() },
      { requiredKeys: ['type', 'items'] },
    ),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(word, inner),
        required: fc.uniqueArray(word, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), inner),
        minProperties: fc.nat(2),
      },
      { requiredKeys: ['type', 'properties'] },
    ),
    fc.record({ anyOf: fc.array(inner, { minLength: 1, maxLength: 3 }) }),
    fc.record({ oneOf: fc.array(inner, { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(inner, { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: inner, type: fc.constantFrom('integer', 'string', 'object') }),
    fc.record({ if: inner, [THEN]: inner, else: inner }, { requiredKeys: ['if'] }),
  );
});

describe('any schema', () => {
  it('gives valid values or tells of a contradiction', () => {
    let made = 0;
    fc.assert(
      fc.property(anySchema(3), (schema) => {
        let found: unknown[];
        try {
          found = values(schema, 10);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect((error as UserError).code).toBe('JSON_SCHEMA_CONTRADICTION');
          return;
        }
        made++;
        expectValid(schema, found);
      }),
      { numRuns: 250, seed: 11 },
    );
    expect(made).toBeGreaterThan(150);
  });
});

describe('what is wrong in a schema', () => {
  it.each([
    [
      { type: 'object', properties: { a: { type: 'integer', minimum: 5, maximum: 3 } }, required: ['a'] },
      '#/properties/a: no number is at least 5 and at most 3',
    ],
    [{ allOf: [{ type: 'string' }, { type: 'integer' }] }, '#: no type is allowed by all that holds here'],
    [{ enum: [1, 2], type: 'string' }, '#: none of its values (1, 2) is valid under all that holds here'],
    [
      { type: 'array', items: { type: 'integer' }, minItems: 5, maxItems: 3 },
      '#: no list has at least 5 and at most 3 elements',
    ],
    [{ type: 'object', required: ['a'], additionalProperties: false }, '#: nothing is valid here (false)'],
    [{ type: 'string', minLength: 5, maxLength: 3 }, '#: no text has at least 5 and at most 3 characters'],
    [{ type: 'integer', multipleOf: 7, minimum: 1, maximum: 6 }, '#: no multiple of 7 is between 1 and 6'],
    [
      { type: 'object', properties: { me: { $ref: '#' } }, required: ['me'] },
      '#: nothing valid was found: its parts contradict each other, or it needs itself without an end',
    ],
    [{ type: 'string', pattern: '^[' }, '#: /^[/ is no regular expression'],
  ])('%j', (schema, message) => {
    const error = failure(() => values(schema));
    expect(error.code).toBe('JSON_SCHEMA_CONTRADICTION');
    expect(error.message).toContain(message);
  });

  it('is told by its place: references to nothing, and what is no schema', () => {
    expect(failure(() => values({ properties: { a: { $ref: '#/$defs/b' } } }))).toMatchObject({
      code: 'JSON_SCHEMA_INVALID',
      message: "#/properties/a: $ref '#/$defs/b' names nothing in this document",
    });
    expect(failure(() => values({ $ref: 'https://example.com/other.json' })).hint).toContain('are not fetched');
    expect(failure(() => values({ properties: { a: 5 } })).message).toContain('should be a schema');
    expect(failure(() => fromJsonSchema([1])).code).toBe('JSON_SCHEMA_INVALID');
  });

  it('does not take the process down: deep nesting, many branches, lists too long', () => {
    let deep: object = { type: 'integer' };
    for (let level = 0; level < 400; level++) deep = { type: 'array', items: deep, minItems: 1 };
    expect(failure(() => values(deep)).code).toMatch(/^JSON_SCHEMA_/);
    const wide = {
      allOf: Array.from({ length: 12 }, (_, at) => ({ anyOf: [{ minimum: at }, { maximum: 100 + at }] })),
      type: 'integer',
    };
    expectValid(wide, values(wide, 5));
    expect(failure(() => values({ type: 'array', minItems: 1e9 })).message).toContain('more than 1000000');
    expect(failure(() => values({ type: 'string', minLength: 1e9 })).message).toContain('more than 10000000');
  });
});

describe('a JSON Schema as tables', () => {
  const user = {
    title: 'Users',
    type: 'object',
    required: ['id', 'email', 'age'],
    additionalProperties: false,
    properties: {
      id: { type: 'string', format: 'uuid', 'x-plimsoll': { kind: 'key', style: 'uuid' } },
      email: { type: 'string', format: 'email', 'x-plimsoll': { unique: true } },
      age: {
        type: 'integer',
        minimum: 18,
        maximum: 90,
        'x-plimsoll': { distribution: 'normal', mean: 40, deviation: 8 },
      },
      status: { enum: ['a', 'b'], 'x-plimsoll': { weights: [99, 1], optional: 0.5 } },
    },
  };

  it('has a column for each property, keys and what is unique', () => {
    const [table] = openRecords(3, { schema: fromJsonSchema(user), count: 2000 }).tables ?? [];
    expect(table?.name).toBe('users');
    expect(table?.columns).toEqual([
      { name: 'id', type: 'text', key: true },
      { name: 'email', type: 'text', unique: true },
      { name: 'age', type: 'integer' },
      { name: 'status', type: 'text', nullable: true },
    ]);
    const rows = [...(table?.rows(0, 2000) ?? [])];
    expectValid(user, rows);
    expect(new Set(rows.map((row) => row.email)).size).toBe(2000);
    expect(rows.reduce((sum, row) => sum + Number(row.age), 0) / 2000).toBeCloseTo(40, 0);
    const withStatus = rows.filter((row) => row.status !== undefined);
    expect(withStatus.length / 2000).toBeCloseTo(0.5, 1);
    expect(withStatus.filter((row) => row.status === 'b').length / withStatus.length).toBeLessThan(0.03);
  });

  it('makes several tables that refer to each other', () => {
    const schema = fromJsonSchema({
      $defs: {
        User: { ...user, 'x-plimsoll': { table: 'users', count: 50 } },
        Order: {
          'x-plimsoll': { table: 'orders', count: 200 },
          type: 'object',
          required: ['userId', 'total'],
          properties: {
            userId: { type: 'string', 'x-plimsoll': { kind: 'reference', to: 'users.id' } },
            total: { type: 'number' },
          },
        },
      },
    });
    const [users, orders] = openRecords(1, { schema }).tables ?? [];
    const ids = new Set([...(users?.rows(0, 50) ?? [])].map((row) => row.id));
    const referred = [...(orders?.rows(0, 200) ?? [])].map((row) => row.userId);
    expect(referred.every((id) => ids.has(id))).toBe(true);
    expect(orders?.columns[0]?.references).toEqual({ table: 'users', column: 'id' });
  });

  it('makes whole rows of what is more than properties, and of what is no object', () => {
    const choice = {
      type: 'array',
      items: {
        oneOf: [
          { type: 'object', required: ['a'], properties: { a: { const: 1 } }, additionalProperties: false },
          { type: 'object', required: ['b'], properties: { b: { const: 'x' } }, additionalProperties: false },
        ],
      },
    };
    const [table] = openRecords(1, { schema: fromJsonSchema(choice, 'things') }).tables ?? [];
    expect(table?.name).toBe('things');
    expect(table?.columns.map(({ name }) => name).sort()).toEqual(['a', 'b']);
    expectValid(choice.items, [...(table?.rows(0, 100) ?? [])]);
    const [numbers] = openRecords(1, { schema: fromJsonSchema({ type: 'integer' }) }).tables ?? [];
    expect([...(numbers?.rows(0, 1) ?? [])]).toEqual([{ value: expect.any(Number) }]);
  });
});
