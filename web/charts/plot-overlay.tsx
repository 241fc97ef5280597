import { type Gutters, insetBy } from './plot-width.tsx';
import { useShared } from './shared-value.ts';
import type { TimeFrame } from './specs.ts';
import type { TimeAxis, TimeRange } from './time-axis.tsx';
import { useTimeGestures } from './time-gestures.ts';
import { showClock, showTime } from './time-ticks.ts';

export interface PlotOverlayProps {
  readonly axis: TimeAxis;
  readonly view: TimeRange;
  readonly frame: TimeFrame;
  readonly stepMs: number;
  readonly gutters: Gutters;
  readonly label: string;
  /** What is told of the instant under the cursor. */
  readonly valueText: string;
  onHeight?(place: number | undefined): void;
}

/** What lies over every plot over time: the cursor and the stretch being selected. It takes the pointer and the keys. */
export function PlotOverlay(props: PlotOverlayProps) {
  const { axis, view, frame, stepMs, gutters } = props;
  const cursorMs = useShared(axis.cursorMs);
  const selection = useShared(axis.selection);
  const gestures = useTimeGestures({
    axis,
    view,
    stepMs,
    endMs: frame.endMs,
    ...(props.onHeight === undefined ? {} : { onHeight: props.onHeight }),
  });
  const place = (ms: number) => `${(100 * (ms - view.fromMs)) / (view.toMs - view.fromMs)}%`;
  const isInView = cursorMs !== null && cursorMs >= view.fromMs && cursorMs <= view.toMs;
  return (
    <div
      class="chart-overlay"
      style={insetBy(gutters)}
      role="slider"
      tabIndex={0}
      aria-label={`${props.label}: arrow keys move the cursor, with Shift they select, Enter zooms to the selection, plus and minus zoom, 0 shows the whole run`}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.round(frame.endMs)}
      aria-valuenow={Math.round(cursorMs ?? 0)}
      aria-valuetext={cursorMs === null ? 'no cursor' : `${showTime(cursorMs, stepMs)}: ${props.valueText}`}
      {...gestures}
    >
      {selection !== null && (
        <div class="chart-selection" style={{ left: place(selection.fromMs), width: widthOf(selection, view) }} />
      )}
      {isInView && (
        <div class="chart-cursor" style={{ left: place(cursorMs) }}>
          <CursorTime frame={frame} cursorMs={cursorMs} view={view} />
        </div>
      )}
    </div>
  );
}

function widthOf(selection: TimeRange, view: TimeRange): string {
  return `${(100 * (selection.toMs - selection.fromMs)) / (view.toMs - view.fromMs)}%`;
}

/** Over the labels of the time axis: when the cursor is, and what happened then. */
function CursorTime({ frame, cursorMs, view }: CursorTimeProps) {
  const span = view.toMs - view.fromMs;
  const clock = showClock(frame.startedAt, cursorMs);
  const event = frame.events.find(({ atMs }) => Math.abs(atMs - cursorMs) < span / 150);
  // Kept within the plot: the more to a side the cursor is, the more of the label lies on the other.
  const share = (cursorMs - view.fromMs) / span;
  return (
    <span class="chart-cursor-time" style={{ transform: `translateX(${-100 * share}%)` }}>
      {showTime(cursorMs, span < 20_000 ? 100 : 1000)}
      {clock !== undefined && <span class="chart-cursor-clock">{clock}</span>}
      {event !== undefined && <span class="chart-cursor-event">{event.text}</span>}
    </span>
  );
}

interface CursorTimeProps {
  readonly frame: TimeFrame;
  readonly cursorMs: number;
  readonly view: TimeRange;
}
