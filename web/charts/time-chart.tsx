import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { ChartFigure, ScaleSwitch } from './chart-figure.tsx';
import { type Hidden, useHidden } from './chart-legend.tsx';
import { EventFlags } from './event-flags.tsx';
import { LinesInWords } from './lines-in-words.tsx';
import { useFrozen, useNear } from './near.tsx';
import { type PlotLines, plotLines } from './plot-lines.ts';
import { PlotOverlay } from './plot-overlay.tsx';
import { type Gutters, PlotRoom, paperWidth, timeGutters, usePlotWidth, useTurn } from './plot-width.tsx';
import { useShared } from './shared-value.ts';
import type { TimeChartSpec, TimeFrame } from './specs.ts';
import { StaticPlot } from './static-plot.tsx';
import { useTheme } from './theme.ts';
import type { TimeAxis, TimeRange } from './time-axis.tsx';
import { TimeLegend, valuesInWords } from './time-legend.tsx';
import { type PlotState, structureOf, timePlot, updatePlot } from './time-plot.ts';
import { unitOfAxis } from './value-axis.ts';

export interface TimeChartProps {
  readonly spec: TimeChartSpec;
  readonly frame: TimeFrame;
  readonly axis: TimeAxis;
  readonly height: number;
  readonly hasRightAxis: boolean;
  /** Whether the phases and events are named above it. */
  readonly isFirst: boolean;
}

/** One chart over time: lines, areas and bands, with their legend, under the cursor and the zoom of its axis. */
export function TimeChart(props: TimeChartProps) {
  const plot = useRef<HTMLDivElement>(null);
  const isNear = useNear(plot);
  // A run under way brings new values each second, which only what is looked at has to show.
  const isDrawn = isNear || props.frame.isLive !== true;
  return <>{useFrozen(isDrawn, <TimeChartBody {...props} plot={plot} />, props.hasRightAxis)}</>;
}

interface BodyProps extends TimeChartProps {
  readonly plot: RefObject<HTMLDivElement | null>;
}

function TimeChartBody({ spec, frame, axis, height, hasRightAxis, isFirst, plot }: BodyProps) {
  const width = usePlotWidth(plot);
  const isTurn = useTurn(plot);
  const hidden = useHidden(spec.lines.flatMap((line, at) => (line.isHiddenAtFirst === true ? [keyOf(spec, at)] : [])));
  const [isLog, setIsLog] = useState(spec.scale === 'log');
  const endMs = Math.max(1, frame.endMs, spec.timesMs.at(-1) ?? 0);
  const lines = useLines(spec, { endMs, isLog, hidden });
  const zoom = useShared(axis.zoom);
  const view = useMemo(() => zoom ?? { fromMs: 0, toMs: endMs }, [zoom, endMs]);
  const hasHead = isFirst && frame.phases.some(({ name }) => name !== '');
  const tall = height + (hasHead ? HEAD_PX : 0);
  const { isPrinting } = useTheme();
  const gutters = withHead(timeGutters(hasRightAxis), hasHead);
  return (
    <ChartFigure
      kind="time"
      title={spec.title}
      description={spec.description}
      unit={unitOfAxis(spec.unit)}
      tools={hasScales(spec) ? <ScaleSwitch title={spec.title} isLog={isLog} onChange={setIsLog} /> : undefined}
    >
      <div class="chart-plot" ref={plot} {...paperWidth(width, isPrinting)}>
        <PlotRoom height={tall} />
        {typeof document === 'undefined' && <StaticPlot lines={lines} view={view} />}
        {width !== undefined && isTurn && (
          <>
            <Canvas {...{ lines, frame, view, gutters, width, isFirst, axis }} height={tall} />
            <Cursor {...{ lines, frame, view, gutters, axis }} />
            {lines.summaries.every((summary) => summary === undefined) && <p class="chart-empty">Nothing measured</p>}
            {isFirst && <EventFlags events={frame.events} {...{ view, gutters, width }} />}
          </>
        )}
      </div>
      <TimeLegend {...{ lines, hidden, view, axis }} isLive={frame.isLive === true} keyOf={(at) => keyOf(spec, at)} />
      <LinesInWords lines={lines} />
    </ChartFigure>
  );
}

