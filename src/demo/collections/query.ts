import type { SqlValue } from '../../databases/database.ts';
import { type Exchange, Refusal } from '../exchange.ts';
import { flagParam, numberParam } from '../parameters.ts';

/** Fields of a document that have an index. */
export const INDEXED_FIELDS = ['category', 'owner', 'score', 'run'] as const;

export interface Conditions {
  /** After WHERE. */
  readonly sql: string;
  readonly values: readonly SqlValue[];
  readonly count: number;
}

export interface ListQuery {
  readonly where: Conditions;
  /** As asked for: `-score`. */
  readonly order: string;
  /** The expression to sort by, before the id. */
  readonly sort: string;
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
  readonly isIndexed: boolean;
}

const MAX_LIMIT = 1000;
const MAX_CONDITIONS = 10;
const MAX_TEXT = 500;

/** Parameters that are no names of fields, unless an operator stands behind them: `limit[eq]=3`. */
const RESERVED = new Set('sort limit offset after indexed count q any group sum avg min max'.split(' '));

export function listQuery(exchange: Exchange): ListQuery {
  const order = exchange.query.get('sort') ?? 'id';
  const descending = order.startsWith('-');
  const sorted = { order, sort: expressionFor(descending ? order.slice(1) : order), descending };
  const filters = conditions(exchange.query);
  const after = exchange.query.get('after');
  return {
    where: after === null ? filters : both(filters, behind(after, sorted)),
    ...sorted,
    limit: numberParam(exchange, 'limit', { fallback: 20, min: 1, max: MAX_LIMIT }),
    offset: numberParam(exchange, 'offset', { fallback: 0, min: 0, max: 1e6 }),
    isIndexed: isIndexed(exchange),
  };
}

/** `?indexed=false` makes the same query read every document. */
export function isIndexed(exchange: Exchange): boolean {
  return !exchange.query.has('indexed') || flagParam(exchange, 'indexed');
}

/** How a field of a document stands in SQL. The name is checked, as an index is used only for a path that is written out. */
export function expressionFor(field: string): string {
  if (field === 'id' || field === 'version') return field;
  if (field.length <= 100 && /^[a-z_]\w*(\.[a-z_]\w*){0,4}$/i.test(field)) return `json_extract(body, '$.${field}')`;
  throw new Refusal(400, `'${field.slice(0, 100)}' cannot be the name of a field: letters, digits, _ and dots.`);
}

/** `?category=lights&score[gte]=10`: every parameter that is not reserved is a condition. */
export function conditions(query: URLSearchParams): Conditions {
  const sql: string[] = [];
  const values: SqlValue[] = [];
  for (const [key, text] of query) {
    const [, field = key, operator] = /^([^[\]]*)\[(\w+)\]$/.exec(key) ?? [];
    if (operator === undefined && RESERVED.has(field)) continue;
    if (sql.length === MAX_CONDITIONS) throw new Refusal(400, `There may be ${MAX_CONDITIONS} conditions at most.`);
    if (text.length > MAX_TEXT)
      throw new Refusal(400, `The value of ${field} may have ${MAX_TEXT} characters at most.`);
    if (text.includes('\0')) throw new Refusal(400, `The value of ${field} must not hold a NUL character.`);
    const condition = conditionFor(expressionFor(field), operator ?? 'eq', text);
    sql.push(condition.sql);
    values.push(...condition.values);
  }
  return { sql: sql.length === 0 ? 'TRUE' : sql.join(' AND '), values, count: sql.length };
}

const COMPARISONS: Readonly<Record<string, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=', ne: 'IS NOT' };

function conditionFor(expression: string, operator: string, text: string): Pick<Conditions, 'sql' | 'values'> {
  const comparison = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
  if (comparison !== undefined) return { sql: `${expression} ${comparison} ?`, values: [scalarOf(text)] };
  switch (operator) {
    case 'eq': {
      const value = scalarOf(text);
      return value === null
        ? { sql: `${expression} IS NULL`, values: [] }
        : { sql: `${expression} = ?`, values: [value] };
    }
    case 'in': {
      const values = text.split(',').map(scalarOf);
      return { sql: `${expression} IN (${values.map(() => '?').join(', ')})`, values };
    }
    case 'prefix':
      return { sql: `(${expression} >= ? AND ${expression} < ? || char(1114111))`, values: [text, text] };
    case 'contains':
      return { sql: `instr(${expression}, ?) > 0`, values: [text] };
    default:
      throw new Refusal(400, 'An operator is one of eq, ne, gt, gte, lt, lte, in, prefix and contains.');
  }
}

/** As JSON where it can be read so, `10`, `true`, `null`, `"10"`; a text otherwise. */
function scalarOf(text: string): SqlValue {
  const value = jsonOf(text);
  if (typeof value === 'number') return Number.isFinite(value) ? value : text;
  if (typeof value === 'string') return value.includes('\0') ? text : value;
  return value === null || typeof value === 'boolean' ? value : text;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function both(a: Conditions, b: Omit<Conditions, 'count'>): Conditions {
  return { sql: `${a.sql} AND ${b.sql}`, values: [...a.values, ...b.values], count: a.count };
}

type Order = Pick<ListQuery, 'order' | 'sort' | 'descending'>;

/** Where a page ends: what its last document is sorted by, and its id. */
export function cursorOf({ order }: Order, { key, id }: { key: SqlValue; id: number }): string {
  return Buffer.from(JSON.stringify([order, key, id])).toString('base64url');
}

/** Documents behind the cursor; those without the field come first, or last where the order is descending. */
function behind(cursor: string, { order, sort, descending }: Order): Omit<Conditions, 'count'> {
  const [of, key, id] = readCursor(cursor);
  if (of !== order) throw new Refusal(400, 'after belongs to another order.');
  const beyond = descending ? '<' : '>';
  if (sort === 'id') return { sql: `id ${beyond} ?`, values: [id] };
  if (key === null) {
    const tied = `${sort} IS NULL AND id ${beyond} ?`;
    return { sql: descending ? `(${tied})` : `(${tied} OR ${sort} IS NOT NULL)`, values: [id] };
  }
  const nulls = descending ? ` OR ${sort} IS NULL` : '';
  return { sql: `(${sort} ${beyond} ? OR (${sort} = ? AND id ${beyond} ?)${nulls})`, values: [key, key, id] };
}

function readCursor(cursor: string): [order: string, key: null | number | string, id: number] {
  const value = jsonOf(Buffer.from(cursor, 'base64url').toString());
  if (Array.isArray(value) && value.length === 3) {
    const [order, key, id] = value;
    const isKey = key === null || typeof key === 'number' || (typeof key === 'string' && !key.includes('\0'));
    if (typeof order === 'string' && isKey && Number.isSafeInteger(id)) return [order, key, id];
  }
  throw new Refusal(400, 'after must be the `next` of the page before.');
}
