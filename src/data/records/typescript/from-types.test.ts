import { describe, expect, it } from 'vitest';
import { UserError } from '../../../errors/user-error.ts';
import { openRecords } from '../records.ts';
import { fromTypes } from './from-types.ts';

function tablesOf(source: string) {
  const { tables = [] } = openRecords(2, { schema: fromTypes(source, 'schema.ts') });
  return Object.fromEntries(tables.map((table) => [table.name, { ...table, made: [...table.rows(0, table.count)] }]));
}

function failure(source: string): UserError {
  try {
    tablesOf(source);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

const shop = `
import type { Something } from './elsewhere';

/** How things are. */
export const STATES = ['new', 'open', 'done'] as const;
type Plan = 'free' | 'plus' | null;
enum Color { Red = 'red', Blue = 'blue' }
const enum Level { Low, Middle = 5, High }

interface Named { name: string }
interface Place { street: string; city: string; tags?: string[] }
interface Tree<T> { value: T; children: Tree<T>[] }

/** People. @count 200 */
export interface User extends Named {
  id: string;
  readonly email: string; // where they read
  /** @unique @min 1 @max 1000 */
  number: number;
  plan: Plan;
  /** @weights red=9 blue=1 */
  color: Color;
  level: Level;
  state: (typeof STATES)[number];
  home: Place;
  since: Date;
  /** @distribution normal mean=40 deviation=12 @min 18 @max 90 */
  age: number;
  tree: Tree<number>;
  code: \`U-\${number}\`;
  at: [lat: number, lng: number];
  counts: Record<string, number>;
  flags: { [name: string]: boolean };
  greet(loud: boolean): void;
  onChange?: (value: string) => void;
  partial: Partial<Place> | null;
  names: Map<'a' | 'b', string>;
  only: Pick<Place, 'city'>;
}

/** @count 400 @table orders */
export type Purchase = {
  id: number;
  userId: User['id'];
  /** @ref User.id skew=zipf s=1.1 @null 0.5 */
  approvedBy: string | null;
  /** @min 0 @max 500 @decimals 2 */
  total: number;
  items: Item[];
  viewers: User['id'][];
  next?: Purchase;
  /** @from 2025-01-01 @to 2025-02-01 @ascending */
  createdAt: Date;
  /** @after createdAt */
  paidAt: Date;
  /** @optional 0.9 @pattern ^[A-Z]{3}$ */
  note?: string;
};

interface Item { sku: string; quantity: number; price: number }
export function unrelated() { return { a: 1 } }
export const regex = /interface X {/;
`;

describe('a TypeScript description', () => {
  const { users, orders, ...rest } = tablesOf(shop);

  it('has a table for each exported type that stands in no other', () => {
    expect(Object.keys(rest)).toEqual([]);
    expect([users?.count, orders?.count]).toEqual([200, 400]);
    expect(users?.columns.find(({ name }) => name === 'id')).toEqual({ name: 'id', type: 'text', key: true });
    expect(users?.columns.find(({ name }) => name === 'since')?.type).toBe('timestamp');
    expect(orders?.columns.filter(({ references }) => references !== undefined).map(({ name }) => name)).toEqual([
      'userId',
      'approvedBy',
    ]);
  });

  it('makes what the types say', () => {
    for (const row of users?.made ?? []) {
      expect(Object.keys(row).sort()).toEqual([
        'age',
        'at',
        'code',
        'color',
        'counts',
        'email',
        'flags',
        'home',
        'id',
        'level',
        'name',
        'names',
        'number',
        'only',
        'partial',
        'plan',
        'since',
        'state',
        'tree',
      ]);
      expect(row.email).toMatch(/@example\./);
      expect(['free', 'plus', null]).toContain(row.plan);
      expect([0, 5, 6]).toContain(row.level);
      expect(['new', 'open', 'done']).toContain(row.state);
      expect(row.code).toMatch(/^U-\d+$/);
      expect(row.at).toHaveLength(2);
      expect(Object.keys(row.only as object)).toEqual(['city']);
      expect(Object.keys(row.names as object).sort()).toEqual(['a', 'b']);
      expect(Object.values(row.flags as object).every((flag) => typeof flag === 'boolean')).toBe(true);
      expect(Number.isInteger(row.age) && Number(row.age) >= 18 && Number(row.age) <= 90).toBe(true);
      expect(typeof (row.tree as { value: unknown }).value).toBe('number');
    }
    const made = users?.made ?? [];
    expect(new Set(made.map((row) => row.number)).size).toBe(200);
    expect(made.filter((row) => row.color === 'red').length).toBeGreaterThan(150);
  });

  it('has references by type and by tag that hold', () => {
    const ids = new Set(users?.made.map((row) => row.id));
    for (const row of orders?.made ?? []) {
      expect(ids.has(row.userId)).toBe(true);
      expect(row.approvedBy === null || ids.has(row.approvedBy)).toBe(true);
      expect((row.viewers as unknown[]).every((id) => ids.has(id))).toBe(true);
      expect(String(row.paidAt) >= String(row.createdAt)).toBe(true);
      if (row.note !== undefined) expect(row.note).toMatch(/^[A-Z]{3}$/);
    }
    expect(orders?.made.filter((row) => row.approvedBy === null).length).toBeGreaterThan(150);
    expect(orders?.made.filter((row) => row.note !== undefined).length).toBeLessThan(80);
    const times = orders?.made.map((row) => String(row.createdAt)) ?? [];
    expect([...times].sort()).toEqual(times);
  });

  it('puts interfaces of one name together, and generic types in', () => {
    const { pages } = tablesOf(`
      interface List<T, K extends string = 'x'> { items: ReadonlyArray<T>; kind: K; total: number }
      interface A { one: 1 }
      interface A { two: 'zwei' | 2 }
      /** @count 5 */ export interface Page { list: List<A, 'first'>; other: List<string[], 'second'> & { more: true } }
    `);
    for (const row of pages?.made ?? []) {
      expect(row).toMatchObject({ list: { kind: 'first' }, other: { kind: 'second', more: true } });
      for (const item of (row.list as { items: unknown[] }).items) expect(item).toMatchObject({ one: 1 });
    }
  });

  it('may recur through aliases', () => {
    const { things } = tablesOf(
      'type Json = string | number | Json[] | { [key: string]: Json };\n/** @count 50 */ export interface Thing { data: Json }',
    );
    expect(things?.made).toHaveLength(50);
  });
});

describe('what is wrong in a TypeScript description', () => {
  it.each([
    ['export interface A { a: Strin }\ninterface String2 {}', "schema.ts:1:25: there is no type 'Strin' in this file"],
    ['export interface A {\n  a: { [K in X]: 1 };\n}', "schema.ts:2:11: 'in' cannot be read as part of a type"],
    ['export interface A { a: B["x"] }\ninterface B { y: 1 }', "schema.ts:1:25: there is no member 'x'"],
    ['export interface A { /** @uniqe */ a: string }', 'schema.ts:1:36: there is no tag @uniqe'],
    ['export interface A { /** @min a */ a: number }', "schema.ts:1:36: @min needs a number, not 'a'"],
    ['export interface A { /** @ref B.id */ a: number }', "schema.ts:1:39: there is no type 'B' in this file"],
    ['export interface A { /** @weights x=1 */ a: "y" | "z" }', "schema.ts:1:42: @weights has no 'x' to weigh"],
    ['const x = 1;', 'schema.ts:1:1: there is no table in this file'],
    ['', 'schema.ts:1:1: there is no table in this file'],
    ['export interface A { a: string', "schema.ts:1:31: 'the end of the file' is no name of a property"],
    ['export type A = string extends string ? 1 : 2', "schema.ts:1:24: 'extends' cannot be read as part of a type"],
    ['type A = A;\nexport interface B { a: A }', 'goes round in a circle'],
    ['interface L<T> { next: L<T[]> }\nexport interface A { l: L<1> }', 'has no end of instances'],
    [`export interface A { a: ${'['.repeat(500)} }`, "'[' cannot be read as part of a type"],
    ['/** @count many */ export interface A { a: 1 }', '@count many is no whole number'],
  ])('is told of with its place: %s', (source, message) => {
    const error = failure(source);
    expect(error.code).toBe('TYPES_INVALID');
    expect(error.message).toContain(message);
  });

  it('is a contradiction where a type needs itself without an end', () => {
    expect(failure('export interface A { a: A }').code).toBe('JSON_SCHEMA_CONTRADICTION');
  });
});
