import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { UserError } from '../../errors/user-error.ts';

/** Whether a name is that of a file rather than of a preset or table. */
export function isSchemaFile(name: string): boolean {
  return /[./\\]/.test(name);
}

const MAX_BYTES = 5_000_000;

/** The description of records in a file, as plain data: of tables, by a JSON Schema, or by types of TypeScript. */
export async function readSchemaFile(file: string, shown: string): Promise<unknown> {
  const text = textOf(file, shown);
  switch (extname(file).toLowerCase()) {
    case '.json':
      return described(parsed(text, shown, JSON.parse), file);
    case '.yaml':
    case '.yml': {
      const { parse } = await import('yaml');
      return described(parsed(text, shown, parse), file);
    }
    case '.ts':
    case '.mts':
    case '.cts': {
      const { fromTypes } = await import('../records/typescript/from-types.ts');
      return fromTypes(text, shown);
    }
    default:
      throw new UserError(`${shown} is no file with a schema`, {
        code: 'UNKNOWN_FILE_KIND',
        hint: 'name a JSON Schema, types of TypeScript, or a description of tables in JSON or YAML',
      });
  }
}

/** Tables as they are; of a JSON Schema, the tables that it describes. */
async function described(value: unknown, file: string): Promise<unknown> {
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

function parsed(text: string, shown: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`${shown} can't be read: ${reason}`, { code: 'SCHEMA_SYNTAX', cause });
  }
}
