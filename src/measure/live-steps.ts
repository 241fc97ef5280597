import type { LiveLatency, LiveStep } from '../model/live.ts';
import { OTHER } from '../model/metrics.ts';
import type { HistogramData } from '../model/snapshot.ts';
import { Histogram } from '../stats/histogram.ts';

const MOST_NAMES = 200;
const MOST_SHOWN = 50;

interface StepTally {
  count: number;
  failed: number;
  readonly latency: Histogram;
}

/** Requests by name so far, for the table of a live view. */
export class LiveSteps {
  readonly #byName = new Map<string, StepTally>();

  addRequests(name: string, count: number): void {
    this.#tallyOf(name).count += count;
  }

  addFailed(name: string, failed: number): void {
    this.#tallyOf(name).failed += failed;
  }

  addLatency(name: string, histogram: HistogramData): void {
    this.#tallyOf(name).latency.merge(histogram);
  }

  /** Most requested first. */
  rows(): LiveStep[] {
    return [...this.#byName]
      .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
      .slice(0, MOST_SHOWN)
      .map(([name, { count, failed, latency }]) => ({ name, count, failed, latency: liveLatency(latency) }));
  }

  /** Durations of each name so far. */
  *latencies(): Iterable<readonly [name: string, latency: Histogram]> {
    for (const [name, { latency }] of this.#byName) yield [name, latency];
  }

  #tallyOf(name: string): StepTally {
    const bounded = this.#byName.has(name) || this.#byName.size < MOST_NAMES ? name : OTHER;
    const known = this.#byName.get(bounded);
    if (known !== undefined) return known;
    const tally = { count: 0, failed: 0, latency: new Histogram() };
    this.#byName.set(bounded, tally);
    return tally;
  }
}

/** In milliseconds, of a histogram in microseconds; null when it is empty. */
export function liveLatency(histogram: Histogram): LiveLatency | null {
  if (histogram.count === 0) return null;
  const [p50 = 0, p90 = 0, p95 = 0, p99 = 0] = histogram.quantiles([0.5, 0.9, 0.95, 0.99]).map((us) => us / 1000);
  return { count: histogram.count, mean: histogram.mean / 1000, p50, p90, p95, p99, max: histogram.max / 1000 };
}
