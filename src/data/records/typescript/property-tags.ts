import { spreadOptions } from '../field-options.ts';
import { plainValue, type Tags, tagsOf, wordAndOptions } from './doc-tags.ts';
import type { BoundMember, Types } from './resolve.ts';
import type { Member, TypeNode } from './syntax.ts';
import type { Schema } from './type-schemas.ts';

interface Property {
  /** Of a table itself, not of something that stands in its rows. */
  readonly isColumn: boolean;
  readonly bound: BoundMember;
  readonly schema: Schema;
}

interface Known {
  readonly types: Types;
  /** The tables by the names of their types. */
  readonly tables: ReadonlyMap<string, string>;
}

const NULL_SHARE = 0.15;
const KEYWORDS: Readonly<Record<string, string>> = {
  min: 'minimum',
  minimum: 'minimum',
  max: 'maximum',
  maximum: 'maximum',
  exclusiveMinimum: 'exclusiveMinimum',
  exclusiveMaximum: 'exclusiveMaximum',
  multipleOf: 'multipleOf',
  minLength: 'minLength',
  maxLength: 'maxLength',
  minItems: 'minItems',
  maxItems: 'maxItems',
};

/** Numbers of this name have decimals unless something says otherwise. */
const FRACTIONS =
  /price|amount|total|cost|rate|ratio|score|^lat|^lng|^lon|weight|height|temperature|percent|share|tax|fee|balance|value|duration/i;

/** The schema of a property with what its tags, its name and what it refers to say. */
export function propertyWithTags({ bound, schema, isColumn }: Property, known: Known): Schema {
  const { member } = bound;
  const tags = tagsOf(member.doc, known.types.file, member);
  const { inner, isNullable } = withoutNull(schema);
  const made = withKeywords(wholeNumbers(inner, member, tags), { member, tags }, known);
  const described = { ...referenceOf(member, tags, known), ...extensionOf(made, { member, tags }, known) };
  const extension = isColumn ? described : insideRow(described);
  const share = tags.texts.has('optional') ? { optional: shareOf('optional', { member, tags }, known) } : {};
  const nulls =
    isNullable || tags.texts.has('null')
      ? tags.texts.has('null')
        ? shareOf('null', { member, tags }, known)
        : NULL_SHARE
      : 0;
  if (typeof extension.kind === 'string') {
    const nullable = nulls > 0 ? { nullable: nulls } : {};
    return { ...nullableSchema(made, nulls > 0), 'x-plimsoll': { ...extension, ...nullable, ...share } };
  }
  const own = { ...extension, ...share };
  return { ...nullableSchema(made, nulls > 0), ...(Object.keys(own).length === 0 ? {} : { 'x-plimsoll': own }) };
}

function withoutNull(schema: Schema): { inner: Schema; isNullable: boolean } {
  if (Array.isArray(schema.enum) && schema.enum.includes(null)) {
    const values = schema.enum.filter((value) => value !== null);
    return { inner: values.length === 1 ? { const: values[0] } : { enum: values }, isNullable: true };
  }
  if (!Array.isArray(schema.anyOf)) return { inner: schema, isNullable: false };
  const isNull = (each: Schema) => each.type === 'null' || (Object.hasOwn(each, 'const') && each.const === null);
  const rest = (schema.anyOf as Schema[]).filter((each) => !isNull(each));
  if (rest.length === schema.anyOf.length) return withoutNullInLists(schema);
  return { inner: rest.length === 1 ? (rest[0] as Schema) : { anyOf: rest }, isNullable: true };
}

/** `'a' | 'b' | Other | null`: null stands among the literals. */
function withoutNullInLists(schema: Schema): { inner: Schema; isNullable: boolean } {
  const parts = (schema.anyOf as Schema[]).map((each) =>
    Array.isArray(each.enum) ? withoutNull(each) : { inner: each, isNullable: false },
  );
  if (!parts.some(({ isNullable }) => isNullable)) return { inner: schema, isNullable: false };
  return { inner: { anyOf: parts.map(({ inner }) => inner) }, isNullable: true };
}

