import type { Database, Queries, SqlValue } from '../databases/database.ts';
import type { Environment, Run } from '../model/run.ts';
import type { RunSummary } from '../model/run-summary.ts';
import { conditionsOf, endsWithPart, startsWith, storable } from './filter-sql.ts';
import { writePoints } from './point-rows.ts';
import { pointsOf } from './run-points.ts';
import type { RunFilter } from './store.ts';

const COLUMNS = [
  ...['id', 'name', 'kind', 'test_kind', 'started_ms', 'duration_ms', 'verdict'],
  ...['commit_id', 'branch', 'dirty', 'author', 'environment', 'tags'],
];

const INSERT_RUN = `INSERT INTO plimsoll_runs (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${COLUMNS.slice(1)
    .map((column) => `${column} = EXCLUDED.${column}`)
    .join(', ')}
  RETURNING no`;

/** Writes all rows of a run in place of those it had. */
export async function writeRun(inside: Queries, run: Run, data: Uint8Array): Promise<void> {
  const row = await inside.get<{ no: number }>(INSERT_RUN, valuesOf(run));
  const no = row?.no ?? 0;
  await inside.run(
    'INSERT INTO plimsoll_run_data (run, data) VALUES (?, ?) ON CONFLICT (run) DO UPDATE SET data = EXCLUDED.data',
    [no, data],
  );
  await writeTags(inside, no, run.environment.tags);
  await writePoints(inside, { no, name: storable(run.name), points: pointsOf(run) });
}

/** By which runs are found; what lists show of them stands in the run's own row. */
export async function writeTags(inside: Queries, no: number, tags: Environment['tags']): Promise<void> {
  await inside.run('UPDATE plimsoll_runs SET tags = ? WHERE no = ?', [JSON.stringify(tags), no]);
  await inside.run('DELETE FROM plimsoll_tags WHERE run = ?', [no]);
  const stored = new Map(Object.entries(tags).map(([tag, value]) => [storable(tag), storable(value)]));
  for (const [tag, value] of stored) {
    await inside.run('INSERT INTO plimsoll_tags (run, tag, value) VALUES (?, ?, ?)', [no, tag, value]);
  }
}

function valuesOf(run: Run): SqlValue[] {
  const { id, name, kind, test, startedAt, durationMs, verdict, environment } = run;
  const { git } = environment;
  return [
    ...[id, name, kind, test.kind ?? null, Date.parse(startedAt), durationMs, verdict],
    ...[git?.commit ?? null, git?.branch ?? null, git?.dirty ?? null, git?.author ?? null, comparableBy(environment)],
    JSON.stringify(environment.tags),
  ].map(storable);
}

/** Stands for what figures of a machine depend on; another build of its system changes little, and happens all the time on CI. */
function comparableBy({ cpu, cores, os, node, container, flags = [] }: Environment): string {
  const [system = '', , architecture = ''] = os.split(' ');
  const version = node.replace(/\..*$/, '');
  const parts = [
    `${cpu} × ${cores}`,
    `${system} ${architecture}`.trim(),
    `Node ${version}`,
    container,
    flags.join(' '),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

interface SummaryRow {
  readonly id: string;
  readonly name: string;
  readonly kind: Run['kind'];
  readonly test_kind: string | null;
  readonly started_ms: number;
  readonly duration_ms: number;
  readonly verdict: Run['verdict'];
  readonly commit_id: string | null;
  readonly branch: string | null;
  readonly dirty: boolean | number | null;
  readonly author: string | null;
  readonly tags: string;
}

const SUMMARY = `${COLUMNS.filter((column) => column !== 'environment')
  .map((column) => `r.${column}`)
  .join(', ')}`;

export async function listRuns(database: Database, filter: RunFilter): Promise<RunSummary[]> {
  const { sql, values } = conditionsOf(filter, database.dialect);
  const sqlText = `SELECT ${SUMMARY} FROM plimsoll_runs r ${sql} ORDER BY r.started_ms DESC, r.no DESC`;
  const rows =
    filter.limit === undefined
      ? await database.all<SummaryRow>(sqlText, values)
      : await database.all<SummaryRow>(`${sqlText} LIMIT ?`, [...values, filter.limit]);
  return rows.map(summaryOf);
}

function summaryOf(row: SummaryRow): RunSummary {
  const { id, name, kind, test_kind, started_ms, duration_ms, verdict, commit_id, branch, dirty, author, tags } = row;
  return {
    id,
    name,
    kind,
    ...(test_kind === null ? {} : { testKind: test_kind }),
    startedAt: new Date(started_ms).toISOString(),
    durationMs: duration_ms,
    verdict,
    ...(commit_id === null ? {} : { commit: commit_id }),
    ...(branch === null ? {} : { branch }),
    ...(dirty === null ? {} : { dirty: Boolean(dirty) }),
    ...(author === null ? {} : { author }),
    tags: JSON.parse(tags),
  };
}

/** Ids with that beginning, or with that last part, which is what tells runs of one day apart. */
export async function findRuns(database: Database, typed: string): Promise<string[]> {
  const [first, start] = startsWith('id', storable(typed), database.dialect);
  const [last, end] = endsWithPart('id', storable(typed), database.dialect);
  const found = (table: string) => `SELECT id, started_ms FROM ${table} WHERE ${first} OR ${last}`;
  const rows = await database.all<{ id: string }>(
    `${found('plimsoll_runs')} UNION ${found('plimsoll_unfinished')} ORDER BY started_ms DESC, id`,
    [start, end, start, end],
  );
  return rows.map(({ id }) => id);
}

/** Deletes runs, finished or not; answers how many were there. */
export async function deleteRuns(inside: Queries, ids: readonly string[]): Promise<number> {
  let deleted = 0;
  const names = new Set<string>();
  for (const id of new Set(ids)) {
    const row = await inside.get<{ no: number; name: string }>('SELECT no, name FROM plimsoll_runs WHERE id = ?', [id]);
    if (row !== undefined) {
      names.add(row.name);
      const series = 'SELECT id FROM plimsoll_series WHERE name = ?';
      await inside.run(`DELETE FROM plimsoll_points WHERE run = ? AND series IN (${series})`, [row.no, row.name]);
      await inside.run('DELETE FROM plimsoll_runs WHERE no = ?', [row.no]);
    }
    const unfinished = await inside.run('DELETE FROM plimsoll_unfinished WHERE id = ?', [id]);
    if (row !== undefined || unfinished > 0) deleted++;
  }
  const unused = 'NOT EXISTS (SELECT 1 FROM plimsoll_points WHERE series = plimsoll_series.id)';
  for (const name of names) await inside.run(`DELETE FROM plimsoll_series WHERE name = ? AND ${unused}`, [name]);
  return deleted;
}
