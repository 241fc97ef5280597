import { BUILT_IN_METRICS } from '../model/metrics.ts';
import type { HeatMap, Series } from '../model/run.ts';
import type { RunSeries, Second } from '../model/second.ts';
import { isAside, tagsKey } from '../model/selection.ts';
import { HEAT_SCALE } from './heat-map.ts';
import type { Tags } from './selections.ts';
import { type AnySteps, CounterSteps, GaugeSteps, RateSteps, stepsFor, TrendSteps } from './step-fields.ts';

const STEP_SECONDS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];
const MOST_STEPS = 900;
/** A run that goes on for longer than planned is recorded for so many steps, then no more. */
const MOST_STEPS_OVERRUN = 2 * MOST_STEPS;
const MOST_NAMES = 200;
const MOST_OTHER_VALUES = 50;
const MOST_CUSTOM_METRICS = 100;

/** Built-in trends with a series of their own; the phases of requests are in the totals. */
const CHARTED_TRENDS = new Set([
  'http_req_duration',
  'http_req_blocked',
  'response_time',
  'iteration_duration',
  'function_duration',
  'function_memory_peak',
  'function_blocking',
  'sse_event_latency',
  'generator_lateness',
  'generator_loop_delay',
  'generator_gc',
]);

/** Tags by whose values a metric is charted, besides its total. */
const CHARTED_TAGS: Readonly<Record<string, readonly string[]>> = {
  http_reqs: ['name', 'scenario', 'error', 'status', 'instance'],
  http_req_failed: ['name', 'scenario'],
  http_req_duration: ['name', 'scenario'],
  response_time: ['scenario'],
  function_calls: ['name'],
  function_failed: ['name'],
  function_duration: ['name'],
  function_memory_growth: ['name'],
  sse_events: ['name'],
  iterations: ['scenario'],
  dropped_iterations: ['scenario'],
  arrivals: ['scenario'],
  vus: ['scenario'],
  generator_lateness: ['worker'],
  generator_loop_delay: ['worker'],
  generator_cpu: ['worker'],
  generator_gc: ['worker'],
  generator_memory: ['worker'],
};

interface KeptSeries {
  readonly name: string;
  readonly tags: Tags;
  readonly unit: string;
  readonly steps: AnySteps;
}

/** A series while it is being built. */
export interface GrowingSeries {
  readonly name: string;
  readonly tags: Tags;
  /** Its values in the steps from one on, up to another. */
  fields(from: number, to: number): Series['fields'];
}

/** How long a step is, so that the planned duration has at most 900. */
export function stepMsFor(plannedMs: number): number {
  const enough = STEP_SECONDS.find((seconds) => plannedMs <= seconds * 1000 * MOST_STEPS);
  return 1000 * (enough ?? 3600 * Math.ceil(plannedMs / (3_600_000 * MOST_STEPS)));
}

/** Builds the time series of a run, step by step, in memory that depends on neither its rate nor how long it goes on. */
export class SeriesBuilder {
  readonly stepMs: number;
  readonly #secondsInStep: number;
  readonly #plannedSteps: number;
  readonly #kept = new Map<string, KeptSeries>();
  readonly #values = new Map<string, Set<string>>();
  readonly #customMetrics = new Set<string>();
  /** Where the samples of a series go, by its index. */
  readonly #targets: (readonly AnySteps[] | undefined)[] = [];
  #openStep = 0;
  /** Seconds of the open step seen so far. */
  #openSeconds = 0;

  /** `plannedMs` counts the graceful stop too. */
  constructor(plannedMs: number) {
    const finiteMs = Number.isFinite(plannedMs) ? Math.max(plannedMs, 1000) : 3_600_000;
    this.stepMs = stepMsFor(finiteMs);
    this.#secondsInStep = this.stepMs / 1000;
    this.#plannedSteps = Math.ceil(finiteMs / this.stepMs);
  }

