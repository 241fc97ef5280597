import uPlot from 'uplot';
import { askedMost, type PlotLines, scaleOf, secondUnit, yRange } from './plot-lines.ts';
import { drawEvents, drawLimits, drawPhaseNames, drawPhases } from './plot-marks.ts';
import type { Gutters } from './plot-width.tsx';
import type { Corner, TimeFrame } from './specs.ts';
import { faded, type Theme } from './theme.ts';
import type { TimeRange } from './time-axis.tsx';
import { lonePoints } from './time-points.ts';
import { showTick, timeTicks } from './time-ticks.ts';
import { linearTicks, logTicks, showTickValue } from './value-axis.ts';

/** What a plot shows now; it is asked for with every drawing. */
export interface PlotState {
  readonly lines: PlotLines;
  readonly frame: TimeFrame;
  readonly view: TimeRange;
  readonly gutters: Gutters;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** Whether it tells the names of the phases. */
  readonly isFirst: boolean;
}

/** A uPlot that draws what the state says, and leaves pointer and keys to the overlay. */
export function timePlot(host: HTMLElement, read: () => PlotState): uPlot {
  const { lines, width, height } = read();
  return new uPlot(
    {
      width,
      height,
      ms: 1,
      padding: [
        () => read().gutters.top,
        () => (secondUnit(read().lines.spec) === undefined ? read().gutters.right : 0),
        0,
        0,
      ],
      legend: { show: false },
      cursor: cursorOf(read),
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      scales: scalesOf(read),
      axes: axesOf(read),
      series: [{}, ...lines.spec.lines.map((_, line) => seriesOf(read, line))],
      bands: bandsOf(read),
      hooks: {
        drawClear: [(plot) => drawPhases(plot, read())],
        draw: [
          (plot) => {
            drawEvents(plot, read());
            drawLimits(plot, read());
            if (read().isFirst) drawPhaseNames(plot, read());
          },
        ],
      },
    },
    dataOf(lines),
    host,
  );
}

function dataOf(lines: PlotLines): uPlot.AlignedData {
  return [lines.middles as number[], ...(lines.drawn as (number | null)[][])];
}

/** What of a plot cannot be changed without making it anew. */
export function structureOf({ spec, isLog }: PlotLines): string {
  return JSON.stringify([
    isLog,
    spec.unit,
    spec.isStacked,
    spec.bands,
    spec.lines.map(({ brush, isAsked, hasArea, unit, corners }) => [
      brush,
      isAsked,
      hasArea,
      unit,
      corners !== undefined,
    ]),
  ]);
}

function cursorOf(read: () => PlotState): uPlot.Cursor {
  const deaf = () => null;
  const colour = (plotLine: number) => read().theme.colour(read().lines.spec.lines[plotLine - 1]?.brush ?? 'dim');
  return {
    x: false,
    y: false,
    drag: { setScale: false, x: false, y: false },
    bind: {
      mousedown: deaf,
      mouseup: deaf,
      click: deaf,
      dblclick: deaf,
      mousemove: deaf,
      mouseleave: deaf,
      mouseenter: deaf,
    },
    points: { size: 7, width: 1.5, fill: (_, line) => colour(line), stroke: () => read().theme.colour('surface') },
    dataIdx: (plot, ...[, closest, ms]) =>
      Math.abs((plot.data[0][closest] ?? 0) - ms) > read().lines.stepMs ? null : closest,
  };
}

function scalesOf(read: () => PlotState): uPlot.Scales {
  // As the plot was made: it may be drawn once more before another takes its place.
  const { isLog } = read().lines;
  const valueScale = (key: 'y' | 'y2'): uPlot.Scale => ({
    distr: isLog ? 3 : 1,
    range: (_, low, high) => {
      const { lines, view } = read();
      const { spec } = lines;
      const unit = key === 'y' ? spec.unit : (secondUnit(spec) ?? spec.unit);
      const most = key === 'y' ? askedMost(lines, view) : 0;
      const extent = low == null || high == null ? undefined : { low, high: Math.max(high, most) };
      return yRange({
        extent,
        unit,
        isLog,
        ...(key === 'y' && spec.limits !== undefined ? { limits: spec.limits } : {}),
      });
    },
  });
  return {
    x: { time: false, range: () => [read().view.fromMs, read().view.toMs] },
    y: valueScale('y'),
    ...(secondUnit(read().lines.spec) === undefined ? {} : { y2: valueScale('y2') }),
  };
}

