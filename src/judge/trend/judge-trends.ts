/**
 * judge/trend says what became of metrics over runs: histories come in; changes of level with their size, commits and authors,
 * outliers, seasons and forecasts go out, with a finding for what matters. Only runs of one environment are held against each
 * other, and of many metrics only changes that are more than the chance of many looks.
 */
import { DEFAULT_GRADES, type Grades } from '../../model/comparison.ts';
import type { HistoryPoint, MetricHistory, Trend, TrendReport } from '../../model/history.ts';
import type { LimitRule } from '../../model/limit.ts';
import { formatAggregate } from '../../model/limit-aggregates.ts';
import { discoveries } from '../kinds/false-discovery.ts';
import { type Detection, type DetectionOptions, detect } from './detect.ts';
import { environmentsOf, type OfEnvironment } from './environments.ts';
import type { JudgedSeries } from './judged-series.ts';
import { forecastOf } from './limit-forecast.ts';
import { findingsOf } from './trend-findings.ts';
import { worseOf } from './worse.ts';

export interface TrendOptions extends DetectionOptions {
  readonly grades?: Grades;
  /** When they will be crossed is forecast. */
  readonly limits?: readonly LimitRule[];
  /** Of the changes of all metrics, the share that may be chance. */
  readonly falseDiscoveries?: number;
}

const FALSE_DISCOVERIES = 0.05;

/** Judges the histories of one test or suite of benchmarks, each oldest first. */
export function judgeTrends(
  { name, histories }: { readonly name: string; readonly histories: readonly MetricHistory[] },
  options: TrendOptions = {},
): TrendReport {
  const all = histories.map((history) => judgeSeries(history, options));
  const judged = options.mode === undefined || options.mode === 'default' ? onlyDiscoveries(all, options) : all;
  return {
    schema: 'plimsoll.trend/1',
    name,
    mode: options.mode ?? 'default',
    runs: new Set(histories.flatMap(({ points }) => points.map(({ runId }) => runId))).size,
    trends: judged.map(({ trend }) => trend),
    findings: findingsOf(judged, options.grades ?? DEFAULT_GRADES),
  };
}

function judgeSeries(history: MetricHistory, options: TrendOptions): JudgedSeries {
  const worse = history.worse ?? worseOf(history);
  const environments = environmentsOf(history.points);
  const found = environments.map((of) => ({ of, detection: detect(valuesAt(history.points, of), options) }));
  const last = found.at(-1) ?? { of: { indexes: [] }, detection: detect([], options) };
  const { level, newcomer, drifts } = currentStateOf(last);
  const trend: Trend = {
    ...history,
    ...(worse === undefined ? {} : { worse }),
    changes: found
      .flatMap(({ of, detection }) => changesIn(history.points, of, { detection, worse }))
      .sort((left, right) => left.index - right.index),
    outliers: found.flatMap(({ of, detection }) => detection.outliers.map(placed(of))).sort((a, b) => a - b),
    ...(drifts.length === 0 ? {} : { drifts }),
    ...(newcomer === undefined ? {} : { newcomer }),
    ...(level === undefined ? {} : { level }),
    ...(last.detection.season === undefined ? {} : { season: last.detection.season }),
    findings: [],
  };
  const forecast = forecastOf(trend, { limits: limitsOn(history, options.limits ?? []), ...last });
  const current = last.of;
  return {
    trend: forecast === undefined ? trend : { ...trend, forecast },
    current,
    detection: last.detection,
    environments,
  };
}

function valuesAt(points: readonly HistoryPoint[], { indexes }: OfEnvironment): number[] {
  return indexes.map((index) => points[index]?.value ?? Number.NaN);
}

function placed({ indexes }: OfEnvironment): (at: number) => number {
  return (at) => indexes[at] ?? at;
}

interface Found {
  readonly of: OfEnvironment;
  readonly detection: Detection;
}

function currentStateOf({ of, detection }: Found): Pick<Trend, 'level' | 'newcomer'> & { drifts: number[] } {
  const { newcomer, drifts, levels } = detection;
  const level = levels.at(-1);
  const at = placed(of);
  return {
    drifts: drifts.map(at),
    ...(newcomer === undefined ? {} : { newcomer: { ...newcomer, index: at(newcomer.index) } }),
    ...(level === undefined
      ? {}
      : { level: { value: level.level, count: level.to - level.from, deviation: level.deviation } }),
  };
}

function changesIn(
  points: readonly HistoryPoint[],
  of: OfEnvironment,
  { detection, worse }: { readonly detection: Detection; readonly worse: MetricHistory['worse'] | undefined },
): Trend['changes'] {
  return detection.changes.map((change) => {
    const index = placed(of)(change.index);
    const [before, after] = [points[placed(of)(change.index - 1)], points[index]];
    const isUp = change.after > change.before;
    const authors = points
      .slice(placed(of)(change.index - 1) + 1, index + 1)
      .flatMap(({ author }) => (author === undefined ? [] : [author]));
    return {
      ...change,
      index,
      verdict: worse === undefined ? 'changed' : isUp === (worse === 'higher') ? 'worse' : 'better',
      commits: {
        ...(before?.commit === undefined ? {} : { after: before.commit }),
        ...(after?.commit === undefined ? {} : { upTo: after.commit }),
      },
      authors: [...new Set(authors)],
    };
  });
}

/** Takes away changes that many looks at many metrics make likely by chance. */
function onlyDiscoveries(judged: readonly JudgedSeries[], options: TrendOptions): readonly JudgedSeries[] {
  if (judged.length < 2) return judged;
  const rate = options.falseDiscoveries ?? FALSE_DISCOVERIES;
  // A metric without a change was looked at as well.
  const chances = judged.flatMap(({ trend }) =>
    trend.changes.length === 0 ? [1] : trend.changes.map(({ confidence }) => 1 - confidence),
  );
  const isKept = discoveries(chances, rate);
  let at = 0;
  return judged.map((series) => {
    const { changes } = series.trend;
    const kept = changes.filter((_, i) => isKept[at + i]);
    at += Math.max(1, changes.length);
    return kept.length === changes.length ? series : { ...series, trend: { ...series.trend, changes: kept } };
  });
}

function limitsOn({ metric, tags, aggregate }: MetricHistory, limits: readonly LimitRule[]): readonly LimitRule[] {
  const sameTags = (other: LimitRule['tags']) =>
    Object.keys(other).length === Object.keys(tags).length &&
    Object.entries(other).every(([tag, value]) => tags[tag] === value);
  return limits.filter(
    (rule) =>
      rule.metric === metric &&
      sameTags(rule.tags) &&
      rule.overMs === undefined &&
      aggregateNames(rule).includes(aggregate),
  );
}

function aggregateNames({ aggregate }: LimitRule): readonly string[] {
  const name = formatAggregate(aggregate, undefined);
  return name === 'median' ? ['median', 'p50'] : [name];
}
