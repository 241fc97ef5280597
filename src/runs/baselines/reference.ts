import type { BaselineRun } from '../../model/comparison.ts';
import type { Environment, Metric } from '../../model/run.ts';

/** A baseline as earlier versions kept it, `plimsoll.baseline/1`. */
export interface Reference {
  readonly id: string;
  readonly name: string;
  readonly startedAt: string;
  readonly target?: string;
  readonly environment: Pick<Environment, 'node' | 'cpu' | 'cores'>;
  readonly metrics: readonly Metric[];
}

/** As a run of today: what was not kept is empty, and no difference from anything. */
export function runOfReference({ id, name, startedAt, target, environment, metrics }: Reference): BaselineRun {
  const count = metrics.find((metric) => metric.type === 'counter' && metric.perSecond > 0);
  const durationMs = count?.type === 'counter' ? Math.round((1000 * count.total) / count.perSecond) : 0;
  return {
    id,
    kind: 'load',
    name,
    startedAt,
    durationMs,
    verdict: 'passed',
    environment: { v8: '', os: '', ...environment, tags: {} },
    test: {
      kind: 'baseline',
      source: '',
      ...(target === undefined ? {} : { target }),
      scenarios: [],
      load: [],
      limits: [],
      seed: 0,
      workers: 1,
    },
    metrics,
  };
}

type Fields = Readonly<Record<string, unknown>>;

export function isReference(value: Fields): boolean {
  const { id, name, startedAt, environment, metrics } = value;
  return (
    [id, name, startedAt].every((each) => typeof each === 'string') &&
    isObject(environment) &&
    Array.isArray(metrics) &&
    metrics.every(isMetric)
  );
}

const NUMBERS: Readonly<Record<Metric['type'], readonly string[]>> = {
  trend: ['count', 'min', 'mean', 'max', 'stddev'],
  counter: ['total', 'perSecond'],
  rate: ['passes', 'fails', 'value'],
  gauge: ['last', 'min', 'max', 'mean'],
};

function isMetric(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.tags) || typeof value.type !== 'string') return false;
  const numbers = Object.hasOwn(NUMBERS, value.type) ? NUMBERS[value.type as Metric['type']] : undefined;
  if (numbers === undefined || !numbers.every((key) => Number.isFinite(value[key]))) return false;
  return value.type !== 'trend' || isHistogram(value.histogram);
}

function isHistogram(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.positive)) return false;
  const { offset, counts } = value.positive;
  const isCount = (count: unknown) => Number.isFinite(count) && Number(count) >= 0;
  return (
    Number.isInteger(value.scale) &&
    isCount(value.zeroCount) &&
    Number.isInteger(offset) &&
    Array.isArray(counts) &&
    counts.every(isCount)
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
