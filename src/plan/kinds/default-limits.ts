import { peakValue } from '../../load/curve.ts';
import type { LimitRule } from '../../model/limit.ts';
import { isLimitProblem, parseLimit } from '../../model/limit-grammar.ts';
import type { PlannedLimit, PlannedStream } from '../../model/plan.ts';
import { tagsKey } from '../../model/selection.ts';
import type { MetricSpec, TestKind } from '../../model/test-spec.ts';
import type { KindSettings } from './kind-settings.ts';

/** A limit that comes with kinds of test. */
export interface DefaultLimit {
  readonly kinds: readonly TestKind[];
  readonly rule: string;
  /** What it says, for people. */
  readonly about: string;
  /** A volume that only a load so large can reach: arrivals per second, or users. It is left out below. */
  readonly needs?: { readonly rate: number; readonly users: number };
  /** Judged on this level alone, such as the recovery after a spike. */
  readonly level?: string;
}

/** Measured where the target is monitored, or where scripts record them; unknown to the rest of the grammar. */
const MONITORED_METRICS: Readonly<Record<string, MetricSpec>> = {
  target_cpu: { type: 'gauge', unit: 'percent' },
  target_memory: { type: 'gauge', unit: 'percent' },
  target_network: { type: 'gauge', unit: 'percent' },
  target_disk: { type: 'gauge', unit: 'percent' },
  ai_concurrency: { type: 'gauge', unit: 'count' },
};

const ALONE: readonly TestKind[] = ['baseline', 'regression'];
const LOADED: readonly TestKind[] = ['load', 'soak'];

/**
 * Every limit that comes with a kind. Requests are told apart by the tag `type`: `api`, `database`, `data`, `file` or `ai`; those
 * without it count in the limits on all requests only.
 */
export const DEFAULT_LIMITS: readonly DefaultLimit[] = [
  { kinds: ALONE, rule: 'http_req_duration p95 <= 2s', about: 'any request' },
  { kinds: ALONE, rule: 'http_req_duration{type:api} p95 <= 1s', about: 'API requests' },
  { kinds: ALONE, rule: 'http_req_duration{type:database} p95 <= 500ms', about: 'database queries' },
  { kinds: ALONE, rule: 'target_cpu mean <= 70', about: 'CPU of the target, percent' },
  { kinds: ALONE, rule: 'target_memory mean <= 70', about: 'memory of the target, percent' },
  { kinds: LOADED, rule: 'http_req_duration p95 <= 3s', about: 'any request' },
  {
    kinds: LOADED,
    rule: 'http_reqs rate >= 1000',
    about: 'requests per second',
    needs: { rate: 1000, users: 1000 },
  },
  { kinds: LOADED, rule: 'http_req_failed rate <= 1%', about: 'failed requests' },
  {
    kinds: LOADED,
    rule: 'vus max >= 1000',
    about: 'users at once',
    needs: { rate: Number.POSITIVE_INFINITY, users: 1000 },
  },
  { kinds: LOADED, rule: 'target_cpu mean <= 80', about: 'CPU of the target, percent' },
  { kinds: LOADED, rule: 'target_memory mean <= 80', about: 'memory of the target, percent' },
  { kinds: LOADED, rule: 'http_req_duration{type:api} p50 <= 1s', about: 'API requests' },
  { kinds: LOADED, rule: 'http_req_duration{type:api} p90 <= 2s', about: 'API requests' },
  { kinds: LOADED, rule: 'http_req_duration{type:api} p95 <= 3s', about: 'API requests' },
  { kinds: LOADED, rule: 'http_req_duration{type:api} p99 <= 5s', about: 'API requests' },
  { kinds: LOADED, rule: 'http_req_duration{type:data} p95 <= 2s', about: 'transfers of data' },
  {
    kinds: LOADED,
    rule: 'data_received{type:data} rate >= 100MB',
    about: 'data received per second',
    needs: { rate: 100, users: 100 },
  },
  { kinds: LOADED, rule: 'http_req_duration{type:file} p95 <= 5s', about: 'requests for files' },
  {
    kinds: LOADED,
    rule: 'http_reqs{type:file} rate >= 50',
    about: 'files per second',
    needs: { rate: 50, users: 50 },
  },
  { kinds: LOADED, rule: 'target_network mean <= 70', about: 'network of the target, percent of its capacity' },
  { kinds: LOADED, rule: 'target_disk mean <= 80', about: 'disk of the target, percent of its capacity' },
  { kinds: LOADED, rule: 'http_req_duration{type:ai} p95 <= 5s', about: 'AI calls' },
  {
    kinds: LOADED,
    rule: 'http_reqs{type:ai} rate >= 1.667',
    about: 'AI calls per second: 100 a minute',
    needs: { rate: 1.667, users: 50 },
  },
  {
    kinds: LOADED,
    rule: 'ai_concurrency max >= 50',
    about: 'AI calls at once',
    needs: { rate: Number.POSITIVE_INFINITY, users: 50 },
  },
  { kinds: LOADED, rule: 'http_req_failed{type:ai} rate <= 2%', about: 'failed AI calls' },
  { kinds: ['spike'], rule: 'http_req_duration p95 <= 5s', about: 'any request after the spike', level: 'recovery' },
  { kinds: ['stress'], rule: 'target_cpu max <= 95', about: 'CPU of the target, percent' },
  { kinds: ['stress'], rule: 'target_memory max <= 90', about: 'memory of the target, percent' },
];

export interface DefaultsForTest {
  readonly limits: readonly PlannedLimit[];
  /** Left out, since the load asked for can't reach them. */
  readonly outOfReach: readonly DefaultLimit[];
}

/** The limits of a kind that a test does not state differently itself. */
export function defaultLimits(
  { type, defaultLimits: asked }: KindSettings,
  own: readonly PlannedLimit[],
  streams: readonly PlannedStream[],
): DefaultsForTest {
  if (!asked) return { limits: [], outOfReach: [] };
  const stated = new Set(own.map(({ rule }) => subjectOf(rule)));
  const limits: PlannedLimit[] = [];
  const outOfReach: DefaultLimit[] = [];
  for (const limit of DEFAULT_LIMITS) {
    if (!limit.kinds.includes(type)) continue;
    const rule = ruleOf(limit);
    if (stated.has(subjectOf(rule))) continue;
    if (isInReach(limit, streams)) {
      const level = limit.level === undefined ? {} : { level: limit.level };
      limits.push({ rule, abort: false, delayMs: 0, isDefault: true, ...level });
    } else outOfReach.push(limit);
  }
  return { limits, outOfReach };
}

export function ruleOf({ rule }: DefaultLimit): LimitRule {
  const parsed = parseLimit(rule, MONITORED_METRICS);
  if (isLimitProblem(parsed)) throw new Error(`${rule}: ${parsed.message}`);
  return parsed;
}

/** What a limit is about: whoever states another threshold for it replaces it. */
function subjectOf({ metric, tags, aggregate }: LimitRule): string {
  const percentile = aggregate.kind === 'percentile' ? aggregate.percentile : '';
  return `${metric} ${tagsKey(tags)} ${aggregate.kind} ${percentile}`;
}

function isInReach({ needs }: DefaultLimit, streams: readonly PlannedStream[]): boolean {
  if (needs === undefined) return true;
  const peakOf = (model: 'users' | 'arrivals') => {
    return streams.reduce((sum, { load }) => (load.model === model ? sum + peakValue(load.curve) : sum), 0);
  };
  return peakOf('arrivals') >= needs.rate || peakOf('users') >= needs.users;
}
