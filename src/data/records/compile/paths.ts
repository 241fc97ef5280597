import { didYouMean } from '../../../errors/suggest.ts';
import type { Cell, Tables } from './cells.ts';
import { fieldError } from './scope.ts';

type ValueAt = (row: number) => unknown;

/** A field that a path names, and the row of its table that a row leads to; −1 for none. */
interface Found {
  readonly cell: Cell;
  readonly row: (row: number) => number;
  /** What is left of the path inside the field's value. */
  readonly rest: readonly string[];
}

/** `price`, `productId.price`, `address.city`, `orderId.userId.country`: what it has in a row. */
export function valueAlong(tables: Tables, start: { table: string; from: string }, path: string): ValueAt {
  const { cell, row, rest } = follow(tables, start, path);
  const at: ValueAt = (from) => {
    const place = row(from);
    return place < 0 ? null : cell.value(place);
  };
  return rest.length === 0 ? at : (from) => inside(at(from), rest);
}

/** The normal score of the field that a path names. */
export function scoreAlong(
  tables: Tables,
  start: { table: string; from: string },
  path: string,
): (row: number) => number {
  const { cell, row } = follow(tables, start, path);
  const score = cell.scored();
  if (score === undefined) {
    throw fieldError(start.from, `nothing can move with '${path}', which is no number, time or list in an order`);
  }
  return (from) => {
    const place = row(from);
    return place < 0 ? 0 : score(place);
  };
}

function follow(tables: Tables, { table, from }: { table: string; from: string }, path: string): Found {
  const [first = '', ...others] = path.split('.');
  let cell = cellNamed(tables, { table, from, path }, first);
  let row = (at: number) => at;
  while (others.length > 0 && cell.leads !== undefined) {
    const { table: next, index } = cell.leads;
    const before = row;
    row = (at) => {
      const place = before(at);
      return place < 0 ? -1 : index(place);
    };
    cell = cellNamed(tables, { table: next, from, path }, others.shift() as string);
  }
  return { cell, row, rest: others };
}

function cellNamed(
  tables: Tables,
  { table, from, path }: { table: string; from: string; path: string },
  name: string,
): Cell {
  const names = tables.fieldNames(table);
  if (names.includes(name)) return tables.cell(table, name);
  const hint = didYouMean(name, names) ?? `'${table}' has ${names.join(', ')}`;
  throw fieldError(from, `'${path}' names no field: '${table}' has no '${name}'`, { hint });
}

function inside(value: unknown, names: readonly string[]): unknown {
  let found = value;
  for (const name of names) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return null;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}
