import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { type Gutters, insetBy, usePlotWidth, VALUE_GUTTER } from './plot-width.tsx';

export interface PlaneTick {
  /** From 0 at the left, or at the bottom, to 1. */
  readonly place: number;
  readonly text: string;
}

export interface PlaneProps {
  readonly height: number;
  readonly label: string;
  /** What is under the cursor, to be read aloud. */
  readonly valueText: string;
  /** From 0 at the left to 1; null where there is no cursor. */
  readonly cursor: number | null;
  readonly xTitle?: string;
  xTicks(width: number): readonly PlaneTick[];
  yTicks(height: number): readonly PlaneTick[];
  /** What stands in it, for the size of the plot in CSS pixels. */
  readonly children: (width: number, height: number) => ComponentChildren;
  /** Told of the pointer, both from 0 to 1 from the left and the bottom; null once it has left. */
  onPoint(at: { x: number; y: number } | null): void;
  /** Told of the arrow keys. */
  onStep(steps: number): void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

/** A plot between two axes, as SVG: sharp on paper, and there without a script. */
export function Plane(props: PlaneProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = usePlotWidth(box) ?? UNMEASURED_WIDTH;
  const gutters = guttersOf(props.xTitle !== undefined);
  const [inner, tall] = [width - gutters.left - gutters.right, props.height - gutters.top - gutters.bottom];
  const point = (event: PointerEvent) => {
    const from = (event.currentTarget as Element).getBoundingClientRect();
    props.onPoint({
      x: share(event.clientX - from.left, from.width),
      y: 1 - share(event.clientY - from.top, from.height),
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined;
    if (event.key === 'Escape') props.onPoint(null);
    if (steps === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    props.onStep(steps);
  };
  return (
    <div class="chart-plane" ref={box}>
      <svg width={width} height={props.height} viewBox={`0 0 ${width} ${props.height}`} aria-hidden="true">
        <g transform={`translate(${gutters.left} ${gutters.top})`}>
          <Axes width={inner} height={tall} x={props.xTicks(inner)} y={props.yTicks(tall)} />
          {props.xTitle !== undefined && (
            <text class="chart-axis-title" x={inner / 2} y={tall + 34}>
              {props.xTitle}
            </text>
          )}
          {props.children(inner, tall)}
        </g>
      </svg>
      {typeof document !== 'undefined' && (
        <div
          class="chart-overlay"
          style={insetBy(gutters)}
          role="slider"
          tabIndex={0}
          aria-label={`${props.label}: arrow keys move the cursor`}
          aria-valuemin={0}
          aria-valuemax={1000}
          aria-valuenow={Math.round((props.cursor ?? 0) * 1000)}
          aria-valuetext={props.valueText}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={(event) => event.pointerType === 'mouse' && props.onPoint(null)}
          onKeyDown={onKeyDown}
        />
      )}
    </div>
  );
}

const UNMEASURED_WIDTH = 620;

function guttersOf(hasTitle: boolean): Gutters {
  return { left: VALUE_GUTTER, right: 20, top: 10, bottom: hasTitle ? 40 : 22 };
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}

interface AxesProps {
  readonly width: number;
  readonly height: number;
  readonly x: readonly PlaneTick[];
  readonly y: readonly PlaneTick[];
}

function Axes({ width, height, x, y }: AxesProps) {
  return (
    <g class="chart-axes">
      {y.map(({ place, text }) => (
        <g key={text} transform={`translate(0 ${crisp(height * (1 - place))})`}>
          <line x2={width} />
          <text class="chart-axis-y" x={-6} y={4}>
            {text}
          </text>
        </g>
      ))}
      {x.map(({ place, text }) => (
        <g key={text} transform={`translate(${crisp(width * place)} 0)`}>
          <line class="chart-axis-tick" y1={height} y2={height + 4} />
          <text class="chart-axis-x" y={height + 16}>
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}

/** On whole pixels and a half, lines are drawn sharp. */
function crisp(at: number): number {
  return Math.round(at) + 0.5;
}

export interface PlacedLine {
  /** From 0 to 1. */
  readonly place: number;
  readonly label: string;
}

interface PlacedLinesProps {
  readonly lines: readonly PlacedLine[];
  readonly width: number;
  readonly height: number;
}

/** Lines across the plot at limits, each with its name above it; names that would lie on each other stand beside each other. */
export function LimitLines({ lines, width, height }: PlacedLinesProps) {
  const taken: { y: number; end: number }[] = [];
  return (
    <>
      {inSight(lines).map(({ place, label }) => {
        const y = crisp(height * (1 - place));
        const textY = y < 16 ? y + 13 : y - 4;
        const beside = taken.filter((other) => Math.abs(other.y - textY) < LABEL_PX);
        const x = Math.max(4, ...beside.map(({ end }) => end + 12));
        taken.push({ y: textY, end: x + label.length * LETTER_PX });
        return (
          <g key={label} class="chart-limit">
            <line x2={width} y1={y} y2={y} />
            <text class="chart-text-start" x={x} y={textY}>
              {label}
            </text>
          </g>
        );
      })}
    </>
  );
}

const LABEL_PX = 13;
/** Of the small type of a chart, on average. */
const LETTER_PX = 6.2;

function inSight(lines: readonly PlacedLine[]): PlacedLine[] {
  return lines.filter(({ place }) => place >= 0 && place <= 1);
}

/** Lines up the plot, each with its name at the top, on the side where there is room, and below names that are in its way. */
export function UprightLines({ lines, width, height }: PlacedLinesProps) {
  const taken: { from: number; to: number; row: number }[] = [];
  return (
    <>
      {inSight(lines).map(({ place, label }) => {
        const x = crisp(width * place);
        const isLeft = place > 0.6;
        const room = label.length * LETTER_PX + 8;
        const [from, to] = isLeft ? [x - room, x] : [x, x + room];
        const rows = taken.filter((other) => from < other.to && other.from < to).map(({ row }) => row);
        let row = 0;
        while (rows.includes(row)) row++;
        taken.push({ from, to, row });
        return (
          <g key={label} class="chart-limit chart-limit-upright">
            <line x1={x} x2={x} y2={height} />
            <text class={isLeft ? '' : 'chart-text-start'} x={isLeft ? x - 4 : x + 4} y={11 + LABEL_PX * row}>
              {label}
            </text>
          </g>
        );
      })}
    </>
  );
}
