import { useMemo, useState } from 'preact/hooks';
import { showValue } from '../../src/model/show-value.ts';
import { ChartFigure, ScaleSwitch } from './chart-figure.tsx';
import { ChartLegend, useHidden } from './chart-legend.tsx';
import { countOf, quantilesOf } from './curve.ts';
import { CurvesInWords } from './curves-in-words.tsx';
import { ninesOf, ninesOfCount, nineTicks, shareOfNines, showPercentile } from './nines.ts';
import { LimitLines, Plane } from './plane.tsx';
import type { CurveSpec } from './specs.ts';
import { limitsInSight } from './time-points.ts';
import { showTickValue, type ValueAxis, valueAxis } from './value-axis.ts';

export interface PercentileChartProps {
  readonly spec: CurveSpec;
  readonly height?: number;
}

/** How long the slowest took: every percentile up to what the number of values supports, on an axis of nines. */
export function PercentileChart({ spec, height = 240 }: PercentileChartProps) {
  const hidden = useHidden();
  const [isLog, setIsLog] = useState(() => isWide(spec));
  const [cursor, setCursor] = useState<number | null>(null);
  const shown = spec.curves.filter((_, index) => !hidden.has(String(index)));
  const reach = Math.max(1, ...shown.map(({ histogram }) => ninesOfCount(countOf(histogram))));
  const points = useMemo(() => spec.curves.map((curve) => pointsOf(curve)), [spec]);
  const axisOf = (tall: number) => valueAxis(rangeOf(spec, { shown, isLog, tall }));
  const share = cursor === null ? undefined : shareOfNines(cursor * reach);
  const values = share === undefined ? undefined : spec.curves.map((curve) => valueAt(curve, share));
  const steps = nineTicks(reach);
  return (
    <ChartFigure
      kind="percentile"
      title={spec.title}
      description={spec.description}
      tools={<ScaleSwitch title={spec.title} isLog={isLog} onChange={setIsLog} />}
    >
      <Plane
        height={height}
        label={spec.title}
        cursor={cursor}
        valueText={share === undefined || values === undefined ? 'no cursor' : inWords(spec, share, values)}
        onPoint={(at) => setCursor(at === null ? null : at.x)}
        onStep={(by) => setCursor((at) => nextTick(steps.map(ninesOf), (at ?? 0) * reach, by) / reach)}
        xTicks={(width) => ticksWithRoom(steps, reach, width)}
        yTicks={(tall) => {
          const axis = axisOf(tall);
          return axis.ticks.map((tick) => ({ place: axis.place(tick), text: showTickValue(tick, spec.unit) }));
        }}
      >
        {(width, tall) => {
          const axis = axisOf(tall);
          return (
            <>
              {spec.curves.map(({ label, brush }, index) =>
                hidden.has(String(index)) ? null : (
                  <path
                    key={`${index} ${label}`}
                    class={`chart-line brush-${brush}`}
                    d={pathOf(points[index] ?? [], { axis, width, tall, reach })}
                  />
                ),
              )}
              <LimitLines
                lines={(spec.limits ?? []).map(({ value, label }) => ({ place: axis.place(value), label }))}
                width={width}
                height={tall}
              />
              {cursor !== null && values !== undefined && (
                <g class="chart-plane-cursor">
                  <line x1={cursor * width} x2={cursor * width} y2={tall} />
                  {spec.curves.map(({ label, brush }, index) =>
                    hidden.has(String(index)) || !Number.isFinite(values[index]) ? null : (
                      <circle
                        key={`${index} ${label}`}
                        class={`chart-point brush-${brush}`}
                        cx={cursor * width}
                        cy={tall * (1 - axis.place(values[index] ?? 0))}
                        r={4}
                      />
                    ),
                  )}
                </g>
              )}
            </>
          );
        }}
      </Plane>
      <ChartLegend
        label={spec.title}
        hidden={hidden}
        lead={share === undefined ? 'p50' : showPercentile(share)}
        entries={spec.curves.map((curve, index) => ({
          key: String(index),
          label: curve.label,
          brush: curve.brush,
          widest: showValue(curve.max, spec.unit),
          ...legendValue(values?.[index] ?? quantilesOf(curve, [0.5])[0], spec.unit),
        }))}
      />
      <CurvesInWords spec={spec} />
    </ChartFigure>
  );
}

