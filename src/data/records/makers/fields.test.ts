import { describe, expect, it } from 'vitest';
import { column, made, rowsOf } from '../../../../test/records/made.ts';
import type { DataRow } from '../../sets/data-set.ts';
import {
  address,
  boolean,
  company,
  compute,
  constant,
  country,
  currency,
  date,
  email,
  firstName,
  fromJsonSchema,
  given,
  integer,
  key,
  list,
  lookup,
  money,
  nullable,
  object,
  optional,
  phone,
  pick,
  postcode,
  reference,
  schemaOf,
  street,
  table,
  timestamp,
  words,
} from '../builder.ts';
import { openRecords } from '../records.ts';

const users = table(
  'users',
  { id: key(), name: firstName(), country: country(), createdAt: timestamp({ ascending: true }) },
  { count: 300 },
);

describe('times', () => {
  it('rise from row to row, follow their habits, and keep to their ends', () => {
    const rows = rowsOf(
      {
        at: timestamp({
          from: '2025-03-05T07:30:00Z',
          to: '2025-06-01',
          ascending: true,
          hours: 'office',
          weekdays: 'office',
        }),
        free: timestamp({ from: '2025-03-05', to: '2025-03-06' }),
      },
      6000,
    );
    const times = column(rows, 'at').map(String);
    expect([...times].sort()).toEqual(times);
    expect(times.every((time) => time >= '2025-03-05T07:30' && time <= '2025-06-01T00:00:00.000Z')).toBe(true);
    const hours = times.map((time) => new Date(time).getUTCHours());
    const days = times.map((time) => new Date(time).getUTCDay());
    expect(hours.filter((hour) => hour >= 8 && hour < 18).length / 6000).toBeGreaterThan(0.8);
    expect(days.filter((day) => day === 0 || day === 6).length / 6000).toBeLessThan(0.08);
    expect(
      column(rows, 'free').every(
        (time) => String(time).startsWith('2025-03-05') || time === '2025-03-06T00:00:00.000Z',
      ),
    ).toBe(true);
  });

  it('come after other fields, before others, and lean towards the end', () => {
    const rows = rowsOf({
      a: timestamp({ from: '2024-01-01', to: '2024-12-31', skew: 'recent' }),
      b: timestamp({ after: 'a', min: '1h', max: '2h' }),
      c: timestamp({ after: 'a', average: '1h', before: 'b' }),
      end: timestamp({ after: 'a', average: '90d', to: '2024-12-31' }),
      seconds: timestamp({ from: 0, to: 10_000, as: 'seconds' }),
    });
    const gap = (row: DataRow, name: string) => Date.parse(String(row[name])) - Date.parse(String(row.a));
    for (const row of rows) {
      expect(gap(row, 'b')).toBeGreaterThanOrEqual(3_600_000 - 1);
      expect(gap(row, 'b')).toBeLessThanOrEqual(7_200_001);
      expect(gap(row, 'c')).toBeLessThanOrEqual(gap(row, 'b'));
      expect(String(row.end) <= '2024-12-31T00:00:00.000Z' && gap(row, 'end') >= 0).toBe(true);
      expect(Number(row.seconds)).toBeLessThan(11);
    }
    expect(rows.filter((row) => String(row.a) > '2024-07-01').length / rows.length).toBeGreaterThan(0.8);
  });
});

