import type { Baseline } from '../model/comparison.ts';
import type { HistoryPoint } from '../model/history.ts';
import type { Run, Verdict } from '../model/run.ts';
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
  /** Answers how many were there. */
  delete(ids: readonly string[]): Promise<number>;
  /** Values of a metric over runs, the oldest first. */
  history(query: HistoryQuery): Promise<HistoryPoint[]>;
  /** What is measured in runs of that name: what `history` can be asked for. */
  metricsOf(name: string): Promise<MeasuredMetric[]>;
  baseline(name: string, branch: string): Promise<Baseline | undefined>;
  baselines(): Promise<Baseline[]>;
  setBaseline(baseline: Baseline): Promise<void>;
  unfinished(): Promise<UnfinishedRun[]>;
  /** What the journal of an unfinished run holds, in the order it was written. */
  journal(id: string): AsyncIterable<Snapshot>;
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
}

export interface RunJournal {
  /** Does not wait for the disk, and never throws: what can't be written is told by `problem`. */
  add(snapshot: Snapshot): void;
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

export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: Run['kind'];
  readonly testKind?: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly verdict: Verdict;
  readonly commit?: string;
  readonly branch?: string;
  readonly dirty?: boolean;
  readonly tags: Readonly<Record<string, string>>;
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
