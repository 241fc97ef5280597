import type { Recorder } from '../../src/measure/recorder.ts';
import type { SeriesKey, Snapshot } from '../../src/model/snapshot.ts';

/** A function that gives what was measured since it was last called. */
export function measuredBy(recorder: Recorder): () => Measured {
  const series: SeriesKey[] = [];
  return () => {
    const snapshot = recorder.snapshot(0);
    series.push(...snapshot.added);
    return new Measured(snapshot, series);
  };
}

/** What a snapshot holds, summed over all tags: enough to ask whether numbers are right. */
export class Measured {
  readonly #snapshot: Snapshot;

  readonly #series: readonly SeriesKey[];

  constructor(snapshot: Snapshot, series: readonly SeriesKey[]) {
    this.#snapshot = snapshot;
    this.#series = series;
  }

  counter(metric: string, tags: Readonly<Record<string, string>> = {}): number {
    const ids = this.#ids(metric, tags);
    return sum(this.#snapshot.counters.filter(({ id }) => ids.has(id)).map(({ total }) => total));
  }

  /** Passes and samples. */
  rate(metric: string, tags: Readonly<Record<string, string>> = {}): readonly [passes: number, count: number] {
    const ids = this.#ids(metric, tags);
    const rates = this.#snapshot.rates.filter(({ id }) => ids.has(id));
    return [sum(rates.map(({ passes }) => passes)), sum(rates.map(({ passes, fails }) => passes + fails))];
  }

  trend(metric: string, tags: Readonly<Record<string, string>> = {}): { count: number; sumUs: number; maxUs: number } {
    const ids = this.#ids(metric, tags);
    const found = this.#snapshot.trends.filter(({ id }) => ids.has(id)).map(({ histogram }) => histogram);
    return {
      count: sum(found.map(({ count }) => count)),
      sumUs: sum(found.map((histogram) => histogram.sum)),
      maxUs: Math.max(0, ...found.map(({ max }) => max)),
    };
  }

  /** The last value of a gauge, summed over tags. */
  gauge(metric: string, tags: Readonly<Record<string, string>> = {}): number {
    const ids = this.#ids(metric, tags);
    return sum(this.#snapshot.gauges.filter(({ id }) => ids.has(id)).map(({ last }) => last));
  }

  /** Failures by kind. */
  get errors(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { kind, count } of this.#snapshot.errors) counts[kind] = (counts[kind] ?? 0) + count;
    return counts;
  }

  get excerpts(): readonly string[] {
    return this.#snapshot.errors.flatMap(({ samples }) => samples.map(({ text }) => text));
  }

  #ids(metric: string, tags: Readonly<Record<string, string>>): Set<number> {
    const wanted = Object.entries(tags);
    const matching = this.#series.filter(
      (series) => series.metric === metric && wanted.every(([tag, value]) => series.tags[tag] === value),
    );
    return new Set(matching.map(({ id }) => id));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
