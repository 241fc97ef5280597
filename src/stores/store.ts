/**
 * stores/ keeps runs in a database: SQLite in `.plimsoll/store.db`, or Postgres. `database-store.ts` is the store, one for both;
 * each of its parts has a file: rows of runs, points for histories, baselines, and the journal of runs that are under way.
 * Runs are packed whole; beside each is what they are found and drawn by.
 */
import type { Baseline } from '../model/comparison.ts';
import type { HistoryPoint } from '../model/history.ts';
import type { Run, Verdict } from '../model/run.ts';
import type { RunSummary } from '../model/run-summary.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Where runs, their history and baselines are kept. Several processes may use one at once. */
export interface Store {
  /** As messages name it, without secrets: `.plimsoll/store.db`. */
  readonly place: string;
  /** A run that begins: written as it goes on, so that a crash loses its last second at most. */
  begin(run: UnfinishedRun): Promise<RunJournal>;
  /** Keeps a run whole, and ends its journal. Keeping it again replaces it. */
  save(run: Run): Promise<void>;
  get(id: string): Promise<Run | undefined>;
  /** The newest first. */
  list(filter?: RunFilter): Promise<RunSummary[]>;
  /** Ids that start like this: what is typed may be short. */
  find(prefix: string): Promise<string[]>;
  tag(id: string, change: TagChange): Promise<void>;
  /** Runs, finished or not; answers how many were there. */
  delete(ids: readonly string[]): Promise<number>;
  /** Values of a metric over runs, the oldest first. */
  history(query: HistoryQuery): Promise<HistoryPoint[]>;
  /** What is measured in runs of that name: what `history` can be asked for. */
  metricsOf(name: string): Promise<MeasuredMetric[]>;
  baseline(name: string, branch: string): Promise<Baseline | undefined>;
  baselines(): Promise<Baseline[]>;
  setBaseline(baseline: Baseline): Promise<void>;
  /** Answers whether there was one. */
  removeBaseline(name: string, branch: string): Promise<boolean>;
  unfinished(): Promise<UnfinishedRun[]>;
  /** What the journal of an unfinished run holds, in the order it was written. */
  journal(id: string): AsyncIterable<JournalEntry>;
  close(): Promise<void>;
}

/** What is known of a run before it ends; enough to finish it from its journal. */
export interface UnfinishedRun {
  readonly id: string;
  readonly name: string;
  readonly kind: Run['kind'];
  readonly startedAt: string;
  readonly environment: Run['environment'];
  /** The plan, as JSON, without secrets. */
  readonly plan: string;
  readonly workers: number;
  /** Process that writes it, and on which machine: a run is cut off when that is gone, or has not written for long. */
  readonly writer: { readonly pid: number; readonly host: string };
  /** When the journal was written last, ISO 8601. */
  readonly writtenAt?: string;
}

/** A second of one shard, or whatever else has to be known to make the run of it. */
export type JournalEntry = { readonly snapshot: Snapshot } | { readonly note: unknown };

export interface RunJournal {
  /** Does not wait for the disk, and never throws: what can't be written is told by `problem`. */
  add(snapshot: Snapshot): void;
  /** Plain JSON. */
  note(note: unknown): void;
  /** Awaits what was added. */
  close(): Promise<void>;
  problem(): unknown;
}

export interface RunFilter {
  /** `*` stands for anything. */
  readonly name?: string;
  readonly kind?: Run['kind'];
  /** `key` or `key=value`; all of them must be there. */
  readonly tags?: readonly string[];
  readonly branch?: string;
  /** Or the beginning of one. */
  readonly commit?: string;
  readonly verdict?: Verdict;
  /** ISO 8601. */
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
}

export interface TagChange {
  readonly set?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}

export interface HistoryQuery extends Omit<RunFilter, 'name' | 'limit' | 'tags'> {
  readonly name: string;
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aggregate: string;
  /** The newest so many. */
  readonly limit?: number;
}

export interface MeasuredMetric {
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aggregate: string;
  readonly unit: string;
}
