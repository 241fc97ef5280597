import type { Database, Queries } from '../databases/database.ts';
import { UserError } from '../errors/user-error.ts';

/** Each brings a store from the version before it to its own; what was published is never changed. */
type Migration = (database: Database) => string;

const MIGRATIONS: readonly Migration[] = [
  ({ columnTypes: { id, integer, real, text, boolean, blob }, dialect }) => `
    CREATE TABLE plimsoll_runs (
      no ${id}, id ${text} NOT NULL UNIQUE, name ${text} NOT NULL, kind ${text} NOT NULL, test_kind ${text},
      started_ms ${integer} NOT NULL, duration_ms ${real} NOT NULL, verdict ${text} NOT NULL,
      commit_id ${text}, branch ${text}, dirty ${boolean}, author ${text}, environment ${text}, tags ${text} NOT NULL);
    CREATE INDEX plimsoll_runs_by_time ON plimsoll_runs (started_ms, no);
    CREATE INDEX plimsoll_runs_by_name ON plimsoll_runs (name, started_ms, no);
    CREATE TABLE plimsoll_run_data (
      run ${integer} PRIMARY KEY REFERENCES plimsoll_runs (no) ON DELETE CASCADE, data ${blob} NOT NULL);
    CREATE TABLE plimsoll_tags (
      run ${integer} NOT NULL REFERENCES plimsoll_runs (no) ON DELETE CASCADE, tag ${text} NOT NULL, value ${text} NOT NULL,
      PRIMARY KEY (run, tag));
    CREATE INDEX plimsoll_tags_by_value ON plimsoll_tags (tag, value, run);
    CREATE TABLE plimsoll_series (
      id ${id}, name ${text} NOT NULL, metric ${text} NOT NULL, tags ${text} NOT NULL, type ${text} NOT NULL, unit ${text} NOT NULL,
      UNIQUE (name, metric, tags));
    CREATE TABLE plimsoll_points (
      series ${integer} NOT NULL REFERENCES plimsoll_series (id), run ${integer} NOT NULL,
      total ${real}, rate ${real}, value ${real}, mean ${real}, min ${real}, max ${real},
      p50 ${real}, p75 ${real}, p90 ${real}, p95 ${real}, p99 ${real}, p999 ${real},
      PRIMARY KEY (series, run)) ${dialect === 'sqlite' ? 'WITHOUT ROWID' : ''};
    CREATE TABLE plimsoll_baselines (
      name ${text} NOT NULL, branch ${text} NOT NULL, run ${text} NOT NULL, data ${blob} NOT NULL, PRIMARY KEY (name, branch));
    CREATE TABLE plimsoll_unfinished (
      id ${text} PRIMARY KEY, started_ms ${integer} NOT NULL, written_ms ${integer} NOT NULL, run ${text} NOT NULL);
    CREATE TABLE plimsoll_journal (
      run ${text} NOT NULL REFERENCES plimsoll_unfinished (id) ON DELETE CASCADE, seq ${integer} NOT NULL, data ${blob} NOT NULL,
      PRIMARY KEY (run, seq));`,
];

/** Any number that nobody else locks by; from the name of this project. */
const POSTGRES_LOCK = 7_013_541_876;

/** Brings the tables up to date. Any number of processes may do so at once: one does the work, the others find it done. */
export async function migrate(database: Database, place: string): Promise<void> {
  if ((await versionOf(database, place)) === MIGRATIONS.length) return;
  await database.transaction(async (inside) => {
    if (database.dialect === 'postgres') await inside.get('SELECT pg_advisory_xact_lock(?)', [POSTGRES_LOCK]);
    await inside.exec('CREATE TABLE IF NOT EXISTS plimsoll_version (version INTEGER NOT NULL)');
    const version = (await versionOf(inside, place)) ?? 0;
    for (const migration of MIGRATIONS.slice(version)) await inside.exec(migration(database));
    if (version === MIGRATIONS.length) return;
    await inside.run('DELETE FROM plimsoll_version');
    await inside.run('INSERT INTO plimsoll_version (version) VALUES (?)', [MIGRATIONS.length]);
  });
}

/** Undefined where the tables are not there yet; throws where they are those of a later Plimsoll. */
async function versionOf(database: Queries, place: string): Promise<number | undefined> {
  const version = await database.get<{ version: number }>('SELECT version FROM plimsoll_version').then(
    (row) => row?.version,
    (error: unknown) => {
      if (error instanceof UserError && error.code === 'DATABASE_STATEMENT') return undefined;
      throw error;
    },
  );
  if (version !== undefined && version > MIGRATIONS.length) {
    throw new UserError(
      `the store ${place} was made by a newer Plimsoll: its tables are version ${version}, known are ${MIGRATIONS.length}`,
      { code: 'STORE_TOO_NEW', hint: 'update Plimsoll: npm install plimsoll@latest; or name another store' },
    );
  }
  return version;
}
