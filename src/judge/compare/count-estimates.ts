import type { CounterMetric, GaugeMetric, RateMetric, Severity } from '../../model/run.ts';
import { findTotal, subjectOf } from '../kinds/level-figures.ts';
import { directionOf } from './direction.ts';
import type { Estimate } from './estimate.ts';
import type { MeasuredRun } from './measured-run.ts';
import { type DeviationOf, INDEPENDENT, type KnownSpread, spreadOf } from './spread.ts';
import { trendEstimates } from './trend-estimates.ts';

/** Failures that are more by less than this, as a share of all, are not as grave as their ratio says. */
const HARMLESS_SHARE = 0.001;
const MINOR_SHARE = 0.01;
/** Bytes say what was asked for as much as how well it is done. */
const VOLUMES: Readonly<Record<string, true>> = { data_sent: true, data_received: true };

/** Failures, or what did not hold, as a share: half a failure is added, so that none has a logarithm too; Walter, Biometrika 62(2), 1975. */
export function rateEstimates(run: MeasuredRun, rate: RateMetric): Estimate[] {
  const direction = directionOf(rate, run);
  const counted = direction === 'gain' ? rate.fails : rate.passes;
  const all = rate.passes + rate.fails;
  if (!(all > 0)) return [];
  const { inflation, degreesOfFreedom } = rateSpread(run, rate) ?? INDEPENDENT;
  const [few, many] = [counted / Math.max(1, inflation) + 0.5, all / Math.max(1, inflation) + 0.5];
  return [
    {
      metric: rate.name,
      tags: rate.tags,
      aggregate: direction === 'gain' ? 'failed' : 'rate',
      unit: 'share',
      direction: direction === 'gain' ? 'cost' : direction,
      value: few / many,
      shown: counted / all,
      known: { standardError: Math.sqrt(Math.max(0, 1 / few - 1 / many)), degreesOfFreedom },
      most: mostOfShares,
      more: 'time',
      amount: run.durationMs / 1000,
    },
  ];
}

function mostOfShares(before: number, after: number): Severity {
  if (after - before < HARMLESS_SHARE) return 'minor';
  return after - before < MINOR_SHARE ? 'major' : 'critical';
}

export function rateSpread(run: MeasuredRun, rate: RateMetric): KnownSpread | undefined {
  const own = ownRateSpread(run, rate);
  if (own !== undefined) return own;
  const total = findTotal(run.metrics, rate.name);
  return total?.type === 'rate' && total !== rate ? ownRateSpread(run, total) : undefined;
}

function ownRateSpread(run: MeasuredRun, { name, tags, passes, fails }: RateMetric): KnownSpread | undefined {
  const share = passes / (passes + fails);
  const off: DeviationOf = (fields) => {
    const [passed, failed] = [fields('passes') ?? 0, fields('fails') ?? 0];
    const count = passed + failed;
    if (count === 0) return undefined;
    return { deviation: passed - share * count, expectedVariance: share * (1 - share) * count };
  };
  return spreadOf(run, { metric: name, tags, aggregate: 'rate' }, off);
}

/** How often in a second, of what is counted. */
export function counterEstimates(run: MeasuredRun, counter: CounterMetric): Estimate[] {
  const { name, tags, total, perSecond, unit } = counter;
  if (!(total > 0) || !(perSecond > 0)) return [];
  const { inflation, degreesOfFreedom } = counterSpread(run, counter) ?? INDEPENDENT;
  const isThroughput = name === subjectOf(run.metrics).count || name === 'iterations';
  const hangsOn = findTotal(run.metrics, 'http_req_duration');
  return [
    {
      ...(isThroughput && isPaced(run) ? { isSteady: true as const } : {}),
      ...(hangsOn?.type === 'trend' && hangsOn.mean > 0 ? { networkMs: hangsOn.mean } : {}),
      metric: name,
      tags,
      aggregate: 'perSecond',
      unit: unit === 'count' ? '/s' : `${unit}/s`,
      direction: isThroughput ? 'gain' : directionOf(counter, run),
      value: perSecond,
      known: {
        standardError: Math.hypot(Math.sqrt(Math.max(0, inflation) / total), edgeOf(run, total)),
        degreesOfFreedom,
      },
      more: 'time',
      amount: run.durationMs / 1000,
    },
  ];
}

/** Starts come as asked for, however long what they start takes. */
function isPaced({ test }: MeasuredRun): boolean {
  return test.load.length > 0 && test.load.every(({ model }) => model === 'arrivals');
}

