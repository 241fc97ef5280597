import { describe, expect, it } from 'vitest';
import { column, failure, rowsOf } from '../../../../test/records/made.ts';
import {
  boolean,
  date,
  email,
  firstName,
  integer,
  ip,
  key,
  lastName,
  list,
  money,
  number,
  pattern,
  phone,
  pick,
  schemaOf,
  sku,
  table,
  template,
  timestamp,
  unique,
  url,
  username,
  uuid,
  words,
} from '../builder.ts';
import { openRecords } from '../records.ts';

describe('unique values', () => {
  it('are unique by construction, for every kind that can be', () => {
    const rows = rowsOf({
      sequence: key(),
      prefixed: key({ prefix: 'A-', digits: 6 }),
      uuid: key({ style: 'uuid' }),
      uuid7: key({ style: 'uuid7' }),
      integer: unique(integer({ min: -1000, max: 999 })),
      number: unique(number({ min: 0, max: 2, decimals: 3 })),
      money: unique(money({ min: 1, max: 21 })),
      email: unique(email({ from: ['first', 'last'] })),
      plainEmail: unique(email()),
      username: unique(username()),
      phone: unique(phone()),
      ip: unique(ip()),
      url: unique(url()),
      sku: unique(sku()),
      id: unique(uuid()),
      pattern: unique(pattern(/^[A-F]{2}\d{2}$/)),
      template: unique(template('{{first | slug}}-{{#}}@example.com')),
      day: unique(date({ from: '2000-01-01', to: '2010-01-01' })),
      at: unique(timestamp({ from: '2024-01-01T00:00:00Z', to: '2024-01-01T00:00:02Z' })),
      first: firstName(),
      last: lastName(),
    });
    for (const name of Object.keys(rows[0] ?? {}).filter((each) => each !== 'first' && each !== 'last')) {
      expect(new Set(column(rows, name)).size, name).toBe(2000);
    }
    expect(rows[0]?.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(rows[0]?.uuid7).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect([...column(rows, 'uuid7')].sort()).toEqual(column(rows, 'uuid7'));
  });

  it('are so in the middle of a hundred million rows, at once', () => {
    const [each] =
      openRecords(3, {
        schema: schemaOf([
          table(
            't',
            { id: key({ style: 'uuid' }), n: unique(integer({ min: 1, max: 1e8 })), e: unique(email()) },
            { count: 1e8 },
          ),
        ]),
      }).tables ?? [];
    const rows = [...(each?.rows(77_000_000, 77_003_000) ?? [])];
    expect(new Set(column(rows, 'n')).size).toBe(3000);
    expect(new Set(column(rows, 'e')).size).toBe(3000);
  });

  it('use up every value where there are as many as rows', () => {
    const rows = rowsOf(
      { n: unique(integer({ min: 1, max: 500 })), c: unique(pick(Array.from({ length: 500 }, (_, at) => `v${at}`))) },
      500,
    );
    expect(column(rows, 'n').sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 500 }, (_, at) => at + 1),
    );
    expect(new Set(column(rows, 'c')).size).toBe(500);
  });

  it.each([
    [
      { a: unique(integer({ min: 1, max: 9 })) },
      't.a: there are 9 different values, too few for 2,000 rows of unique ones',
      'RECORDS_NOT_UNIQUE',
    ],
    [
      { a: unique(pick(['x', 'y', 'x'])) },
      't.a: there are 2 different values, too few for 2,000 rows of unique ones',
      'RECORDS_NOT_UNIQUE',
    ],
    [
      { a: unique(integer({ distribution: 'normal', mean: 1, deviation: 2 })) },
      't.a: unique numbers are uniform',
      'RECORDS_SCHEMA_INVALID',
    ],
    [{ a: unique(boolean()) }, "t.a: 'boolean' cannot be made unique", 'RECORDS_SCHEMA_INVALID'],
    [{ a: list(unique(integer())) }, 't.a.of: only what each row has once can be unique', 'RECORDS_SCHEMA_INVALID'],
    [{ a: unique(template('{{b}}{{#}}')), b: words() }, 't.a: a unique template needs', 'RECORDS_SCHEMA_INVALID'],
    [{ a: unique(pattern('^a|bc$')) }, 't.a: /^a|bc$/ cannot be counted through', 'RECORDS_SCHEMA_INVALID'],
  ] as const)('are refused where they cannot be: %#', (fields, message, code) => {
    const error = failure([table('t', fields, { count: 2000 })]);
    expect(error.message).toContain(message);
    expect(error.code).toBe(code);
  });
});
