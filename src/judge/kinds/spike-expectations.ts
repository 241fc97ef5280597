import type { Finding, Level, LimitResult, Metric, Series } from '../../model/run.ts';
import { showShare } from '../../model/show-value.ts';
import { formatDuration } from '../../model/units.ts';
import { evennessOf } from '../../stats/evenness.ts';
import { wilsonInterval } from '../../stats/intervals.ts';
import type { Case } from '../evidence.ts';
import { findTotal } from './level-figures.ts';
import type { SpikeLevels } from './spike-cost.ts';

/** What is expected of a target in a spike beside its default limits, where it is measured. */
export const SPIKE_EXPECTATIONS = [
  { rule: 'instances added within 2m', about: 'scale-out, where answers name their instance' },
  { rule: 'most loaded instance <= 1.5 of an even share', about: 'load over instances, where answers name theirs' },
  { rule: 'cache hits after >= 0.9 of before', about: 'hit ratio of the cache, where answers say' },
] as const;

const SCALED_OUT_MS = 120_000;
const MOST_OF_EVEN = 1.5;
const KEPT_HITS = 0.9;
/** Sharing out fewer requests than this to each says nothing. */
const LEAST_EACH = 100;
const SIGNIFICANT = 0.01;

export interface Expectation {
  readonly result: LimitResult;
  readonly finding?: Finding;
}

export function spikeExpectations(run: Case, spikes: readonly SpikeLevels[]): Expectation[] {
  const [first] = spikes;
  if (first === undefined) return [];
  return [scaleOut(run, first), evenLoad(first.spike), cacheKept(first)].flatMap((each) => each ?? []);
}

function result(at: 0 | 1 | 2, value: number, { unit, passed }: { unit: string; passed: boolean }): LimitResult {
  const rule = SPIKE_EXPECTATIONS[at].rule;
  const metric = at === 2 ? 'cache_hits' : 'http_reqs';
  return { metric, tags: {}, rule, value, unit, passed, isDefault: true };
}

/** When the first instance that was not there before answered. Nothing is expected where none was added: it may not have been needed. */
function scaleOut({ series }: Case, { before, fromMs, spike, after }: SpikeLevels): Expectation | undefined {
  const answers = series.filter(({ name, tags }) => name === 'http_reqs' && isByInstance(tags));
  const known = answers.filter((each) => firstAnswerMs(each) < before.endMs);
  const untilMs = after?.endMs ?? spike.endMs;
  const added = answers
    .map((each) => ({ instance: each.tags.instance ?? '', atMs: firstAnswerMs(each) }))
    .filter(({ atMs }) => atMs >= fromMs && atMs < untilMs)
    .sort((a, b) => a.atMs - b.atMs);
  const [first] = added;
  if (known.length === 0 || first === undefined) return undefined;
  const tookMs = first.atMs - fromMs;
  const passed = tookMs <= SCALED_OUT_MS;
  return {
    result: result(0, tookMs, { unit: 'ms', passed }),
    finding: {
      kind: passed ? 'scaled-out' : 'scaled-out-late',
      severity: passed ? 'info' : 'major',
      title: `It scaled out from ${known.length} to ${known.length + added.length} instances: the first new one answered ${formatDuration(tookMs)} after the load rose`,
      evidence: { tookMs, allowedMs: SCALED_OUT_MS, instancesBefore: known.length, instancesAdded: added.length },
      advice: passed
        ? 'Nothing to do.'
        : 'Scale on a signal that rises sooner (requests under way, queue length), keep instances in reserve, or make them start faster.',
    },
  };
}

function firstAnswerMs({ startMs, stepMs, fields }: Series): number {
  const step = (fields.count ?? []).findIndex((count) => (count ?? 0) > 0);
  return step < 0 ? Number.POSITIVE_INFINITY : startMs + step * stepMs;
}

/** Over the instances that answered in the burst. A few users that each stay with one instance can't be spread evenly. */
function evenLoad(spike: Level): Expectation | undefined {
  const parts = spike.metrics.flatMap((metric) => {
    return metric.type === 'counter' && metric.name === 'http_reqs' && isByInstance(metric.tags)
      ? [{ instance: metric.tags.instance ?? '', count: metric.total }]
      : [];
  });
  const even = evennessOf(parts.map(({ count }) => count));
  if (even === undefined || even.total < LEAST_EACH * parts.length) return undefined;
  const users = usersAt(spike.metrics);
  if (users !== undefined && users < LEAST_USERS_EACH * parts.length) return undefined;
  const isUneven = even.most > MOST_OF_EVEN && even.pValue < SIGNIFICANT;
  const [most] = [...parts].sort((a, b) => b.count - a.count);
  return {
    result: result(1, even.most, { unit: 'count', passed: !isUneven }),
    ...(isUneven
      ? {
          finding: {
            kind: 'spike-uneven',
            severity: 'major' as const,
            title: `In the burst the instance '${most?.instance}' had ${Number(even.most.toPrecision(3))} times an even share of the load`,
            evidence: { instances: parts.length, most: even.most, least: even.least, gini: even.gini },
            advice:
              'Let the load balancer spread requests and not connections, or by the least under way; long-lived connections keep to the instances that were there first.',
          },
        }
      : {}),
  };
}

const LEAST_USERS_EACH = 10;

function usersAt(metrics: readonly Metric[]): number | undefined {
  const users = findTotal(metrics, 'vus_max');
  return users?.type === 'gauge' ? users.max : undefined;
}

function isByInstance(tags: Metric['tags']): boolean {
  return tags.instance !== undefined && Object.keys(tags).length === 1;
}

function cacheKept({ before, after }: SpikeLevels): Expectation | undefined {
  const [was, is] = [hitsIn(before), after === undefined ? undefined : hitsIn(after)];
  if (was === undefined || is === undefined || was.share === 0) return undefined;
  const kept = is.share / was.share;
  // What chance alone could make of it is kept.
  const isLost = kept < KEPT_HITS && wilsonInterval(is.hits, is.all).high < wilsonInterval(was.hits, was.all).low;
  return {
    result: result(2, kept, { unit: 'share', passed: !isLost }),
    ...(isLost
      ? {
          finding: {
            kind: 'cache-lost',
            severity: 'major' as const,
            title: `The burst cost the cache: ${showShare(was.share)} of the responses came from it before, ${showShare(is.share)} after`,
            evidence: { beforeShare: was.share, afterShare: is.share, keptShare: kept },
            advice:
              'Look for entries that the burst displaced or that expired together, and for new instances that begin with an empty cache.',
          },
        }
      : {}),
  };
}

function hitsIn({ metrics }: Level): { hits: number; all: number; share: number } | undefined {
  const metric = findTotal(metrics, 'cache_hits');
  if (metric?.type !== 'rate') return undefined;
  const all = metric.passes + metric.fails;
  return all < LEAST_EACH ? undefined : { hits: metric.passes, all, share: metric.passes / all };
}
