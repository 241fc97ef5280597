import type { BaselineRun } from '../../model/comparison.ts';
import type { HistogramJson, Metric, Run } from '../../model/run.ts';
import { Histogram } from '../../stats/histogram.ts';
import { histogramOf } from '../metric-histogram.ts';
import { isCompared, spreadsOf } from './run-estimates.ts';

/** 64 buckets an octave: half a percent, which no interval of a comparison is narrower than. Percentiles themselves are kept as they are. */
const SCALE = 6;
/** Enough for any comparison, and few enough that a baseline measured again differs in few lines. */
const DIGITS = 6;

/** A run cut down to what comparisons need: its figures, how well each is known, and what it was measured on and under. */
export function baselineRunOf(run: Run): BaselineRun {
  const { id, kind, name, startedAt, durationMs, verdict, environment, test, samples, loadLine, levels, scaling } = run;
  const { tags: _, git, ...machine } = environment;
  const kept: BaselineRun = {
    id,
    kind,
    name,
    startedAt,
    durationMs,
    verdict,
    environment: { ...machine, ...(git === undefined ? {} : { git }), tags: {} },
    test,
    metrics: run.metrics.filter((metric) => isKept(metric, run)).map(trimmed),
    ...(samples === undefined ? {} : { samples }),
    ...(loadLine === undefined ? {} : { loadLine }),
    ...(levels === undefined
      ? {}
      : { levels: levels.map((level) => ({ ...level, metrics: level.metrics.map(trimmed) })) }),
    ...(scaling === undefined ? {} : { scaling }),
    ...(kind === 'bench' ? {} : { spread: spreadsOf(run) }),
  };
  return rounded(kept);
}

/** What is compared, and what explains: statuses. */
function isKept(metric: Metric, run: Run): boolean {
  if (isCompared(metric, run) || metric.name === 'vus') return true;
  const isStatus = Object.keys(metric.tags).length === 1 && metric.tags.status !== undefined;
  return metric.name === 'http_reqs' && isStatus;
}

function trimmed(metric: Metric): Metric {
  if (metric.type !== 'trend') return metric;
  const { within: _, ...rest } = metric;
  return { ...rest, histogram: coarse(metric.histogram, histogramOf(metric)) };
}

function coarse(json: HistogramJson, data: ReturnType<typeof histogramOf>): HistogramJson {
  if (json.scale <= SCALE) return json;
  const histogram = new Histogram();
  histogram.merge(data);
  histogram.downscale(SCALE);
  return histogram.toJson(json.unit);
}

function rounded<T>(value: T): T {
  if (typeof value === 'number') return (Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS))) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)])) as T;
}