function axesOf(read: () => PlotState): uPlot.Axis[] {
  const { isLog } = read().lines;
  const second = secondUnit(read().lines.spec);
  const common = {
    stroke: () => read().theme.colour('text-2'),
    font: read().theme.font,
    gap: 4,
    ticks: { show: false },
    filter: (_: uPlot, splits: number[]) => splits,
  } satisfies uPlot.Axis;
  const grid = { stroke: () => read().theme.colour('line'), width: 1, filter: common.filter };
  const valueAxis = (unit: string): uPlot.Axis => ({
    ...common,
    splits: (plot, ...[, low, high]) => {
      const most = Math.max(2, Math.floor(plot.bbox.height / uPlot.pxRatio / 24));
      return isLog ? logTicks(low, high, most) : linearTicks({ low, high, unit, most });
    },
    values: (_, ticks) => ticks.map((tick) => showTickValue(tick, unit)),
  });
  const left: uPlot.Axis = { ...valueAxis(read().lines.spec.unit), grid, scale: 'y', size: () => read().gutters.left };
  const right: uPlot.Axis[] =
    second === undefined
      ? []
      : [
          {
            ...valueAxis(second),
            stroke: () => rightColour(read()),
            grid: { show: false },
            scale: 'y2',
            side: 1,
            size: () => read().gutters.right,
          },
        ];
  return [
    {
      ...common,
      grid: { show: false },
      gap: 8,
      size: () => read().gutters.bottom,
      splits: (plot, ...[, from, to]) =>
        timeTicks(from, to, Math.max(2, Math.floor(plot.bbox.width / uPlot.pxRatio / 72))),
      values: (_, ticks) => ticks.map((tick) => showTick(tick, ticks)),
    },
    left,
    ...right,
  ];
}

/** The labels on the right have the colour of the lines that are read there, where these share one. */
function rightColour({ lines: { spec }, theme }: PlotState): string {
  const brushes = new Set(spec.lines.filter((_, line) => scaleOf(spec, line) === 'y2').map(({ brush }) => brush));
  const [brush] = brushes;
  return theme.colour(brushes.size === 1 && brush !== undefined ? brush : 'text-2');
}

function seriesOf(read: () => PlotState, line: number): uPlot.Series {
  const { spec } = read().lines;
  const { isAsked, hasArea } = spec.lines[line] ?? {};
  const colour = () => read().theme.colour(read().lines.spec.lines[line]?.brush ?? 'dim');
  const isStacked = spec.isStacked === true;
  return {
    scale: scaleOf(spec, line),
    show: !read().lines.isHidden(line),
    stroke: colour,
    width: isStacked ? 1 : spec.lines.length > 6 ? 1.25 : 1.75,
    ...(isAsked === true ? { dash: [5, 4], width: 1.5 } : {}),
    ...(spec.lines[line]?.corners === undefined
      ? {}
      : { paths: (plot, series) => cornerPaths(plot, read().lines.spec.lines[series - 1]?.corners ?? []) }),
    // Stacked areas are filled down to the one below by bands; the lowest down to zero.
    ...(hasArea === true || isStacked ? { fill: () => faded(colour(), isStacked ? STACK_ALPHA : AREA_ALPHA) } : {}),
    points: {
      show: false,
      size: 5,
      fill: colour,
      filter: (plot) => lonePoints(plot.data[line + 1] ?? []),
    },
  };
}

/** As uPlot's own, but through corners: an upright jump is none of its interpolations. */
function cornerPaths(plot: uPlot, corners: readonly Corner[]): uPlot.Series.Paths {
  const stroke = new Path2D();
  for (const { ms, value } of corners) stroke.lineTo(plot.valToPos(ms, 'x', true), plot.valToPos(value, 'y', true));
  return { stroke, fill: null, clip: null, band: null };
}

const STACK_ALPHA = 0.55;
const AREA_ALPHA = 0.14;

function bandsOf(read: () => PlotState): uPlot.Band[] {
  const { spec } = read().lines;
  if (spec.isStacked === true) return [];
  return (spec.bands ?? []).map(({ low, high }) => ({
    series: [high + 1, low + 1],
    fill: () => faded(read().theme.colour(spec.lines[high]?.brush ?? 'dim'), BAND_ALPHA),
  }));
}

const BAND_ALPHA = 0.16;

/** Brings a plot to the state: its data, which lines are shown, and what of the time is in sight. */
export function updatePlot(plot: uPlot, { lines, theme }: PlotState): void {
  plot.batch(() => {
    lines.spec.lines.forEach((_, line) => {
      if (plot.series[line + 1]?.show === lines.isHidden(line))
        plot.setSeries(line + 1, { show: !lines.isHidden(line) });
    });
    if (lines.spec.isStacked === true) {
      plot.delBand(null);
      for (const band of stackBands(lines, theme)) plot.addBand(band);
    }
    plot.setData(dataOf(lines), true);
  });
}

/** Each shown area ends at the next shown one below. */
function stackBands(lines: PlotLines, theme: Theme): uPlot.Band[] {
  const shown = lines.spec.lines.map((_, line) => line).filter((line) => !lines.isHidden(line));
  return shown.slice(1).map((line, index) => ({
    series: [line + 1, (shown[index] ?? 0) + 1],
    fill: faded(theme.colour(lines.spec.lines[line]?.brush ?? 'dim'), STACK_ALPHA),
  }));
}
