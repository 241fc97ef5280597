import type { Spread } from '../../model/comparison.ts';
import type { Metric } from '../../model/run.ts';
import { isAside, tagsKey } from '../../model/selection.ts';
import { subjectOf } from '../kinds/level-figures.ts';
import {
  counterEstimates,
  counterSpread,
  gaugeEstimates,
  gaugeSpread,
  perUserEstimates,
  rateEstimates,
  rateSpread,
  volumeEstimates,
} from './count-estimates.ts';
import type { Estimate } from './estimate.ts';
import { levelEstimates, lineEstimates } from './level-estimates.ts';
import { isBench, type MeasuredRun } from './measured-run.ts';
import { processEstimates } from './process-estimates.ts';
import type { KnownSpread } from './spread.ts';
import { PERCENTILES, trendEstimates, trendSpread } from './trend-estimates.ts';

/** Of the load generator, or told by others. */
const NOT_COMPARED =
  /^(generator_|vus|http_reqs_open$|arrivals$|connections_opened$|function_handover$|interrupted_iterations$)/;
/** What a request's time is made of: of the total, its mean. */
const PHASES = /^http_req_(blocked|connecting|tls_handshaking|sending|waiting|receiving)$/;
/** They say what a request was, or who sent it. */
const TOLD_BY_OTHERS = new Set(['method', 'status', 'error', 'worker', 'instance', 'overlap', 'group']);

/** Every figure of a run that can be compared, and how well it is known. */
export function runEstimates(run: MeasuredRun): Estimate[] {
  if (isBench(run)) return processEstimates(run);
  return [
    ...lineEstimates(run),
    ...run.metrics.filter((metric) => isCompared(metric, run)).flatMap((metric) => metricEstimates(run, metric)),
    ...perUserEstimates(run),
    ...levelEstimates(run),
  ];
}

function metricEstimates(run: MeasuredRun, metric: Metric): Estimate[] {
  switch (metric.type) {
    case 'trend': {
      const all = trendEstimates(run, metric);
      return PHASES.test(metric.name) ? all.filter(({ aggregate }) => aggregate === 'mean') : all;
    }
    case 'rate':
      return rateEstimates(run, metric);
    case 'counter':
      return Object.hasOwn(metric.tags, 'name')
        ? []
        : [...volumeEstimates(run, metric), ...(isVolume(metric) ? [] : counterEstimates(run, metric))];
    case 'gauge':
      return gaugeEstimates(run, metric);
  }
}

/** Bytes, which are compared by what they are part of. */
export function isVolume({ name }: Metric): boolean {
  return name === 'data_sent' || name === 'data_received';
}

/** Totals, steps, and what limits pick out by tags of the test's own. */
export function isCompared({ name, tags, type }: Metric, { test }: MeasuredRun): boolean {
  if (NOT_COMPARED.test(name) || isAside(tags)) return false;
  const keys = Object.keys(tags);
  if (keys.length === 0) return true;
  if (PHASES.test(name) || keys.length > 1 || keys.some((key) => TOLD_BY_OTHERS.has(key))) return false;
  if (keys[0] === 'scenario')
    return test.scenarios.length > 1 && (type === 'trend' || type === 'rate') && name !== 'response_time';
  return keys[0] !== 'name' || name !== 'response_time';
}

/** What the series say of each figure: a baseline keeps this and not the series. */
export function spreadsOf(run: MeasuredRun): Spread[] {
  return run.metrics
    .filter((metric) => isCompared(metric, run))
    .flatMap((metric) => {
      const { name, tags } = metric;
      return spreadsOfMetric(run, metric).flatMap(([aggregate, found]) =>
        found === undefined ? [] : [{ metric: name, tags, aggregate, ...finite(found) }],
      );
    });
}

function spreadsOfMetric(run: MeasuredRun, metric: Metric): (readonly [string, KnownSpread | undefined])[] {
  switch (metric.type) {
    case 'trend': {
      const percentiles = PHASES.test(metric.name) ? [] : PERCENTILES.map((each) => `p${each}`);
      return [...percentiles, 'mean'].map((aggregate) => [aggregate, trendSpread(run, metric, aggregate)]);
    }
    case 'rate':
      return [['rate', rateSpread(run, metric)]];
    case 'counter':
      return Object.hasOwn(metric.tags, 'name') ? [] : [['perSecond', counterSpread(run, metric)]];
    case 'gauge':
      return [['mean', gaugeSpread(run, metric)]];
  }
}

function finite({ inflation, degreesOfFreedom }: KnownSpread): KnownSpread {
  return { inflation, degreesOfFreedom: Math.min(degreesOfFreedom, 1e6) };
}

/** Which metric a figure is of, whatever its tags: the subject's time, failures and count before the rest. */
export function rankOf(estimate: Pick<Estimate, 'metric' | 'tags'>, run: MeasuredRun): number {
  const { time, failed, count } = subjectOf(run.metrics);
  const place = ['load_line', time, failed, count].indexOf(estimate.metric);
  return (place < 0 ? 9 : place) * 2 + (tagsKey(estimate.tags) === '' ? 0 : 1);
}
