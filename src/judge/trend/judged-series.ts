import type { Trend } from '../../model/history.ts';
import type { Detection } from './detect.ts';
import type { OfEnvironment } from './environments.ts';

/** What was found in one metric, before others are looked at. */
export interface JudgedSeries {
  readonly trend: Trend;
  /** Positions of the points of the newest environment. */
  readonly current: OfEnvironment;
  readonly detection: Detection;
  readonly environments: readonly OfEnvironment[];
}
