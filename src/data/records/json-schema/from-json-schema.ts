import type { Field, RecordsSchema, TableSchema } from '../schema.ts';
import { SchemaDocument, schemaError } from './document.ts';
import { guessedText } from './guess.ts';
import { isObject, textsOf } from './validate.ts';

type Keywords = Readonly<Record<string, unknown>>;

/** How often a property is left away that is not required. */
const LEFT_AWAY = 0.25;

/** Keywords of an object whose properties can be made one by one. */
const PLAIN = new Set([
  ...[
    '$schema',
    '$id',
    'id',
    '$defs',
    'definitions',
    '$comment',
    'title',
    'description',
    'type',
    'properties',
    'required',
  ],
  ...['additionalProperties', 'unevaluatedProperties', 'examples', 'example', 'default', 'x-plimsoll', 'deprecated'],
]);

/**
 * A JSON Schema as a description of tables: of its root, or of every definition that `x-plimsoll` calls a table. An object
 * becomes one column for each property; whatever is more than properties becomes whole rows.
 */
export function fromJsonSchema(root: unknown, name?: string): RecordsSchema {
  if (!isObject(root) && typeof root !== 'boolean')
    throw schemaError('#', 'should be a schema, an object or true or false');
  const document = new SchemaDocument(root);
  const tables = new Map<string, TableSchema>();
  const named = definitionsOf(root).filter(({ node }) => tableNameOf(node) !== undefined);
  for (const { node, pointer } of named) tables.set(tableNameOf(node) ?? '', tableAt(node, pointer));
  if (named.length === 0) {
    const { node, pointer } = rowSchema(document, root);
    tables.set(name ?? tableNameOf(node) ?? titleOf(root) ?? 'rows', tableAt(node, pointer));
  }
  return { document: root, tables: Object.fromEntries(tables) };
}

function definitionsOf(root: unknown): readonly { node: Keywords; pointer: string }[] {
  if (!isObject(root)) return [];
  return ['$defs', 'definitions'].flatMap((key) => {
    const definitions = root[key];
    if (!isObject(definitions)) return [];
    return Object.entries(definitions).flatMap(([name, node]) =>
      isObject(node) ? [{ node, pointer: `/${key}/${escaped(name)}` }] : [],
    );
  });
}

/** What one row is: the root, what its reference names, or the elements of the list that it is. */
function rowSchema(document: SchemaDocument, root: unknown): { node: unknown; pointer: string } {
  let node = root;
  for (let steps = 0; steps < 20 && isObject(node); steps++) {
    if (typeof node.$ref === 'string' && node.properties === undefined) node = document.resolve(node.$ref, node);
    else if (node.type === 'array' && isObject(node.items)) node = node.items;
    else break;
  }
  return { node, pointer: isObject(node) ? document.pointerOf(node).slice(1) : '' };
}

function tableAt(node: unknown, pointer: string): TableSchema {
  const count = extensionOf(node).count;
  const counted = typeof count === 'number' ? { count } : {};
  if (!isPlainObject(node)) return { ...counted, pointer };
  const required = textsOf(node.required);
  const properties = Object.entries(node.properties as Keywords);
  const fields = properties.map(([name, property]): [string, Field] => {
    const at = `${pointer}/properties/${escaped(name)}`;
    return [name, fieldOf({ name, property, pointer: at }, required.includes(name))];
  });
  return { ...counted, fields: Object.fromEntries(fields) };
}

function isPlainObject(node: unknown): node is Keywords {
  if (!isObject(node) || node.type !== 'object' || !isObject(node.properties)) return false;
  const names = Object.keys(node.properties);
  if (names.length === 0 || names.some((name) => name === '' || name === '__proto__' || name.includes('.')))
    return false;
  if (!textsOf(node.required).every((name) => names.includes(name))) return false;
  return Object.keys(node).every((keyword) => PLAIN.has(keyword));
}

interface Property {
  readonly name: string;
  readonly property: unknown;
  readonly pointer: string;
}

function fieldOf({ name, property, pointer }: Property, isRequired: boolean): Field {
  const { optional, ...extension } = extensionOf(property);
  const share = typeof optional === 'number' ? optional : LEFT_AWAY;
  const gap = isRequired ? {} : { optional: share };
  if (typeof extension.kind === 'string') return { ...extension, ...gap } as Field;
  if (extension.unique === true) return { ...uniqueField({ name, property, pointer }), ...gap } as Field;
  return { kind: 'schema', pointer, ...gap };
}

/** A field that is unique by itself and valid under what the property says. */
function uniqueField({ name, property, pointer }: Property): Field {
  const { type, pattern, format, minimum, maximum, minLength, maxLength } = property as Keywords;
  if (type === 'integer' || type === 'number') {
    const ends = {
      ...(typeof minimum === 'number' ? { min: minimum } : {}),
      ...(typeof maximum === 'number' ? { max: maximum } : {}),
    };
    return { kind: type, unique: true, ...ends };
  }
  if (typeof pattern === 'string') return { kind: 'pattern', pattern, unique: true };
  const kind = BY_FORMAT[String(format)];
  if (kind !== undefined) return { kind, unique: true } as Field;
  if (type !== 'string' || format !== undefined)
    throw schemaError(`#${pointer}`, 'cannot be made unique; give it a pattern or a kind in x-plimsoll');
  if (minLength === undefined && maxLength === undefined && guessedText(name) === guessedText('email'))
    return { kind: 'email', unique: true };
  const length = Math.min(Math.max(UNIQUE_LENGTH, Number(minLength ?? 0)), Number(maxLength ?? UNIQUE_LENGTH));
  return { kind: 'pattern', pattern: `[a-z0-9]{${length}}`, unique: true };
}

const UNIQUE_LENGTH = 12;
const BY_FORMAT: Readonly<Record<string, Field['kind']>> = {
  uuid: 'uuid',
  email: 'email',
  uri: 'url',
  url: 'url',
  ipv4: 'ip',
  'date-time': 'timestamp',
  date: 'date',
};

function extensionOf(node: unknown): Keywords {
  const extension = isObject(node) ? node['x-plimsoll'] : undefined;
  return isObject(extension) ? extension : {};
}

function tableNameOf(node: unknown): string | undefined {
  const { table } = extensionOf(node);
  return typeof table === 'string' && table !== '' ? table : undefined;
}

/** A title as a table's name. */
function titleOf(root: unknown): string | undefined {
  const title = isObject(root) && typeof root.title === 'string' ? root.title : '';
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return name === '' ? undefined : name.slice(0, 60);
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
