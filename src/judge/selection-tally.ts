import { isAdditive, joinReadings, sumReadings } from '../model/gauge-sum.ts';
import type { LimitRule } from '../model/limit.ts';
import type { RunSeries, Second, SecondReading } from '../model/second.ts';
import { selects } from '../model/selection.ts';
import { Histogram } from '../stats/histogram.ts';
import { type Measured, measuredTrend } from './measured.ts';

type Rule = Pick<LimitRule, 'metric' | 'tags'>;

/** Sums up the series that a limit selects, over any number of seconds. */
export class SelectionTally {
  readonly #histogram = new Histogram();
  #series: RunSeries | undefined;
  #total = 0;
  #passes = 0;
  #fails = 0;
  #reading: SecondReading | undefined;

  /** What the limit selects of this second; `matching` remembers, by index, which series it does. */
  add(second: Second, matching: Matching): void {
    for (const { series, histogram } of second.trends) {
      if (matching.has(series)) this.#of(series).#histogram.merge(histogram);
    }
    for (const { series, total } of second.counters) if (matching.has(series)) this.#of(series).#total += total;
    for (const { series, passes, fails } of second.rates) {
      if (!matching.has(series)) continue;
      this.#of(series).#passes += passes;
      this.#fails += fails;
    }
    const readings = second.gauges.flatMap(({ series, reading }) => {
      if (matching.has(series)) this.#of(series);
      return matching.has(series) ? [reading] : [];
    });
    this.#follow(sumReadings(readings, readings.length > 1 && isAdditive(this.#series?.metric ?? '')));
  }

  /** Adds a later stretch. */
  merge(later: SelectionTally): void {
    if (later.#series === undefined) return;
    this.#series = later.#series;
    this.#histogram.merge(later.#histogram);
    this.#total += later.#total;
    this.#passes += later.#passes;
    this.#fails += later.#fails;
    this.#follow(later.#reading);
  }

  reset(): void {
    this.#histogram.reset();
    this.#series = undefined;
    this.#total = 0;
    this.#passes = 0;
    this.#fails = 0;
    this.#reading = undefined;
  }

  /** Undefined while nothing of the selection was seen. */
  measured(): Measured | undefined {
    if (this.#series === undefined) return undefined;
    switch (this.#series.type) {
      case 'trend':
        return measuredTrend(this.#histogram, this.#series.unit);
      case 'counter':
        return { type: 'counter', total: this.#total };
      case 'rate':
        return { type: 'rate', passes: this.#passes, fails: this.#fails };
      case 'gauge':
        return this.#reading === undefined ? undefined : { type: 'gauge', ...this.#reading };
    }
  }

  /** How many samples of a trend there are, and how many of them lie above a bound in the metric's unit. */
  counted(bound: number): { readonly count: number; readonly above: number } {
    const { count } = this.#histogram;
    const recorded = this.#series?.unit === 'ms' ? bound * 1000 : bound;
    return { count, above: count === 0 ? 0 : count - this.#histogram.countAtOrBelow(recorded) };
  }

  #of(series: RunSeries): this {
    this.#series = series;
    return this;
  }

  #follow(later: SecondReading | undefined): void {
    if (later === undefined) return;
    this.#reading = this.#reading === undefined ? later : joinReadings(this.#reading, later);
  }
}

/** Which series a limit selects, worked out once for each. */
export class Matching {
  readonly #rule: Rule;
  readonly #known: (boolean | undefined)[] = [];
  #unit: string | undefined;

  constructor(rule: Rule) {
    this.#rule = rule;
  }

  /** The metric's unit, once a series of it was seen. */
  get unit(): string | undefined {
    return this.#unit;
  }

  has(series: RunSeries): boolean {
    const known = this.#known[series.index];
    if (known !== undefined) return known;
    const isSelected = series.metric === this.#rule.metric && selects(this.#rule.tags, series.tags);
    if (isSelected) this.#unit = series.unit;
    this.#known[series.index] = isSelected;
    return isSelected;
  }
}
