import type { HistoryPoint, Trend } from '../../src/model/history.ts';
import { type ValueAxis, valueAxis } from '../charts/value-axis.ts';
import { showTime } from '../parts/when.ts';

/** By the order of runs, or by when they ran. */
export type TrendAxis = 'order' | 'time';

export interface TrendPlotOptions {
  readonly axis: TrendAxis;
  readonly width: number;
  readonly height: number;
  /** Room for ticks and marks. */
  readonly gutters: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

export interface PlotPoint {
  readonly index: number;
  readonly point: HistoryPoint;
  readonly x: number;
  readonly y: number;
  readonly isOutlier: boolean;
  /** Beyond the end of the axis, where it is drawn. */
  readonly beyond?: 'above' | 'below';
}

export interface PlotChange {
  readonly change: Trend['changes'][number];
  readonly x: number;
  /** Row of its label; undefined where it finds no room. */
  readonly row?: number;
}

/** Where everything of a trend lies, in CSS pixels. */
export interface TrendPlot {
  readonly y: ValueAxis;
  readonly yOf: (value: number) => number;
  readonly xTicks: readonly { readonly x: number; readonly text: string }[];
  readonly points: readonly PlotPoint[];
  readonly levels: readonly { readonly x1: number; readonly x2: number; readonly y: number }[];
  /** Two standard deviations about the newest level. */
  readonly band?: { readonly x1: number; readonly x2: number; readonly y1: number; readonly y2: number };
  readonly changes: readonly PlotChange[];
  /** Where runs of another environment begin. */
  readonly switches: readonly number[];
  readonly limit?: { readonly y: number; readonly value: number; readonly rule: string };
}

export function trendPlot(trend: Trend, options: TrendPlotOptions): TrendPlot {
  const { width, height, gutters } = options;
  const xOf = placesOf(trend.points, options);
  const limit = limitInReach(trend);
  const y = axisOf(trend, limit?.value, Math.max(2, Math.floor((height - gutters.top - gutters.bottom) / 36)));
  const [bottom, room] = [height - gutters.bottom, height - gutters.top - gutters.bottom];
  const yOf = (value: number) => round(bottom - Math.min(1, Math.max(0, y.place(value))) * room);
  const between = (index: number) => round((xOf(index - 1) + xOf(index)) / 2);
  const { outliers, points } = trend;
  const off = new Set(outliers);
  return {
    y,
    yOf,
    xTicks: ticksOf(trend.points, xOf, width),
    points: points.flatMap((point, index) => {
      if (!Number.isFinite(point.value)) return [];
      const place = y.place(point.value);
      const beyond = place > 1 + 1e-9 ? 'above' : place < -1e-9 ? 'below' : undefined;
      const at = { index, point, x: xOf(index), y: yOf(point.value), isOutlier: off.has(index) };
      return [beyond === undefined ? at : ({ ...at, beyond } as const)];
    }),
    levels: levelsOf(trend).map(({ from, to, value }) => ({
      x1: from === 0 ? xOf(0) : between(from),
      x2: to >= points.length - 1 ? xOf(points.length - 1) : between(to + 1),
      y: yOf(value),
    })),
    ...bandOf(trend, { xOf, yOf }),
    changes: labelled(
      trend.changes
        .filter(({ index }) => index > 0 && index < points.length)
        .map((change) => ({ change, x: between(change.index) })),
      width - gutters.right,
    ),
    switches: environmentSwitches(points).map(between),
    ...(limit === undefined ? {} : { limit: { ...limit, y: yOf(limit.value) } }),
  };
}

/** Runs that have a time for each, so that an axis of time can be drawn. */
export function hasTimes(points: Trend['points']): boolean {
  return points.length > 1 && points.every(({ startedAt }) => Number.isFinite(Date.parse(startedAt)));
}

function placesOf(points: Trend['points'], { axis, width, gutters }: TrendPlotOptions): (index: number) => number {
  const room = width - gutters.left - gutters.right;
  const last = Math.max(1, points.length - 1);
  const times = points.map(({ startedAt }) => Date.parse(startedAt));
  const [start, end] = [times[0] ?? 0, times.at(-1) ?? 0];
  const isByTime = axis === 'time' && hasTimes(points) && end > start;
  return (index) => {
    if (points.length < 2) return round(gutters.left + room / 2);
    const at = Math.min(last, Math.max(0, index));
    const share = isByTime ? ((times[at] ?? start) - start) / (end - start) : at / last;
    return round(gutters.left + Math.min(1, Math.max(0, share)) * room);
  };
}

/** The height that each stretch between changes has: told where there is a change, or a level that holds. */
export function levelsOf({ changes, level, points }: Pick<Trend, 'changes' | 'level' | 'points'>) {
  const last = points.length - 1;
  const sorted = changes.filter(({ index }) => index > 0 && index <= last).sort((a, b) => a.index - b.index);
  const [first] = sorted;
  if (first === undefined) {
    if (level === undefined || points.length === 0) return [];
    return [{ from: Math.max(0, last + 1 - level.count), to: last, value: level.value }];
  }
  const switches = environmentSwitches(points).filter((at) => at < first.index);
  const later = sorted.map(({ index, after }, at) => ({
    from: index,
    to: (sorted[at + 1]?.index ?? last + 1) - 1,
    value: after,
  }));
  return [{ from: switches.at(-1) ?? 0, to: first.index - 1, value: first.before }, ...later].filter(({ value }) =>
    Number.isFinite(value),
  );
}

/** More of them are no story. */
const MOST_SWITCHES = 8;

/** Where runs of another environment begin. */
function environmentSwitches(points: Trend['points']): number[] {
  const switches = [...points.keys()].filter((at) => at > 0 && points[at]?.environment !== points[at - 1]?.environment);
  return switches.length > MOST_SWITCHES ? [] : switches;
}

/** A limit so far off would flatten everything else. */
const FARTHEST_LIMIT = 1.5;

function limitInReach({ forecast, points, outliers }: Trend): { value: number; rule: string } | undefined {
  if (forecast === undefined || !Number.isFinite(forecast.limit)) return undefined;
  const [low, high] = extentOf(points, new Set(outliers));
  const span = high - low;
  const { limit: value, rule } = forecast;
  const reach = Math.max(span, Math.abs(high) * 0.1) * FARTHEST_LIMIT;
  return value <= high + reach && value >= low - reach ? { value, rule } : undefined;
}

function extentOf(points: Trend['points'], off: ReadonlySet<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [index, { value }] of points.entries()) {
    if (!Number.isFinite(value) || off.has(index)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

/** A single value off the level may widen the axis by half of what the others span; beyond it is drawn at the edge. */
const OUTLIER_REACH = 0.5;
const AIR = 0.08;

function axisOf({ points, outliers, unit }: Trend, limit: number | undefined, most: number): ValueAxis {
  const off = new Set(outliers);
  const [low, high] = extentOf(points, off);
  const span = high - low || Math.abs(high) * 0.1 || 1;
  const near = outliers
    .map((index) => points[index]?.value ?? Number.NaN)
    .filter((value) => value <= high + span * OUTLIER_REACH && value >= low - span * OUTLIER_REACH);
  const wanted = [low, high, ...near, ...(limit === undefined ? [] : [limit])];
  const [from, to] = [Math.min(...wanted), Math.max(...wanted)];
  const air = (to - from || span) * AIR;
  // From nought where that hides nothing.
  const isFromNought = from >= 0 && from < (to - from) * 0.6;
  return valueAxis({ low: isFromNought ? 0 : from - air, high: to + air, unit, most });
}

function bandOf(
  trend: Trend,
  { xOf, yOf }: { readonly xOf: (index: number) => number; readonly yOf: (value: number) => number },
): Pick<TrendPlot, 'band'> {
  const { level, points } = trend;
  if (level === undefined || !(level.deviation > 0) || points.length < 2) return {};
  const last = points.length - 1;
  const from = Math.max(0, last + 1 - level.count);
  const [y1, y2] = [yOf(level.value + 2 * level.deviation), yOf(level.value - 2 * level.deviation)];
  return { band: { x1: xOf(from), x2: xOf(last), y1, y2 } };
}

const LABEL_WIDTH = 66;
const LABEL_ROWS = 2;

/** Labels go to the first row that has room for them. */
function labelled(changes: readonly Omit<PlotChange, 'row'>[], right: number): PlotChange[] {
  const ends = new Array<number>(LABEL_ROWS).fill(Number.NEGATIVE_INFINITY);
  return [...changes]
    .sort((a, b) => a.x - b.x)
    .map((each) => {
      const start = Math.min(each.x, right - LABEL_WIDTH);
      const row = ends.findIndex((end) => end <= start);
      if (row < 0) return each;
      ends[row] = start + LABEL_WIDTH;
      return { ...each, row };
    });
}

const TICK_WIDTH = 96;

/** Days of some runs, evenly spread over the width. */
function ticksOf(points: Trend['points'], xOf: (index: number) => number, width: number): TrendPlot['xTicks'] {
  const ticks: { x: number; text: string }[] = [];
  let [end, told] = [Number.NEGATIVE_INFINITY, ''];
  for (const [index, { startedAt }] of points.entries()) {
    const x = xOf(index);
    const text = showTime(startedAt).slice(0, 10);
    if (text === '' || text === told || x < end || x + TICK_WIDTH * 0.4 > width) continue;
    ticks.push({ x, text });
    // The first begins at its point, the others stand about theirs.
    end = x + TICK_WIDTH * (ticks.length === 1 ? 1.5 : 1);
    told = text;
  }
  return ticks;
}

/** The point nearest to a place. */
export function nearestPoint(points: readonly PlotPoint[], x: number): PlotPoint | undefined {
  let nearest: PlotPoint | undefined;
  for (const each of points) {
    if (nearest === undefined || Math.abs(each.x - x) < Math.abs(nearest.x - x)) nearest = each;
  }
  return nearest;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