type Curve = CurveSpec['curves'][number];

/** On a linear axis, most of a long tail's curve would be a flat line. */
function isWide({ curves }: CurveSpec): boolean {
  const filled = curves.filter(({ histogram }) => countOf(histogram) > 0);
  const middle = Math.min(...filled.map((curve) => quantilesOf(curve, [0.5])[0] ?? 0));
  return middle > 0 && Math.max(...filled.map(({ max }) => max)) / middle > WIDE;
}

const WIDE = 30;
const POINTS = 220;

interface RangeOptions {
  readonly shown: readonly Curve[];
  readonly isLog: boolean;
  readonly tall: number;
}

function rangeOf(spec: CurveSpec, { shown, isLog, tall }: RangeOptions) {
  const filled = shown.filter(({ histogram }) => countOf(histogram) > 0);
  const most = Math.max(...filled.map(({ max }) => max), 0);
  const high = Math.max(most, ...limitsInSight(spec.limits, most)) * (isLog ? 1.2 : 1.06);
  const low = isLog ? Math.min(...filled.map((curve) => quantilesOf(curve, [0.01])[0] ?? curve.min), high) / 1.2 : 0;
  return { low, high, unit: spec.unit, isLog, most: Math.max(2, Math.floor(tall / 30)) };
}

interface CurvePoint {
  readonly nines: number;
  readonly value: number;
}

/** Nines and values along the curve, up to the share that only the highest value lies above. */
function pointsOf(curve: Curve): CurvePoint[] {
  const count = countOf(curve.histogram);
  if (count === 0) return [];
  const reach = ninesOfCount(count);
  const nines = Array.from({ length: POINTS + 1 }, (_, index) => (reach * index) / POINTS);
  const values = quantilesOf(curve, nines.map(shareOfNines));
  return nines.map((at, index) => ({ nines: at, value: values[index] ?? Number.NaN }));
}

function valueAt(curve: Curve, share: number): number | undefined {
  const count = countOf(curve.histogram);
  if (count === 0 || ninesOf(share) > ninesOfCount(count) + 1e-6) return undefined;
  return quantilesOf(curve, [share])[0];
}

interface PathOptions {
  readonly axis: ValueAxis;
  readonly width: number;
  readonly tall: number;
  readonly reach: number;
}

function pathOf(points: readonly CurvePoint[], { axis, width, tall, reach }: PathOptions): string {
  const place = ({ nines, value }: CurvePoint) =>
    `${((width * nines) / reach).toFixed(1)} ${(tall * (1 - Math.max(0, axis.place(value)))).toFixed(1)}`;
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${place(point)}`).join('');
}

/** Labels that do not touch: the rounder ones first. */
function ticksWithRoom(shares: readonly number[], reach: number, width: number) {
  const room = 44 / width;
  const placed: { place: number; text: string }[] = [];
  for (const share of [...shares].sort((left, right) => weightOf(left) - weightOf(right))) {
    const place = ninesOf(share) / reach;
    if (placed.some((other) => Math.abs(other.place - place) < room)) continue;
    placed.push({ place, text: showPercentile(share) });
  }
  return placed;
}

function weightOf(share: number): number {
  return share === 0.95 || share === 0 ? 1 : 0;
}

/** The next label in this direction. */
function nextTick(ticks: readonly number[], from: number, by: number): number {
  const next = by > 0 ? ticks.find((tick) => tick > from + 1e-6) : ticks.findLast((tick) => tick < from - 1e-6);
  return next ?? from;
}

function legendValue(value: number | undefined, unit: string): { value?: string } {
  return value === undefined || !Number.isFinite(value) ? {} : { value: showValue(value, unit) };
}

function inWords(spec: CurveSpec, share: number, values: readonly (number | undefined)[]): string {
  const told = spec.curves.flatMap(({ label }, index) => {
    const value = values[index];
    return value === undefined || !Number.isFinite(value) ? [] : [`${label} ${showValue(value, spec.unit)}`];
  });
  return `${showPercentile(share)}: ${told.join(', ')}`;
}
