import { checkRecordsSchema } from '../check-schema.ts';
import { fromJsonSchema } from '../json-schema/from-json-schema.ts';
import type { RecordsSchema } from '../schema.ts';
import { type Tags, tagsOf } from './doc-tags.ts';
import { parseTypes } from './parse-types.ts';
import { propertyWithTags } from './property-tags.ts';
import { type BoundMember, NOTHING_BOUND, Types } from './resolve.ts';
import type { Declaration, TypeNode } from './syntax.ts';
import { type Schema, TypeSchemas } from './type-schemas.ts';

/**
 * The interfaces of a TypeScript file as tables: those that are exported and stand in no other, those that others refer to
 * by `User['id']` or `@ref User.id`, and those with `@count` or `@table`.
 */
export function fromTypes(source: string, file: string): RecordsSchema {
  const types = new Types(parseTypes(source, file), file);
  const tables = tableNames(types);
  if (tables.size === 0) {
    types.fail(
      { line: 1, column: 1 },
      'there is no table in this file',
      'export an interface, or give one the tag @count',
    );
  }
  const schemas = new TypeSchemas(types, (bound, schema, isColumn) =>
    propertyWithTags({ bound, schema, isColumn }, { types, tables }),
  );
  const definitions: Record<string, Schema> = {};
  for (const [name, table] of tables) {
    const declaration = types.find(name) as Declaration;
    const tags = tagsOf(declaration.doc, file, declaration);
    const schema = schemas.table(nameNode(declaration), NOTHING_BOUND);
    definitions[`table ${table}`] = { ...schema, 'x-plimsoll': { table, ...countOf(tags, types, declaration) } };
  }
  return checkRecordsSchema(fromJsonSchema({ $defs: { ...definitions, ...Object.fromEntries(schemas.definitions) } }));
}

/** Which declarations are tables, each with its table's name. */
function tableNames(types: Types): ReadonlyMap<string, string> {
  const objects = types
    .all()
    .filter((each) => each.parameters.length === 0 && types.members(nameNode(each), NOTHING_BOUND) !== undefined);
  const embedded = new Set(objects.flatMap((each) => embeddedIn(each, types)));
  const referred = new Set(objects.flatMap((each) => referredFrom(each, types)));
  const isTable = (each: Declaration) => {
    const tags = tagsOf(each.doc, types.file, each).texts;
    return (
      tags.has('count') || tags.has('table') || referred.has(each.name) || (each.isExported && !embedded.has(each.name))
    );
  };
  return new Map(
    objects
      .filter(isTable)
      .map((each) => [each.name, tagsOf(each.doc, types.file, each).texts.get('table') || tableName(each.name)]),
  );
}

/** Names of types that stand in this one, or that it extends. */
function embeddedIn(declaration: Declaration, types: Types): readonly string[] {
  const members = (types.members(nameNode(declaration), NOTHING_BOUND) ?? []).map(({ member }) => member.type);
  return [...declaration.bases, ...members].flatMap(namesIn).filter((name) => name !== declaration.name);
}

function namesIn(type: TypeNode): readonly string[] {
  switch (type.kind) {
    case 'name':
      return [type.name, ...type.args.flatMap(namesIn)];
    case 'array':
      return namesIn(type.of);
    case 'union':
    case 'intersection':
    case 'tuple':
      return [...type.of, ...(type.rest === undefined ? [] : [type.rest])].flatMap(namesIn);
    case 'object':
      return [...type.members.map((member) => member.type), ...(type.index === undefined ? [] : [type.index])].flatMap(
        namesIn,
      );
    default:
      return [];
  }
}

/** Names of types whose members this one refers to. */
function referredFrom(declaration: Declaration, types: Types): readonly string[] {
  return (types.members(nameNode(declaration), NOTHING_BOUND) ?? []).flatMap((bound) => {
    const byTag = tagsOf(bound.member.doc, types.file, bound.member).texts.get('ref')?.split('.')[0];
    const byType = indexedNames(bound);
    return byTag === undefined ? byType : [byTag, ...byType];
  });
}

function indexedNames({ member }: BoundMember): readonly string[] {
  const found: string[] = [];
  const visit = (type: TypeNode): void => {
    if (type.kind === 'indexed' && type.of.kind === 'name' && type.by.kind === 'literal') found.push(type.of.name);
    if (type.kind === 'array') visit(type.of);
    if (type.kind === 'union') type.of.forEach(visit);
  };
  visit(member.type);
  return found;
}

function nameNode({ name, line, column }: Declaration): TypeNode & { kind: 'name' } {
  return { kind: 'name', name, args: [], line, column };
}

/** `OrderItem` is the table `orderItems`. */
function tableName(name: string): string {
  const lower = name.charAt(0).toLowerCase() + name.slice(1);
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(lower) ? `${lower}es` : `${lower}s`;
}

function countOf({ texts }: Tags, types: Types, place: Declaration): { count?: number } {
  const text = texts.get('count');
  if (text === undefined) return {};
  const count = Number(text.replaceAll('_', '').replaceAll(',', ''));
  if (!Number.isSafeInteger(count) || count < 0) types.fail(place, `@count ${text} is no whole number`);
  return { count };
}