function nullableSchema(schema: Schema, isNullable: boolean): Schema {
  return isNullable ? { anyOf: [schema, { type: 'null' }] } : schema;
}

/** A bare `number` is whole unless its name, its bounds or its tags have it otherwise. */
function wholeNumbers(schema: Schema, { name }: Member, { texts }: Tags): Schema {
  if (schema.type !== 'number') return schema;
  if (texts.has('integer')) return { ...schema, type: 'integer' };
  const ends = ['min', 'max', 'minimum', 'maximum', 'multipleOf'].map((tag) => Number(texts.get(tag) ?? 0));
  const isFraction = texts.has('decimals') || FRACTIONS.test(name) || ends.some((end) => !Number.isInteger(end));
  return isFraction ? schema : { ...schema, type: 'integer' };
}

interface Tagged {
  readonly member: Member;
  readonly tags: Tags;
}

function withKeywords(schema: Schema, { member, tags }: Tagged, { types }: Known): Schema {
  const made: Schema = { ...schema };
  for (const [tag, keyword] of Object.entries(KEYWORDS)) {
    const text = tags.texts.get(tag);
    if (text === undefined) continue;
    const number = Number(text);
    if (text === '' || !Number.isFinite(number)) types.fail(member, `@${tag} needs a number, not '${text}'`);
    made[keyword] = number;
  }
  for (const keyword of ['pattern', 'format']) {
    const text = tags.texts.get(keyword);
    if (text !== undefined) made[keyword] = keyword === 'pattern' ? text.replace(/^\/(.*)\/[a-z]*$/, '$1') : text;
  }
  if (tags.texts.has('uniqueItems')) made.uniqueItems = true;
  if (tags.examples.length > 0) made.examples = tags.examples.map(plainValue);
  const fallback = tags.texts.get('default');
  if (fallback !== undefined) made.default = plainValue(fallback);
  return made;
}

/** By `@ref User.id`, or by the type `User['id']`; of lists their elements are references. */
function referenceOf(member: Member, { texts }: Tags, known: Known): Schema {
  const tag = texts.get('ref');
  const { word, options } = wordAndOptions(tag ?? '');
  const target =
    tag === undefined ? indexedTarget(elementType(member.type), known.tables) : targetOf(word, member, known);
  if (target === undefined) return {};
  const reference = { kind: 'reference', to: target, ...options };
  return isList(member.type) ? { kind: 'list', of: reference, distinct: true } : reference;
}

function targetOf(word: string, member: Member, { types, tables }: Known): string {
  const [name = '', field = 'id'] = word.split('.');
  const table = tables.get(name) ?? ([...tables.values()].includes(name) ? name : undefined);
  return table === undefined ? types.unknown(member, name) : `${table}.${field}`;
}

function indexedTarget(type: TypeNode, tables: Known['tables']): string | undefined {
  if (type.kind === 'union')
    return type.of.map((each) => indexedTarget(each, tables)).find((each) => each !== undefined);
  if (type.kind !== 'indexed' || type.of.kind !== 'name' || type.by.kind !== 'literal') return undefined;
  const table = tables.get(type.of.name);
  return table === undefined ? undefined : `${table}.${type.by.value}`;
}

function elementType(type: TypeNode): TypeNode {
  return type.kind === 'array' ? type.of : type;
}

function isList(type: TypeNode): boolean {
  return type.kind === 'array';
}

/** What stands inside a row, perhaps several times, has no keys, no order and no uniqueness over the rows. */
function insideRow({ unique: _u, ascending: _a, oneToOne: _o, each: _e, ...described }: Schema): Schema {
  return described.kind === 'key' ? {} : described;
}

