import type { Corner, TimeChartSpec } from './specs.ts';
import { stacked } from './stack.ts';
import type { TimeRange } from './time-axis.tsx';
import { type LineSummary, limitsInSight, middlesOf, stepOf, summaryOf } from './time-points.ts';

/** A time chart's data as they are drawn: stacked, in the middle of their steps, without what a logarithm has no place for. */
export interface PlotLines {
  readonly spec: TimeChartSpec;
  readonly stepMs: number;
  readonly middles: readonly number[];
  readonly drawn: readonly (readonly (number | null)[])[];
  readonly summaries: readonly (LineSummary | undefined)[];
  readonly isLog: boolean;
  readonly isHidden: (line: number) => boolean;
}

export interface PlotLinesOptions {
  readonly endMs: number;
  readonly isLog: boolean;
  readonly isHidden: (line: number) => boolean;
}

export function plotLines(spec: TimeChartSpec, { endMs, isLog, isHidden }: PlotLinesOptions): PlotLines {
  const stepMs = stepOf(spec.timesMs, endMs);
  const middles = middlesOf(spec.timesMs, stepMs);
  const values = spec.lines.map((line) => line.values);
  return {
    spec,
    stepMs,
    middles,
    drawn: drawnOf(spec, { values, isLog, isHidden }),
    summaries: values.map((line) => summaryOf(line, middles)),
    isLog,
    isHidden,
  };
}

interface DrawnOptions {
  readonly values: readonly (readonly (number | null)[])[];
  readonly isLog: boolean;
  readonly isHidden: (line: number) => boolean;
}

function drawnOf(
  spec: TimeChartSpec,
  { values, isLog, isHidden }: DrawnOptions,
): readonly (readonly (number | null)[])[] {
  const whole = values.map((line) => fitted(line, spec.timesMs.length));
  if (spec.isStacked === true) return stacked(whole, (line) => !isHidden(line));
  if (!isLog) return whole;
  return whole.map((line) => line.map((value) => (value != null && value > 0 ? value : null)));
}

/** As many values as times: a series that began late or ended early has gaps there. */
function fitted(values: readonly (number | null)[], length: number): readonly (number | null)[] {
  if (values.length === length && values.every((value) => value === null || Number.isFinite(value))) return values;
  return Array.from({ length }, (_, at) => {
    const value = values[at];
    return value != null && Number.isFinite(value) ? value : null;
  });
}

/** The key of the scale that a line is drawn on. */
export function scaleOf(spec: TimeChartSpec, line: number): 'y' | 'y2' {
  return (spec.lines[line]?.unit ?? spec.unit) === spec.unit ? 'y' : 'y2';
}

export function unitOf(spec: TimeChartSpec, line: number): string {
  return spec.lines[line]?.unit ?? spec.unit;
}

/** The unit of the axis on the right, where a chart has one. */
export function secondUnit(spec: TimeChartSpec): string | undefined {
  return spec.lines.find((line) => (line.unit ?? spec.unit) !== spec.unit)?.unit;
}

/** The most that lines with corners come to in sight: they reach further than what is asked in the middle of a step. */
export function askedMost({ spec, isHidden }: PlotLines, view: TimeRange): number {
  return spec.lines.reduce(
    (most, { corners = [] }, line) => (isHidden(line) ? most : Math.max(most, mostIn(corners, view))),
    0,
  );
}

function mostIn(corners: readonly Corner[], { fromMs, toMs }: TimeRange): number {
  let most = 0;
  corners.forEach(({ ms, value }, at) => {
    if (ms >= fromMs && ms <= toMs) most = Math.max(most, value);
    const next = corners[at + 1];
    if (next === undefined || next.ms <= ms) return;
    for (const edge of [fromMs, toMs]) {
      if (edge > ms && edge < next.ms)
        most = Math.max(most, value + ((next.value - value) * (edge - ms)) / (next.ms - ms));
    }
  });
  return most;
}

export interface YRangeOptions {
  /** Of what is drawn; undefined where nothing is. */
  readonly extent: { readonly low: number; readonly high: number } | undefined;
  readonly unit: string;
  readonly isLog: boolean;
  readonly limits?: TimeChartSpec['limits'];
}

/** The ends of the axis: from zero, with some air above, but for shares near one, and with the limits that are within sight. */
export function yRange({ extent, unit, isLog, limits }: YRangeOptions): [number, number] {
  const high = Math.max(extent?.high ?? 0, ...limitsInSight(limits, extent?.high));
  const lowest = Math.min(extent?.low ?? 0, ...(limits ?? []).map(({ value }) => value));
  if (unit === 'share' && !isLog && lowest > NEARLY_ALL && high <= 1) return nearlyAllRange(lowest);
  if (isLog) return logRange(extent?.low ?? high / 10, high);
  const low = Math.min(0, extent?.low ?? 0);
  if (high <= low) return [low, low + (unit === 'share' ? 0.01 : 1)];
  const airy = high + (high - low) * AIR;
  return [low < 0 ? low - (high - low) * AIR : 0, unit === 'share' && high <= 1 ? Math.min(1, airy) : airy];
}

const AIR = 0.08;
const NEARLY_ALL = 0.5;

/** Of shares near one, what is missing is of interest: from zero, 99% and 100% would be the same line. */
function nearlyAllRange(lowest: number): [number, number] {
  const missing = Math.max(1 - lowest, 0.001);
  return [1 - missing * 1.3, 1 + missing * 0.12];
}

function logRange(low: number, high: number): [number, number] {
  if (!(high > 0)) return [0.1, 1];
  const from = low > 0 && low < high ? low : high / 10;
  return [from / 1.2, high * 1.2];
}
