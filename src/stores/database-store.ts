import { type Database, openDatabase, type Queries } from '../databases/database.ts';
import { databaseAddress, IN_MEMORY, maskedUrl } from '../databases/database-url.ts';
import { UserError } from '../errors/user-error.ts';
import type { Baseline } from '../model/comparison.ts';
import type { HistoryPoint } from '../model/history.ts';
import type { Run } from '../model/run.ts';
import type { RunSummary } from '../model/run-summary.ts';
import { beginRun, DatabaseJournal, journalOf, unfinishedRuns } from './journal.ts';
import { migrate } from './migrations.ts';
import { packed, unpacked } from './packing.ts';
import { historyOf, metricsOf } from './point-rows.ts';
import { deleteRuns, findRuns, listRuns, writeRun, writeTags } from './run-rows.ts';
import type {
  HistoryQuery,
  JournalEntry,
  MeasuredMetric,
  RunFilter,
  RunJournal,
  Store,
  TagChange,
  UnfinishedRun,
} from './store.ts';
import { makeSmaller } from './vacuum.ts';
import { syncLog } from './write-ahead-log.ts';
import { inTurn } from './write-turns.ts';

export interface DatabaseStoreOptions {
  /** As messages name it; the URL without its password unless told otherwise. */
  readonly place?: string;
  /** How long to wait for others that write (5 s). */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5000;
/** A journal is written beside a load: it tries again later rather than wait for others. */
const JOURNAL_TIMEOUT_MS = 250;

/** Opens the store in a database, whose tables are made or brought up to date. */
export async function openDatabaseStore(url: string, options: DatabaseStoreOptions = {}): Promise<Store> {
  const { place = maskedUrl(url), timeoutMs = TIMEOUT_MS } = options;
  const address = databaseAddress(url);
  const file = address.kind === 'sqlite' && address.file !== IN_MEMORY ? address.file : undefined;
  return inTurn(file, async () => {
    const database = await openDatabase(url, { timeoutMs });
    try {
      await migrate(database, place);
    } catch (error) {
      await database.close();
      throw error;
    }
    return new DatabaseStore(database, { file, place, timeoutMs });
  });
}

interface StoreDetails {
  readonly file: string | undefined;
  readonly place: string;
  readonly timeoutMs: number;
}

class DatabaseStore implements Store {
  readonly place: string;
  readonly #database: Database;
  /** Of SQLite, on a disk. */
  readonly #file: string | undefined;
  readonly #timeoutMs: number;

  constructor(database: Database, { file, place, timeoutMs }: StoreDetails) {
    this.#database = database;
    this.#file = file;
    this.#timeoutMs = timeoutMs;
    this.place = place;
  }

  async begin(run: UnfinishedRun): Promise<RunJournal> {
    await this.#writing(() => beginRun(this.#database, run));
    const writing = (work: () => Promise<unknown>) => this.#writing(() => this.#impatiently(work));
    return new DatabaseJournal(this.#database, { id: run.id, writing });
  }

  async save(run: Run): Promise<void> {
    const data = await packed(run);
    await this.#transaction(async (inside) => {
      await writeRun(inside, run, data);
      await inside.run('DELETE FROM plimsoll_unfinished WHERE id = ?', [run.id]);
    });
  }

  async get(id: string): Promise<Run | undefined> {
    const sql = 'SELECT d.data FROM plimsoll_run_data d JOIN plimsoll_runs r ON r.no = d.run WHERE r.id = ?';
    const row = await this.#database.get<{ data: Uint8Array }>(sql, [id]);
    return row === undefined ? undefined : unpacked<Run>(row.data, `the run ${id}`);
  }

