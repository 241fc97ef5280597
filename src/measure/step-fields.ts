import type { RunSeries, SecondReading } from '../model/second.ts';
import type { HistogramData } from '../model/snapshot.ts';
import { Histogram } from '../stats/histogram.ts';
import { GaugeRollUp } from './gauge-roll-up.ts';
import { HEAT_METRICS, HeatColumns } from './heat-map.ts';

/** One value for each step; NaN where nothing was measured. */
type Fields = Readonly<Record<string, Column>>;

/** The steps of one series: samples go into the open step, which `close` turns into a row of numbers. */
interface StepFields {
  readonly fields: Fields;
  endSecond?(): void;
  close(step: number, seconds: number): void;
}

/** Numbers by step, in one block of memory that doubles as it must. */
class Column {
  readonly #missing: number;
  #values: Float64Array;

  constructor(steps: number, missing: number) {
    this.#missing = missing;
    this.#values = new Float64Array(steps).fill(missing);
  }

  set(step: number, value: number): void {
    if (step >= this.#values.length) {
      const longer = new Float64Array(Math.max(step + 1, this.#values.length * 2)).fill(this.#missing);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[step] = value;
  }

  /** The steps from one on, up to another. */
  list(from: number, to: number): (number | null)[] {
    return Array.from({ length: Math.max(0, to - from) }, (_, at) => {
      const value = this.#values[from + at] ?? this.#missing;
      return Number.isFinite(value) ? value : null;
    });
  }
}

export class CounterSteps implements StepFields {
  readonly fields: { count: Column; perSecond: Column };
  #count = 0;

  constructor(steps: number) {
    this.fields = { count: new Column(steps, 0), perSecond: new Column(steps, 0) };
  }

  add(total: number): void {
    this.#count += total;
  }

  close(step: number, seconds: number): void {
    this.fields.count.set(step, this.#count);
    this.fields.perSecond.set(step, this.#count / seconds);
    this.#count = 0;
  }
}

export class RateSteps implements StepFields {
  readonly fields: { passes: Column; fails: Column; value: Column };
  #passes = 0;
  #fails = 0;

  constructor(steps: number) {
    this.fields = {
      passes: new Column(steps, 0),
      fails: new Column(steps, 0),
      value: new Column(steps, Number.NaN),
    };
  }

  add(passes: number, fails: number): void {
    this.#passes += passes;
    this.#fails += fails;
  }

  close(step: number): void {
    this.fields.passes.set(step, this.#passes);
    this.fields.fails.set(step, this.#fails);
    this.fields.value.set(step, this.#passes / (this.#passes + this.#fails));
    this.#passes = 0;
    this.#fails = 0;
  }
}

/** Percentiles of a step come from the histogram of all that the step measured. */
export class TrendSteps implements StepFields {
  readonly fields: Record<'count' | 'mean' | 'p50' | 'p90' | 'p95' | 'p99' | 'max', Column>;
  /** How the values were spread, where that is charted. */
  readonly heat: HeatColumns | undefined;
  readonly #histogram = new Histogram();
  readonly #divisor: number;

  constructor(steps: number, unit: string, heat?: HeatColumns) {
    this.heat = heat;
    const column = () => new Column(steps, Number.NaN);
    this.fields = {
      count: new Column(steps, 0),
      mean: column(),
      p50: column(),
      p90: column(),
      p95: column(),
      p99: column(),
      max: column(),
    };
    this.#divisor = unit === 'ms' ? 1000 : 1;
  }

  add(histogram: HistogramData): void {
    this.#histogram.merge(histogram);
  }

  close(step: number): void {
    const { count, mean, max } = this.#histogram;
    if (count === 0) return;
    const [p50 = Number.NaN, p90 = Number.NaN, p95 = Number.NaN, p99 = Number.NaN] = this.#histogram.quantiles([
      0.5, 0.9, 0.95, 0.99,
    ]);
    this.heat?.set(step, this.#histogram);
    this.fields.count.set(step, count);
    const values = { mean, p50, p90, p95, p99, max };
    for (const name of ['mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const) {
      this.fields[name].set(step, values[name] / this.#divisor);
    }
    this.#histogram.reset();
  }
}

export class GaugeSteps implements StepFields {
  readonly fields: Record<'last' | 'min' | 'max' | 'mean', Column>;
  readonly #rollUp: GaugeRollUp;

  constructor(steps: number, metric: string) {
    const column = () => new Column(steps, Number.NaN);
    this.fields = { last: column(), min: column(), max: column(), mean: column() };
    this.#rollUp = new GaugeRollUp(metric);
  }

  add(reading: SecondReading): void {
    this.#rollUp.add(reading);
  }

  endSecond(): void {
    this.#rollUp.endSecond();
  }

  close(step: number): void {
    const { value } = this.#rollUp;
    if (value === undefined) return;
    for (const name of ['last', 'min', 'max', 'mean'] as const) this.fields[name].set(step, value[name]);
    this.#rollUp.reset();
  }
}

export type AnySteps = CounterSteps | RateSteps | TrendSteps | GaugeSteps;

/** The steps of a metric, as a whole or of what some tags select. */
export function stepsFor(series: Pick<RunSeries, 'metric' | 'type' | 'unit' | 'tags'>, steps: number): AnySteps {
  if (series.type === 'counter') return new CounterSteps(steps);
  if (series.type === 'rate') return new RateSteps(steps);
  if (series.type === 'trend') {
    const isMapped = HEAT_METRICS.has(series.metric) && Object.keys(series.tags).length === 0;
    return new TrendSteps(steps, series.unit, isMapped ? new HeatColumns() : undefined);
  }
  return new GaugeSteps(steps, series.metric);
}
