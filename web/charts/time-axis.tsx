import { type ComponentChildren, createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import { type Shared, shared, useShared } from './shared-value.ts';
import { showTime } from './time-ticks.ts';

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the charts under a provider have in common. */
export interface TimeAxis {
  /** null: the whole run, as far as it has come. */
  readonly zoom: Shared<TimeRange | null>;
  readonly cursorMs: Shared<number | null>;
  /** What is being dragged over. */
  readonly selection: Shared<TimeRange | null>;
  /** Whether any of the charts needs room for an axis on the right, which all then keep. */
  readonly hasRightAxis: Shared<boolean>;
}

const Axis = createContext<TimeAxis | null>(null);

/** All charts under it share their zoom and their cursor. It makes no box of its own: its children are laid out by its parent. */
export function TimeAxisProvider({ children }: { readonly children: ComponentChildren }) {
  const axis = useMemo(timeAxis, []);
  return (
    <Axis.Provider value={axis}>
      {children}
      <ZoomBar axis={axis} />
    </Axis.Provider>
  );
}

function timeAxis(): TimeAxis {
  return {
    zoom: shared<TimeRange | null>(null),
    cursorMs: shared<number | null>(null),
    selection: shared<TimeRange | null>(null),
    hasRightAxis: shared(false),
  };
}

/** The axis of the provider above, where there is one. */
function useTimeAxis(): TimeAxis | null {
  return useContext(Axis);
}

/** An axis of its own for what stands under no provider. */
export function WithTimeAxis({ children }: { readonly children: (axis: TimeAxis) => ComponentChildren }) {
  const axis = useTimeAxis();
  if (axis !== null) return <>{children(axis)}</>;
  return (
    <TimeAxisProvider>
      <Axis.Consumer>{(own) => (own === null ? null : children(own))}</Axis.Consumer>
    </TimeAxisProvider>
  );
}

/** At the bottom of the window while any of the charts is in sight, so that the way back is always at hand. */
function ZoomBar({ axis }: { readonly axis: TimeAxis }) {
  const zoom = useShared(axis.zoom);
  if (zoom === null) return null;
  const step = zoom.toMs - zoom.fromMs < 10_000 ? 100 : 1000;
  return (
    <div class="time-axis-zoom">
      <span>
        {showTime(zoom.fromMs, step)} – {showTime(zoom.toMs, step)}
      </span>
      <button type="button" onClick={() => axis.zoom.set(null)}>
        Whole run
      </button>
    </div>
  );
}

/** The shortest stretch that can be zoomed to. */
const SHORTEST_MS = 200;

/** Zooms to what lies between two times, within the run and not closer than makes sense; to the whole run where that is all of it. */
export function zoomTo(axis: TimeAxis, range: TimeRange, endMs: number): void {
  const span = Math.max(Math.abs(range.toMs - range.fromMs), Math.min(SHORTEST_MS, endMs));
  const middle = (range.fromMs + range.toMs) / 2;
  const fromMs = Math.min(Math.max(0, middle - span / 2), Math.max(0, endMs - span));
  const toMs = Math.min(endMs, fromMs + span);
  axis.selection.set(null);
  axis.zoom.set(fromMs <= 0 && toMs >= endMs ? null : { fromMs, toMs });
}
