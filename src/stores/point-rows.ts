import type { Database, Queries, SqlValue } from '../databases/database.ts';
import type { HistoryPoint } from '../model/history.ts';
import type { Metric, Run } from '../model/run.ts';
import { tagsKey } from '../model/selection.ts';
import { conditionsOf, storable } from './filter-sql.ts';
import { aggregatesOf, columnOf, POINT_COLUMNS, type Point, seriesKey } from './run-points.ts';
import type { HistoryQuery, MeasuredMetric } from './store.ts';

interface SeriesRow {
  readonly id: number;
  readonly metric: string;
  readonly tags: string;
}

export interface PointsOfRun {
  readonly no: number;
  readonly name: string;
  readonly points: readonly Point[];
}

/** Writes the points of a run in place of those it had. */
export async function writePoints(inside: Queries, { no, name, points }: PointsOfRun): Promise<void> {
  const ids = await seriesOf(inside, name);
  const isNew = ({ metric, tags }: Point) => !ids.has(seriesKey(metric, tags));
  const added = points.filter(isNew);
  if (added.length > 0) {
    const rows = added.map(({ metric, tags, type, unit }) => [name, metric, tags, type, unit]);
    const insert = 'INSERT INTO plimsoll_series (name, metric, tags, type, unit) VALUES';
    await insertRows(inside, { insert, after: 'ON CONFLICT DO NOTHING' }, rows);
    for (const [key, id] of await seriesOf(inside, name)) ids.set(key, id);
  }
  await inside.run(
    'DELETE FROM plimsoll_points WHERE run = ? AND series IN (SELECT id FROM plimsoll_series WHERE name = ?)',
    [no, name],
  );
  const rows = points.map(({ metric, tags, values }) => {
    const id = ids.get(seriesKey(metric, tags)) ?? 0;
    return [id, no, ...POINT_COLUMNS.map((column) => values[column] ?? null)];
  });
  const insert = `INSERT INTO plimsoll_points (series, run, ${POINT_COLUMNS.join(', ')}) VALUES`;
  await insertRows(inside, { insert }, rows);
}

async function seriesOf(inside: Queries, name: string): Promise<Map<string, number>> {
  const rows = await inside.all<SeriesRow>('SELECT id, metric, tags FROM plimsoll_series WHERE name = ?', [name]);
  return new Map(rows.map(({ id, metric, tags }) => [seriesKey(metric, tags), id]));
}

/** A round trip for each row would take minutes on a distant server. */
const ROWS_AT_ONCE = 100;

async function insertRows(
  inside: Queries,
  { insert, after = '' }: { insert: string; after?: string },
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  for (let from = 0; from < rows.length; ) {
    // Two lengths of statement only, so that both are prepared once.
    const count = rows.length - from >= ROWS_AT_ONCE ? ROWS_AT_ONCE : 1;
    const some = rows.slice(from, from + count);
    const row = `(${(some[0] ?? []).map(() => '?').join(', ')})`;
    await inside.run(`${insert} ${some.map(() => row).join(', ')} ${after}`, some.flat());
    from += count;
  }
}

interface HistoryRow {
  readonly id: string;
  readonly started_ms: number;
  readonly value: number;
  readonly verdict: Run['verdict'];
  readonly commit_id: string | null;
  readonly branch: string | null;
  readonly author: string | null;
  readonly environment: string | null;
}

/** Values of a metric over runs, the oldest first. */
export async function historyOf(database: Database, query: HistoryQuery): Promise<HistoryPoint[]> {
  const { name, metric, tags, aggregate, limit, ...filter } = query;
  const key = [name, metric, tagsKey(tags)].map(storable);
  const series = await database.get<{ id: number; type: Metric['type'] }>(
    'SELECT id, type FROM plimsoll_series WHERE name = ? AND metric = ? AND tags = ?',
    key,
  );
  const column = series === undefined ? undefined : columnOf(series.type, aggregate);
  if (series === undefined || column === undefined) return [];
  const { sql, values } = conditionsOf(filter, database.dialect);
  const rows = await database.all<HistoryRow>(
    `SELECT r.id, r.started_ms, p.${column} AS value, r.verdict, r.commit_id, r.branch, r.author, r.environment
     FROM plimsoll_points p JOIN plimsoll_runs r ON r.no = p.run
     ${sql === '' ? 'WHERE' : `${sql} AND`} p.series = ? AND p.${column} IS NOT NULL
     ORDER BY r.started_ms DESC, r.no DESC ${limit === undefined ? '' : 'LIMIT ?'}`,
    [...values, series.id, ...(limit === undefined ? [] : [limit])],
  );
  return rows.reverse().map(pointOf);
}

function pointOf({ id, started_ms, value, verdict, commit_id, branch, author, environment }: HistoryRow): HistoryPoint {
  return {
    runId: id,
    startedAt: new Date(started_ms).toISOString(),
    value,
    verdict,
    ...(commit_id === null ? {} : { commit: commit_id }),
    ...(branch === null ? {} : { branch }),
    ...(author === null ? {} : { author }),
    ...(environment === null ? {} : { environment }),
  };
}

/** What is measured in runs of that name, totals first. */
export async function metricsOf(database: Database, name: string): Promise<MeasuredMetric[]> {
  const rows = await database.all<{ metric: string; tags: string; type: Metric['type']; unit: string }>(
    'SELECT metric, tags, type, unit FROM plimsoll_series WHERE name = ? ORDER BY LENGTH(tags) > 0, metric, tags',
    [storable(name)],
  );
  return rows.flatMap(({ metric, tags, type, unit }) =>
    aggregatesOf(type).map((aggregate) => ({ metric, tags: tagsFrom(tags), aggregate, unit })),
  );
}

function tagsFrom(key: string): Readonly<Record<string, string>> {
  return key === '' ? {} : Object.fromEntries(JSON.parse(key) as [string, string][]);
}
