import type { Grades } from '../../model/comparison.ts';
import { figureName } from '../../model/figure-name.ts';
import type { Trend } from '../../model/history.ts';
import type { Finding, Severity } from '../../model/run.ts';
import { showValue } from '../../model/show-value.ts';
import { gravityOf } from '../compare/severity.ts';
import { anomalyFindings } from './anomaly-findings.ts';
import { changeFindings } from './change-findings.ts';
import type { JudgedSeries } from './judged-series.ts';

/** What matters of all metrics, the gravest first. */
export function findingsOf(judged: readonly JudgedSeries[], grades: Grades): Finding[] {
  return [
    ...changeFindings(judged, grades),
    ...anomalyFindings(judged),
    ...judged.flatMap(({ trend }) => [...driftFindings(trend), ...forecastFindings(trend)]),
    ...alertFindings(judged),
    ...environmentFindings(judged),
    ...shortFindings(judged),
  ].sort((left, right) => gravityOf(right.severity) - gravityOf(left.severity));
}

function driftFindings(trend: Trend): Finding[] {
  const [first] = trend.drifts ?? [];
  if (first === undefined) return [];
  const [before, after] = [trend.points[0], trend.points.at(-1)];
  return [
    {
      kind: 'level-drifts',
      severity: 'info',
      title: `${figureName(trend)} moves bit by bit, not at one place`,
      evidence: { from: before?.startedAt ?? null, to: after?.startedAt ?? null },
      advice: 'look for what grows with time: data, caches, logs, dependencies; no single commit did it',
    },
  ];
}

const MS_PER_DAY = 86_400_000;
/** Limits that will be crossed within so many days are major. */
const SOON = 14;

function forecastFindings({ forecast, points, ...trend }: Trend): Finding[] {
  const crossesAt = forecast?.crossesAt ?? null;
  if (forecast === undefined || crossesAt === null) return [];
  const now = Date.parse(points.at(-1)?.startedAt ?? crossesAt);
  const days = (Date.parse(crossesAt) - now) / MS_PER_DAY;
  const severity: Severity = days <= SOON ? 'major' : 'minor';
  const when = days <= 0 ? 'is crossed already' : `will be crossed about ${crossesAt.slice(0, 10)}`;
  return [
    {
      kind: 'limit-in-sight',
      severity,
      title: `${forecast.rule} ${when}${days <= 0 ? '' : ' if it goes on like this'}`,
      evidence: {
        figure: figureName(trend),
        earliest: forecast.earliest,
        latest: forecast.latest,
        days: Math.max(0, Math.round(days)),
      },
      advice: 'find what grows before it is crossed, or agree on another limit',
    },
  ];
}

function alertFindings(judged: readonly JudgedSeries[]): Finding[] {
  return judged.flatMap(({ trend, detection, current }) => {
    const last = current.indexes.length - 1;
    const alert = detection.alerts.find(({ index }) => index === last);
    if (alert === undefined) return [];
    const value = trend.points[current.indexes[last] ?? -1]?.value ?? Number.NaN;
    const isWorse = trend.worse === undefined || (alert.side === 'upper') === (trend.worse === 'higher');
    return [
      {
        kind: 'threshold-alert',
        severity: isWorse ? 'major' : 'info',
        title: `${figureName(trend)} of the newest run is ${showValue(value, trend.unit)}, beyond its ${alert.side} limit of ${showValue((alert.side === 'upper' ? alert.upper : alert.lower) ?? Number.NaN, trend.unit)}`,
        evidence: { value, unit: trend.unit, baseline: alert.baseline ?? null },
        advice: 'one value says little: run it again before anything is done about it',
      } as const,
    ];
  });
}

function environmentFindings(judged: readonly JudgedSeries[]): Finding[] {
  const several = judged.find(({ environments }) => environments.length > 1);
  if (several === undefined) return [];
  const { environments, current, trend } = several;
  const first = trend.points[current.indexes[0] ?? -1];
  const others = environments.filter((each) => each !== current);
  return [
    {
      kind: 'environment-changed',
      severity: 'info',
      title: `the runs come from ${environments.length} environments, each judged by itself: now ${current.environment ?? 'one that is not known'}`,
      evidence: {
        since: first?.startedAt ?? null,
        runs: current.indexes.length,
        before: others.map(({ environment = 'not known', indexes }) => `${environment} (${indexes.length})`).join('; '),
      },
      advice: 'figures of different machines say nothing about the code; keep to one, or compare both sides in one run',
    },
  ];
}

/** With fewer runs no change could be told from chance. */
const LEAST_RUNS = 10;

function shortFindings(judged: readonly JudgedSeries[]): Finding[] {
  const most = Math.max(0, ...judged.map(({ current }) => current.indexes.length));
  if (judged.length === 0 || most >= LEAST_RUNS) return [];
  return [
    {
      kind: 'history-too-short',
      severity: 'info',
      title: `${most} run${most === 1 ? '' : 's'} in this environment cannot tell a change from chance`,
      evidence: { runs: most, needed: LEAST_RUNS },
      advice: `it takes ${LEAST_RUNS} at least; a change shows about five runs after it came`,
    },
  ];
}
