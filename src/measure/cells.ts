import type { GaugeReading, HistogramData } from '../model/snapshot.ts';
import { Histogram } from '../stats/histogram.ts';

/** The parts of a snapshot that cells drain into. */
export interface Drain {
  readonly trends: { id: number; histogram: HistogramData }[];
  readonly counters: { id: number; total: number }[];
  readonly rates: { id: number; passes: number; fails: number }[];
  readonly gauges: GaugeReading[];
}

/** A distribution. */
export class TrendCell {
  readonly id: number;
  readonly histogram: Histogram;
  readonly #isTime: boolean;

  constructor(id: number, unit: string, bounds: readonly number[] | undefined) {
    this.id = id;
    this.histogram = new Histogram();
    if (bounds !== undefined) this.histogram.countWithin(bounds);
    this.#isTime = unit === 'ms';
  }

  /** A value in the metric's own unit; times in milliseconds. */
  add(value: number): void {
    this.histogram.record(this.#isTime ? Math.round(value * 1000) : value);
  }

  addUs(us: number): void {
    this.histogram.record(us);
  }

  drain(out: Drain): void {
    if (this.histogram.count === 0) return;
    out.trends.push({ id: this.id, histogram: this.histogram.encode() });
    this.histogram.reset();
  }
}

/** A running total. */
export class CounterCell {
  readonly id: number;
  #total = 0;

  constructor(id: number) {
    this.id = id;
  }

  add(amount: number): void {
    this.#total += amount;
  }

  drain(out: Drain): void {
    if (this.#total === 0) return;
    out.counters.push({ id: this.id, total: this.#total });
    this.#total = 0;
  }
}

/** How many samples were true, and how many not. */
export class RateCell {
  readonly id: number;
  #passes = 0;
  #fails = 0;

  constructor(id: number) {
    this.id = id;
  }

  add(passed: boolean): void {
    if (passed) this.#passes++;
    else this.#fails++;
  }

  addMany(passes: number, fails: number): void {
    this.#passes += passes;
    this.#fails += fails;
  }

  drain(out: Drain): void {
    if (this.#passes + this.#fails === 0) return;
    out.rates.push({ id: this.id, passes: this.#passes, fails: this.#fails });
    this.#passes = 0;
    this.#fails = 0;
  }
}

/** A value that stands until it is set again; its mean is weighted by time. */
export class GaugeCell {
  readonly id: number;
  readonly #nowUs: () => number;
  #last: number | undefined;
  #min = 0;
  #max = 0;
  #integral = 0;
  #sinceUs = 0;
  #drainedUs: number;

  constructor(id: number, nowUs: () => number) {
    this.id = id;
    this.#nowUs = nowUs;
    this.#drainedUs = nowUs();
  }

  get value(): number {
    return this.#last ?? 0;
  }

  set(value: number): void {
    const now = this.#nowUs();
    if (this.#last === undefined) {
      this.#min = value;
      this.#max = value;
      this.#drainedUs = now;
    } else {
      this.#integral += this.#last * (now - this.#sinceUs);
      if (value < this.#min) this.#min = value;
      if (value > this.#max) this.#max = value;
    }
    this.#last = value;
    this.#sinceUs = now;
  }

  drain(out: Drain): void {
    if (this.#last === undefined) return;
    const now = this.#nowUs();
    const integral = this.#integral + this.#last * (now - this.#sinceUs);
    const spanUs = now - this.#drainedUs;
    out.gauges.push({
      id: this.id,
      last: this.#last,
      min: this.#min,
      max: this.#max,
      mean: spanUs > 0 ? integral / spanUs : this.#last,
      weightMs: Math.max(spanUs, 1) / 1000,
    });
    this.#min = this.#last;
    this.#max = this.#last;
    this.#integral = 0;
    this.#sinceUs = now;
    this.#drainedUs = now;
  }
}
