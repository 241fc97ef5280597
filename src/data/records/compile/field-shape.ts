import type { DataColumn } from '../../sets/data-set.ts';
import { nodeShape } from '../json-schema/node-shape.ts';
import { kinds } from '../makers/kinds.ts';
import { columnTypeOf } from '../makers/texts.ts';
import type { Field } from '../schema.ts';
import type { Kind } from './scope.ts';

/** What a field holds as far as its description tells; a type is missing where it does not. */
export interface Shape {
  readonly type: DataColumn['type'] | undefined;
  readonly nullable: boolean;
}

/** What shapes follow from: the fields of all tables, and the JSON Schema that some point into. */
export interface Described {
  readonly document: unknown;
  field(table: string, name: string): Field | undefined;
}

const MOST_STEPS = 30;
const UNKNOWN: Shape = { type: undefined, nullable: true };

/** From the description and not from what is made: in any row there may be what the first ones do not have. */
export function shapeOf(field: Field, at: { table: string; described: Described; steps?: number }): Shape {
  const { steps = 0 } = at;
  if (steps > MOST_STEPS) return UNKNOWN;
  const shape = ownShape(field, { ...at, steps: steps + 1 });
  const hasGaps = (field.nullable ?? 0) > 0 || (field.optional ?? 0) > 0;
  return hasGaps ? { ...shape, nullable: true } : shape;
}

interface At {
  readonly table: string;
  readonly described: Described;
  readonly steps: number;
}

function ownShape(field: Field, at: At): Shape {
  switch (field.kind) {
    case 'reference':
    case 'parent':
      return { ...targetShape(field.to, at), nullable: field.to.split('.')[0] === at.table };
    case 'lookup':
      return pathShape(field.path, at);
    case 'given':
      return together([...Object.values(field.cases), field.otherwise ?? NOTHING].map((each) => shapeOf(each, at)));
    case 'compute':
      return { type: undefined, nullable: mayFail(field.expression, at) };
    case 'timestamp':
    case 'date': {
      const paths = [...(field.after === undefined ? [] : [field.after]), ...(field.between ?? [])];
      return { type: typeOf(field), nullable: paths.some((path) => pathShape(path, at).nullable) };
    }
    case 'pick':
      return { type: typeOf(field), nullable: field.values.includes(null) };
    case 'constant':
      return field.value === null ? UNKNOWN : { type: typeOf(field), nullable: false };
    case 'schema':
      return nodeShape(field.schema ?? at.described.document, field.pointer ?? '');
    case 'fake':
      return { type: undefined, nullable: false };
    default:
      return { type: typeOf(field), nullable: false };
  }
}

const NOTHING: Field = { kind: 'constant', value: null };

function typeOf(field: Field): DataColumn['type'] {
  const { type } = kinds[field.kind] as Kind<Field>;
  return typeof type === 'function' ? type(field) : type;
}

function targetShape(to: string, at: At): Shape {
  const [table = '', name = ''] = to.split('.');
  const field = at.described.field(table, name);
  return field === undefined ? UNKNOWN : shapeOf(field, { ...at, table });
}

/** Along references, and into objects. */
function pathShape(path: string, at: At): Shape {
  const [name = '', ...rest] = path.split('.');
  const field = at.described.field(at.table, name);
  return field === undefined ? UNKNOWN : shapeInside(field, rest, at);
}

function shapeInside(field: Field, rest: readonly string[], at: At): Shape {
  const [next, ...others] = rest;
  const own = shapeOf(field, at);
  if (next === undefined) return own;
  let inner = UNKNOWN;
  if (field.kind === 'reference' || field.kind === 'parent') {
    inner = pathShape(rest.join('.'), { ...at, table: field.to.split('.')[0] ?? '', steps: at.steps + 1 });
  } else if (field.kind === 'object') {
    const member = field.fields[next];
    if (member !== undefined) inner = shapeInside(member, others, { ...at, steps: at.steps + 1 });
  }
  return { type: inner.type, nullable: own.nullable || inner.nullable };
}

function together(shapes: readonly Shape[]): Shape {
  const types = new Set(shapes.map(({ type }) => type).filter((type) => type !== undefined));
  const nullable = shapes.some((shape) => shape.nullable);
  const [first] = types;
  if (types.size === 1) return { type: first, nullable };
  const areNumbers = [...types].every((type) => type === 'integer' || type === 'number');
  return { type: types.size > 1 ? (areNumbers ? 'number' : 'json') : undefined, nullable };
}

/** Whether an expression may have no number to give: it divides, or takes from what may be null. */
function mayFail(expression: string, at: At): boolean {
  if (/[/%](?!\s*[1-9])|\b(?:null|log|sqrt|pow|exp)\b/.test(expression)) return true;
  const plain = expression.replace(/'[^']*'|"[^"]*"/g, '');
  const names = [...plain.matchAll(/[A-Za-z_][\w.]*(?!\s*\()/g)].map(([name]) => name);
  return names.some((name) => name !== 'true' && name !== 'false' && !isFunction(name) && pathShape(name, at).nullable);
}

function isFunction(name: string): boolean {
  return ['round', 'floor', 'ceil', 'abs', 'min', 'max'].includes(name);
}

/** The type of values, where nothing else tells. */
export function typeOfValues(values: readonly unknown[]): DataColumn['type'] {
  const given = values.filter((value) => value !== null && value !== undefined);
  const type = columnTypeOf(given);
  if (type !== 'text' || given.length === 0) return type;
  const isAll = (pattern: RegExp) => given.every((value) => pattern.test(String(value)));
  if (isAll(DATE)) return 'date';
  return isAll(TIMESTAMP) ? 'timestamp' : 'text';
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;
