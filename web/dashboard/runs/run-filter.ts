import type { Query } from '../router/query.ts';
import { searchOf } from '../router/query.ts';

/** What lists of runs can be narrowed down by, as the address has it. */
export const FILTERS = ['search', 'name', 'kind', 'tag', 'branch', 'verdict', 'since'] as const;

export type RunFilter = Readonly<Partial<Record<(typeof FILTERS)[number], string>>>;

/** How far back, by what the address says. */
export const SPANS: Readonly<Record<string, { readonly title: string; readonly hours: number }>> = {
  '24h': { title: 'Last 24 hours', hours: 24 },
  '7d': { title: 'Last 7 days', hours: 7 * 24 },
  '30d': { title: 'Last 30 days', hours: 30 * 24 },
  '90d': { title: 'Last 90 days', hours: 90 * 24 },
};

const HOUR_MS = 3_600_000;

export function filterOf(query: Query): RunFilter {
  return Object.fromEntries(FILTERS.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])));
}

export function isFiltered(filter: RunFilter): boolean {
  return Object.keys(filter).length > 0;
}

interface PageChoice {
  readonly limit: number;
  readonly before?: string;
}

/** Where the API has such runs. Spans are counted from the full hour, so that a page shown again is the same page. */
export function runsPath({ since, ...filter }: RunFilter, { limit, before }: PageChoice, now: number): string {
  const span = since === undefined || !Object.hasOwn(SPANS, since) ? undefined : SPANS[since];
  const from = span === undefined ? since : new Date(hourOf(now) - span.hours * HOUR_MS).toISOString();
  return `/api/runs${searchOf({ ...filter, since: from, limit: String(limit), before })}`;
}

function hourOf(now: number): number {
  return Math.floor(now / HOUR_MS) * HOUR_MS;
}
