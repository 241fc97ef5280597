import { useRef } from 'preact/hooks';
import { type TimeAxis, type TimeRange, zoomTo } from './time-axis.tsx';

export interface GestureOptions {
  readonly axis: TimeAxis;
  /** What is in sight. */
  readonly view: TimeRange;
  readonly endMs: number;
  /** How far an arrow key moves the cursor. */
  readonly stepMs: number;
  /** Told where the pointer is, from 0 at the top to 1; undefined once it has left. */
  onHeight?(place: number | undefined): void;
}

/** Dragging less than this is a click. */
const DRAG_PX = 4;

/** What a plot over time answers to: pointing, dragging over a stretch to zoom to it, a double click to see the whole run again. */
export function useTimeGestures(options: GestureOptions) {
  const start = useRef<{ x: number; ms: number } | null>(null);
  const { axis, endMs } = options;
  const msAt = (event: PointerEvent) => {
    const { from, place } = placeIn(event);
    options.onHeight?.(from.height > 0 ? (event.clientY - from.top) / from.height : undefined);
    return options.view.fromMs + place * (options.view.toMs - options.view.fromMs);
  };
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      start.current = { x: event.clientX, ms: msAt(event) };
      axis.cursorMs.set(start.current.ms);
    },
    onPointerMove(event: PointerEvent) {
      const ms = msAt(event);
      axis.cursorMs.set(ms);
      const from = start.current;
      if (from === null || Math.abs(event.clientX - from.x) < DRAG_PX) return;
      axis.selection.set({ fromMs: Math.min(from.ms, ms), toMs: Math.max(from.ms, ms) });
    },
    onPointerUp() {
      const selection = axis.selection.get();
      if (start.current !== null && selection !== null) zoomTo(axis, selection, endMs);
      start.current = null;
    },
    onPointerCancel() {
      start.current = null;
      axis.selection.set(null);
    },
    onPointerLeave(event: PointerEvent) {
      if (event.pointerType !== 'mouse' || start.current !== null) return;
      axis.cursorMs.set(null);
      options.onHeight?.(undefined);
    },
    onDblClick() {
      axis.zoom.set(null);
    },
    onKeyDown(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (pressed(event, options)) event.preventDefault();
    },
  };
}

function placeIn(event: PointerEvent) {
  const from = (event.currentTarget as Element).getBoundingClientRect();
  const place = from.width > 0 ? (event.clientX - from.left) / from.width : 0;
  return { from, place: Math.min(1, Math.max(0, place)) };
}

const KEYS: Readonly<Record<string, (options: GestureOptions, isShifted: boolean) => void>> = {
  ArrowLeft: (options, isShifted) => move(options, -1, isShifted),
  ArrowRight: (options, isShifted) => move(options, 1, isShifted),
  PageUp: (options, isShifted) => move(options, -10, isShifted),
  PageDown: (options, isShifted) => move(options, 10, isShifted),
  Enter({ axis, endMs }) {
    const selection = axis.selection.get();
    if (selection !== null) zoomTo(axis, selection, endMs);
  },
  '+': (options) => zoomBy(options, 0.5),
  '=': (options) => zoomBy(options, 0.5),
  '-': (options) => zoomBy(options, 2),
  '0': ({ axis }) => reset(axis),
  Home({ axis }) {
    reset(axis);
    axis.cursorMs.set(0);
  },
  End: ({ axis, view }) => axis.cursorMs.set(view.toMs),
  Escape({ axis }) {
    if (axis.selection.get() === null) reset(axis);
    else axis.selection.set(null);
  },
};

/** Whether the key meant something. */
function pressed(event: KeyboardEvent, options: GestureOptions): boolean {
  const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
  act?.(options, event.shiftKey);
  return act !== undefined;
}

function reset(axis: TimeAxis): void {
  axis.selection.set(null);
  axis.zoom.set(null);
}

/** By so many steps, but never by less than a pixel or so. */
function move({ axis, view, stepMs, endMs }: GestureOptions, steps: number, isSelecting: boolean): void {
  const from = axis.cursorMs.get() ?? (steps > 0 ? view.fromMs - stepMs / 2 : view.toMs + stepMs / 2);
  const by = Math.max(stepMs, (view.toMs - view.fromMs) / 500) * steps;
  const to = Math.min(Math.max(from + by, 0), endMs);
  if (isSelecting) axis.selection.set(extended(axis.selection.get(), from, to));
  axis.cursorMs.set(to);
  if (axis.zoom.get() !== null && (to < view.fromMs || to > view.toMs)) pan(axis, view, to);
}

/** The end of the selection where the cursor was moves along with it. */
function extended(selection: TimeRange | null, from: number, to: number): TimeRange {
  const other = selection === null ? from : from === selection.fromMs ? selection.toMs : selection.fromMs;
  return { fromMs: Math.min(other, to), toMs: Math.max(other, to) };
}

function pan(axis: TimeAxis, view: TimeRange, to: number): void {
  const by = to < view.fromMs ? to - view.fromMs : to - view.toMs;
  axis.zoom.set({ fromMs: view.fromMs + by, toMs: view.toMs + by });
}

function zoomBy({ axis, view, endMs }: GestureOptions, factor: number): void {
  const middle = axis.cursorMs.get() ?? (view.fromMs + view.toMs) / 2;
  const fromMs = middle - (middle - view.fromMs) * factor;
  zoomTo(axis, { fromMs, toMs: fromMs + (view.toMs - view.fromMs) * factor }, endMs);
}
