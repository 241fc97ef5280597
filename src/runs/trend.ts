/**
 * What became of the metrics of kept runs: which of them to look at, their histories from the store, who changed what between
 * two commits. judge/trend says what it means.
 */

import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import { judgeTrends, type TrendOptions } from '../judge/trend/judge-trends.ts';
import { worseOf } from '../judge/trend/worse.ts';
import type { HistoryPoint, MetricHistory, Trend, TrendReport } from '../model/history.ts';
import type { LimitRule } from '../model/limit.ts';
import { formatAggregate } from '../model/limit-aggregates.ts';
import { isLimitProblem, parseLimit } from '../model/limit-grammar.ts';
import type { RunSummary } from '../model/run-summary.ts';
import type { MeasuredMetric, Store } from '../stores/store.ts';
import { chosenMetrics } from './trend/chosen-metrics.ts';
import { commitsBetween } from './trend/commits-between.ts';

export interface TrendQuery extends TrendOptions {
  /** `http_req_duration`, or with an aggregate and tags: `http_req_duration{name:login} p95`; the main ones without. */
  readonly metrics?: readonly string[];
  /** Exactly these instead, whatever their tags are made of. */
  readonly measured?: readonly MeasuredMetric[];
  readonly branch?: string;
  /** `key` or `key=value`, of runs. */
  readonly tags?: readonly string[];
  /** ISO 8601. */
  readonly since?: string;
  /** The newest so many runs. */
  readonly runs?: number;
  /** The checkout in which commits are looked up. */
  readonly cwd?: string;
}

const MOST_RUNS = 10_000;

/** Judges what became of one test or suite of benchmarks; without runs of that name an error says which there are. */
export async function trendOf(store: Store, name: string, query: TrendQuery = {}): Promise<TrendReport> {
  const runs = await runsFor(store, name, query);
  const measured = await store.metricsOf(name);
  const chosen = query.measured ?? withLimited(chosenMetrics(measured, query.metrics), measured, query.limits);
  const isWhole = new Set(
    runs.filter(({ verdict }) => verdict !== 'aborted' && verdict !== 'interrupted').map(({ id }) => id),
  );
  const histories: MetricHistory[] = [];
  for (const metric of chosen) {
    const points = await store.history({ name, ...metric, ...filterOf(query) });
    const kept = points.filter(({ runId }) => isWhole.has(runId));
    if (kept.length > 0) histories.push(historyOf(name, metric, kept));
  }
  const limits = query.limits ?? (await limitsOfLast(store, runs));
  const report = judgeTrends({ name, histories }, { ...query, limits });
  return query.cwd === undefined ? report : withCommits(report, query.cwd);
}

/** What a limit that was asked for speaks of is looked at too. */
function withLimited(
  chosen: readonly MeasuredMetric[],
  measured: readonly MeasuredMetric[],
  limits: readonly LimitRule[] = [],
): readonly MeasuredMetric[] {
  const limited = limits.flatMap(({ metric, tags, aggregate }) => {
    const tagText = Object.entries(tags).map(([tag, value]) => `${tag}:${value}`);
    return chosenMetrics(measured, [`${metric}{${tagText.join(',')}} ${formatAggregate(aggregate, undefined)}`]);
  });
  return [...new Set([...chosen, ...limited])];
}

/** Names of tests and suites that runs are kept of, the one that ran last first. */
export async function trendNames(store: Store, query: TrendQuery = {}): Promise<string[]> {
  const runs = await store.list({ ...filterOf(query), ...tagsOf(query), limit: MOST_RUNS });
  return [...new Set(runs.map(({ name }) => name))];
}

async function runsFor(store: Store, name: string, query: TrendQuery): Promise<RunSummary[]> {
  const limit = Math.min(query.runs ?? MOST_RUNS, MOST_RUNS);
  // A name is not a pattern here.
  const all = await store.list({ name, ...filterOf(query), ...tagsOf(query), limit });
  const runs = all.filter((run) => run.name === name);
  if (runs.length > 0) return runs;
  const known = await trendNames(store);
  const isKnown = known.includes(name);
  throw new UserError(isKnown ? `no run of '${name}' is among those asked for` : `no run of '${name}' is kept`, {
    code: 'NO_SUCH_RUN',
    hint: isKnown ? 'leave --branch, --tag or --since away, or widen them' : (didYouMean(name, known) ?? hintOf(known)),
  });
}

function hintOf(known: readonly string[]): string {
  return known.length === 0
    ? 'run a test first; its runs are kept'
    : `runs are kept of ${known.slice(0, 10).join(', ')}`;
}

function filterOf({ branch, since }: TrendQuery): { branch?: string; since?: string } {
  return { ...(branch === undefined ? {} : { branch }), ...(since === undefined ? {} : { since }) };
}

function tagsOf({ tags }: TrendQuery): { tags?: readonly string[] } {
  return tags === undefined || tags.length === 0 ? {} : { tags };
}

function historyOf(
  name: string,
  { metric, tags, aggregate, unit }: Omit<MetricHistory, 'name' | 'points' | 'worse'>,
  points: readonly HistoryPoint[],
): MetricHistory {
  const worse = worseOf({ metric, aggregate, unit });
  return { name, metric, tags, aggregate, unit, ...(worse === undefined ? {} : { worse }), points };
}

async function limitsOfLast(store: Store, [last]: readonly RunSummary[]): Promise<LimitRule[]> {
  const run = last === undefined ? undefined : await store.get(last.id);
  return (run?.limits ?? []).flatMap(({ rule, level }) => {
    const parsed = level === undefined ? parseLimit(rule) : undefined;
    return parsed === undefined || isLimitProblem(parsed) ? [] : [parsed];
  });
}

/** With how many commits lie in each range, what they say and who wrote them, where the checkout knows them. */
export async function withCommits(report: TrendReport, cwd: string): Promise<TrendReport> {
  const ranges = new Map<string, ReturnType<typeof commitsBetween>>();
  const trends: Trend[] = [];
  for (const trend of report.trends) {
    const changes: Trend['changes'][number][] = [];
    for (const change of trend.changes) {
      const { after, upTo } = change.commits;
      if (after === undefined || upTo === undefined || ranges.size >= MOST_RANGES) {
        changes.push(change);
        continue;
      }
      const key = `${after}..${upTo}`;
      const found = ranges.get(key) ?? commitsBetween(cwd, after, upTo);
      ranges.set(key, found);
      const commits = await found;
      changes.push(
        commits === undefined
          ? change
          : {
              ...change,
              commits: { after, upTo, count: commits.count, subjects: commits.subjects },
              authors: commits.authors.length > 0 ? commits.authors : change.authors,
            },
      );
    }
    trends.push({ ...trend, changes });
  }
  return { ...report, trends };
}

/** More ranges of commits than that are not looked up. */
const MOST_RANGES = 40;
