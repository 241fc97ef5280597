import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { pageQueue } from './draw-queue.ts';
import { PRINT_WIDTH, useTheme } from './theme.ts';

/** The width that an element has now, or will have on paper; undefined until it stands in a page. */
export function usePlotWidth(element: RefObject<HTMLElement | null>): number | undefined {
  const [width, setWidth] = useState<number>();
  const { isPrinting } = useTheme();
  useLayoutEffect(() => {
    const measured = element.current;
    if (measured === null) return;
    const measure = () => setWidth((before) => Math.floor(measured.clientWidth) || before);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return isPrinting && width !== undefined ? PRINT_WIDTH : width;
}

/** Whether it is its turn to be drawn: at once where it is in sight or soon will be, and on paper; else when nothing else is to do. */
export function useTurn(element: RefObject<HTMLElement | null>): boolean {
  const [isTurn, setTurn] = useState(false);
  const { isPrinting } = useTheme();
  useLayoutEffect(() => {
    if (element.current === null) return;
    if (element.current.getBoundingClientRect().top < globalThis.innerHeight * 1.5) return setTurn(true);
    return pageQueue.add(() => setTurn(true));
  }, [element]);
  return isTurn || isPrinting;
}

/** Room for the labels of a plot's axes, in CSS pixels. */
export interface Gutters {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of what lies over the plot alone. */
export function insetBy({ left, right, top, bottom }: Gutters) {
  return { left: `${left}px`, right: `${right}px`, top: `${top}px`, bottom: `${bottom}px` };
}

/** The longest label of a value, `200 kB/s`, with its gap. */
export const VALUE_GUTTER = 56;

/** The same for all time charts of a page, so that one instant stands in one vertical line. */
export function timeGutters(hasRightAxis: boolean): Gutters {
  return { left: VALUE_GUTTER, right: hasRightAxis ? VALUE_GUTTER : 18, top: 8, bottom: 26 };
}

/** Keeps a plot as high as it will be, also where there is no script and no style of its own. */
export function PlotRoom({ height }: { readonly height: number }) {
  return <svg class="chart-plot-room" width="1" height={height} aria-hidden="true" />;
}

/** Of the place that a plot stands in: on the screen all there is, on paper what it is drawn for. */
export function paperWidth(width: number | undefined, isPrinting: boolean) {
  return isPrinting && width !== undefined ? { style: { width: `${width}px` } } : {};
}
