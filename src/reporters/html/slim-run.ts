import { SERIES_DIGITS } from '../../model/packed-report.ts';
import { preferredNumber, preferredPlace, rounded } from '../../model/rounded.ts';
import type { HistogramJson, Level, Metric, Run, RunError, Series, TrendMetric } from '../../model/run.ts';
import { Histogram } from '../../stats/histogram.ts';

/** 2.2 % and 9 % a bucket: half a pixel of a curve, and a row of a chart of one step. */
const TOTAL_SCALE = 5;
const PART_SCALE = 3;
/** Tables show four digits of totals at most, of parts three. */
const METRIC_DIGITS = 6;
const PART_DIGITS = 4;
const MOST_TEXT = 2000;
/** As many texts of this length as errors can bring along would make a page of megabytes. */
const MOST_SHOWN_ERRORS = 200;

/** Trends whose parts have a distribution on a page: those by step and scenario. */
const SHAPED = new Set(['http_req_duration', 'response_time', 'iteration_duration', 'function_duration']);
const SHAPED_TAGS = new Set(['name', 'scenario']);

type Tags = Readonly<Record<string, string>>;

/**
 * What pages show of a run: without what comparisons alone need, histograms no finer than can be drawn, and numbers without digits that
 * nobody sees. Whole numbers, percentiles and everything that was judged stay as they are.
 */
export function slimRun(run: Run): Run {
  const { samples: _samples, ...rest } = run;
  const named = new Set(run.limits.map(({ metric, tags }) => keyOf(metric, tags)));
  return {
    ...rest,
    metrics: run.metrics.filter((metric) => isShown(metric, named)).map(slimMetric),
    series: run.series.map(slimSeries),
    ...(run.levels === undefined ? {} : { levels: run.levels.map((level) => slimLevel(level, named)) }),
    errors: run.errors.map(slimError),
  };
}

function keyOf(metric: string, tags: Tags): string {
  return JSON.stringify([metric, ...Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Totals, parts by a single tag, answers of each step by their status, and what limits name. */
function isShown({ name, tags }: Metric, named: ReadonlySet<string>): boolean {
  return Object.keys(tags).length < 2 || (name === 'http_reqs' && 'status' in tags) || named.has(keyOf(name, tags));
}

function slimMetric(metric: Metric): Metric {
  const digits = Object.keys(metric.tags).length === 0 ? METRIC_DIGITS : PART_DIGITS;
  const rounded = roundedMembers(metric, digits);
  if (rounded.type !== 'trend') return rounded;
  return {
    ...rounded,
    percentiles: roundedMembers(rounded.percentiles, digits),
    histogram: slimHistogram(rounded),
  };
}

function slimHistogram({ name, tags, histogram }: TrendMetric): HistogramJson {
  const tagNames = Object.keys(tags);
  if (tagNames.length === 0) return downscaled(histogram, TOTAL_SCALE);
  const isShaped = SHAPED.has(name) && tagNames.length === 1 && SHAPED_TAGS.has(tagNames[0] ?? '');
  return isShaped ? downscaled(histogram, PART_SCALE) : withoutBuckets(histogram);
}

function withoutBuckets({ scale, unit }: HistogramJson): HistogramJson {
  return { scale, unit, zeroCount: 0, positive: { offset: 0, counts: [] } };
}

function downscaled(json: HistogramJson, scale: number): HistogramJson {
  if (json.scale <= scale) return json;
  const histogram = Histogram.decode({ ...json, count: 1, sum: 0, sumSquares: 0, min: 0, max: 0 });
  histogram.downscale(scale);
  return histogram.toJson(json.unit);
}

function slimLevel(level: Level, named: ReadonlySet<string>): Level {
  const isKept = ({ name, tags }: Metric) => Object.keys(tags).length === 0 || named.has(keyOf(name, tags));
  const metrics = level.metrics.filter(isKept).map((metric) => {
    const slim = slimMetric(metric);
    return slim.type === 'trend' ? { ...slim, histogram: withoutBuckets(slim.histogram) } : slim;
  });
  return { ...level, metrics };
}

/** What no chart of a part needs beside the others: percentiles tell more than a mean, and how often is counted elsewhere. */
const LEFT_OUT_OF_PARTS: Readonly<Record<string, readonly string[]>> = {
  trend: ['count', 'mean'],
  rate: ['fails'],
};

function slimSeries({ fields, ...series }: Series): Series {
  const isPart = Object.keys(series.tags).length > 0;
  const type = 'p50' in fields ? 'trend' : 'passes' in fields ? 'rate' : '';
  const leftOut = isPart ? (LEFT_OUT_OF_PARTS[type] ?? []) : [];
  const seen = isPart && type === 'trend' ? preferred : threeDigits;
  const kept = Object.entries(fields).filter(([field]) => !leftOut.includes(field));
  return { ...series, fields: Object.fromEntries(kept.map(([field, values]) => [field, values.map(seen)])) };
}

function threeDigits(value: number | null): number | null {
  return value === null ? null : rounded(value, SERIES_DIGITS);
}

/** Within 1.1 %: of two hundred steps there are hundreds of thousands of values, which take a byte each this way. */
function preferred(value: number | null): number | null {
  return value === null || value <= 0 ? value : preferredNumber(preferredPlace(value));
}

function slimError(error: RunError, at: number): RunError {
  if (at >= MOST_SHOWN_ERRORS) return { ...error, samples: error.samples.slice(0, 1).map(cutTexts) };
  return { ...error, samples: error.samples.map(cutTexts) };
}

function cutTexts(sample: RunError['samples'][number]): RunError['samples'][number] {
  const { request, response, text, atMs } = sample;
  return {
    atMs: Math.round(atMs),
    text: cut(text),
    ...(request === undefined ? {} : { request: cut(request) }),
    ...(response === undefined ? {} : { response: cut(response) }),
  };
}

function cut(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}

function roundedMembers<T extends object>(record: T, digits: number): T {
  const entries = Object.entries(record).map(([key, value]) => {
    return [key, typeof value === 'number' ? rounded(value, digits) : value] as const;
  });
  return Object.fromEntries(entries) as T;
}
