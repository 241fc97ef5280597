import { quantileOfSorted } from './quantile.ts';

/** Values are looked at in this many places. */
const PLACES = 256;
const LEAST_VALUES = 20;
/** A peak is one where at least this share of the values lies around it … */
const LEAST_SHARE = 0.1;
/** … and the density between it and the next sinks to this part of the lower one. */
const VALLEY = 0.5;
/** Peaks nearer to one another than this share of the value are one. */
const APART = 0.01;

/**
 * The places of the peaks of a distribution of positive values, where it has several that stand clearly apart; otherwise none. Peaks of
 * a kernel density over logarithms, with a bandwidth by the densest half so that the distance of two peaks does not blur them
 * (Silverman, "Density Estimation", 1986, eq. 3.31, with the shortest half in place of the quartiles).
 */
export function modesOf(values: readonly number[]): number[] {
  if (values.length < LEAST_VALUES || !values.every((value) => value > 0)) return [];
  const logs = values.map(Math.log).sort((a, b) => a - b);
  const bandwidth = bandwidthOf(logs);
  if (!(bandwidth > 0)) return [];
  const { places, density } = densityOf(logs, bandwidth);
  const peaks = separatePeaks(density);
  const found = peaks.filter((_, at) => shareAround(logs, { at, peaks, density, places }) >= LEAST_SHARE);
  const logsOfPeaks = found.map((at) => places[at] as number);
  const apart = logsOfPeaks.filter((place, at) => at === 0 || place - (logsOfPeaks[at - 1] as number) >= APART);
  return apart.length < 2 ? [] : apart.map(Math.exp);
}

/** The shortest half of a normal distribution is 1.349 deviations wide. */
function bandwidthOf(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  let shortest = Number.POSITIVE_INFINITY;
  for (let at = 0; at + half < sorted.length; at++) {
    shortest = Math.min(shortest, (sorted[at + half] as number) - (sorted[at] as number));
  }
  return (0.9 * shortest) / 1.349 / sorted.length ** 0.2;
}

function densityOf(sorted: readonly number[], bandwidth: number): { places: number[]; density: number[] } {
  // The utmost hundredths may be far away, and are no peaks.
  const [low, high] = [quantileOfSorted(sorted, 0.01), quantileOfSorted(sorted, 0.99)];
  const [from, to] = [low - 3 * bandwidth, high + 3 * bandwidth];
  const places = Array.from({ length: PLACES }, (_, at) => from + ((to - from) * at) / (PLACES - 1));
  const wide = Math.max(bandwidth, (to - from) / PLACES);
  const density = places.map((place) =>
    sorted.reduce((sum, value) => sum + Math.exp(-(((value - place) / wide) ** 2) / 2), 0),
  );
  return { places, density };
}

/** Tops between which the density sinks far enough; of two that it does not, the higher one. */
function separatePeaks(density: readonly number[]): number[] {
  const height = (at: number) => density[at] ?? 0;
  const tops = density.flatMap((value, at) => (value > height(at - 1) && value >= height(at + 1) ? [at] : []));
  const peaks: number[] = [];
  for (const top of tops) {
    const last = peaks.at(-1);
    if (last === undefined) {
      peaks.push(top);
      continue;
    }
    const valley = Math.min(...density.slice(last, top + 1));
    if (valley <= VALLEY * Math.min(height(last), height(top))) peaks.push(top);
    else if (height(top) > height(last)) peaks[peaks.length - 1] = top;
  }
  return peaks;
}

interface Around {
  readonly at: number;
  readonly peaks: readonly number[];
  readonly density: readonly number[];
  readonly places: readonly number[];
}

/** Share of the values between the valleys on both sides. */
function shareAround(sorted: readonly number[], { at, peaks, density, places }: Around): number {
  const valley = (left: number | undefined, right: number | undefined): number | undefined => {
    if (left === undefined || right === undefined) return undefined;
    const between = density.slice(left, right + 1);
    return places[left + between.indexOf(Math.min(...between))];
  };
  const from = valley(peaks[at - 1], peaks[at]) ?? Number.NEGATIVE_INFINITY;
  const to = valley(peaks[at], peaks[at + 1]) ?? Number.POSITIVE_INFINITY;
  return sorted.filter((value) => value > from && value <= to).length / sorted.length;
}
