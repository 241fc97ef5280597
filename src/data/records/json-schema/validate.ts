import { lengthOf } from '../pattern/pattern.ts';
import type { SchemaDocument, SchemaNode } from './document.ts';
import { canonical } from './equality.ts';

const MOST_NESTED = 300;

type Keywords = Readonly<Record<string, unknown>>;
type Members = Readonly<Record<string, unknown>>;

interface Against {
  readonly schema: Keywords;
  readonly document: SchemaDocument;
  readonly depth: number;
}

/** Whether a value is valid; formats and unevaluated parts are taken as they come. */
export function isValid(value: unknown, schema: SchemaNode, document: SchemaDocument): boolean {
  return typeof schema === 'boolean' ? schema : holds(value, { schema, document, depth: 0 });
}

function holds(value: unknown, against: Against): boolean {
  const { schema, depth } = against;
  if (depth > MOST_NESTED) return false;
  if (!isOfType(value, schema) || !isListed(value, schema)) return false;
  if (typeof value === 'number' && !numberFits(value, schema)) return false;
  if (typeof value === 'string' && !textFits(value, schema)) return false;
  if (Array.isArray(value) && !listFits(value, against)) return false;
  if (isObject(value) && !objectFits(value, against)) return false;
  return combinationsHold(value, against);
}

function within(value: unknown, schema: unknown, { document, depth }: Against): boolean {
  const node = document.node(schema, '#');
  return typeof node === 'boolean' ? node : holds(value, { schema: node, document, depth: depth + 1 });
}

function isOfType(value: unknown, { type, nullable }: Keywords): boolean {
  if (type === undefined || (nullable === true && value === null)) return true;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return types.some((name) => {
    if (name === 'integer') return Number.isInteger(value);
    if (name === 'null') return value === null;
    if (name === 'array') return Array.isArray(value);
    if (name === 'object') return isObject(value);
    return typeof value === name;
  });
}

function isListed(value: unknown, schema: Keywords): boolean {
  if (Array.isArray(schema.enum)) {
    const text = canonical(value);
    if (!schema.enum.some((each) => canonical(each) === text)) return false;
  }
  return !Object.hasOwn(schema, 'const') || canonical(schema.const) === canonical(value);
}

function numberFits(value: number, schema: Keywords): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (typeof minimum === 'number' && (exclusiveMinimum === true ? value <= minimum : value < minimum)) return false;
  if (typeof maximum === 'number' && (exclusiveMaximum === true ? value >= maximum : value > maximum)) return false;
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) return false;
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) return false;
  return typeof multipleOf !== 'number' || Number.isInteger(value / multipleOf);
}

const expressions = new Map<string, RegExp>();
const MOST_EXPRESSIONS = 1000;

/** The pattern as an expression, as a validator would read it. */
export function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'u');
  } catch {
    expression = new RegExp(pattern);
  }
  if (expressions.size < MOST_EXPRESSIONS) expressions.set(pattern, expression);
  return expression;
}

function textFits(value: string, { minLength, maxLength, pattern }: Keywords): boolean {
  if (typeof minLength === 'number' && lengthOf(value) < minLength) return false;
  if (typeof maxLength === 'number' && lengthOf(value) > maxLength) return false;
  return typeof pattern !== 'string' || expressionOf(pattern).test(value);
}

function listFits(value: readonly unknown[], against: Against): boolean {
  const { minItems, maxItems, uniqueItems } = against.schema;
  if (typeof minItems === 'number' && value.length < minItems) return false;
  if (typeof maxItems === 'number' && value.length > maxItems) return false;
  if (uniqueItems === true && new Set(value.map(canonical)).size < value.length) return false;
  return itemsFit(value, against) && containsFits(value, against);
}

/** The schemas of the first elements, and that of the others: `prefixItems` and `items`, or `items` and `additionalItems`. */
export function itemSchemas(schema: Keywords): { first: readonly unknown[]; rest: unknown } {
  const { prefixItems, items, additionalItems, unevaluatedItems } = schema;
  if (Array.isArray(items)) return { first: items, rest: additionalItems };
  return { first: Array.isArray(prefixItems) ? prefixItems : [], rest: items ?? unevaluatedItems };
}

function itemsFit(value: readonly unknown[], against: Against): boolean {
  const { unevaluatedItems: _, ...schema } = against.schema;
  const { first, rest } = itemSchemas(schema);
  return value.every((each, at) => {
    const item = at < first.length ? first[at] : rest;
    return item === undefined || within(each, item, against);
  });
}

function containsFits(value: readonly unknown[], against: Against): boolean {
  const { contains, minContains = 1, maxContains = Number.POSITIVE_INFINITY } = against.schema;
  if (contains === undefined) return true;
  const count = value.filter((each) => within(each, contains, against)).length;
  return count >= Number(minContains) && count <= Number(maxContains);
}

function objectFits(value: Members, against: Against): boolean {
  const { schema } = against;
  const names = Object.keys(value);
  if (typeof schema.minProperties === 'number' && names.length < schema.minProperties) return false;
  if (typeof schema.maxProperties === 'number' && names.length > schema.maxProperties) return false;
  if (!textsOf(schema.required).every((name) => Object.hasOwn(value, name))) return false;
  if (schema.propertyNames !== undefined && !names.every((name) => within(name, schema.propertyNames, against)))
    return false;
  return (
    names.every((name) => memberSchemas(name, schema).every((each) => within(value[name], each, against))) &&
    dependenciesHold(value, against)
  );
}

/** What holds for a property of this name: the schemas that name it or match it, or else that of additional ones. */
export function memberSchemas(name: string, schema: Keywords): readonly unknown[] {
  const found: unknown[] = [];
  if (isObject(schema.properties) && Object.hasOwn(schema.properties, name)) found.push(schema.properties[name]);
  if (isObject(schema.patternProperties)) {
    for (const [pattern, each] of Object.entries(schema.patternProperties)) {
      if (expressionOf(pattern).test(name)) found.push(each);
    }
  }
  if (found.length === 0 && schema.additionalProperties !== undefined) found.push(schema.additionalProperties);
  return found;
}

/** What must be there when a property is: other properties, or a schema for the whole. */
export function dependenciesOf(schema: Keywords): readonly (readonly [name: string, dependency: unknown])[] {
  return [schema.dependentRequired, schema.dependentSchemas, schema.dependencies].flatMap((each) =>
    isObject(each) ? Object.entries(each) : [],
  );
}

function dependenciesHold(value: Members, against: Against): boolean {
  return dependenciesOf(against.schema).every(([name, dependency]) => {
    if (!Object.hasOwn(value, name)) return true;
    if (Array.isArray(dependency)) return textsOf(dependency).every((other) => Object.hasOwn(value, other));
    return within(value, dependency, against);
  });
}

function combinationsHold(value: unknown, against: Against): boolean {
  const { schema, document } = against;
  const fits = (each: unknown) => within(value, each, against);
  for (const key of ['$ref', '$dynamicRef', '$recursiveRef']) {
    const ref = schema[key];
    if (typeof ref === 'string' && !fits(document.resolve(ref, schema))) return false;
  }
  if (Array.isArray(schema.allOf) && !schema.allOf.every(fits)) return false;
  if (Array.isArray(schema.anyOf) && !schema.anyOf.some(fits)) return false;
  if (Array.isArray(schema.oneOf) && schema.oneOf.filter(fits).length !== 1) return false;
  if (schema.not !== undefined && fits(schema.not)) return false;
  if (schema.if === undefined) return true;
  const branch = fits(schema.if) ? schema.then : schema.else;
  return branch === undefined || fits(branch);
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
