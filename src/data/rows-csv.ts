import { createRequire } from 'node:module';
import { extname } from 'node:path';
import type { Options, parse as Parse } from 'csv-parse/sync';
import { UserError } from '../errors/user-error.ts';
import type { Columns, DataFile, RowSource } from './rows.ts';

/** Rows of a CSV file. Without `fields` the first line names the columns; columns without a name are left out. */
export function readCsvRows(source: RowSource, file: DataFile): Columns {
  // Loaded with the first CSV file: most tests have none.
  const { parse }: { parse: typeof Parse } = createRequire(import.meta.url)('csv-parse/sync');
  const collector = new Collector(source, file.shown);
  const input = textOf(file.bytes);
  try {
    parse(input, {
      delimiter: source.delimiter ?? delimiterOf(source.path, input),
      bom: true,
      skip_empty_lines: source.skipEmptyLines ?? true,
      ...passedOptions(source, file.shown),
      relax_column_count: true,
      on_record: (record: unknown, context: { lines: number }) => {
        collector.add(record as string[], context.lines);
        // The parser would keep every record; the columns have it already.
        return null;
      },
    });
  } catch (cause) {
    throw cause instanceof UserError ? cause : csvError(cause, file.shown);
  }
  return collector.columns();
}

/** Gathers records into columns, knowing the header when it has come by. */
class Collector {
  readonly #source: RowSource;
  readonly #shown: string;
  #header: readonly string[] | undefined;
  #skip: boolean;
  #values: unknown[][] = [];
  #rows = 0;

  constructor(source: RowSource, shown: string) {
    this.#source = source;
    this.#shown = shown;
    this.#skip = source.fields !== undefined && source.skipHeader === true;
    if (source.fields !== undefined) this.#begin(source.fields);
  }

  add(record: readonly string[], line: number): void {
    if (this.#header === undefined) {
      this.#begin(record.map((name) => name.trim()));
      return;
    }
    if (this.#skip) {
      this.#skip = false;
      return;
    }
    this.#rows++;
    this.#checkLength(record, line);
    for (let column = 0; column < this.#header.length; column++) {
      const text = record[column];
      this.#values[column]?.push(this.#source.cast === false || typeof text !== 'string' ? text : castText(text));
    }
  }

  columns(): Columns {
    const header = this.#header ?? [];
    const named = [...header.keys()].filter((column) => header[column] !== '');
    return {
      fields: named.map((column) => header[column] ?? ''),
      values: named.map((column) => this.#values[column] ?? []),
    };
  }

  #begin(header: readonly string[]): void {
    this.#header = header;
    this.#values = header.map(() => []);
  }

  #checkLength(record: readonly string[], line: number): void {
    const wanted = this.#header?.length ?? 0;
    // `fields` may name the first columns of a wider table only.
    if (record.length === wanted || (record.length > wanted && this.#source.fields !== undefined)) return;
    const options: Options = this.#source.options ?? {};
    if (options.relax_column_count === true || options.relaxColumnCount === true) return;
    const against = this.#source.fields === undefined ? `the header ${wanted}` : `\`fields\` names ${wanted}`;
    const message = `${this.#shown}:${line}: row ${this.#rows} has ${counted(record.length)}, ${against}`;
    throw new UserError(message, {
      code: 'DATA_FILE_INVALID',
      hint: 'quote values that hold the delimiter, or name another one with `delimiter`',
    });
  }
}

function counted(fields: number): string {
  return fields === 1 ? '1 field' : `${fields} fields`;
}

const PLAIN_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** Digits that a double holds without loss. */
const MAX_DIGITS = 15;

/** A number only where the text is how the number would be written, so that codes like '007' and '+49' stay as they are. */
function castText(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (!PLAIN_NUMBER.test(text) || text.replace(/[-.]/g, '').length > MAX_DIGITS) return text;
  return Number(text);
}

/** Excel's "Unicode text" is UTF-16; everything else is read as UTF-8. */
function textOf(bytes: Buffer): Buffer | string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return bytes;
}

/** By extension, else the one that the first line holds: a comma wherever it has any. */
function delimiterOf(path: string, input: Buffer | string): string {
  if (/^\.(?:tsv|tab)$/i.test(extname(path))) return '\t';
  const start = typeof input === 'string' ? input.slice(0, 4096) : input.toString('utf8', 0, 4096);
  const line = (/^[^\r\n]*/.exec(start)?.[0] ?? '').replace(/"[^"]*"/g, '');
  return [',', ';', '\t', '|'].find((delimiter) => line.includes(delimiter)) ?? ',';
}

/** Options that would change what comes out of the parser altogether. */
const OWN_OPTIONS = ['columns', 'info', 'objname', 'on_record', 'onRecord', 'raw', 'encoding', 'cast', 'auto_parse'];

function passedOptions(source: RowSource, shown: string): Options {
  const given = Object.entries(source.options ?? {});
  // `columns: true` and `cast: true` ask for what is done anyway.
  const refused = given.find(([name, value]) => OWN_OPTIONS.includes(name) && value !== true);
  if (refused !== undefined) {
    throw new UserError(`the csv-parse option '${refused[0]}' can't be set for ${shown}`, {
      code: 'DATA_OPTION_INVALID',
      hint: 'use `fields`, `skipHeader` and `cast` beside `path`',
    });
  }
  return Object.fromEntries(given.filter(([name]) => !OWN_OPTIONS.includes(name)));
}

function csvError(cause: unknown, shown: string): UserError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  // Faults in the text carry the line they were found in, faults in the options none.
  if (!(cause instanceof Error && 'lines' in cause)) {
    return new UserError(`the options for ${shown} are wrong: ${reason}`, { code: 'DATA_OPTION_INVALID', cause });
  }
  return new UserError(`${shown}:${cause.lines}: ${reason}`, { code: 'DATA_FILE_INVALID', cause });
}