/** Against that of events that know nothing of one another (Poisson): an even pace has less. */
export function counterSpread(
  run: MeasuredRun,
  { name, tags, total, perSecond }: CounterMetric,
): KnownSpread | undefined {
  const off: DeviationOf = (fields) => {
    const [count, rate] = [fields('count'), fields('perSecond')];
    if (count === null || rate === null || !(rate > 0)) return undefined;
    // The last step is cut short: what it should hold goes by its own length.
    const seconds = count / rate;
    return { deviation: count - perSecond * seconds, expectedVariance: perSecond * seconds };
  };
  return total > 0 ? spreadOf(run, { metric: name, tags, aggregate: 'perSecond' }, off) : undefined;
}

/** What is under way at the end is counted or not, as it happens. */
function edgeOf({ metrics }: MeasuredRun, total: number): number {
  const open = findTotal(metrics, 'vus');
  const busy = open?.type === 'gauge' ? Math.max(0, open.mean) : 0;
  return (1 + busy) / (2 * total);
}

/** Bytes of each request, or whatever an iteration is made of. */
export function volumeEstimates(run: MeasuredRun, counter: CounterMetric): Estimate[] {
  if (!Object.hasOwn(VOLUMES, counter.name)) return [];
  const { count, noun } = subjectOf(run.metrics);
  const parts = findTotal(run.metrics, count);
  if (parts?.type !== 'counter' || !(parts.total > 0) || !(counter.total > 0)) return [];
  return [
    {
      metric: counter.name,
      tags: counter.tags,
      aggregate: `per ${noun}`,
      unit: 'bytes',
      direction: 'cost',
      isSteady: true,
      value: counter.total / parts.total,
      known: { standardError: edgeOf(run, parts.total), degreesOfFreedom: Number.POSITIVE_INFINITY },
      most: () => 'minor',
      more: 'time',
      amount: run.durationMs / 1000,
    },
  ];
}

/** What one user gets done in a second, from how long its iterations take. */
export function perUserEstimates(run: MeasuredRun): Estimate[] {
  const { count } = subjectOf(run.metrics);
  const [time, parts, iterations] = ['iteration_duration', count, 'iterations'].map((name) =>
    findTotal(run.metrics, name),
  );
  if (time?.type !== 'trend' || parts?.type !== 'counter' || iterations?.type !== 'counter') return [];
  const mean = trendEstimates(run, time).find(({ aggregate }) => aggregate === 'mean');
  if (mean === undefined || !(parts.total > 0) || !(iterations.total > 0)) return [];
  const { most: _, ...shape } = mean;
  const value = ((parts.total / iterations.total) * 1000) / mean.value;
  const most = (before: number, after: number): Severity =>
    1000 * Math.abs(1 / after - 1 / before) * (parts.total / iterations.total) < 1 ? 'minor' : 'critical';
  return [{ ...shape, metric: count, aggregate: 'per user', unit: '/s', direction: 'gain', value, most }];
}

/** Readings such as the target's CPU, by how their means from step to step differ. */
export function gaugeEstimates(run: MeasuredRun, gauge: GaugeMetric): Estimate[] {
  const spread = gaugeSpread(run, gauge);
  if (spread === undefined || !(gauge.mean > 0)) return [];
  const { name, tags, unit, mean } = gauge;
  return [
    {
      metric: name,
      tags,
      aggregate: 'mean',
      unit,
      direction: directionOf(gauge, run),
      value: mean,
      known: { standardError: Math.sqrt(spread.inflation), degreesOfFreedom: spread.degreesOfFreedom },
      more: 'time',
      amount: run.durationMs / 1000,
    },
  ];
}

/** The relative variance of the mean itself, since readings are no samples that could be counted. */
export function gaugeSpread(run: MeasuredRun, { name, tags, mean }: GaugeMetric): KnownSpread | undefined {
  let readings = 0;
  const off: DeviationOf = (fields) => {
    const own = fields('mean');
    if (own === null) return undefined;
    readings++;
    return { deviation: own - mean, expectedVariance: mean ** 2 };
  };
  const found = spreadOf(run, { metric: name, tags, aggregate: 'mean' }, off);
  // `spreadOf` answers variance over expected; of the mean of so many readings it is that much smaller.
  return found === undefined || readings === 0 ? found : { ...found, inflation: found.inflation / readings };
}
