import { figureName } from '../../src/model/figure-name.ts';
import type { MetricHistory } from '../../src/model/history.ts';

/** `p95 of http_req_duration`, in the words of comparisons: what is counted a second is a rate. */
export function figureTitle(figure: Pick<MetricHistory, 'metric' | 'tags' | 'aggregate'>): string {
  return figureName(figure.aggregate === 'perSecond' ? { ...figure, aggregate: 'rate' } : figure);
}