/** Room above the first charts for the names of the phases. */
const HEAD_PX = 16;

function withHead(gutters: Gutters, hasHead: boolean): Gutters {
  return hasHead ? { ...gutters, top: gutters.top + HEAD_PX } : gutters;
}

/** What a line is remembered by while values are added, and others come and go. */
function keyOf(spec: TimeChartSpec, line: number): string {
  return `${spec.lines[line]?.label} ${spec.lines.slice(0, line).filter(({ label }) => label === spec.lines[line]?.label).length}`;
}

/** Durations spread over powers of ten, and are looked at both ways. */
function hasScales({ scale, unit, isStacked }: TimeChartSpec): boolean {
  return isStacked !== true && (scale !== undefined || unit === 'ms' || unit === 'ns');
}

function useLines(spec: TimeChartSpec, options: LinesOptions): PlotLines {
  const { endMs, isLog, hidden } = options;
  const hiddenLines = spec.lines.map((_, at) => hidden.has(keyOf(spec, at)));
  const key = hiddenLines.join();
  return useMemo(
    () => plotLines(spec, { endMs, isLog, isHidden: (at) => hiddenLines[at] === true }),
    [spec, endMs, isLog, key],
  );
}

interface LinesOptions {
  readonly endMs: number;
  readonly isLog: boolean;
  readonly hidden: Hidden;
}

interface CanvasProps extends Omit<PlotState, 'theme'> {
  readonly axis: TimeAxis;
}

function Canvas({ axis, ...shown }: CanvasProps) {
  const theme = useTheme();
  const host = useRef<HTMLDivElement>(null);
  const state = useRef<PlotState>({ ...shown, theme });
  state.current = { ...shown, theme };
  const plot = useRef<uPlot | null>(null);
  const structure = structureOf(shown.lines);
  useLayoutEffect(() => {
    if (host.current === null) return;
    const made = timePlot(host.current, () => state.current);
    plot.current = made;
    return () => made.destroy();
  }, [structure]);
  const { lines, frame, view, gutters, width, height } = shown;
  useLayoutEffect(() => {
    if (plot.current !== null) updatePlot(plot.current, state.current);
  }, [structure, lines, frame, view, theme]);
  useLayoutEffect(() => {
    const current = plot.current;
    if (current === null) return;
    if (current.width !== width || current.height !== height) current.setSize({ width, height });
    else current.redraw(true, true);
  }, [width, height, gutters.left, gutters.right, gutters.top, theme]);
  useLayoutEffect(() => {
    const follow = () => followCursor(plot.current, axis.cursorMs.get(), state.current.view);
    follow();
    return axis.cursorMs.subscribe(follow);
  });
  return <div class="chart-canvas" ref={host} aria-hidden="true" />;
}

function followCursor(plot: uPlot | null, ms: number | null, view: TimeRange): void {
  if (plot === null) return;
  const isInView = ms !== null && ms >= view.fromMs && ms <= view.toMs;
  plot.setCursor(isInView ? { left: plot.valToPos(ms, 'x'), top: 0 } : { left: -10, top: -10 }, false);
}

/** Apart, since it is drawn anew with every movement of the cursor. */
function Cursor({ lines, frame, view, gutters, axis }: CursorProps) {
  const cursorMs = useShared(axis.cursorMs);
  return (
    <PlotOverlay
      {...{ axis, view, frame, gutters }}
      stepMs={lines.stepMs}
      label={lines.spec.title}
      valueText={valuesInWords(lines, cursorMs)}
    />
  );
}

interface CursorProps {
  readonly lines: PlotLines;
  readonly frame: TimeFrame;
  readonly view: TimeRange;
  readonly gutters: Gutters;
  readonly axis: TimeAxis;
}
