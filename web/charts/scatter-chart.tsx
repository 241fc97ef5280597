import { useMemo, useState } from 'preact/hooks';
import { showValue } from '../../src/model/show-value.ts';
import { ChartFigure, ScaleSwitch } from './chart-figure.tsx';
import { ChartLegend, type Hidden, useHidden } from './chart-legend.tsx';
import { LimitLines, Plane, UprightLines } from './plane.tsx';
import type { ScatterSpec } from './specs.ts';
import { limitsInSight } from './time-points.ts';
import { showTime } from './time-ticks.ts';
import { showTickValue, unitOfAxis, type ValueAxis, valueAxis } from './value-axis.ts';

export interface ScatterChartProps {
  readonly spec: ScatterSpec;
  readonly height?: number;
}

type Group = ScatterSpec['groups'][number];
type Point = Group['points'][number];

/** A point that can be pointed at. */
interface Target {
  readonly group: Group;
  readonly point: Point;
}

/** One quantity against another; the paler a point, the earlier it was measured. */
export function ScatterChart({ spec, height = 280 }: ScatterChartProps) {
  const hidden = useHidden();
  const [isLog, setIsLog] = useState(false);
  const [chosen, setChosen] = useState<Target | null>(null);
  const targets = useMemo(() => targetsOf(spec, hidden), [spec, hidden]);
  const ranges = useMemo(() => ({ x: rangeOf(spec, 'x', false), y: rangeOf(spec, 'y', isLog) }), [spec, isLog]);
  const xAxisOf = (width: number) => valueAxis({ ...ranges.x, most: Math.max(2, width / 80) });
  const yAxisOf = (tall: number) => valueAxis({ ...ranges.y, most: Math.max(2, tall / 34) });
  const [x, y] = [xAxisOf(600), yAxisOf(240)];
  return (
    <ChartFigure
      kind="scatter"
      title={spec.title}
      description={spec.description}
      unit={spec.title.toLowerCase().includes(titleOf(spec.y).toLowerCase()) ? undefined : titleOf(spec.y)}
      tools={
        spec.y.unit === 'ms' || spec.y.unit === 'ns' ? (
          <ScaleSwitch title={spec.title} isLog={isLog} onChange={setIsLog} />
        ) : undefined
      }
    >
      <Plane
        height={height}
        label={spec.title}
        cursor={chosen === null ? null : x.place(chosen.point.x)}
        valueText={chosen === null ? 'no point chosen' : inWords(spec, chosen)}
        xTitle={titleOf(spec.x)}
        onPoint={(at) => setChosen(at === null ? null : nearest(targets, at, { x, y }))}
        onStep={(by) => setChosen((before) => next(targets, before, by))}
        xTicks={(width) => ticksOf(xAxisOf(width), spec.x.unit)}
        yTicks={(tall) => ticksOf(yAxisOf(tall), spec.y.unit)}
      >
        {(width, tall) => {
          const place = ({ x: right, y: up }: Point) => [width * x.place(right), tall * (1 - y.place(up))] as const;
          return (
            <>
              <UprightLines
                lines={(spec.marks ?? []).map(({ x: at, label }) => ({ place: x.place(at), label }))}
                width={width}
                height={tall}
              />
              <LimitLines
                lines={(spec.limits ?? []).map(({ value, label }) => ({ place: y.place(value), label }))}
                width={width}
                height={tall}
              />
              <Groups {...{ spec, hidden, isLog, width, tall, place }} />
              {chosen !== null && <Ring at={place(chosen.point)} />}
            </>
          );
        }}
      </Plane>
      <ChartLegend
        label={spec.title}
        hidden={hidden}
        entries={spec.groups.map(({ label, brush, isLine }, index) => ({
          key: String(index),
          label,
          brush,
          isAsked: isLine === true,
        }))}
      />
      <p class="chart-told" aria-hidden="true">
        {chosen === null ? <TimeShades spec={spec} /> : inWords(spec, chosen)}
      </p>
    </ChartFigure>
  );
}

function titleOf({ label, unit }: ScatterSpec['x']): string {
  const told = unitOfAxis(unit);
  return told === undefined || label.includes(told) ? label : `${label} (${told})`;
}

function ticksOf(axis: ValueAxis, unit: string) {
  return axis.ticks.map((tick) => ({ place: axis.place(tick), text: showTickValue(tick, unit) }));
}

/** From zero, with air above; on a logarithmic axis, all that is above zero. */
function rangeOf(spec: ScatterSpec, side: 'x' | 'y', isLog: boolean) {
  const values = spec.groups.flatMap(({ points }) => points.map((point) => point[side])).filter(Number.isFinite);
  const marks = side === 'x' ? (spec.marks ?? []).map(({ x }) => x).filter(Number.isFinite) : [];
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  const all = [...values, ...marks, ...(side === 'y' ? limitsInSight(spec.limits, highest) : [])];
  const high = all.reduce((most, value) => Math.max(most, value), 0);
  const low = all.reduce((least, value) => (isLog && value <= 0 ? least : Math.min(least, value)), isLog ? high : 0);
  return { low: isLog ? low / 1.2 : low, high: high * (isLog ? 1.3 : 1.06), unit: spec[side].unit, isLog };
}

