/**
 * A data set is a description of what there is to make: files whose bytes, and tables whose rows, follow from a seed and from
 * where they stand, never from what was made before. So any part of it can be made at any time by any worker, and an
 * interrupted writing resumes where it was. `presets.ts` lists those built in; `writing/` puts a set on disk or into a database.
 */
export interface DataSet {
  /** Under which `openDataSet` makes the same set again, in a worker or when it is resumed. */
  readonly preset: string;
  readonly seed: number;
  /** Plain JSON; with preset and seed all that the set's bytes depend on. */
  readonly options: Readonly<Record<string, unknown>>;
  /** In the order of the manifest. Listing them makes no content. */
  files?(): Iterable<DataFile>;
  readonly tables?: readonly DataTable[];
  /** For progress and for the check of free space; close is good enough. */
  readonly expected: { readonly files: number; readonly bytes: number };
}

export interface DataFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  /** Exact where it is known before; otherwise close. */
  readonly expectedBytes: number;
  /** Made piece by piece, anew at each call. */
  content(): Iterable<Uint8Array>;
}

/** Rows of one shape, for whatever form they are written in. */
export interface DataTable {
  readonly name: string;
  readonly columns: readonly DataColumn[];
  readonly count: number;
  /** Rows `from` to `to` − 1. */
  rows(from: number, to: number): Iterable<DataRow>;
}

export type DataRow = Readonly<Record<string, unknown>>;

export interface DataColumn {
  readonly name: string;
  readonly type: 'integer' | 'number' | 'text' | 'boolean' | 'timestamp' | 'date' | 'json';
  readonly nullable?: boolean;
  readonly key?: boolean;
  readonly unique?: boolean;
  /** `users.id`: the column that it refers to. */
  readonly references?: { readonly table: string; readonly column: string };
}

/** A preset as the command line and the library see it. */
export interface Preset<Options> {
  readonly name: string;
  readonly summary: string;
  /** What may be set, each with its default: printed by help and docs. */
  readonly options: Readonly<Record<string, PresetOption>>;
  /** Throws a UserError for options that can't be. */
  open(seed: number, options: Partial<Options>): DataSet;
}

export interface PresetOption {
  readonly type: 'integer' | 'size' | 'text' | 'flag' | 'choice' | 'list';
  readonly help: string;
  readonly fallback: string;
  readonly choices?: readonly string[];
}
