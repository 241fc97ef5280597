import type { ObjectShape, Shape, TaggedShape } from './shape.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A shape as JSON Schema (draft-07, which every editor reads), with the named shapes under `definitions`. */
export function jsonSchema(shape: Shape): Schema {
  const definitions: Record<string, Schema> = {};
  const root = schemaOf(shape, definitions);
  return { ...root, definitions: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function schemaOf(shape: Shape, definitions: Record<string, Schema>): Schema {
  const schema = bareSchema(shape, definitions);
  if (shape.description === undefined) return schema;
  return '$ref' in schema
    ? { allOf: [schema], description: shape.description }
    : { ...schema, description: shape.description };
}

function bareSchema(shape: Shape, definitions: Record<string, Schema>): Schema {
  switch (shape.kind) {
    case 'leaf':
      return { ...shape.schema };
    case 'list':
      return listSchema(schemaOf(shape.item, definitions), shape.nested);
    case 'record':
      return { type: 'object', additionalProperties: schemaOf(shape.value, definitions) };
    case 'object':
      return objectSchema(shape, definitions);
    case 'either':
      return { anyOf: shape.options.map((option) => schemaOf(option, definitions)) };
    case 'tagged':
      return taggedSchema(shape, definitions);
    case 'named':
      if (!Object.hasOwn(definitions, shape.name)) {
        definitions[shape.name] = {};
        definitions[shape.name] = schemaOf(shape.of(), definitions);
      }
      return { $ref: `#/definitions/${shape.name}` };
  }
}

function listSchema(item: Schema, nested: boolean): Schema {
  return { type: 'array', items: nested ? { anyOf: [item, { type: 'array', items: item }] } : item };
}

function objectSchema(shape: ObjectShape, definitions: Record<string, Schema>): Schema {
  const properties = Object.entries(shape.keys).map(([key, value]) => [key, schemaOf(value, definitions)]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(shape.required.length === 0 ? {} : { required: shape.required }),
    ...(shape.freePrefix === undefined ? {} : { patternProperties: { [`^${shape.freePrefix}`]: {} } }),
    additionalProperties: false,
  };
}

/** One `if`/`then` for each key, so that editors report what is wrong inside the variant that is meant. */
function taggedSchema(shape: TaggedShape, definitions: Record<string, Schema>): Schema {
  const tags = Object.keys(shape.variants);
  return {
    type: 'object',
    anyOf: tags.map((tag) => ({ required: [tag] })),
    allOf: Object.entries(shape.variants).map(([tag, variant], index) => ({
      if: { type: 'object', required: [tag], ...unlessEarlier(tag, Object.entries(shape.variants).slice(0, index)) },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: schemaOf(variant, definitions),
    })),
  };
}

/** A variant listed earlier that may have this tag among its keys goes first. */
function unlessEarlier(tag: string, earlier: readonly (readonly [string, ObjectShape])[]): Schema {
  const ahead = earlier.filter(([, variant]) => Object.hasOwn(variant.keys, tag));
  return ahead.length === 0 ? {} : { not: { anyOf: ahead.map(([earlierTag]) => ({ required: [earlierTag] })) } };
}
