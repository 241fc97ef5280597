import { readFileSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import type { RecordsSchema } from '../records/schema.ts';
import { SchemaError } from '../records/schema-error.ts';
import { positionIn } from '../rows-json.ts';

/** What a file describes, as plain data; undefined for a name that is none of a file. `cwd` is what its path counts from. */
export async function schemaNamed(
  name: string,
  { cwd, loadModule }: { readonly cwd: string; readonly loadModule: LoadModule },
): Promise<unknown> {
  return isSchemaFile(name) ? readSchemaFile(resolve(cwd, name), name, loadModule) : undefined;
}

/** Whether a name is that of a file rather than of a preset or table. */
export function isSchemaFile(name: string): boolean {
  return /[./\\]/.test(name);
}

/** Evaluates a file of TypeScript or JavaScript and answers what it exports: given by those who may run the user's code. */
export type LoadModule = (file: string) => Promise<Readonly<Record<string, unknown>>>;

const MAX_BYTES = 5_000_000;

/** The description of records in a file, as plain data: of tables, by a JSON Schema, by types of TypeScript, or made by a module. */
async function readSchemaFile(file: string, shown: string, loadModule: LoadModule): Promise<unknown> {
  const text = textOf(file, shown);
  const { openRecords } = await import('../records/records.ts');
  try {
    const schema = await schemaIn({ file, shown, text }, loadModule);
    openRecords(1, { schema: schema as RecordsSchema });
    return schema;
  } catch (error) {
    throw await placed(error, { file, shown, text });
  }
}

interface SchemaText {
  readonly file: string;
  readonly shown: string;
  readonly text: string;
}

async function schemaIn(source: SchemaText, loadModule: LoadModule): Promise<unknown> {
  const { file, shown, text } = source;
  const extension = extensionOf(file);
  if (TYPESCRIPT.includes(extension) || JAVASCRIPT.includes(extension)) return schemaOfScript(source, loadModule);
  if (extension === '.json')
    return described(file, parsed(source, { parse: JSON.parse, placeOf: () => positionIn(text) }));
  if (YAML.includes(extension)) {
    const { parse } = await import('yaml');
    return described(file, parsed(source, { parse, placeOf: yamlPlace }));
  }
  throw new UserError(`${shown} is no file with a schema`, {
    code: 'UNKNOWN_FILE_KIND',
    hint: 'name a JSON Schema, a description of tables in JSON or YAML, types of TypeScript, or a module that exports tables',
  });
}

/** A module that exports tables is run; types of TypeScript are read as they are. */
async function schemaOfScript({ file, shown, text }: SchemaText, loadModule: LoadModule): Promise<unknown> {
  const isModule = JAVASCRIPT.includes(extensionOf(file)) || importsValues(text);
  const { schemaFromModule } = await import('../records/schema-from-module.ts');
  const schema = isModule ? schemaFromModule(await loadModule(file), shown) : undefined;
  if (schema !== undefined) return schema;
  if (isModule && (JAVASCRIPT.includes(extensionOf(file)) || !/\b(?:interface|type)\s+\w/.test(text)))
    throw noTables(shown);
  const { fromTypes } = await import('../records/typescript/from-types.ts');
  return fromTypes(text, shown);
}

function noTables(shown: string): UserError {
  return new UserError(`${shown} exports no tables`, {
    code: 'RECORDS_SCHEMA_INVALID',
    hint: "export some: export const users = records.table('users', { id: records.key() })",
  });
}

/** What is wrong with a description, with the file and, where the file has lines for it, the line. */
async function placed(error: unknown, { file, shown, text }: SchemaText): Promise<unknown> {
  if (!(error instanceof SchemaError)) return error;
  const { placeIn } = await import('./schema-place.ts');
  const place = [...YAML, '.json'].includes(extensionOf(file)) ? placeIn(text, error.at) : undefined;
  const where = place === undefined ? shown : `${shown}:${place.line}:${place.column}`;
  const { code, hint } = error;
  return new UserError(`${where}: ${error.message}`, { code, cause: error, ...(hint === undefined ? {} : { hint }) });
}

function extensionOf(file: string): string {
  return extname(file).toLowerCase();
}

const YAML = ['.yaml', '.yml'];
const TYPESCRIPT = ['.ts', '.mts', '.cts'];
const JAVASCRIPT = ['.js', '.mjs', '.cjs'];

/** Whether a file has to be run to know what it describes; one that imports nothing, or types alone, is read as types. */
function importsValues(text: string): boolean {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const imports = code.matchAll(/^\s*(?:import\s+(?!type\b)|export\s*(?=[{*]))([^'";]{0,4000}?)\bfrom\s*['"]/gm);
  for (const [, names = ''] of imports) if (!areTypes(names)) return true;
  return /\brequire\s*\(/.test(code);
}

/** `{ type A, type B }` */
function areTypes(names: string): boolean {
  const listed = /^\s*\{([^}]*)\}\s*$/
    .exec(names)?.[1]
    ?.split(',')
    .filter((name) => name.trim() !== '');
  return listed?.every((name) => /^\s*type\s/.test(name)) === true;
}

/** Tables as they are; of a JSON Schema, the tables that it describes. */
async function described(file: string, value: unknown): Promise<unknown> {
  const isTables = typeof value === 'object' && value !== null && 'tables' in value && !('$schema' in value);
  if (isTables) return value;
  const { fromJsonSchema } = await import('../records/json-schema/from-json-schema.ts');
  return fromJsonSchema(value, tableName(file));
}

/** `schemas/order.schema.json` describes `order`. */
function tableName(file: string): string {
  return basename(file).replace(/(\.schema)?\.\w+$/, '');
}

function textOf(file: string, shown: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new UserError(`${shown} ${isMissing ? 'does not exist' : 'cannot be read'}`, {
      code: isMissing ? 'FILE_NOT_FOUND' : 'CANNOT_READ_FILE',
      hint: `looked for ${file}`,
      cause,
    });
  }
  if (bytes.length <= MAX_BYTES) return bytes.toString('utf8').replace(/^\ufeff/, '');
  throw new UserError(`${shown} is too large for a schema`, {
    code: 'CANNOT_READ_FILE',
    hint: 'a schema has 5 MB at most',
  });
}

interface Syntax {
  parse(text: string): unknown;
  /** `:line:column`, or nothing. */
  placeOf(error: unknown): string;
}

function parsed({ shown, text }: SchemaText, { parse, placeOf }: Syntax): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).split(/ at line \d|\n/)[0];
    throw new UserError(`${shown}${placeOf(cause)}: can't be read: ${reason}`, { code: 'SCHEMA_SYNTAX', cause });
  }
}

function yamlPlace(error: unknown): string {
  const [start] = (error as { readonly linePos?: readonly { line: number; col: number }[] }).linePos ?? [];
  return start === undefined ? '' : `:${start.line}:${start.col}`;
}