interface GroupsProps {
  readonly spec: ScatterSpec;
  readonly hidden: Hidden;
  readonly isLog: boolean;
  readonly width: number;
  readonly tall: number;
  place(point: Point): readonly [number, number];
}

/** Drawn once, not with every movement of the pointer: there may be thousands of points. */
function Groups({ spec, hidden, isLog, width, tall, place }: GroupsProps) {
  const drawn = useMemo(
    () =>
      spec.groups.map((group, index) =>
        hidden.has(String(index)) ? null : <GroupDrawing key={`${index} ${group.label}`} group={group} place={place} />,
      ),
    [spec, hidden, isLog, width, tall],
  );
  return <>{drawn}</>;
}

interface GroupDrawingProps {
  readonly group: Group;
  place(point: Point): readonly [number, number];
}

function GroupDrawing({ group, place }: GroupDrawingProps) {
  const { points, brush, isLine } = group;
  const drawn = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  if (isLine === true) {
    const path = drawn.map(
      (point, index) =>
        `${index === 0 ? 'M' : 'L'}${place(point)
          .map((at) => at.toFixed(1))
          .join(' ')}`,
    );
    return <path class={`chart-line chart-line-asked brush-${brush}`} d={path.join('')} />;
  }
  const radius = drawn.length > 600 ? 1.8 : drawn.length > 120 ? 2.6 : 4;
  const last = drawn.reduce((latest, { atMs }) => Math.max(latest, atMs ?? 0), 0);
  return (
    <g class={`chart-points brush-${brush}`}>
      {drawn.map((point, index) => {
        const [cx, cy] = place(point);
        return (
          <circle
            key={index}
            cx={cx.toFixed(1)}
            cy={cy.toFixed(1)}
            r={radius}
            opacity={point.atMs === undefined || last === 0 ? undefined : shadeAt(point.atMs / last).toFixed(2)}
          />
        );
      })}
    </g>
  );
}

function Ring({ at: [cx, cy] }: { readonly at: readonly [number, number] }) {
  return <circle class="chart-ring" cx={cx} cy={cy} r={7} />;
}

function targetsOf(spec: ScatterSpec, hidden: Hidden): Target[] {
  return spec.groups
    .flatMap((group, index) =>
      hidden.has(String(index)) || group.isLine === true ? [] : group.points.map((point) => ({ group, point })),
    )
    .sort((left, right) => left.point.x - right.point.x || left.point.y - right.point.y);
}

/** Further away than this share of the plot, a point is not meant. */
const REACH = 0.08;

function nearest(targets: readonly Target[], at: { x: number; y: number }, axes: { x: ValueAxis; y: ValueAxis }) {
  let found: Target | null = null;
  let least = REACH;
  for (const target of targets) {
    const away = Math.hypot(axes.x.place(target.point.x) - at.x, (axes.y.place(target.point.y) - at.y) / 2);
    if (away < least) [found, least] = [target, away];
  }
  return found;
}

function next(targets: readonly Target[], before: Target | null, by: number): Target | null {
  const at =
    before === null ? (by > 0 ? -1 : targets.length) : targets.findIndex(({ point }) => point === before.point);
  return targets[Math.min(Math.max(at + by, 0), targets.length - 1)] ?? null;
}

function inWords(spec: ScatterSpec, { group, point }: Target): string {
  const name = point.label ?? group.label;
  const when = point.atMs === undefined ? '' : ` at ${showTime(point.atMs)}`;
  const side = (key: 'x' | 'y') => `${spec[key].label} ${showValue(point[key], spec[key].unit)}`;
  return `${name}${when}: ${side('x')}, ${side('y')}`;
}

/** What the opacity of points stands for, from the first moment to the last. */
function TimeShades({ spec: { groups } }: { readonly spec: ScatterSpec }) {
  const last = groups.reduce(
    (latest, { points }) => points.reduce((at, { atMs = 0 }) => Math.max(at, atMs), latest),
    0,
  );
  const [brush] = groups.map((group) => group.brush);
  if (last === 0 || brush === undefined) return <>{'\u00a0'}</>;
  return (
    <span class="scatter-shades">
      {showTime(0)}
      <svg width={SHADES * SHADE_PX} height="10" class={`chart-points brush-${brush}`} aria-hidden="true">
        {Array.from({ length: SHADES }, (_, at) => (
          <circle key={at} cx={(at + 0.5) * SHADE_PX} cy="5" r="4" opacity={shadeAt(at / (SHADES - 1)).toFixed(2)} />
        ))}
      </svg>
      {showTime(last)} of the run
    </span>
  );
}

const SHADES = 6;
const SHADE_PX = 12;

/** Of a share of the time. */
function shadeAt(share: number): number {
  return 0.25 + 0.75 * share;
}
