import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { HeatMap } from '../../src/model/run.ts';
import { showShare, showValue } from '../../src/model/show-value.ts';
import { formatCount } from '../../src/model/units.ts';
import { ChartFigure } from './chart-figure.tsx';
import { cellsOf, fillableRows, type HeatCells, heatBound, heatUnit } from './heat-map-cells.ts';
import { heatColours, SHADES } from './heat-map-colours.ts';
import { drawHeatMap } from './heat-map-drawing.ts';
import { StaticHeatMap } from './heat-map-static.tsx';
import { useFrozen, useNear } from './near.tsx';
import { PlotOverlay } from './plot-overlay.tsx';
import { PlotRoom, paperWidth, timeGutters, usePlotWidth, useTurn } from './plot-width.tsx';
import { useShared } from './shared-value.ts';
import type { TimeFrame } from './specs.ts';
import { useTheme } from './theme.ts';
import { type TimeAxis, type TimeRange, WithTimeAxis } from './time-axis.tsx';
import { showTime } from './time-ticks.ts';

export interface HeatMapChartProps {
  readonly map: HeatMap;
  readonly frame: TimeFrame;
  readonly title?: string;
  readonly description?: string;
  readonly height?: number;
}

/** How values were spread at every moment: the darker, or in the dark the lighter, a cell, the more values it holds. */
export function HeatMapChart(props: HeatMapChartProps) {
  return <WithTimeAxis>{(axis) => <HeatMapOnAxis {...props} axis={axis} />}</WithTimeAxis>;
}

function HeatMapOnAxis(props: OnAxisProps) {
  const plot = useRef<HTMLDivElement>(null);
  const isNear = useNear(plot);
  return <>{useFrozen(isNear || props.frame.isLive !== true, <HeatMapBody {...props} plot={plot} />, props.axis)}</>;
}

interface BodyProps extends OnAxisProps {
  readonly plot: RefObject<HTMLDivElement | null>;
}

function HeatMapBody({ map, frame, axis, title, description, height = 240, plot }: BodyProps) {
  const measured = usePlotWidth(plot);
  const width = useTurn(plot) ? measured : undefined;
  const { isPrinting } = useTheme();
  const zoom = useShared(axis.zoom);
  const endMs = Math.max(1, frame.endMs, map.startMs + map.columns.length * map.stepMs);
  const view = useMemo(() => zoom ?? { fromMs: 0, toMs: endMs }, [zoom, endMs]);
  const gutters = timeGutters(useShared(axis.hasRightAxis));
  const columns = (width ?? 640) - gutters.left - gutters.right;
  const rows = (height - gutters.top - gutters.bottom) / 2;
  const isDrawn = width !== undefined || typeof document === 'undefined';
  const cells = useMemo(
    () => (isDrawn ? cellsOf(map, { view, columns, rows: Math.min(rows, fillableRows(map, columns)) }) : undefined),
    [isDrawn, map, view, columns, rows],
  );
  const [place, setPlace] = useState<number>();
  const name = title ?? `${map.metric} over time`;
  return (
    <ChartFigure
      kind="heat"
      title={name}
      description={description ?? `How ${map.metric} was spread over time, as a heat map on a logarithmic axis`}
      tools={cells === undefined ? undefined : <HeatLegend highest={cells.highest} />}
    >
      <div class="chart-plot" ref={plot} {...paperWidth(width, isPrinting)}>
        <PlotRoom height={height} />
        {typeof document === 'undefined' && <StaticHeatMap map={map} view={view} />}
        {width !== undefined && <HeatCanvas {...{ map, cells, view, frame, gutters, width, height }} />}
        {isDrawn && cells === undefined && <p class="chart-empty">Nothing was measured in this time</p>}
        {width !== undefined && (
          <HeatCursor {...{ map, cells, view, frame, axis, gutters }} label={name} height={place} onHeight={setPlace} />
        )}
      </div>
      <HeatTold {...{ map, cells, axis }} height={place} />
    </ChartFigure>
  );
}

interface OnAxisProps extends HeatMapChartProps {
  readonly axis: TimeAxis;
}

