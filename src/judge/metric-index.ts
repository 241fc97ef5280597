import type { Metric } from '../model/run.ts';
import { tagsKey } from '../model/selection.ts';

type Tags = Readonly<Record<string, string>>;

/** Finds the metrics of a run by name and tags. */
export interface MetricIndex {
  find(name: string, tags?: Tags): Metric | undefined;
  /** The sub-metrics by one tag: `sub('http_reqs', 'error')` has one for each kind of error. */
  sub(name: string, tag: string): readonly { readonly value: string; readonly metric: Metric }[];
}

export function metricIndex(metrics: readonly Metric[]): MetricIndex {
  const byKey = new Map(metrics.map((metric) => [`${metric.name}\0${tagsKey(metric.tags)}`, metric]));
  return {
    find: (name, tags = {}) => byKey.get(`${name}\0${tagsKey(tags)}`),
    sub: (name, tag) =>
      metrics.flatMap((metric) => {
        const [only, ...others] = Object.keys(metric.tags);
        const value = metric.tags[tag];
        return metric.name === name && only === tag && others.length === 0 && value !== undefined
          ? [{ value, metric }]
          : [];
      }),
  };
}

/** What a counter counted, 0 where it was never asked for. */
export function totalOf(index: MetricIndex, name: string, tags: Tags = {}): number {
  const metric = index.find(name, tags);
  return metric?.type === 'counter' ? metric.total : 0;
}
