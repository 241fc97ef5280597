/**
 * change-points/ finds where the level of a series changes and stays so: numbers in their order come in; changes with their
 * size, its interval and the chance that they are none go out, with single values off the level and the season told apart.
 * find-change-points.ts is the detector that everything uses by default; otava.ts, perfherder.ts and bencher.ts do as those
 * tools do.
 */
import type { ChangePoint } from '../../model/history.ts';
import { type Confirmed, confirm, deviationAbout } from './confirm.ts';
import { correlationOf, dependenceOf } from './dependence.ts';
import { levelChange } from './level-change.ts';
import { type Newcomer, outliersOf } from './outliers.ts';
import { drawnIn, levelAndScale, roomFor } from './robust.ts';
import { LEAST_SEGMENT, type Noise, scan } from './scan.ts';
import { findSeason } from './season.ts';
import { allowance, segment } from './segmentation.ts';
import { type Scale, scaleFor } from './working-scale.ts';

export interface ChangePointOptions {
  /** How likely a series without a change may be to be given one. */
  readonly falseAlarms?: number;
  /** Changes smaller than this share of the level before are left out: 0.02 for 2 %. */
  readonly leastChange?: number;
  /** Length of the cycle in values; false looks for none. */
  readonly season?: number | false;
}

export interface SeriesLevel {
  readonly from: number;
  /** The first value that is no longer part of it. */
  readonly to: number;
  readonly level: number;
  /** The standard deviation of single values, in the unit of the series. */
  readonly deviation: number;
}

export interface SeriesAnalysis {
  readonly changes: readonly ChangePoint[];
  /** Single values off their level. */
  readonly outliers: readonly number[];
  /** Where the last values are off the level, too few of them to tell whether that is a new one. */
  readonly newcomer?: Newcomer;
  /** Where the level rises or falls bit by bit instead of at one place. */
  readonly drifts: readonly number[];
  readonly levels: readonly SeriesLevel[];
  /** Of the cycle, in values. */
  readonly season?: number;
  /** Of neighbouring values; 0 where it is none. */
  readonly correlation: number;
}

const DEFAULT_FALSE_ALARMS = 0.014;

/**
 * Finds the changes of level of a series. What is not a finite number counts as not measured. Deterministic; the work grows
 * a little faster than the length, 100,000 values take a fraction of a second.
 *
 * @example
 * const { changes, outliers } = findChangePoints([100, 101, 99, 100, 102, 98, 101, 100, 99, 110, 111, 109, 110, 112]);
 */
export function findChangePoints(values: readonly number[], options: ChangePointOptions = {}): SeriesAnalysis {
  const { falseAlarms = DEFAULT_FALSE_ALARMS, leastChange = 0 } = options;
  const places = [...values.keys()].filter((i) => Number.isFinite(values[i]));
  const scale = scaleFor(places.map((i) => values[i] as number));
  const { season, series } = withoutSeason(scale.values, options.season);
  const noise = noiseOf(series, scale);
  const search = { ...noise, falseAlarms };
  const { changes, drifts } = confirm(series, segment(series, search), search);
  const analysed = { values: series, scale, noise, falseAlarms };
  const kept = changesOf(changes, analysed).filter(({ ratio }) => isLarge(ratio, leastChange));
  const bounds = [0, ...kept.map(({ index }) => index), series.length];
  const deviation = deviationAbout(series, bounds, roomFor(series.length));
  const { outliers, newcomer } = outliersOf(series, { bounds, deviation, drifts, falseAlarms });
  const placeOf = (i: number) => places[i] ?? values.length;
  return {
    changes: kept.map((change) => ({ ...change, index: placeOf(change.index) })),
    outliers: outliers.map(placeOf),
    ...(newcomer === undefined ? {} : { newcomer: { ...newcomer, index: placeOf(newcomer.index) } }),
    drifts: drifts.map(placeOf),
    levels: levelsOf(bounds, analysed, deviation).map((level) => ({
      ...level,
      from: placeOf(level.from),
      to: placeOf(level.to),
    })),
    ...(season === undefined ? {} : { season }),
    correlation: noise.dependence.rho,
  };
}

/** The size of changes at places found in another way. */
export function sizeOfChanges(
  values: readonly number[],
  indexes: readonly number[],
): Pick<SeriesAnalysis, 'changes' | 'levels'> {
  const scale = scaleFor(values);
  const analysed = { values: scale.values, scale, noise: noiseOf(scale.values, scale), falseAlarms: 1 };
  const changes = changesOf(
    indexes.map((at) => ({ at, probability: 0 })),
    analysed,
  );
  const bounds = [0, ...indexes, values.length];
  const deviation = deviationAbout(scale.values, bounds, roomFor(values.length));
  return { changes, levels: levelsOf(bounds, analysed, deviation) };
}

function withoutSeason(
  values: Float64Array,
  asked: number | false | undefined,
): { season?: number; series: Float64Array } {
  const found = asked === false ? undefined : findSeason(values, asked);
  if (found === undefined) return { series: values };
  return { season: found.period, series: values.map((value, i) => value - (found.effects[i % found.period] ?? 0)) };
}

function noiseOf(series: Float64Array, { leastVariance }: Scale): Noise {
  const independent = { dependence: dependenceOf(0, 0), leastVariance };
  if (series.length < 2 * LEAST_SEGMENT) return independent;
  const clipped = drawnIn(series, { from: 0, to: series.length }, roomFor(series.length));
  const rho = correlationOf(clipped, scan(clipped, independent)?.at ?? 0);
  return { dependence: dependenceOf(rho, series.length), leastVariance };
}

interface Analysed {
  readonly values: Float64Array;
  readonly scale: Scale;
  readonly noise: Noise;
  readonly falseAlarms: number;
}

function changesOf(found: readonly Confirmed[], { values, scale, noise, falseAlarms }: Analysed): ChangePoint[] {
  return found.map(({ at, probability }, i) => {
    const before = values.subarray(found[i - 1]?.at ?? 0, at);
    const after = values.subarray(at, found[i + 1]?.at ?? values.length);
    const allowed = falseAlarms * allowance(before.length + after.length, values.length);
    const change = levelChange({ before, after }, { noise, isLogarithm: scale.isLogarithm, falseAlarms: allowed });
    return {
      index: at,
      before: scale.original(change.before),
      after: scale.original(change.after),
      ratio: change.ratio,
      low: change.low,
      high: change.high,
      confidence: 1 - probability,
    };
  });
}

function isLarge(ratio: number, leastChange: number): boolean {
  return (
    leastChange <= 0 ||
    !(ratio > 0 && ratio < Number.POSITIVE_INFINITY) ||
    Math.max(ratio, 1 / ratio) - 1 >= leastChange
  );
}

function levelsOf(bounds: readonly number[], { values, scale }: Analysed, deviation: number): SeriesLevel[] {
  return bounds.slice(1).flatMap((to, i) => {
    const from = bounds[i] ?? 0;
    if (to <= from) return [];
    const { level, scale: own } = levelAndScale(values.subarray(from, to), new Float64Array(to - from));
    const spread = to - from >= 2 * LEAST_SEGMENT ? own : deviation;
    return [{ from, to, level: scale.original(level), deviation: scale.originalSpread(level, spread) }];
  });
}
