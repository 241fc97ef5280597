import type { Finding } from './run.ts';
import type { LogLine } from './snapshot.ts';

/** A run while it goes on, once a second: what the live terminal and the dashboard draw. Plain JSON; times in milliseconds. */
export interface LiveView {
  readonly name: string;
  readonly target?: string;
  /** What `requests` counts in all of this: requests, or calls of functions. */
  readonly subject: 'requests' | 'calls';
  readonly elapsedMs: number;
  /** End of the load as planned; null where it depends on how fast the target is. */
  readonly plannedMs: number | null;
  /** What the load is doing now, where the test names its phases. */
  readonly phases: readonly string[];
  /** `stopping`: no new iterations start, running ones may finish. */
  readonly state: 'warming-up' | 'running' | 'stopping' | 'ended';
  readonly load: LiveLoad;
  /** Within the last second. */
  readonly now: LiveRates;
  readonly total: LiveTotals;
  /** Complete responses of the last ten seconds; null without one. */
  readonly recent: LiveLatency | null;
  /** Complete responses so far, without the warm-up. */
  readonly overall: LiveLatency | null;
  /** From due to ended, failures included, so far. */
  readonly responseTime: LiveLatency | null;
  /** Failed requests by kind, most frequent first; unexpected answers are of kind `status`. */
  readonly errors: readonly { readonly kind: string; readonly count: number }[];
  readonly limits: readonly LimitState[];
  /** One value for each of the last seconds, oldest first, at most 120; null where nothing was measured. */
  readonly tails: LiveTails;
  /** Most requested first, at most 50. */
  readonly steps: readonly LiveStep[];
  readonly generator: LiveGenerator;
  /** Seen so far; the run's own are made at its end. */
  readonly findings: readonly Finding[];
  /** Written by scripts within the last second. */
  readonly logs: readonly LogLine[];
}

export interface LiveLoad {
  /** Arrivals per second asked for; null for a test without an open model. */
  readonly askedRate: number | null;
  /** Arrivals within the last second, started and dropped ones. */
  readonly arrivals: number;
  /** Users asked for; null for a test without a closed model. */
  readonly askedUsers: number | null;
  /** Users busy with an iteration. */
  readonly activeUsers: number;
  readonly allocatedUsers: number;
  /** Iterations planned; null where the load is not a number of iterations. */
  readonly askedIterations: number | null;
}

export interface LiveRates {
  readonly requests: number;
  readonly failed: number;
  readonly iterations: number;
  readonly dropped: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** Since the start, warm-up included. */
export interface LiveTotals extends LiveRates {
  readonly checksPassed: number;
  readonly checksFailed: number;
  readonly iterationsFailed: number;
}

export interface LiveLatency {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface LiveTails {
  readonly requests: readonly number[];
  readonly failed: readonly number[];
  readonly askedRate: readonly (number | null)[];
  readonly activeUsers: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
}

export interface LiveStep {
  /** The `name` of the requests. */
  readonly name: string;
  readonly count: number;
  readonly failed: number;
  /** Null without a complete response. */
  readonly latency: LiveLatency | null;
}

export interface LiveGenerator {
  readonly workers: number;
  /** Of the last ten seconds; null where not measured. */
  readonly loopDelayP99: number | null;
  readonly latenessP99: number | null;
  /** Percent of one core, the busiest worker's. */
  readonly cpu: number | null;
}

/** How a limit stands. */
export interface LimitState {
  /** As written. */
  readonly rule: string;
  /** The unit that `value` is in. */
  readonly unit: string;
  /** Null without a sample. */
  readonly value: number | null;
  /** Null while it can't be told. */
  readonly passed: boolean | null;
  readonly abort: boolean;
}
