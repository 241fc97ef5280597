import { describe, expect, it } from 'vitest';
import { column, failure, made, rowsOf } from '../../../../test/records/made.ts';
import type { DataRow } from '../../sets/data-set.ts';
import {
  childCount,
  compute,
  country,
  firstName,
  key,
  line,
  lookup,
  money,
  type NamedTable,
  nullable,
  parent,
  reference,
  sum,
  table,
  timestamp,
} from '../builder.ts';

const users = table(
  'users',
  { id: key(), name: firstName(), country: country(), createdAt: timestamp({ ascending: true }) },
  { count: 300 },
);

describe('references', () => {
  const many = (fields: NamedTable['fields'], count = 20_000) =>
    made([users, table('t', fields ?? {}, { count })]).t ?? [];
  const counted = (rows: readonly DataRow[], name: string) => {
    const counts = new Map<unknown, number>();
    for (const value of column(rows, name)) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  };

  it('hold, to keys of every style', () => {
    for (const style of ['sequence', 'uuid', 'uuid7'] as const) {
      const { a = [], b = [] } = made([
        table('a', { id: key({ style }) }, { count: 50 }),
        table('b', { aId: reference('a.id') }, { count: 500 }),
      ]);
      const ids = new Set(column(a, 'id'));
      expect(column(b, 'aId').every((id) => ids.has(id))).toBe(true);
    }
  });

  it('are even, skewed by Zipf, or towards what is recent', () => {
    const rows = many({
      even: reference('users.id'),
      zipf: reference('users.id', { skew: 'zipf', s: 1 }),
      recent: reference('users.id', { skew: 'recent', share: 0.1 }),
    });
    const most = (name: string) => Math.max(...counted(rows, name).values());
    expect(most('even')).toBeLessThan(110); // 67 expected, of 300
    const harmonic = Array.from({ length: 300 }, (_, at) => 1 / (at + 1)).reduce((total, each) => total + each, 0);
    expect(most('zipf') / 20_000).toBeCloseTo(1 / harmonic, 2);
    const back = column(rows, 'recent').map((id) => 300 - Number(id));
    expect(back.reduce((total, each) => total + each, 0) / back.length).toBeCloseTo(30, -0.5);
  });

  it('reach each row once, or at most once, or are null in a share', () => {
    const rows = many(
      {
        each: reference('users.id', { each: true, skew: 'zipf', s: 1.5 }),
        gaps: nullable(reference('users.id'), 0.25),
      },
      400,
    );
    expect(counted(rows, 'each').size).toBe(300);
    expect(column(rows, 'gaps').filter((id) => id === null).length / 400).toBeCloseTo(0.25, 1);
    const { t = [] } = made([users, table('t', { one: reference('users.id', { oneToOne: true }) }, { count: 250 })]);
    expect(counted(t, 'one').size).toBe(250);
  });

  it('within a table lead to earlier rows only', () => {
    const rows = rowsOf(
      {
        id: key(),
        a: reference('t.id'),
        b: reference('t.id', { skew: 'recent' }),
        tree: reference('t.id', { skew: 'tree', fanOut: 3 }),
        c: nullable(reference('t.id'), 0.5),
      },
      500,
    );
    for (const name of ['a', 'b', 'tree', 'c']) {
      expect(rows[0]?.[name]).toBeNull();
      for (const row of rows) if (row[name] !== null) expect(Number(row[name])).toBeLessThan(Number(row.id));
    }
    expect(Math.max(...[...counted(rows.slice(1), 'tree').values()])).toBe(3);
  });

  it('take along what they lead to, over several tables', () => {
    const {
      users: all = [],
      orders = [],
      payments = [],
    } = made([
      users,
      table(
        'orders',
        { id: key(), userId: nullable(reference('users.id'), 0.3), country: lookup('userId.country'), total: money() },
        { count: 500 },
      ),
      table(
        'payments',
        {
          orderId: reference('orders.id', { oneToOne: true }),
          amount: lookup('orderId.total'),
          country: lookup('orderId.userId.country'),
        },
        { count: 500 },
      ),
    ]);
    for (const order of orders)
      expect(order.country).toBe(order.userId === null ? null : all[Number(order.userId) - 1]?.country);
    for (const payment of payments) {
      const order = orders[Number(payment.orderId) - 1];
      expect([payment.amount, payment.country]).toEqual([order?.total, order?.country]);
    }
  });

  it('tables that refer to each other may do so in a circle, as long as values do not', () => {
    const { a = [], b = [] } = made([
      table('a', { id: key(), bId: reference('b.id') }, { count: 20 }),
      table('b', { id: key(), aId: reference('a.id') }, { count: 20 }),
    ]);
    expect([a.length, b.length]).toEqual([20, 20]);
    const error = failure([table('t', { a: compute('b + 1'), b: compute('c + 1'), c: compute('a + 1') })]);
    expect(error).toMatchObject({
      code: 'RECORDS_CYCLE',
      message: 't.a: fields follow from each other in a circle: t.a → t.b → t.c → t.a',
    });
  });

  it.each([
    [{ a: reference('user.id') }, "t.a: there is no table 'user'", "did you mean 'users'?"],
    [{ a: reference('users.di') }, "t.a: 'users' has no field 'di' to refer to", "did you mean 'id'?"],
    [{ a: reference('users') }, "t.a: 'users' names no field of a table", undefined],
    [
      { a: reference('users.name') },
      "t.a: 'users.name' does not tell its rows apart",
      'refer to a key, or make that field unique and never null',
    ],
    [
      { a: reference('users.id', { oneToOne: true }) },
      "t.a: 1,000 rows cannot each have one of 300 rows of 'users'",
      undefined,
    ],
    [{ a: lookup('userId.name') }, "t.a: 'userId.name' names no field: 't' has no 'userId'", "'t' has a"],
  ] as const)('that do not hold are refused: %#', (fields, message, hint) => {
    const error = failure([users, table('t', fields, { count: 1000 })]);
    expect(error.message).toContain(message);
    expect(error.hint).toBe(hint);
  });
});

