import type { MetricHistory } from './history.ts';

/** `p95 of http_req_duration (name login)`; of a series that another tool has written its name alone. */
export function figureName({ metric, tags, aggregate }: Pick<MetricHistory, 'metric' | 'tags' | 'aggregate'>): string {
  const chosen = Object.entries(tags).map(([tag, value]) => `${tag} ${value}`);
  const figure = aggregate === 'value' ? metric : `${aggregate} of ${metric}`;
  return chosen.length === 0 ? figure : `${figure} (${chosen.join(', ')})`;
}

/** A commit as people name it. */
export function shortCommit(commit: string): string {
  return /^[0-9a-f]{12,}$/i.test(commit) ? commit.slice(0, 8) : commit;
}
