import type { HistogramData } from '../model/snapshot.ts';
import { Histogram } from '../stats/histogram.ts';

/** What the last few seconds measured: a ring of histograms, one for each second. */
export class RecentSeconds {
  readonly #ring: Histogram[];
  #at = 0;

  constructor(seconds: number) {
    this.#ring = Array.from({ length: seconds }, () => new Histogram());
  }

  /** Into the second that is open. */
  add(histogram: HistogramData): void {
    this.#open().merge(histogram);
  }

  /** The second that is open, until `next`. */
  get latest(): Histogram {
    return this.#open();
  }

  get merged(): Histogram {
    const sum = new Histogram();
    for (const histogram of this.#ring) sum.merge(histogram);
    return sum;
  }

  /** Opens the next second, and lets the oldest go. */
  next(): void {
    this.#at = (this.#at + 1) % this.#ring.length;
    this.#open().reset();
  }

  #open(): Histogram {
    return this.#ring[this.#at] as Histogram;
  }
}
