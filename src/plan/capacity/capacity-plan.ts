import { UserError } from '../../errors/user-error.ts';
import { peakValue } from '../../load/curve.ts';
import type { LimitRule } from '../../model/limit.ts';
import type { Plan, PlannedLimit, PlannedStream } from '../../model/plan.ts';
import { DEFAULTS } from '../defaults.ts';
import { defaultLimits } from '../kinds/default-limits.ts';
import type { PlanResult } from '../plan-test.ts';

/** What a search for capacity may be told. */
export interface CapacityOptions {
  /** Arrivals per second to start with. */
  readonly from?: number;
  /** Nothing above this is tried. */
  readonly to?: number;
  /** The load that is expected, for the headroom; that of the test where it is a rate. */
  readonly expected?: number;
  /** How long a level is held at least. */
  readonly holdMs?: number;
  readonly restMs?: number;
  /** The line is to be known to within this share (0.02). */
  readonly precision?: number;
  /** Of every decision that a limit is kept or crossed (0.95). */
  readonly confidence?: number;
  readonly maxTimeMs?: number;
  readonly maxRequests?: number;
}

/** A planned search: the test, and how its load line is looked for. */
export interface CapacityPlan {
  /** Its streams are what the levels are made of; its limits are those that load can break. */
  readonly plan: Plan;
  readonly from: number;
  readonly to: number;
  readonly expected: number | undefined;
  readonly holdMs: number;
  readonly restMs: number;
  readonly precision: number;
  readonly confidence: number;
  readonly maxTimeMs: number;
  readonly maxRequests: number | undefined;
  readonly requestsPerIteration: number;
  /** Each stream's part of the load; they add up to 1. */
  readonly shares: readonly number[];
}

const CAPACITY_DEFAULTS = {
  from: 10,
  to: 1_000_000,
  holdMs: 12_000,
  restMs: 1_000,
  precision: 0.02,
  confidence: 0.95,
  maxTimeMs: 600_000,
} as const;

/** The climb starts at this share of the load that is expected. */
const START_SHARE = 0.25;

/** Plans a search for the load line of a test. */
export function planCapacity({ plan, forecast }: PlanResult, options: CapacityOptions = {}): CapacityPlan {
  const streams = plan.streams.map(asArrivals);
  const peaks = plan.streams.map(({ load }) => (load.model === 'iterations' ? 1 : peakValue(load.curve)));
  const total = peaks.reduce((sum, peak) => sum + peak, 0);
  const isOpen = plan.streams.every(({ load }) => load.model === 'arrivals');
  const expected = options.expected ?? (isOpen ? total : undefined);
  const to = options.to ?? CAPACITY_DEFAULTS.to;
  const from = options.from ?? (expected === undefined ? CAPACITY_DEFAULTS.from : expected * START_SHARE);
  if (!(from > 0 && from <= to)) {
    throw new UserError(`the search cannot start at ${from}/s and end at ${to}/s`, {
      code: 'INVALID_CAPACITY',
      hint: 'give --from a rate above 0 and not above --to',
    });
  }
  const requests = forecast.streams.map(({ requestsPerIteration }) => requestsPerIteration.value);
  const shares = peaks.map((peak) => peak / total);
  return {
    holdMs: options.holdMs ?? CAPACITY_DEFAULTS.holdMs,
    restMs: options.restMs ?? CAPACITY_DEFAULTS.restMs,
    precision: options.precision ?? CAPACITY_DEFAULTS.precision,
    confidence: options.confidence ?? CAPACITY_DEFAULTS.confidence,
    maxTimeMs: options.maxTimeMs ?? CAPACITY_DEFAULTS.maxTimeMs,
    plan: { ...withoutKind(plan), streams, warmupMs: 0, limits: searchedLimits(plan) },
    from,
    to,
    expected,
    maxRequests: options.maxRequests,
    requestsPerIteration: Math.max(
      1,
      requests.reduce((sum, each, index) => sum + each * (shares[index] ?? 0), 0),
    ),
    shares,
  };
}

/** The streams of a level of so many arrivals per second. */
export function streamsAt({ plan, shares }: CapacityPlan, rate: number, durationMs: number): PlannedStream[] {
  return plan.streams.map((stream, index): PlannedStream => {
    const value = rate * (shares[index] ?? 0);
    const name = `${Number(rate.toPrecision(6))}/s`;
    const { load } = stream;
    if (load.model !== 'arrivals') return stream;
    return { ...stream, load: { ...load, curve: [{ name, fromValue: value, toValue: value, durationMs }] } };
  });
}

function withoutKind({ kind: _, maxDurationMs: __, ...plan }: Plan): Plan {
  return { ...plan, levels: [] };
}

/** A search is for a rate of arrivals, however the test's own load is put. */
function asArrivals(stream: PlannedStream): PlannedStream {
  const { load } = stream;
  const curve = load.model === 'iterations' ? [] : load.curve;
  const open = { model: 'arrivals', bounded: false, arrivals: 'even', newUsers: false } as const;
  if (load.model === 'arrivals') return { ...stream, startMs: 0 };
  return { ...stream, startMs: 0, load: { ...open, curve, maxUsers: DEFAULTS.maxUsers } };
}

/**
 * The limits that more load can only break. Where none of them is on times or on failures, the default one is added: a
 * target that is slow without bound, or refuses quickly, carries nothing.
 */
function searchedLimits(plan: Plan): PlannedLimit[] {
  const own = plan.limits
    .filter(({ rule, level }) => level === undefined && !growsWithLoad(rule))
    .map((limit): PlannedLimit => ({ ...limit, abort: false, rule: wholeLevel(limit.rule) }));
  const usual = defaultLimits({ type: 'load', defaultLimits: true }, own, plan.streams).limits;
  const missing = (metric: RegExp, unless: RegExp): PlannedLimit[] => {
    if (own.some(({ rule }) => unless.test(rule.metric))) return [];
    return usual.filter(({ rule }) => metric.test(rule.metric) && Object.keys(rule.tags).length === 0);
  };
  return [
    ...own,
    ...missing(/^http_req_duration$/, /_duration$|^response_time$|^http_req_waiting$/),
    ...missing(/^http_req_failed$/, /^http_req_failed$/),
  ];
}

/** A limit that asks for a volume is crossed by too little load, not by too much. */
function growsWithLoad({ aggregate, operator }: LimitRule): boolean {
  const asksForMore = operator === '>' || operator === '>=';
  return asksForMore && (aggregate.kind === 'count' || aggregate.kind === 'perSecond');
}

/** Levels are judged whole: windows and beginnings are of the test's own load. */
function wholeLevel({ overMs: _, afterMs: __, ...rule }: LimitRule): LimitRule {
  return rule;
}
