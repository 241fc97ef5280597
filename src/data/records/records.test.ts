import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors/user-error.ts';
import type { DataRow } from '../sets/data-set.ts';
import { email, integer, key, table, unique } from './builder.ts';
import { openRecords, recordsPreset } from './records.ts';
import { schemaFromModule } from './schema-from-module.ts';

function failure(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('the tables built in', () => {
  const { tables = [], expected } = openRecords(5, { count: 200 });
  const rows = new Map(tables.map((each) => [each.name, [...each.rows(0, each.count)]]));
  const of = (name: string): readonly DataRow[] => rows.get(name) ?? [];

  it('keep their proportions', () => {
    expect(
      Object.fromEntries(
        tables
          .filter(({ name }) => ['users', 'categories', 'products', 'orders', 'payments'].includes(name))
          .map(({ name, count }) => [name, count]),
      ),
    ).toEqual({ users: 200, categories: 12, products: 40, orders: 600, payments: 600 });
  });

  const columns = tables.flatMap((each) => each.columns.map((column) => ({ table: each.name, column })));
  const valuesOf = (table: string, column: string) => of(table).map((row) => row[column]);

  it.each(columns.filter(({ column }) => column.references !== undefined))(
    'have references that hold: $table.$column.name',
    ({ table, column: { name, references } }) => {
      const targets = new Set(valuesOf(references?.table ?? '', references?.column ?? ''));
      expect(valuesOf(table, name).every((value) => value === null || targets.has(value))).toBe(true);
    },
  );

  it('have keys that are unique, and nothing missing where nothing may be', () => {
    for (const { table, column } of columns) {
      const values = valuesOf(table, column.name);
      const isUnique = column.key === true || column.unique === true;
      if (isUnique) expect(new Set(values).size, `${table}.${column.name}`).toBe(values.length);
      const missing = values.filter((value) => value === null || value === undefined);
      if (column.nullable !== true) expect(missing, `${table}.${column.name}`).toEqual([]);
    }
  });

  it('have a column for everything in their rows', () => {
    const known = new Set(columns.map(({ table, column }) => `${table}.${column.name}`));
    const found = tables.flatMap(({ name }) =>
      of(name).flatMap((row) => Object.keys(row).map((key) => `${name}.${key}`)),
    );
    expect(found.filter((name) => !known.has(name))).toEqual([]);
  });

  it('come after the tables that they refer to', () => {
    const seen = new Set<string>();
    for (const { name, columns } of tables) {
      for (const { references } of columns)
        if (references !== undefined && references.table !== name)
          expect(seen.has(references.table), `${name} → ${references.table}`).toBe(true);
      seen.add(name);
    }
  });

  it('add up: items to orders, orders to payments, times in their order', () => {
    for (const order of of('orders').slice(0, 200)) {
      const amounts = of('order_items')
        .filter((item) => item.orderId === order.id)
        .map((item) => Number(item.amount));
      expect(order.subtotal).toBeCloseTo(
        amounts.reduce((sum, amount) => sum + amount, 0),
        6,
      );
      expect(String(order.createdAt) <= String(order.updatedAt)).toBe(true);
    }
    for (const payment of of('payments').slice(0, 200)) {
      const order = of('orders')[Number(payment.orderId) - 1];
      expect(payment.amount).toBe(order?.total);
      expect(String(payment.paidAt) > String(order?.createdAt)).toBe(true);
    }
    const logs = of('logs').map((row) => String(row.at));
    expect([...logs].sort()).toEqual(logs);
  });

  it('have readings that wander slowly and differ from sensor to sensor', () => {
    const readings = of('readings').map((row) => ({
      sensor: row.sensorId,
      at: Date.parse(String(row.at)),
      value: Number(row.temperature),
    }));
    const near = readings.flatMap((one) =>
      readings
        .filter((other) => other.sensor === one.sensor && other.at > one.at && other.at - one.at < 600_000)
        .map((other) => Math.abs(other.value - one.value)),
    );
    expect(near.length).toBeGreaterThan(0);
    expect(near.sort((a, b) => a - b)[Math.floor(near.length / 2)]).toBeLessThan(1);
  });

  it('are about as large as is said', () => {
    const bytes = [...rows.values()].flat().reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)) + 1, 0);
    expect(Math.abs(bytes / expected.bytes - 1)).toBeLessThan(0.2);
  });
});

