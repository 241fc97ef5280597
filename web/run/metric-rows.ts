import { BUILT_IN_METRICS } from '../../src/model/metrics.ts';
import type { Metric } from '../../src/model/run.ts';
import type { RunIndex } from '../../src/model/run-index.ts';

/** Built-in metrics that other sections tell all of. */
const TOLD = /^(?:generator_|http_req_(?:blocked|connecting|tls|sending|waiting|receiving)|vus)/;

/** Totals of all metrics but those told elsewhere: the test's own first, and groups one by one. */
export function otherMetrics({ run }: RunIndex): Metric[] {
  const isOwn = ({ name }: Metric) => !Object.hasOwn(BUILT_IN_METRICS, name);
  const wanted = run.metrics.filter((metric) => {
    const tags = Object.keys(metric.tags);
    if (metric.name === 'group_duration') return tags.length === 1 && tags[0] === 'group' && hasSamples(metric);
    if (isOwn(metric)) return tags.length <= 1 && hasSamples(metric);
    return tags.length === 0 && !TOLD.test(metric.name) && hasSamples(metric);
  });
  return [...wanted].sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
}

function hasSamples(metric: Metric): boolean {
  switch (metric.type) {
    case 'trend':
      return metric.count > 0;
    case 'counter':
      return metric.total !== 0;
    case 'rate':
      return metric.passes + metric.fails > 0;
    default:
      return true;
  }
}
