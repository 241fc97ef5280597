import { useMemo } from 'preact/hooks';
import { showValue } from '../../src/model/show-value.ts';
import { ChartLegend, type Hidden } from './chart-legend.tsx';
import { type PlotLines, unitOf } from './plot-lines.ts';
import { useShared } from './shared-value.ts';
import type { TimeAxis, TimeRange } from './time-axis.tsx';
import { extentOf, nearestIndex } from './time-points.ts';
import { showTime } from './time-ticks.ts';

export interface TimeLegendProps {
  readonly lines: PlotLines;
  readonly hidden: Hidden;
  readonly view: TimeRange;
  readonly axis: TimeAxis;
  readonly isLive: boolean;
  keyOf(line: number): string;
}

/** The value of every line under the cursor; without one, the latest of a run under way and the highest of one that is over. */
export function TimeLegend({ lines, hidden, view, axis, isLive, keyOf }: TimeLegendProps) {
  const { spec } = lines;
  const cursorMs = useShared(axis.cursorMs);
  const widest = useMemo(() => spec.lines.map((line, at) => widestOf(line.values, unitOf(spec, at))), [spec]);
  const resting = useMemo(() => restingValues(lines, view, isLive), [lines, view, isLive]);
  const at = cursorMs === null ? undefined : nearestIndex(lines.middles, cursorMs, lines.stepMs);
  const values = cursorMs === null ? resting : spec.lines.map(({ values }) => (at === undefined ? null : values[at]));
  return (
    <ChartLegend
      label={spec.title}
      hidden={hidden}
      lead={cursorMs === null ? (isLive ? 'latest' : 'highest') : `at ${showTime(cursorMs, lines.stepMs)}`}
      entries={spec.lines.map((line, index) => {
        const value = values[index];
        return {
          key: keyOf(index),
          label: line.label,
          brush: line.brush,
          isAsked: line.isAsked === true,
          widest: widest[index] ?? '–',
          ...(value == null ? {} : { value: showValue(value, unitOf(spec, index)) }),
        };
      })}
    />
  );
}

function restingValues({ spec, middles, summaries }: PlotLines, view: TimeRange, isLive: boolean) {
  if (isLive) return summaries.map((summary) => summary?.last);
  return spec.lines.map(({ values }) => extentOf([values], middles, view)?.high);
}

/** The longest that any value reads, as a sample of them shows. */
function widestOf(values: readonly (number | null)[], unit: string): string {
  const every = Math.max(1, Math.floor(values.length / 80));
  let widest = '–';
  for (let at = 0; at < values.length; at += every) {
    const value = values[at];
    const text = value == null ? '' : showValue(value, unit);
    if (text.length > widest.length) widest = text;
  }
  return widest;
}

/** What is under the cursor, to be read aloud. */
export function valuesInWords({ spec, middles, stepMs, isHidden }: PlotLines, cursorMs: number | null): string {
  const at = cursorMs === null ? undefined : nearestIndex(middles, cursorMs, stepMs);
  if (at === undefined) return 'nothing measured';
  return spec.lines
    .flatMap(({ label, values }, line) => {
      const value = values[at];
      return isHidden(line) || value == null ? [] : [`${label} ${showValue(value, unitOf(spec, line))}`];
    })
    .join(', ');
}