describe('options', () => {
  it('are kept, so that a worker opens the same set', () => {
    const options = {
      count: 30,
      tables: ['users'],
      schema: schemaFromModule(
        { a: table('users', { id: key(), n: integer() }), b: table('more', { id: key() }) },
        'a.ts',
      ),
    };
    const set = openRecords(1, options);
    const again = recordsPreset.open(set.seed, JSON.parse(JSON.stringify(set.options)));
    expect([...(again.tables?.[0]?.rows(0, 30) ?? [])]).toEqual([...(set.tables?.[0]?.rows(0, 30) ?? [])]);
  });

  it('leave tables away, and with them what refers to them', () => {
    const set = openRecords(1, { count: 10, tables: ['orders', 'order_items'] });
    expect(set.tables?.map(({ name }) => name)).toEqual(['orders', 'order_items']);
    const columns = set.tables?.flatMap((each) =>
      each.columns.filter(({ references }) => references !== undefined).map(({ name }) => name),
    );
    expect(columns).toEqual(['orderId']);
  });

  it.each([
    [{ count: 0 }, 'count should be a whole number of rows from 1 on, not 0', undefined],
    [{ count: 1.5 }, 'count should be a whole number of rows from 1 on, not 1.5', undefined],
    [{ tables: ['user'] }, "there is no table 'user'", "did you mean 'users'?"],
    [{ tables: [] }, 'no table is asked for', expect.stringContaining('there are users')],
  ])('that cannot be are refused: %j', (options, message, hint) => {
    expect(failure(() => openRecords(1, options))).toMatchObject({ code: 'RECORDS_OPTION', message, hint });
  });
});

describe('a description', () => {
  it('is plain JSON, taken from what a module exports', () => {
    const schema = schemaFromModule(
      {
        users: table('users', { id: key(), email: unique(email()) }, { count: 5 }),
        more: [table('a', { id: key() }), table('b', { id: key() })],
        other: 5,
      },
      'a.ts',
    );
    expect(Object.keys(schema?.tables ?? {})).toEqual(['users', 'a', 'b']);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schemaFromModule({ a: 1 }, 'a.ts')).toBeUndefined();
  });

  it.each([
    [5, 'the description: should be an object, not 5', undefined],
    [{ tables: {} }, 'tables: there are none', undefined],
    [{ tables: { t: { fields: {} } } }, 't: has no fields', undefined],
    [
      { tables: { t: { fields: { a: { kind: 'intger' } } } } },
      "t.a: there is no kind of field 'intger'",
      "did you mean 'integer'?",
    ],
    [
      { tables: { t: { fields: { a: { kind: 'integer', mni: 1 } } } } },
      "t.a: unknown key 'mni'",
      "did you mean 'min'?",
    ],
    [
      { tables: { t: { fields: { a: { kind: 'integer', min: '1' } } } } },
      "t.a.min: should be a number, not '1'",
      undefined,
    ],
    [
      { tables: { t: { fields: { a: { kind: 'integer', nullable: 2 } } } } },
      't.a.nullable: should be a share from 0 to 1, not 2',
      undefined,
    ],
    [
      { tables: { t: { fields: { a: { kind: 'timestamp', from: 'soon' } } } } },
      "t.a.from: should be a date like 2026-01-31, a time with its zone, or milliseconds since 1970, not 'soon'",
      undefined,
    ],
    [{ tables: { t: { fields: { a: { kind: 'pick' } } } } }, "t.a: 'values' is missing", undefined],
    [
      { tables: { t: { count: -1, fields: { a: { kind: 'key' } } } } },
      't.count: should be a whole number of rows, not -1',
      undefined,
    ],
    [
      { tables: { t: { fields: { 'a.b': { kind: 'key' } } } } },
      't.a.b: names of fields have no dots in them',
      undefined,
    ],
    [
      { tables: { t: { fields: JSON.parse('{"__proto__": {"kind": "key"}}') } } },
      't.__proto__: is no name that a field can have',
      undefined,
    ],
    [
      { tables: { t: { fields: { a: { kind: 'list', of: { kind: 'x' } } } } } },
      "t.a.of: there is no kind of field 'x'",
      expect.stringContaining('there are key'),
    ],
    [
      { tables: { t: { fields: { a: { kind: 'fake', generator: 'emial' } } } } },
      'there is no generator $emial',
      "did you mean 'email'?",
    ],
    [
      { tables: { t: { fields: { a: { kind: 'firstName', locale: 'xx' } } } } },
      "t.a: there is no locale 'xx'",
      expect.stringContaining('there are any, en'),
    ],
    [
      { tables: { t: { fields: { a: { kind: 'template', template: '{{b}}' } } } } },
      "t.a: 'b' names no field: 't' has no 'b'",
      "did you mean 'a'?",
    ],
    [
      { tables: { t: { children: { of: 'x', min: 1, max: 2 }, fields: { a: { kind: 'line' } } } } },
      "t.children: there is no table 'x'",
      "did you mean 't'?",
    ],
    [
      { tables: { t: { children: { of: 't', min: 1, max: 2 }, fields: { a: { kind: 'line' } } } } },
      't.children: fields follow from each other in a circle: t.children → t.children',
      expect.any(String),
    ],
  ])('that is wrong is told of by its place: %j', (schema, message, hint) => {
    expect(failure(() => openRecords(1, { schema: schema as never }))).toMatchObject({ message, hint });
  });
});
