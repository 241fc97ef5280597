import type { Database, SqlValue } from '../databases/database.ts';
import type { RunFilter } from './store.ts';

/** Conditions on `plimsoll_runs r`, with their values. */
export interface Conditions {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

type Dialect = Database['dialect'];

export function conditionsOf(filter: RunFilter, dialect: Dialect): Conditions {
  const { name, kind, tags = [], branch, commit, verdict, since, until } = filter;
  const found: (readonly [sql: string, ...values: SqlValue[]])[] = [];
  if (name !== undefined) found.push(name.includes('*') ? likeText('r.name', name, dialect) : ['r.name = ?', name]);
  if (kind !== undefined) found.push(['r.kind = ?', kind]);
  for (const tag of tags) found.push(withTag(tag));
  if (branch !== undefined) {
    found.push(branch.includes('*') ? likeText('r.branch', branch, dialect) : ['r.branch = ?', branch]);
  }
  if (commit !== undefined) found.push(startsWith('r.commit_id', commit.toLowerCase(), dialect));
  if (verdict !== undefined) found.push(['r.verdict = ?', verdict]);
  if (since !== undefined) found.push(['r.started_ms >= ?', Date.parse(since)]);
  if (until !== undefined) found.push(['r.started_ms <= ?', Date.parse(until)]);
  return {
    sql: found.length === 0 ? '' : `WHERE ${found.map(([sql]) => sql).join(' AND ')}`,
    values: found.flatMap(([, ...values]) => values.map(storable)),
  };
}

/** A column whose text begins with exactly this. */
export function startsWith(column: string, prefix: string, dialect: Dialect): readonly [string, string] {
  return matching(column, { before: '', text: prefix, after: '*' }, dialect);
}

/** A column that has exactly this behind a hyphen. */
export function endsWithPart(column: string, part: string, dialect: Dialect): readonly [string, string] {
  return matching(column, { before: '*-', text: part, after: '' }, dialect);
}

/** No database holds NUL in a text. */
export function storable<V extends SqlValue>(value: V): V {
  return typeof value === 'string' ? (value.replaceAll('\0', '\ufffd') as V) : value;
}

function likeText(column: string, pattern: string, dialect: Dialect): readonly [string, string] {
  const parts = pattern.split('*').map((part) => literal(part, dialect));
  return [`${column} ${operator(dialect)} ?`, parts.join(dialect === 'sqlite' ? '*' : '%')];
}

function matching(
  column: string,
  { before, text, after }: { before: string; text: string; after: string },
  dialect: Dialect,
): readonly [string, string] {
  const any = (part: string) => (dialect === 'sqlite' ? part : part.replaceAll('*', '%'));
  return [`${column} ${operator(dialect)} ?`, any(before) + literal(text, dialect) + any(after)];
}

/** SQLite's LIKE does not tell upper from lower case, Postgres has no GLOB. */
function operator(dialect: Dialect): string {
  return dialect === 'sqlite' ? 'GLOB' : 'LIKE';
}

function literal(text: string, dialect: Dialect): string {
  return dialect === 'sqlite' ? text.replace(/[*?[]/g, '[$&]') : text.replace(/[\\%_]/g, '\\$&');
}

function withTag(tag: string): readonly [string, ...string[]] {
  const at = tag.indexOf('=');
  const has = 'r.no IN (SELECT run FROM plimsoll_tags WHERE tag = ?';
  return at < 0 ? [`${has})`, tag] : [`${has} AND value = ?)`, tag.slice(0, at), tag.slice(at + 1)];
}