describe('other fields', () => {
  it('follow the country of the row', () => {
    const rows = rowsOf(
      {
        c: country({ JP: 1, DE: 1, US: 0 }),
        first: firstName({ country: 'c' }),
        mail: email({ from: ['first'] }),
        phone: phone({ country: 'c' }),
        money: currency({ country: 'c' }),
        home: address({ country: 'c' }),
        road: street({ country: 'c' }),
        code: postcode({ country: 'c' }),
        firm: company(),
      },
      300,
    );
    for (const row of rows) {
      const isJapan = row.c === 'JP';
      expect(/[\u3040-\u9fff]/.test(String(row.first))).toBe(isJapan);
      expect(row.mail).toMatch(/^[a-z-]+\d*@example\.(com|net|org)$/);
      expect(String(row.phone).startsWith(isJapan ? '+81' : '+49')).toBe(true);
      expect(row.code).toMatch(isJapan ? /^[2-9]\d\d-\d{4}$/ : /^[2-9]\d{4}$/);
      expect(row.road).toMatch(/\d/);
      expect(row.firm).toMatch(/ (Ltd|Inc|GmbH|AB|BV|SA)$/);
      expect(row.money).toBe(isJapan ? 'JPY' : 'EUR');
      expect(row.home).toMatchObject({ country: row.c });
    }
  });

  it('nest: objects, lists, lists of references, constants, JSON Schema', () => {
    const { t = [] } = made([
      users,
      table(
        't',
        {
          box: object({ n: integer({ min: 1, max: 3 }), deep: object({ tag: words(), gone: optional(words(), 0.5) }) }),
          n: lookup('box.n'),
          ids: list(reference('users.id'), { min: 2, max: 4, distinct: true }),
          same: constant({ a: [1] }),
          made: fromJsonSchema({ type: 'object', properties: { x: { const: 5 } }, required: ['x'] }),
          maybe: optional(integer(), 0.5),
        },
        { count: 300 },
      ),
    ]);
    for (const row of t) {
      expect(row.n).toBe((row.box as { n: number }).n);
      const ids = row.ids as number[];
      expect(ids.length >= 2 && ids.length <= 4 && new Set(ids).size === ids.length).toBe(true);
      expect([row.same, row.made]).toEqual([{ a: [1] }, { x: 5 }]);
    }
    expect(t.filter((row) => 'maybe' in row).length / 300).toBeCloseTo(0.5, 1);
  });

  it('have the type of column that goes with them', () => {
    const [, each] =
      openRecords(1, {
        schema: schemaOf([
          users,
          table('t', {
            id: key({ style: 'uuid' }),
            userId: nullable(reference('users.id')),
            when: timestamp(),
            day: date(),
            x: compute('1'),
            y: lookup('userId.createdAt'),
            tags: list(words()),
            b: boolean(),
          }),
        ]),
      }).tables ?? [];
    expect(each?.columns).toEqual([
      { name: 'id', type: 'text', key: true },
      { name: 'userId', type: 'integer', nullable: true, references: { table: 'users', column: 'id' } },
      { name: 'when', type: 'timestamp' },
      { name: 'day', type: 'date' },
      { name: 'x', type: 'number' },
      { name: 'y', type: 'timestamp', nullable: true },
      { name: 'tags', type: 'json' },
      { name: 'b', type: 'boolean' },
    ]);
  });

  it('have columns by what they may hold, not by what the first rows do', () => {
    const rare = { type: ['integer', 'null'], minimum: 0 };
    const [, each] =
      openRecords(1, {
        schema: schemaOf([
          users,
          table('t', {
            userId: nullable(reference('users.id'), 0.000001),
            name: lookup('userId.name'),
            level: pick({ usual: 999_999, rare: 1 }),
            only: given('level', { usual: integer() }),
            either: given('level', { usual: integer() }, money()),
            mixed: given('level', { usual: integer() }, words()),
            half: compute('either / 2'),
            parts: compute('either / level'),
            after: timestamp({ after: 'userId.createdAt' }),
            schema: fromJsonSchema(rare),
          }),
        ]),
      }).tables ?? [];
    expect(each?.columns.map(({ name, type, nullable: gaps }) => `${name} ${type}${gaps === true ? '?' : ''}`)).toEqual(
      [
        'userId integer?',
        'name text?',
        'level text',
        'only integer?',
        'either number',
        'mixed json',
        'half number',
        'parts text?',
        'after timestamp?',
        'schema integer?',
      ],
    );
  });
});
