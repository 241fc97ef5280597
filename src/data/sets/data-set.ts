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
  /** What is made of the files once all of them are there, such as a Git repository. */
  readonly finish?: DataFinish;
}

/** A last step in the folder of a set. When it was interrupted it is done again from its beginning. */
export interface DataFinish {
  /** Files and folders that it makes, relative; none of them is in the manifest, all of them are the set's own. */
  readonly paths: readonly string[];
  /** Before the first file is made: throws a UserError where `run` can't succeed, as when a program is missing. */
  check(dir: string): Promise<void>;
  /** `unlisted`: what else the writer put into the folder, such as its manifest. Ends soon when the signal says so. */
  run(dir: string, unlisted: readonly string[], signal?: AbortSignal): Promise<void>;
}

export interface DataFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  /** Exact where it is known before; otherwise close. */
  readonly expectedBytes: number;
  /** Made piece by piece, anew at each call. A piece is used up before the next is asked for: one buffer may serve all. */
  content(): Iterable<Uint8Array>;
  /** For files worth several workers: the same bytes in parts of some 1 to 8 MB, none of which needs another. */
  readonly parts?: DataParts;
}

export interface DataParts {
  readonly count: number;
  /** The bytes of part `index`; those of all parts, in order, are the file. */
  make(index: number): Iterable<Uint8Array>;
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
  /** Identifies the row by itself; of several, the first is the primary key and the others are unique. */
  readonly key?: boolean;
  readonly unique?: boolean;
  /** `users.id`: the column that it refers to. */
  readonly references?: { readonly table: string; readonly column: string };
}

/** A preset as the command line and the library see it. */
export interface Preset<Options> {
  readonly name: string;
  readonly summary: string;
  /** What may be set, each with its default: printed by help and docs. Keys as in code; `deltaCount` is `--delta-count`. */
  readonly options: Readonly<Record<string, PresetOption>>;
  /** Options come as their types read: integers and sizes as numbers (bytes), lists as texts. Throws a UserError for those that can't be. */
  open(seed: number, options: Partial<Options>): DataSet;
}

export interface PresetOption {
  readonly type: 'integer' | 'number' | 'size' | 'text' | 'flag' | 'choice' | 'list';
  readonly help: string;
  readonly fallback: string;
  readonly choices?: readonly string[];
}
