import type { CounterMetric, GaugeMetric, Metric, RateMetric, Run, TrendMetric } from '../../../model/run.ts';
import { tagsKey } from '../../../model/selection.ts';

type Tags = Readonly<Record<string, string>>;

/** The metrics of a run, found by name and tags; no tags are the total. */
export class RunMetrics {
  readonly #all: readonly Metric[];
  readonly #byKey = new Map<string, Metric>();

  constructor(run: Run) {
    this.#all = run.metrics;
    for (const metric of run.metrics) this.#byKey.set(`${metric.name}\0${tagsKey(metric.tags)}`, metric);
  }

  trend(name: string, tags: Tags = {}): TrendMetric | undefined {
    const metric = this.#find(name, tags);
    return metric?.type === 'trend' && metric.count > 0 ? metric : undefined;
  }

  counter(name: string, tags: Tags = {}): CounterMetric | undefined {
    const metric = this.#find(name, tags);
    return metric?.type === 'counter' ? metric : undefined;
  }

  rate(name: string, tags: Tags = {}): RateMetric | undefined {
    const metric = this.#find(name, tags);
    return metric?.type === 'rate' ? metric : undefined;
  }

  gauge(name: string, tags: Tags = {}): GaugeMetric | undefined {
    const metric = this.#find(name, tags);
    return metric?.type === 'gauge' ? metric : undefined;
  }

  total(name: string): number {
    return this.counter(name)?.total ?? 0;
  }

  /** Those of a metric that have this one tag alone. */
  valuesOf(name: string, tag: string): { readonly value: string; readonly metric: Metric }[] {
    return this.#all.flatMap((metric) => {
      const value = metric.tags[tag];
      return metric.name === name && value !== undefined && Object.keys(metric.tags).length === 1
        ? [{ value, metric }]
        : [];
    });
  }

  /** In which unit the metric is measured, if it is in the run. */
  unitOf(name: string): string | undefined {
    return this.#all.find((metric) => metric.name === name)?.unit;
  }

  #find(name: string, tags: Tags): Metric | undefined {
    return this.#byKey.get(`${name}\0${tagsKey(tags)}`);
  }
}