describe('children', () => {
  const tables = [
    users,
    table('orders', { id: key(), items: childCount('items'), total: sum('items.amount') }, { count: 333 }),
    table(
      'items',
      {
        orderId: parent('orders.id'),
        line: line(),
        amount: money(),
        userId: reference('users.id', { skew: 'zipf', s: 1.3, distinct: true }),
        at: timestamp({ between: ['orderId.id', 'orderId.items'] }),
      },
      { children: { of: 'orders', min: 0, max: 9, distribution: 'poisson', mean: 3 } },
    ),
  ];
  const { orders = [], items = [] } = made(tables);

  it('lie with their parents, counted and summed up', () => {
    for (const order of orders) {
      const own = items.filter((item) => item.orderId === order.id);
      expect(own.map((item) => item.line)).toEqual(own.map((_, at) => at + 1));
      expect(order.items).toBe(own.length);
      expect(order.total).toBeCloseTo(
        own.reduce((total, item) => total + Number(item.amount), 0),
        6,
      );
    }
    expect(orders.reduce((total, order) => total + Number(order.items), 0)).toBe(items.length);
  });

  it('are as many as their distribution has it', () => {
    const counts = orders.map((order) => Number(order.items));
    expect(items.length / orders.length).toBeCloseTo(3, 0);
    expect(Math.max(...counts)).toBeLessThan(10);
    const variance = counts.reduce((total, count) => total + (count - 3) ** 2, 0) / counts.length;
    expect(variance).toBeGreaterThan(2);
    expect(variance).toBeLessThan(4);
  });

  it('refer to different rows where that is asked for, so pairs are unique', () => {
    expect(new Set(items.map((item) => `${item.orderId} ${item.userId}`)).size).toBe(items.length);
  });

  it('come in order between two times', () => {
    const sessions = table(
      'sessions',
      { id: key(), from: timestamp(), to: timestamp({ after: 'from', average: '1h' }) },
      { count: 40 },
    );
    const events = table(
      'events',
      {
        sessionId: parent('sessions.id'),
        from: lookup('sessionId.from'),
        to: lookup('sessionId.to'),
        at: timestamp({ between: ['sessionId.from', 'sessionId.to'] }),
      },
      { children: { of: 'sessions', min: 1, max: 20, distribution: 'exponential', mean: 5 } },
    );
    const rows = made([sessions, events]).events ?? [];
    for (const [at, row] of rows.entries()) {
      expect(String(row.at) >= String(row.from) && String(row.at) <= String(row.to)).toBe(true);
      if (row.sessionId === rows[at - 1]?.sessionId) expect(String(row.at) >= String(rows[at - 1]?.at)).toBe(true);
    }
  });
});