/** What goes into `x-plimsoll`. */
function extensionOf(schema: Schema, { member, tags }: Tagged, known: Known): Schema {
  const { texts } = tags;
  if (texts.has('ref')) return {};
  const kind = texts.get('kind');
  if (kind !== undefined) {
    const { word, options } = wordAndOptions(kind);
    return { kind: word, ...options, ...uniqueOf(texts) };
  }
  if (schema.format === 'date-time' || schema.format === 'date') return timeOf(schema, texts);
  if (texts.has('distribution')) return spreadOf(schema, { member, tags }, known);
  if (texts.has('weights')) return { weights: weightsOf(schema, { member, tags }, known) };
  if (texts.has('key') || isKeyByName(schema, member)) return keyOf(schema, texts.get('key') ?? '');
  return uniqueOf(texts);
}

function uniqueOf(texts: ReadonlyMap<string, string>): Schema {
  return texts.has('unique') ? { unique: true } : {};
}

/** `id: number` and `id: string` are keys; an id that is described more closely is not. */
function isKeyByName(schema: Schema, { name, type }: Member): boolean {
  const isPlain = Object.keys(schema).length === 1 && (schema.type === 'integer' || schema.type === 'string');
  return name === 'id' && isPlain && type.kind === 'name';
}

function keyOf(schema: Schema, text: string): Schema {
  const { word, options } = wordAndOptions(text);
  const usual = schema.type === 'string' && options.prefix === undefined ? 'uuid' : 'sequence';
  const prefix = schema.type === 'string' && word === 'sequence' && options.prefix === undefined ? { prefix: '' } : {};
  return { kind: 'key', style: word === '' ? usual : word, ...prefix, ...options };
}

function timeOf(schema: Schema, texts: ReadonlyMap<string, string>): Schema {
  const options: Schema = {};
  for (const tag of ['from', 'to', 'after', 'before', 'skew', 'hours']) {
    const text = texts.get(tag);
    if (text !== undefined) options[tag] = text;
  }
  if (texts.has('ascending')) options.ascending = true;
  if (texts.has('unique')) options.unique = true;
  if (Object.keys(options).length === 0) return {};
  return { kind: schema.format === 'date' ? 'date' : 'timestamp', ...options };
}

function spreadOf(schema: Schema, { member, tags }: Tagged, { types }: Known): Schema {
  const { word, options } = wordAndOptions(tags.texts.get('distribution') ?? '');
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(spreadOptions, name));
  if (unknown !== undefined)
    types.fail(
      member,
      `@distribution has no '${unknown}'`,
      `write it like @distribution ${word} ${Object.keys(spreadOptions).slice(1, 3).join('=1 ')}=1`,
    );
  if (schema.type !== 'integer' && schema.type !== 'number') types.fail(member, '@distribution is for numbers');
  const ends = {
    ...(typeof schema.minimum === 'number' ? { min: schema.minimum } : {}),
    ...(typeof schema.maximum === 'number' ? { max: schema.maximum } : {}),
  };
  const decimals = tags.texts.get('decimals');
  return {
    kind: schema.type,
    distribution: word,
    ...options,
    ...ends,
    ...(decimals === undefined ? {} : { decimals: Number(decimals) }),
  };
}

/** `@weights active=5 closed=1`, for the values of a union. */
function weightsOf(schema: Schema, { member, tags }: Tagged, { types }: Known): readonly number[] {
  if (!Array.isArray(schema.enum)) return types.fail(member, '@weights is for a union of literals');
  const { options } = wordAndOptions(tags.texts.get('weights') ?? '');
  const unknown = Object.keys(options).find(
    (name) => !(schema.enum as unknown[]).some((value) => String(value) === name),
  );
  if (unknown !== undefined)
    types.fail(member, `@weights has no '${unknown}' to weigh`, `the values are ${schema.enum.join(', ')}`);
  return schema.enum.map((value) => Number(options[String(value)] ?? 1));
}

function shareOf(tag: string, { member, tags: { texts } }: Tagged, { types }: Known): number {
  const share = Number(texts.get(tag));
  if (share >= 0 && share <= 1) return share;
  return types.fail(member, `@${tag} needs a share from 0 to 1, not '${texts.get(tag)}'`);
}
