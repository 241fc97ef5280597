import type { Duration } from './test-spec.ts';

/** Load as written: users (closed model), arrivals per second (open model), or a number of iterations. */
export type LoadSpec = UsersLoadSpec | RateLoadSpec | IterationsLoadSpec;

/** Closed model: each user starts its next iteration when the last one ended. */
export interface UsersLoadSpec {
  readonly users: number | readonly PhaseSpec[];
  readonly duration?: Duration;
  /** How long users may finish their iteration when the curve goes down (30s). */
  readonly gracefulRampDown?: Duration;
}

/** Open model: iterations start at their time, whether or not earlier ones have ended. */
export interface RateLoadSpec {
  /** Arrivals per second. */
  readonly rate: number | readonly PhaseSpec[];
  readonly duration?: Duration;
  /** Arrivals that find this many users busy are dropped (10,000). */
  readonly maxUsers?: number;
  /** Evenly spaced by default. */
  readonly arrivals?: 'even' | 'poisson';
  /** Each arrival is a new user with new connections, as in Artillery; false reuses users that are idle, as k6 does. */
  readonly newUsers?: boolean;
}

export interface IterationsLoadSpec {
  readonly iterations: number;
  readonly users?: number;
  /** `iterations` counts for each user instead of being shared among them. */
  readonly perUser?: boolean;
  /** Ends even if iterations remain (10m). */
  readonly maxDuration?: Duration;
}

/** One stretch of a load curve. */
export type PhaseSpec = { readonly name?: string; readonly maxUsers?: number } & (
  | { readonly kind: 'ramp'; readonly from?: number; readonly to: number; readonly duration: Duration }
  | { readonly kind: 'hold'; readonly value?: number; readonly duration: Duration }
  | {
      readonly kind: 'step';
      readonly from?: number;
      readonly to: number;
      readonly by: number;
      readonly every: Duration;
    }
  | { readonly kind: 'pause'; readonly duration: Duration }
  | { readonly kind: 'spike'; readonly to: number; readonly duration: Duration; readonly base?: number }
);
