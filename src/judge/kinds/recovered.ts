import type { Series } from '../../model/run.ts';
import { studentQuantile } from '../../stats/probability.ts';
import { findRecovery, type Recovery, type RecoveryOptions } from '../../stats/recovery.ts';
import type { SeriesPoint } from '../../stats/series-point.ts';
import { Summary } from '../../stats/summary.ts';
import type { Subject } from './level-figures.ts';

/** What is watched for its way back: each against its own level before. */
export type Aspect = 'p50' | 'p95' | 'throughput' | 'failures';

export interface AspectRecovery extends Recovery {
  readonly aspect: Aspect;
}

export interface RecoveryWindow {
  /** The undisturbed stretch that is compared with. */
  readonly beforeFromMs: number;
  readonly beforeToMs: number;
  /** End of the disturbance. */
  readonly fromMs: number;
  /** End of what is watched. */
  readonly toMs: number;
}

/** Back is within a tenth of before; the tail, which chance moves far more, within a quarter. */
const TOLERANCE = 0.1;
const TAIL_TOLERANCE = 0.25;
/** No event loop promises less: such a difference may be the generator's. */
const LEAST_LATENCY_MS = 1;
/** One failure in a hundred more is still taken for back. */
const LEAST_FAILED_SHARE = 0.01;
/** A step's 95th percentile says something from this many samples on. */
const ENOUGH_FOR_P95 = 20;
/** How sure a level known from a few steps has to be that it has been left. */
const CONFIDENCE = 0.99;
/** Steps whose median is compared. */
const SMOOTHED = 5;

interface Watched {
  readonly aspect: Aspect;
  readonly points: readonly SeriesPoint[];
  readonly options: {
    readonly worse: 'higher' | 'lower';
    readonly tolerance?: number;
    readonly leastTolerance?: number;
  };
}

/**
 * How the target came back after a disturbance, by each aspect of which enough was measured before. It is counted in whole steps
 * of the series, from the first that begins after the disturbance.
 */
export function recoveriesIn(series: readonly Series[], subject: Subject, window: RecoveryWindow): AspectRecovery[] {
  const { toMs, fromMs, ...before } = window;
  return watchedIn(series, subject, window).flatMap(({ aspect, points, options }) => {
    const stepMs = (points[1]?.timeMs ?? 0) - (points[0]?.timeMs ?? 0);
    const watched = points.filter(({ timeMs }) => timeMs + stepMs <= toMs);
    const leastTolerance = Math.max(options.leastTolerance ?? 0, chanceOf(points, window));
    const wholeMs = stepMs > 0 ? Math.ceil(fromMs / stepMs) * stepMs : fromMs;
    const asked: RecoveryOptions = { ...before, fromMs: wholeMs, tolerance: TOLERANCE, ...options, leastTolerance };
    const found = findRecovery(watched, asked);
    return found === undefined ? [] : [{ ...found, aspect }];
  });
}

/** How far the median of a few steps may lie from the level before by chance, given how few steps that is known from. */
function chanceOf(points: readonly SeriesPoint[], { beforeFromMs, beforeToMs }: RecoveryWindow): number {
  const summary = new Summary();
  for (const { timeMs, value } of points) {
    if (timeMs >= beforeFromMs && timeMs < beforeToMs && typeof value === 'number') summary.add(value);
  }
  const { count, stddev } = summary;
  if (count < 2) return 0;
  return studentQuantile((1 + CONFIDENCE) / 2, count - 1) * stddev * Math.sqrt(1 / SMOOTHED + 1 / count);
}

/** When all of it was back; undefined while any aspect is not. */
export function wholeRecoveryMs(recoveries: readonly AspectRecovery[]): number | undefined {
  let latest = 0;
  for (const { recoveryMs } of recoveries) {
    if (recoveryMs === undefined) return undefined;
    latest = Math.max(latest, recoveryMs);
  }
  return latest;
}

function watchedIn(series: readonly Series[], subject: Subject, window: RecoveryWindow): Watched[] {
  const latency = totalSeries(series, subject.time);
  const failures = totalSeries(series, subject.failed);
  const answers = totalSeries(series, subject.count);
  const slower = { worse: 'higher', leastTolerance: LEAST_LATENCY_MS } as const;
  const watched: (Watched | undefined)[] = [
    latency && { aspect: 'p50', points: pointsOf(latency, 'p50'), options: slower },
    latency !== undefined && hasTail(latency, window)
      ? { aspect: 'p95', points: pointsOf(latency, 'p95'), options: { ...slower, tolerance: TAIL_TOLERANCE } }
      : undefined,
    answers && { aspect: 'throughput', points: goodput(answers, failures), options: { worse: 'lower' } },
    failures && {
      aspect: 'failures',
      points: pointsOf(failures, 'value'),
      options: { worse: 'higher', leastTolerance: LEAST_FAILED_SHARE },
    },
  ];
  return watched.filter((each) => each !== undefined);
}

export function totalSeries(series: readonly Series[], name: string): Series | undefined {
  return series.find((each) => each.name === name && Object.keys(each.tags).length === 0);
}

/** A field as points, each at the start of its step. */
export function pointsOf({ startMs, stepMs, fields }: Series, field: string): SeriesPoint[] {
  return (fields[field] ?? []).map((value, step) => ({ timeMs: startMs + step * stepMs, value }));
}

/** Answers as expected, per second. */
function goodput(answers: Series, failures: Series | undefined): SeriesPoint[] {
  const seconds = answers.stepMs / 1000;
  const failed = failures?.fields.passes;
  return pointsOf(answers, 'perSecond').map(({ timeMs, value }, step) => {
    return { timeMs, value: value == null ? null : Math.max(0, value - (failed?.[step] ?? 0) / seconds) };
  });
}

function hasTail({ startMs, stepMs, fields }: Series, { beforeFromMs, beforeToMs }: RecoveryWindow): boolean {
  const counts = (fields.count ?? []).filter((_, step) => {
    const timeMs = startMs + step * stepMs;
    return timeMs >= beforeFromMs && timeMs < beforeToMs;
  });
  const total = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return total >= ENOUGH_FOR_P95 * counts.length;
}
