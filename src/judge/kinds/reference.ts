import type { Environment, Metric, Run } from '../../model/run.ts';

/** What a passed baseline leaves behind for later runs to be compared with. */
export interface Reference {
  /** Id of the run. */
  readonly id: string;
  readonly name: string;
  readonly startedAt: string;
  readonly target?: string;
  readonly environment: Pick<Environment, 'node' | 'cpu' | 'cores'>;
  readonly metrics: readonly Metric[];
}

const COMPARED = new Set([
  'http_req_duration',
  'http_reqs',
  'http_req_failed',
  'function_duration',
  'function_calls',
  'function_failed',
  'iteration_duration',
  'iterations',
  'iterations_failed',
]);

/** A run cut down to what is compared: its totals, and the latencies of its steps. */
export function referenceOf({ id, name, startedAt, test, environment, metrics }: Run): Reference {
  const { node, cpu, cores } = environment;
  return {
    id,
    name,
    startedAt,
    ...(test.target === undefined ? {} : { target: test.target }),
    environment: { node, cpu, cores },
    metrics: metrics.filter(isCompared),
  };
}

function isCompared({ name, tags, type }: Metric): boolean {
  if (!COMPARED.has(name)) return false;
  const names = Object.keys(tags);
  return names.length === 0 || (type === 'trend' && names.length === 1 && names[0] === 'name');
}
