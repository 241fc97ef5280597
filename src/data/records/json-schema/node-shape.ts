import type { DataColumn } from '../../sets/data-set.ts';
import { columnTypeOf } from '../makers/texts.ts';
import { documentOf, type SchemaDocument } from './document.ts';
import { isObject } from './validate.ts';

interface Shape {
  readonly type: DataColumn['type'] | undefined;
  readonly nullable: boolean;
}

const MOST_STEPS = 20;
const UNKNOWN: Shape = { type: undefined, nullable: true };
const TYPES: Readonly<Record<string, DataColumn['type']>> = {
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  string: 'text',
  array: 'json',
  object: 'json',
};

/** The type of a column by a JSON Schema, as far as one keyword or a few tell it. */
export function nodeShape(root: unknown, pointer: string): Shape {
  const document = documentOf(root);
  return shapeAt(document.at(pointer), document, 0);
}

function shapeAt(node: unknown, document: SchemaDocument, steps: number): Shape {
  if (!isObject(node) || steps > MOST_STEPS) return UNKNOWN;
  if (typeof node.$ref === 'string') return shapeAt(document.resolve(node.$ref, node), document, steps + 1);
  if (Object.hasOwn(node, 'const')) return ofValues([node.const]);
  if (Array.isArray(node.enum)) return ofValues(node.enum);
  if (node.type !== undefined) return typed(node);
  const branches = node.anyOf ?? node.oneOf;
  return Array.isArray(branches) ? oneOf(branches.map((branch) => shapeAt(branch, document, steps + 1))) : UNKNOWN;
}

function typed({ type, nullable, format }: Readonly<Record<string, unknown>>): Shape {
  const names: readonly unknown[] = Array.isArray(type) ? type : [type];
  const others = names.filter((name) => name !== 'null');
  const isNullable = nullable === true || others.length < names.length;
  if (others.length !== 1) return { type: others.length === 0 ? undefined : 'json', nullable: isNullable };
  if (format === 'date-time') return { type: 'timestamp', nullable: isNullable };
  if (format === 'date') return { type: 'date', nullable: isNullable };
  return { type: TYPES[String(others[0])], nullable: isNullable };
}

function ofValues(values: readonly unknown[]): Shape {
  const given = values.filter((value) => value !== null);
  return { type: given.length === 0 ? undefined : columnTypeOf(given), nullable: given.length < values.length };
}

function oneOf(shapes: readonly Shape[]): Shape {
  const types = new Set(shapes.map(({ type }) => type).filter((type) => type !== undefined));
  const nullable = shapes.some((shape) => shape.nullable);
  const [only] = types;
  return { type: types.size <= 1 ? only : 'json', nullable };
}
