import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { column, failure, made, rankCorrelation, rowsOf } from '../../../../test/records/made.ts';
import {
  boolean,
  compute,
  country,
  firstName,
  given,
  integer,
  key,
  list,
  lookup,
  money,
  number,
  pick,
  reference,
  schemaOf,
  table,
  timestamp,
  uuid,
  words,
} from '../builder.ts';
import { openRecords } from '../records.ts';

const users = table(
  'users',
  { id: key(), name: firstName(), country: country(), createdAt: timestamp({ ascending: true }) },
  { count: 300 },
);

describe('rows', () => {
  const set = openRecords(9, { count: 40 });

  it('are the same however the table is cut, in whatever order its parts are made', () => {
    const whole = new Map((set.tables ?? []).map((each) => [each.name, [...each.rows(0, each.count)]]));
    fc.assert(
      fc.property(
        fc.constantFrom(...(set.tables ?? [])),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
        (each, cuts) => {
          const bounds = [0, ...cuts.map((cut) => Math.floor(cut * each.count)).sort((a, b) => a - b), each.count];
          const fresh = openRecords(9, { count: 40 }).tables?.find(({ name }) => name === each.name);
          const parts = bounds.slice(1).map((to, at) => [bounds[at] ?? 0, to] as const);
          const backwards = [...parts].reverse().map(([from, to]) => [...(fresh?.rows(from, to) ?? [])]);
          expect(backwards.reverse().flat()).toEqual(whole.get(each.name));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('do not depend on which tables are made, or on other fields of their table', () => {
    const [only] = openRecords(9, { count: 40, tables: ['orders'] }).tables ?? [];
    const orders = set.tables?.find(({ name }) => name === 'orders');
    expect([...(only?.rows(0, 20) ?? [])]).toEqual([...(orders?.rows(0, 20) ?? [])]);
    const few = column(rowsOf({ a: integer() }, 50), 'a');
    expect(column(rowsOf({ b: words(), a: integer(), c: uuid() }, 50), 'a')).toEqual(few);
  });

  it('differ from seed to seed', () => {
    expect(made([users], 1)).not.toEqual(made([users], 2));
  });

  it('end where the table ends', () => {
    const [each] = openRecords(1, { schema: schemaOf([users]) }).tables ?? [];
    expect([...(each?.rows(298, 999) ?? [])]).toHaveLength(2);
    expect([...(each?.rows(300, 999) ?? [])]).toEqual([]);
  });
});

describe('correlations', () => {
  it('are those of a Gaussian copula, whatever the distributions', () => {
    const rows = rowsOf(
      {
        age: integer({ distribution: 'normal', mean: 40, deviation: 12, min: 18, max: 90 }),
        income: money({ distribution: 'log-normal', median: 3000, sigma: 0.5, correlate: { with: 'age', r: 0.7 } }),
        visits: integer({ distribution: 'zipf', s: 1.1, min: 1, max: 1000, correlate: { with: 'income', r: -0.5 } }),
        since: timestamp({ correlate: { with: 'age', r: -0.9 }, as: 'milliseconds' }),
        level: pick([1, 2, 3, 4, 5, 6, 7, 8, 9], { correlate: { with: 'age', r: 1 } }),
        churned: boolean(0.3, { correlate: { with: 'age', r: 0.8 } }),
      },
      8000,
    );
    // Spearman's rho of a Gaussian copula is 6/π asin(r/2).
    const rho = (r: number) => (6 / Math.PI) * Math.asin(r / 2);
    expect(rankCorrelation(column(rows, 'age'), column(rows, 'income'))).toBeCloseTo(rho(0.7), 1);
    expect(rankCorrelation(column(rows, 'income'), column(rows, 'visits'))).toBeLessThan(rho(-0.5) + 0.1);
    expect(rankCorrelation(column(rows, 'age'), column(rows, 'since'))).toBeCloseTo(rho(-0.9), 1);
    expect(rankCorrelation(column(rows, 'age'), column(rows, 'level'))).toBeGreaterThan(0.95);
    expect(column(rows, 'churned').filter(Boolean).length / 8000).toBeCloseTo(0.3, 1);
    const ages = column(rows, 'age').map(Number);
    expect(ages.reduce((total, age) => total + age, 0) / 8000).toBeCloseTo(41, -0.5);
  });

  it('go along references, and by the value of another field', () => {
    const { t = [] } = made([
      table(
        'p',
        {
          id: key(),
          kind: pick({ cheap: 1, dear: 1 }),
          price: given('kind', { cheap: money({ min: 1, max: 9 }), dear: money({ min: 100, max: 900 }) }),
          size: number(),
        },
        { count: 3000 },
      ),
      table(
        't',
        {
          pId: reference('p.id'),
          kind: lookup('pId.kind'),
          price: lookup('pId.price'),
          size: lookup('pId.size'),
          weight: number({ correlate: { with: 'pId.size', r: 0.9 } }),
          total: compute('price * 3', { decimals: 2 }),
        },
        { count: 4000 },
      ),
    ]);
    for (const row of t) {
      expect(Number(row.price) < 10).toBe(row.kind === 'cheap');
      expect(row.total).toBeCloseTo(Number(row.price) * 3, 6);
    }
    expect(rankCorrelation(column(t, 'size'), column(t, 'weight'))).toBeCloseTo((6 / Math.PI) * Math.asin(0.45), 1);
  });

  it.each([
    [{ a: integer({ correlate: { with: 'b', r: 0.5 } }), b: words() }, "t.a: nothing can move with 'b'"],
    [{ a: integer({ correlate: { with: 'a', r: 0.5 } }) }, 'in a circle: t.a → t.a'],
    [{ a: list(integer({ correlate: { with: 'b', r: 0.5 } })), b: integer() }, 't.a.of: only what each row has once'],
  ] as const)('that cannot be are refused: %#', (fields, message) => {
    expect(failure([table('t', fields)]).message).toContain(message);
  });
});