interface CanvasProps {
  readonly map: HeatMap;
  readonly cells: HeatCells | undefined;
  readonly view: TimeRange;
  readonly frame: TimeFrame;
  readonly gutters: ReturnType<typeof timeGutters>;
  readonly width: number;
  readonly height: number;
}

function HeatCanvas({ map, cells, view, frame, gutters, width, height }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const { left, right } = gutters;
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    drawHeatMap(canvas.current, { map, cells, view, events: frame.events, gutters, theme, width, height });
  }, [map, cells, view, frame, theme, width, height, left, right]);
  return (
    <div class="chart-canvas" aria-hidden="true">
      <canvas ref={canvas} />
    </div>
  );
}

interface CursorProps extends Omit<CanvasProps, 'width' | 'height'> {
  readonly axis: TimeAxis;
  readonly label: string;
  /** Of the pointer, from 0 at the top to 1. */
  readonly height: number | undefined;
  onHeight(place: number | undefined): void;
}

function HeatCursor({ map, cells, view, frame, axis, gutters, label, height, onHeight }: CursorProps) {
  const cursorMs = useShared(axis.cursorMs);
  return (
    <PlotOverlay
      {...{ axis, view, frame, gutters, label, onHeight }}
      stepMs={cells?.columnMs ?? map.stepMs}
      valueText={
        cells === undefined || cursorMs === null ? 'nothing measured' : inWords(map, { cells, cursorMs, height })
      }
    />
  );
}

interface ToldProps {
  readonly map: HeatMap;
  readonly cells: HeatCells | undefined;
  readonly axis: TimeAxis;
  readonly height: number | undefined;
}

/** What is under the cursor: the cell that is pointed at, or all of the column where another chart is pointed at. */
function HeatTold({ map, cells, axis, height }: ToldProps) {
  const cursorMs = useShared(axis.cursorMs);
  const text = cells === undefined || cursorMs === null ? '\u00a0' : inWords(map, { cells, cursorMs, height });
  return (
    <p class="chart-told" aria-hidden="true">
      {text}
    </p>
  );
}

interface Pointed {
  readonly cells: HeatCells;
  readonly cursorMs: number;
  readonly height: number | undefined;
}

function inWords(map: HeatMap, { cells, cursorMs, height }: Pointed): string {
  const column = Math.floor((cursorMs - cells.startMs) / cells.columnMs);
  const counts = [...cells.counts.subarray(column * cells.rows, (column + 1) * cells.rows)];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const from = cells.startMs + column * cells.columnMs;
  const when = `${showTime(from, cells.columnMs)} – ${showTime(from + cells.columnMs, cells.columnMs)}`;
  if (column < 0 || total === 0) return `${when}: nothing`;
  const range = (row: number) => {
    const bound = (at: number) => showValue(heatBound(map, cells.offset + at * cells.bucketsPerRow), heatUnit(map));
    return `${bound(row)} – ${bound(row + 1)}`;
  };
  if (height === undefined) {
    const fullest = counts.indexOf(Math.max(...counts));
    return `${when}: ${formatCount(total)} in all, most at ${range(fullest)}`;
  }
  const row = Math.min(cells.rows - 1, Math.max(0, Math.floor((1 - height) * cells.rows)));
  const count = counts[row] ?? 0;
  return `${when}: ${formatCount(count)} of ${formatCount(total)} (${showShare(count / total)}) at ${range(row)}`;
}

/** From the fewest to the most that a cell holds. */
function HeatLegend({ highest }: { readonly highest: number }) {
  const theme = useTheme();
  const colours = heatColours(theme);
  return (
    <span class="heat-legend">
      1
      <svg
        width={2 * SHADES}
        height="10"
        shape-rendering="crispEdges"
        role="img"
        aria-label={`Colours from 1 to ${formatCount(highest)} in a cell`}
      >
        {colours.map(([red, green, blue], shade) => (
          <rect key={`${shade} ${red}`} x={2 * shade} width="2" height="10" fill={`rgb(${red},${green},${blue})`} />
        ))}
      </svg>
      {formatCount(highest)}
    </span>
  );
}
