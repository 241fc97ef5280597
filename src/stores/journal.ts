import type { Database, Queries } from '../databases/database.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { compressed, damaged, decompressed } from './packing.ts';
import { entriesFromBytes, entriesToBytes } from './snapshot-bytes.ts';
import type { JournalEntry, RunJournal, UnfinishedRun } from './store.ts';

/** Time for the snapshots of all shards to arrive, which make their seconds at once. */
const GATHER_MS = 50;
const LEAST_GAP_MS = 500;
/** That it is still written is told so often where there is nothing to write. */
const HEARTBEAT_MS = 10_000;
const QUICKEST = 1;
/** Others may hold the database for a while; what waits longer than this is too much to keep in memory. */
const MOST_FAILURES = 60;

export interface JournalOptions {
  readonly id: string;
  /** Does some writing when it is its turn, and brings it onto the disk. */
  readonly writing: (work: () => Promise<unknown>) => Promise<unknown>;
}

/** Writes a run down as it goes on: about once a second, all there is since, in one transaction. */
export class DatabaseJournal implements RunJournal {
  readonly #database: Database;
  readonly #id: string;
  readonly #writing: JournalOptions['writing'];
  readonly #heartbeat: NodeJS.Timeout;
  /** As bytes: what a snapshot is made of would live on until it is written, and cost more to collect than to write. */
  #waiting: Uint8Array[] = [];
  #failures = 0;
  #seq = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastFlushMs = 0;
  #flushing: Promise<void> = Promise.resolve();
  #problem: unknown;

  constructor(database: Database, { id, writing }: JournalOptions) {
    this.#database = database;
    this.#id = id;
    this.#writing = writing;
    this.#heartbeat = setInterval(() => this.#flush(), HEARTBEAT_MS).unref();
  }

  add(snapshot: Snapshot): void {
    this.#push({ snapshot });
  }

  note(note: unknown): void {
    this.#push({ note });
  }

  problem(): unknown {
    return this.#problem;
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#timer);
    this.#flush();
    await this.#flushing;
  }

  #push(entry: JournalEntry): void {
    if (this.#problem !== undefined) return;
    this.#waiting.push(entriesToBytes([entry]));
    if (this.#timer !== undefined) return;
    const delay = Math.max(GATHER_MS, this.#lastFlushMs + LEAST_GAP_MS - performance.now());
    this.#timer = setTimeout(() => this.#flush(), delay).unref();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastFlushMs = performance.now();
    this.#flushing = this.#flushing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    if (this.#problem !== undefined) return;
    const entries = this.#waiting;
    this.#waiting = [];
    const seq = this.#seq;
    try {
      const data = entries.length === 0 ? undefined : await compressed(Buffer.concat(entries), QUICKEST);
      await this.#writing(async () => {
        await this.#database.transaction((inside) => this.#insert(inside, seq, data));
        this.#seq++;
        this.#failures = 0;
      });
    } catch (error) {
      // What was committed is not to be written again, even where the disk has not taken it yet.
      if (this.#seq > seq) return;
      this.#waiting.unshift(...entries);
      this.#failures++;
      if (this.#failures >= MOST_FAILURES) this.#giveUp(error);
    }
  }

  async #insert(inside: Queries, seq: number, data: Uint8Array | undefined): Promise<void> {
    if (data !== undefined) {
      await inside.run('INSERT INTO plimsoll_journal (run, seq, data) VALUES (?, ?, ?)', [this.#id, seq, data]);
    }
    await inside.run('UPDATE plimsoll_unfinished SET written_ms = ? WHERE id = ?', [Date.now(), this.#id]);
  }

  #giveUp(error: unknown): void {
    this.#problem = error;
    this.#waiting = [];
  }
}

interface UnfinishedRow {
  readonly run: string;
  readonly written_ms: number;
}

export async function beginRun(database: Database, run: UnfinishedRun): Promise<void> {
  const sql = 'INSERT INTO plimsoll_unfinished (id, started_ms, written_ms, run) VALUES (?, ?, ?, ?)';
  await database.run(sql, [run.id, Date.parse(run.startedAt), Date.now(), JSON.stringify(run)]);
}

export async function unfinishedRuns(database: Database): Promise<UnfinishedRun[]> {
  const sql = 'SELECT run, written_ms FROM plimsoll_unfinished ORDER BY started_ms, id';
  const rows = await database.all<UnfinishedRow>(sql);
  return rows.map(({ run, written_ms }) => ({ ...JSON.parse(run), writtenAt: new Date(written_ms).toISOString() }));
}

export async function* journalOf(database: Database, id: string): AsyncGenerator<JournalEntry> {
  const sql = 'SELECT data FROM plimsoll_journal WHERE run = ? ORDER BY seq';
  for await (const { data } of database.iterate<{ data: Uint8Array }>(sql, [id])) {
    let entries: JournalEntry[];
    try {
      entries = [...entriesFromBytes(await decompressed(data))];
    } catch (cause) {
      throw damaged(`the journal of the run ${id}`, cause);
    }
    yield* entries;
  }
}
