import { resolve } from 'node:path';
import type { DataSet } from '../data/sets/data-set.ts';
import { openDataSet, requestFor } from '../data/sets/open-data-set.ts';
import { schemaNamed } from '../data/sets/schema-file.ts';
import type { Output } from '../data/writing/outputs.ts';
import type { WriteProgress } from '../data/writing/write-data-set.ts';
import type { DatabaseProgress } from '../data/writing/write-to-database.ts';
import { maskedUrl } from '../databases/database-url.ts';
import { UserError } from '../errors/user-error.ts';
import { hashString } from '../load/random.ts';
import { VERSION } from '../plan/version.ts';
import { loadModule } from './load-module.ts';

export interface GenerateDataOptions {
  /** The folder to write into. */
  readonly out?: string | undefined;
  /** A database to write into instead: `sqlite:FILE` or `postgres://…`. */
  readonly to?: string | undefined;
  /** All chance comes from it (1). A text is hashed. */
  readonly seed?: number | string | undefined;
  /** The preset's own. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** What files tables are written as (`jsonl`); `files` for sets of files. */
  readonly format?: Output | undefined;
  /** Threads that make files: 1, for tens of thousands of files one a core up to 4. The bytes are the same for any number. */
  readonly workers?: number | undefined;
  /** Overwrites what was not made by this very request. */
  readonly force?: boolean | undefined;
  /** What relative paths count from: the current folder unless told otherwise. */
  readonly cwd?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: GenerateProgress) => void) | undefined;
}

/** How far it is: files and bytes into a folder, rows into a database. */
export type GenerateProgress =
  | ({ readonly into: 'folder' } & WriteProgress)
  | ({ readonly into: 'database' } & DatabaseProgress);

export interface GeneratedData {
  /** `resumed`: an interrupted writing was finished; `unchanged`: all of it was there. */
  readonly status: 'made' | 'resumed' | 'unchanged';
  readonly preset: string;
  readonly seed: number;
  /** Absolute. */
  readonly folder?: string;
  /** Its URL, without the password. */
  readonly database?: string;
  readonly files: number;
  readonly bytes: number;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

/** Makes the data of a preset, a table such as `users`, or a file with a schema, and writes them into a folder or a database. */
export async function generateDataSet(preset: string, options: GenerateDataOptions = {}): Promise<GeneratedData> {
  const { out, to, cwd = process.cwd() } = options;
  if ((out === undefined) === (to === undefined)) {
    throw new UserError(
      out === undefined ? 'nothing says where the data go' : 'data go to a folder or a database, not both',
      {
        code: out === undefined ? 'MISSING_ARGUMENT' : 'INVALID_OPTION',
        hint: 'give --out DIR, or --to sqlite:FILE',
      },
    );
  }
  const seed = seedOf(options.seed ?? 1);
  const schema = await schemaNamed(preset, { cwd, loadModule });
  const set = await openDataSet(await requestFor(preset, { seed, options: options.options ?? {}, schema }));
  return out === undefined
    ? intoDatabase(set, { ...options, to: to ?? '' })
    : intoFolder(set, resolve(cwd, out), options);
}

/** A whole number as it is, and as digits too; any other text hashed. */
function seedOf(seed: number | string): number {
  if (typeof seed === 'string') return /^-?\d{1,15}$/.test(seed.trim()) ? Number(seed) : hashString(seed);
  if (Number.isSafeInteger(seed)) return seed;
  throw new UserError(`the seed cannot be ${seed}`, {
    code: 'INVALID_NUMBER',
    hint: 'write a whole number, or a text',
  });
}

async function intoFolder(set: DataSet, folder: string, options: GenerateDataOptions): Promise<GeneratedData> {
  const { writeDataSet } = await import('../data/writing/write-data-set.ts');
  const { format, workers, force, signal, onProgress } = options;
  const { status, totals, tables } = await writeDataSet(set, {
    folder,
    output: format,
    version: VERSION,
    workers,
    force,
    signal,
    onProgress: (progress) => onProgress?.({ into: 'folder', ...progress }),
  });
  return { status, preset: set.preset, seed: set.seed, folder, ...totals, tables };
}

async function intoDatabase(
  set: DataSet,
  { to, force, signal, format, onProgress }: GenerateDataOptions & { readonly to: string },
): Promise<GeneratedData> {
  if (format !== undefined) {
    throw new UserError('a format is of files, and a database was named', {
      code: 'INVALID_OPTION',
      hint: 'leave --format away, or write files with --out',
    });
  }
  const { writeToDatabase } = await import('../data/writing/write-to-database.ts');
  const { status, tables } = await writeToDatabase(set, {
    url: to,
    version: VERSION,
    force,
    signal,
    onProgress: (progress) => onProgress?.({ into: 'database', ...progress }),
  });
  return { status, preset: set.preset, seed: set.seed, database: maskedUrl(to), files: 0, bytes: 0, tables };
}