  /** Seconds have to come in order. */
  add(second: Second): void {
    const step = Math.floor(second.second / this.#secondsInStep);
    while (this.#openStep < step) this.#closeStep(this.#secondsInStep);
    if (step >= MOST_STEPS_OVERRUN) return;
    this.#openSeconds++;
    for (const { series, total } of second.counters) this.#each(series, CounterSteps, (steps) => steps.add(total));
    for (const { series, passes, fails } of second.rates) {
      this.#each(series, RateSteps, (steps) => steps.add(passes, fails));
    }
    for (const { series, histogram } of second.trends) this.#each(series, TrendSteps, (steps) => steps.add(histogram));
    for (const { series, reading } of second.gauges) this.#each(series, GaugeSteps, (steps) => steps.add(reading));
    for (const { steps } of this.#kept.values()) if (steps instanceof GaugeSteps) steps.endSecond();
    // The last step of a run may be cut short, which shows at its end.
    if (!second.final && (second.second + 1) % this.#secondsInStep === 0) this.#closeStep(this.#secondsInStep);
  }

  /** All series, the last step cut short at the end of the run; no more can be added after this. */
  build(endMs: number): Series[] {
    if (this.#openSeconds > 0) {
      const openedMs = this.#openStep * this.stepMs;
      const seconds = endMs > openedMs ? Math.min((endMs - openedMs) / 1000, this.#secondsInStep) : this.#openSeconds;
      this.#closeStep(seconds);
    }
    const count = this.steps;
    return [...this.#kept]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { name, tags, steps }]) => ({
        name,
        tags,
        startMs: 0,
        stepMs: this.stepMs,
        fields: fieldsOf(steps, 0, count),
      }));
  }

  /** How many steps are over. */
  get steps(): number {
    return Math.min(this.#openStep, MOST_STEPS_OVERRUN);
  }

  /** All series so far, in the order in which they were first measured: new ones come last. */
  growing(): GrowingSeries[] {
    return [...this.#kept.values()].map(({ name, tags, steps }) => {
      return { name, tags, fields: (from, to) => fieldsOf(steps, from, to) };
    });
  }

  /** How durations were spread in the steps that are over, from one on. */
  heatMaps(from = 0): HeatMap[] {
    const count = this.steps;
    return [...this.#kept.values()].flatMap(({ name, tags, unit, steps }) => {
      if (!(steps instanceof TrendSteps) || steps.heat === undefined) return [];
      const shape = { startMs: 0, stepMs: this.stepMs, scale: HEAT_SCALE };
      const columns = steps.heat.list(from, count);
      return [{ metric: name, tags, unit: unit === 'ms' ? 'us' : unit, ...shape, columns }];
    });
  }

  #closeStep(seconds: number): void {
    const step = this.#openStep++;
    this.#openSeconds = 0;
    if (step >= MOST_STEPS_OVERRUN) return;
    for (const { steps } of this.#kept.values()) steps.close(step, seconds);
  }

  #each<S extends AnySteps>(
    series: RunSeries,
    kind: abstract new (...args: never[]) => S,
    add: (steps: S) => void,
  ): void {
    for (const steps of this.#targetsOf(series)) if (steps instanceof kind) add(steps);
  }

  #targetsOf(series: RunSeries): readonly AnySteps[] {
    const known = this.#targets[series.index];
    if (known !== undefined) return known;
    const targets = this.#chartedSelections(series).map((tags) => this.#stepsOf(series, tags));
    this.#targets[series.index] = targets;
    return targets;
  }

  #chartedSelections({ metric, type, tags }: RunSeries): Tags[] {
    if (isAside(tags) || !this.#isCharted(metric, type)) return [];
    const charted = Object.hasOwn(CHARTED_TAGS, metric) ? (CHARTED_TAGS[metric] ?? []) : [];
    const selections: Tags[] = [{}];
    for (const tag of charted) {
      const value = tags[tag];
      if (value !== undefined && this.#hasRoomFor(tag, value)) selections.push({ [tag]: value });
    }
    return selections;
  }

  #isCharted(metric: string, type: RunSeries['type']): boolean {
    if (Object.hasOwn(BUILT_IN_METRICS, metric)) return type !== 'trend' || CHARTED_TRENDS.has(metric);
    if (this.#customMetrics.size < MOST_CUSTOM_METRICS) this.#customMetrics.add(metric);
    return this.#customMetrics.has(metric);
  }

  #hasRoomFor(tag: string, value: string): boolean {
    const values = this.#values.get(tag) ?? new Set<string>();
    this.#values.set(tag, values);
    if (values.size < (tag === 'name' || tag === 'scenario' ? MOST_NAMES : MOST_OTHER_VALUES)) values.add(value);
    return values.has(value);
  }

  #stepsOf(series: RunSeries, tags: Tags): AnySteps {
    const key = `${series.metric}\0${tagsKey(tags)}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known.steps;
    const steps = stepsFor({ ...series, tags }, this.#plannedSteps);
    this.#kept.set(key, { name: series.metric, tags, unit: series.unit, steps });
    return steps;
  }
}

function fieldsOf(steps: AnySteps, from: number, to: number): Series['fields'] {
  return Object.fromEntries(Object.entries(steps.fields).map(([field, column]) => [field, column.list(from, to)]));
}
