import type { Finding, Verdict } from './run.ts';

/** One value of a metric in one run of its history. */
export interface HistoryPoint {
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly value: number;
  /** Of the run. */
  readonly verdict?: Verdict;
  readonly commit?: string;
  readonly branch?: string;
  readonly author?: string;
  /** Stands for machine, Node and whatever else makes figures comparable. */
  readonly environment?: string;
}

/** The place in a series where its level changed, and stayed so. */
export interface ChangePoint {
  /** Index of the first value of the new level. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  /** After over before, with its 95 % interval. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** 1 − p of the test that found it. */
  readonly confidence: number;
}

/** A metric over the runs of its history. */
export interface MetricHistory {
  readonly name: string;
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aggregate: string;
  readonly unit: string;
  /** Whether more of it is worse, where that is known. */
  readonly worse?: 'higher' | 'lower';
  readonly points: readonly HistoryPoint[];
}

/** What became of a metric over time. */
export interface Trend extends MetricHistory {
  readonly changes: readonly (ChangePoint & {
    readonly verdict: 'better' | 'worse' | 'changed';
    /** The change came after the first of these and at the latest with the second. */
    readonly commits: {
      readonly after?: string;
      readonly upTo?: string;
      /** How many there are in between, the last one included, and what the newest of them say of themselves; where it is known. */
      readonly count?: number;
      readonly subjects?: readonly string[];
    };
    readonly authors: readonly string[];
  })[];
  /** Single values off the level: no change points. */
  readonly outliers: readonly number[];
  /** The last values are off the level: so many more like them would show that it has changed. */
  readonly newcomer?: { readonly index: number; readonly count: number; readonly needed: number };
  /** Where the level rises or falls bit by bit instead of at one place. */
  readonly drifts?: readonly number[];
  /** The level of the newest points, how many make it, and the standard deviation of a single one. */
  readonly level?: { readonly value: number; readonly count: number; readonly deviation: number };
  /** Length in points, where the series repeats itself. */
  readonly season?: number;
  /** When a limit will be crossed if it goes on like this. */
  readonly forecast?: {
    readonly limit: number;
    readonly rule: string;
    /** ISO 8601; null when it will not be. */
    readonly crossesAt: string | null;
    readonly earliest: string | null;
    readonly latest: string | null;
  };
  readonly findings: readonly Finding[];
}

export const TREND_MODES = ['default', 'otava', 'perfherder', 'bencher'] as const;

/** Whose way of finding changes is used. */
export type TrendMode = (typeof TREND_MODES)[number];

/** What became of the metrics of one test or suite of benchmarks. */
export interface TrendReport {
  readonly schema: 'plimsoll.trend/1';
  readonly name: string;
  readonly mode: TrendMode;
  /** How many runs they are drawn from. */
  readonly runs: number;
  readonly trends: readonly Trend[];
  /** The gravest first; metrics that changed with the same run are told together. */
  readonly findings: readonly Finding[];
}
