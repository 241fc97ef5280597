import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../errors/user-error.ts';
import type { RunSummary } from '../../model/run-summary.ts';
import type { RunFilter, Store } from '../../stores/store.ts';

export interface PageQuery extends Omit<RunFilter, 'limit'> {
  /** Each of its words has to be in the name, the tags, the branch, the commit, the author or the id. */
  readonly search?: string;
  readonly limit: number;
  /** As `next` of the page before. */
  readonly before?: string;
}

export interface SummaryPage {
  readonly runs: readonly RunSummary[];
  readonly next?: string;
}

/** So many rows are read at a time where a search may find none among them. */
const SEARCHED_AT_ONCE = 1000;

interface Place {
  readonly startedMs: number;
  readonly id: string;
}

/** One page of runs, the newest first. Pages follow from where the last one ended: runs that come in between move nothing. */
export async function pageOfRuns(store: Pick<Store, 'list'>, query: PageQuery): Promise<SummaryPage> {
  const { search = '', limit, before, ...filter } = query;
  const words = wordsOf(search);
  const found: RunSummary[] = [];
  let place = before === undefined ? undefined : placeOf(before);
  for (;;) {
    const atOnce = words.length === 0 ? limit + 1 : SEARCHED_AT_ONCE;
    const { runs, isLast } = await runsBefore(store, { filter, place, atOnce });
    found.push(...(words.length === 0 ? runs : runs.filter((run) => hasWords(run, words))));
    const last = runs.at(-1);
    if (found.length > limit || isLast || last === undefined) break;
    place = { startedMs: Date.parse(last.startedAt), id: last.id };
    await setImmediate();
  }
  const runs = found.slice(0, limit);
  const last = runs.at(-1);
  return found.length > limit && last !== undefined ? { runs, next: nextOf(last) } : { runs };
}

interface Stretch {
  readonly filter: RunFilter;
  readonly place: Place | undefined;
  readonly atOnce: number;
}

async function runsBefore(
  store: Pick<Store, 'list'>,
  { filter, place, atOnce }: Stretch,
): Promise<{ readonly runs: readonly RunSummary[]; readonly isLast: boolean }> {
  if (place === undefined) {
    const runs = await store.list({ ...filter, limit: atOnce });
    return { runs, isLast: runs.length < atOnce };
  }
  const until = new Date(Math.min(place.startedMs, filter.until === undefined ? Infinity : Date.parse(filter.until)));
  // Runs that started in the same millisecond stand before the place as well as behind it.
  for (let limit = atOnce + 1; ; limit *= 4) {
    const read = await store.list({ ...filter, until: until.toISOString(), limit });
    const runs = behind(read, place);
    const isLast = read.length < limit;
    if (runs.length >= atOnce || isLast) return { runs, isLast };
  }
}

function behind(runs: readonly RunSummary[], { startedMs, id }: Place): readonly RunSummary[] {
  const at = runs.findIndex((run) => run.id === id);
  return at < 0 ? runs.filter((run) => Date.parse(run.startedAt) < startedMs) : runs.slice(at + 1);
}

function nextOf({ startedAt, id }: RunSummary): string {
  return `${Date.parse(startedAt)}~${id}`;
}

function placeOf(before: string): Place {
  const [, ms, id] = /^(\d{1,16})~(.+)$/s.exec(before) ?? [];
  const startedMs = Number(ms);
  if (id !== undefined && startedMs <= 8.64e15) return { startedMs, id };
  throw new UserError("'before' is no place in the list", {
    code: 'REQUEST_INVALID',
    hint: "give what the page before has as 'next'",
  });
}

function wordsOf(search: string): string[] {
  return search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 20);
}

function hasWords(
  { name, tags, branch = '', commit = '', author = '', id }: RunSummary,
  words: readonly string[],
): boolean {
  const tagTexts = Object.entries(tags).map(([tag, value]) => `${tag}=${value}`);
  const text = [name, branch, commit, author, id, ...tagTexts].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}
