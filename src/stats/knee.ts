import {
  type Bend,
  type BentPoint,
  besides,
  bestBend,
  type Design,
  designOf,
  type Lines,
  linesAt,
} from './broken-line.ts';
import type { Interval } from './intervals.ts';
import { type Chance, percentileInterval, seededChance } from './resample.ts';

export interface KneeOptions {
  /** `bend-down`: throughput that stops rising; `bend-up`: latency that starts to. */
  readonly shape: 'bend-down' | 'bend-up';
  readonly confidence?: number;
  /** How unlikely a bend this sharp must be on a straight line. */
  readonly significance?: number;
  readonly resamples?: number;
  readonly seed?: number;
}

export interface Knee extends Interval {
  readonly load: number;
  /** Of the fitted line, at the knee. */
  readonly value: number;
  readonly slopeBefore: number;
  readonly slopeAfter: number;
  /** How likely a straight line with this noise is to seem to bend this sharply. */
  readonly pValue: number;
}

/** More points than this are joined to means of neighbours. */
const MOST_POINTS = 60;
/** Two lines that meet: three, and the place. */
const PARAMETERS = 4;
/** A bend that leaves more of the slope, or adds less to the value, is curvature and no knee. */
const MATERIAL = 0.5;

/**
 * The load at which throughput or latency bends: two lines that meet, laid through the points (Hinkley, "Inference about the intersection in
 * two-phase regression", Biometrika 56(3), 1969). That they fit better than one line is judged against the sharpest bends anywhere on
 * straight lines with noise at the same loads, since the place was searched for; the interval is from refitting to resampled residuals.
 * Kneedle (Satopää et al., 2011) knows no noise: with 5 % of it, it sees a knee in 29 of 100 straight lines through ten levels, and in 99 through twenty.
 * Undefined without a knee: a straight line, fewer than five loads, or a bend too slight to matter.
 */
export function findKnee(points: readonly BentPoint[], options: KneeOptions): Knee | undefined {
  const usable = joined(points);
  const knee = kneeOf(usable, options);
  const end = knee?.tailFrom;
  const early =
    end === undefined
      ? undefined
      : kneeOf(
          usable.filter(({ load }) => load <= end),
          options,
        );
  const found = early ?? knee;
  if (found === undefined) return undefined;
  const { tailFrom: _, ...answer } = found;
  return answer;
}

/** With the place of a second bend behind it, where throughput falls or latency meets a ceiling: what lies there would only draw the knee towards it. */
interface Found extends Knee {
  readonly tailFrom: number | undefined;
}

function kneeOf(points: readonly BentPoint[], options: KneeOptions): Found | undefined {
  const { confidence = 0.95, significance = 0.01, resamples = 1_000, seed = 1 } = options;
  const design = designOf(points, options.shape === 'bend-up' ? 1 : -1);
  if (design === undefined) return undefined;
  const observed = points.map(({ value }) => value);
  const best = bestBend(design, observed);
  if (best === undefined) return undefined;
  const chance = seededChance(seed);
  const pValue = chanceOf(design, best, { resamples, chance });
  const lines = linesAt(design, observed, best.place);
  if (pValue > significance || !isMaterial(lines, options.shape)) return undefined;
  const redraw = redrawing(design, observed, { lines, chance });
  const places = Array.from({ length: resamples }, () => bestBend(design, redraw())?.place ?? best.place);
  const tail = tailOf(design, observed, best.place);
  const isTail = tail !== undefined && (tail.second.sign !== design.sign || lines.slopeAfter < 0);
  const hasTail = isTail && chanceOf(tail.beyond, tail.second, { resamples, chance }) <= significance;
  return {
    load: best.place,
    ...percentileInterval(places, confidence),
    value: lines.value,
    slopeBefore: lines.slopeBefore,
    slopeAfter: lines.slopeAfter,
    pValue,
    tailFrom: hasTail ? tail.second.place : undefined,
  };
}

interface Tail {
  readonly second: Bend;
  readonly beyond: Design;
}

/** Two bends, each moved in turn to where it does best beside the other. */
function tailOf(design: Design, observed: readonly number[], start: number): Tail | undefined {
  let first = start;
  let tail: Tail | undefined;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const behind = besides(design, first, (place) => place > first);
    const second = bestBend({ ...behind, sign: 0 }, observed);
    if (second === undefined) return tail;
    tail = { second, beyond: { ...behind, sign: 0 } };
    const moved = bestBend(
      besides(design, second.place, (place) => place < second.place),
      observed,
    );
    if (moved === undefined || moved.place === first) return tail;
    first = moved.place;
  }
  return tail;
}

const MOST_TURNS = 10;

interface Drawing {
  readonly resamples: number;
  readonly chance: Chance;
}

/** How often noise alone, without a bend, has one as sharp anywhere. */
function chanceOf(design: Design, { sharpness }: Bend, { resamples, chance }: Drawing): number {
  const roots = design.weights.map(Math.sqrt);
  const noise = () => roots.map((root) => chance.normal() / root);
  const asSharp = count(resamples, () => (bestBend(design, noise())?.sharpness ?? 0) >= sharpness);
  return (asSharp + 1) / (resamples + 1);
}

interface Redrawing {
  readonly lines: Lines;
  readonly chance: Chance;
}

/** The fitted lines with their weighted residuals dealt out anew, widened by what the fit has taken from them. */
function redrawing({ weights }: Design, observed: readonly number[], { lines, chance }: Redrawing): () => number[] {
  const { fitted } = lines;
  const roots = weights.map(Math.sqrt);
  const wider = Math.sqrt(observed.length / Math.max(1, observed.length - PARAMETERS));
  const residuals = observed.map((value, i) => wider * (value - (fitted[i] as number)) * (roots[i] as number));
  return () =>
    fitted.map((value, i) => value + (residuals[chance.index(residuals.length)] as number) / (roots[i] as number));
}

function count(times: number, isHit: () => boolean): number {
  let hits = 0;
  for (let i = 0; i < times; i++) if (isHit()) hits++;
  return hits;
}

function joined(points: readonly BentPoint[]): BentPoint[] {
  const usable = points
    .filter(({ load, value }) => Number.isFinite(load) && Number.isFinite(value))
    .sort((left, right) => left.load - right.load);
  if (usable.length <= MOST_POINTS) return usable;
  return Array.from({ length: MOST_POINTS }, (_, stretch) => {
    const from = Math.floor((stretch * usable.length) / MOST_POINTS);
    const inside = usable.slice(from, Math.floor(((stretch + 1) * usable.length) / MOST_POINTS));
    const mean = (of: (point: BentPoint) => number) =>
      inside.reduce((sum, point) => sum + of(point) / inside.length, 0);
    const standardError = mean(({ standardError: error = Number.NaN }) => error) / Math.sqrt(inside.length);
    const joint = { load: mean(({ load }) => load), value: mean(({ value }) => value) };
    return Number.isNaN(standardError) ? joint : { ...joint, standardError };
  });
}

function isMaterial(lines: Lines, shape: KneeOptions['shape']): boolean {
  const { slopeBefore, slopeAfter, value, fitted } = lines;
  if (shape === 'bend-down') return slopeBefore > 0 && slopeAfter <= MATERIAL * slopeBefore;
  const last = fitted.at(-1) as number;
  const steeper = slopeAfter * MATERIAL >= Math.max(0, slopeBefore);
  return slopeAfter > 0 && steeper && last - value >= MATERIAL * Math.abs(value);
}
