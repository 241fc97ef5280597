import type { CounterMetric, GaugeMetric, Metric, RateMetric, Run, Series, TrendMetric } from './run.ts';
import { tagsKey } from './selection.ts';

export type Tags = Readonly<Record<string, string>>;

/** Metrics and series of a run, found by name and tags; no tags are the total. */
export class RunIndex {
  readonly run: Run;
  readonly #metrics = new Map<string, Metric>();
  readonly #series = new Map<string, Series>();
  /** Those with a single tag, by name and tag. */
  readonly #byTag = new Map<string, Metric[]>();
  readonly #seriesByTag = new Map<string, Series[]>();

  constructor(run: Run) {
    this.run = run;
    for (const metric of run.metrics) {
      this.#metrics.set(keyOf(metric), metric);
      addTo(this.#byTag, singleTag(metric), metric);
    }
    for (const series of run.series) {
      this.#series.set(keyOf(series), series);
      addTo(this.#seriesByTag, singleTag(series), series);
    }
  }

  /** Undefined where nothing was measured. */
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

  total(name: string, tags: Tags = {}): number {
    return this.counter(name, tags)?.total ?? 0;
  }

  /** Those of a metric that have this one tag alone. */
  valuesOf(name: string, tag: string): { readonly value: string; readonly metric: Metric }[] {
    const found = this.#byTag.get(`${name}\0${tag}`) ?? [];
    return found.map((metric) => ({ value: metric.tags[tag] ?? '', metric }));
  }

  series(name: string, tags: Tags = {}): Series | undefined {
    return this.#series.get(keyOf({ name, tags }));
  }

  seriesOf(name: string, tag: string): { readonly value: string; readonly series: Series }[] {
    const found = this.#seriesByTag.get(`${name}\0${tag}`) ?? [];
    return found.map((series) => ({ value: series.tags[tag] ?? '', series }));
  }

  /** In which unit a metric is measured, if it is in the run. */
  unitOf(name: string): string | undefined {
    return (this.#find(name, {}) ?? this.run.metrics.find((metric) => metric.name === name))?.unit;
  }

  #find(name: string, tags: Tags): Metric | undefined {
    return this.#metrics.get(keyOf({ name, tags }));
  }
}

/** Most have a single tag or none, and there are thousands of them. */
function keyOf({ name, tags }: { readonly name: string; readonly tags: Tags }): string {
  const [tag, other] = Object.keys(tags);
  if (tag === undefined) return name;
  return other === undefined ? `${name}\0${tag}\0${tags[tag]}` : `${name}\0\0${tagsKey(tags)}`;
}

function singleTag({ name, tags }: { readonly name: string; readonly tags: Tags }): string | undefined {
  const [tag, other] = Object.keys(tags);
  return tag === undefined || other !== undefined ? undefined : `${name}\0${tag}`;
}

function addTo<Value>(lists: Map<string, Value[]>, key: string | undefined, value: Value): void {
  if (key === undefined) return;
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