  list(filter: RunFilter = {}): Promise<RunSummary[]> {
    return listRuns(this.#database, filter);
  }

  find(prefix: string): Promise<string[]> {
    return findRuns(this.#database, prefix);
  }

  async tag(id: string, { set = {}, remove = [] }: TagChange): Promise<void> {
    await this.#transaction(async (inside) => {
      // Whoever comes first holds the row, so that no change of tags is lost.
      const row = await inside.get<{ no: number }>('UPDATE plimsoll_runs SET id = id WHERE id = ? RETURNING no', [id]);
      if (row === undefined) throw noSuchRun(id, this.place);
      const kept = await inside.get<{ data: Uint8Array }>('SELECT data FROM plimsoll_run_data WHERE run = ?', [row.no]);
      const run = await unpacked<Run>(kept?.data ?? new Uint8Array(), `the run ${id}`);
      const tags = new Map(Object.entries({ ...run.environment.tags, ...set }));
      for (const tag of remove) tags.delete(tag);
      const environment = { ...run.environment, tags: Object.fromEntries(tags) };
      const data = await packed({ ...run, environment });
      await inside.run('UPDATE plimsoll_run_data SET data = ? WHERE run = ?', [data, row.no]);
      await writeTags(inside, row.no, environment.tags);
    });
  }

  async delete(ids: readonly string[]): Promise<number> {
    const deleted = await this.#transaction((inside) => deleteRuns(inside, ids));
    await this.#writing(() => makeSmaller(this.#database));
    return deleted;
  }

  history(query: HistoryQuery): Promise<HistoryPoint[]> {
    return historyOf(this.#database, query);
  }

  metricsOf(name: string): Promise<MeasuredMetric[]> {
    return metricsOf(this.#database, name);
  }

  async baseline(name: string, branch: string): Promise<Baseline | undefined> {
    const sql = 'SELECT data FROM plimsoll_baselines WHERE name = ? AND branch = ?';
    const row = await this.#database.get<{ data: Uint8Array }>(sql, [name, branch]);
    return row === undefined ? undefined : unpacked<Baseline>(row.data, `the baseline of '${name}'`);
  }

  async baselines(): Promise<Baseline[]> {
    const sql = 'SELECT name, data FROM plimsoll_baselines ORDER BY name, branch';
    const rows = await this.#database.all<{ name: string; data: Uint8Array }>(sql);
    return Promise.all(rows.map(({ name, data }) => unpacked<Baseline>(data, `the baseline of '${name}'`)));
  }

  async setBaseline(baseline: Baseline): Promise<void> {
    const { name, branch, run } = baseline;
    const data = await packed(baseline);
    const sql = `INSERT INTO plimsoll_baselines (name, branch, run, data) VALUES (?, ?, ?, ?)
      ON CONFLICT (name, branch) DO UPDATE SET run = EXCLUDED.run, data = EXCLUDED.data`;
    await this.#writing(() => this.#database.run(sql, [name, branch, run.id, data]));
  }

  async removeBaseline(name: string, branch: string): Promise<boolean> {
    const found = await this.baseline(name, branch);
    const sql = 'DELETE FROM plimsoll_baselines WHERE name = ? AND branch = ?';
    await this.#writing(() => this.#database.run(sql, [name, branch]));
    return found !== undefined;
  }

  unfinished(): Promise<UnfinishedRun[]> {
    return unfinishedRuns(this.#database);
  }

  journal(id: string): AsyncIterable<JournalEntry> {
    return journalOf(this.#database, id);
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** Waits for others no longer than what goes on beside it can do without this thread. */
  async #impatiently(work: () => Promise<unknown>): Promise<void> {
    if (this.#file !== undefined) await this.#database.exec(`PRAGMA busy_timeout = ${JOURNAL_TIMEOUT_MS}`);
    try {
      await work();
    } finally {
      if (this.#file !== undefined) await this.#database.exec(`PRAGMA busy_timeout = ${this.#timeoutMs}`);
    }
  }

  #transaction<T>(work: (inside: Queries) => Promise<T>): Promise<T> {
    return this.#writing(() => this.#database.transaction(work));
  }

  /** When it is this store's turn; what was written is on the disk then. */
  async #writing<T>(work: () => Promise<T>): Promise<T> {
    const result = await inTurn(this.#file, work);
    if (this.#file !== undefined) await syncLog(this.#file);
    return result;
  }
}

function noSuchRun(id: string, place: string): UserError {
  return new UserError(`there is no run '${id}' in ${place}`, {
    code: 'NO_SUCH_RUN',
    hint: 'plimsoll runs lists what there is',
  });
}
