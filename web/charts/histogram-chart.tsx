import { useMemo, useState } from 'preact/hooks';
import { showValue } from '../../src/model/show-value.ts';
import { formatCount } from '../../src/model/units.ts';
import { ChartFigure, ChartSwitch, ScaleSwitch } from './chart-figure.tsx';
import { ChartLegend, useHidden } from './chart-legend.tsx';
import { type Bins, binsOf, countOf } from './curve.ts';
import { CurvesInWords } from './curves-in-words.tsx';
import { Plane, UprightLines } from './plane.tsx';
import type { CurveSpec } from './specs.ts';
import { showTickValue, type ValueAxis, valueAxis } from './value-axis.ts';

export interface HistogramChartProps {
  readonly spec: CurveSpec;
  readonly height?: number;
}

type Measure = 'count' | 'share';

const MEASURES = [
  { id: 'count', title: 'count' },
  { id: 'share', title: 'share' },
] as const;

/** How values are spread: one curve as an area, several as outlines over each other. */
export function HistogramChart({ spec, height = 240 }: HistogramChartProps) {
  const hidden = useHidden();
  const [isLog, setIsLog] = useState(() => isWide(spec));
  const [measure, setMeasure] = useState<Measure>(spec.curves.length > 1 ? 'share' : 'count');
  const [cursor, setCursor] = useState<number | null>(null);
  const bins = useMemo(() => binsOf(spec.curves, { isLog, most: isLog ? 72 : 60 }), [spec, isLog]);
  const heights = bins.counts.map((counts, index) => {
    const total = measure === 'share' ? Math.max(1, totalOf(spec, index)) : 1;
    return counts.map((count) => count / total);
  });
  const x = valueAxis({ low: bins.bounds[0] ?? 0, high: bins.bounds.at(-1) ?? 1, unit: spec.unit, isLog, most: 8 });
  const unit = measure === 'share' ? 'share' : 'count';
  const shown = heights.filter((_, index) => !hidden.has(String(index)));
  const yAxisOf = (tall: number) =>
    valueAxis({ low: 0, high: Math.max(0, ...shown.flat()) * 1.08, unit, most: Math.max(2, Math.floor(tall / 30)) });
  const bin = cursor === null ? undefined : binAt(bins, x.valueAt(cursor));
  const show = (value: number) => (measure === 'share' ? showValue(value, 'share') : formatCount(Math.round(value)));
  return (
    <ChartFigure
      kind="histogram"
      title={spec.title}
      description={spec.description}
      tools={
        <>
          <ChartSwitch
            label={`Heights of ${spec.title}`}
            choices={MEASURES}
            chosen={measure}
            onChoose={(id: Measure) => setMeasure(id)}
          />
          <ScaleSwitch title={spec.title} isLog={isLog} onChange={setIsLog} />
        </>
      }
    >
      <Plane
        height={height}
        label={spec.title}
        cursor={cursor}
        valueText={bin === undefined ? 'no cursor' : inWords(spec, { bins, heights, bin, show })}
        onPoint={(at) => setCursor(at === null ? null : at.x)}
        onStep={(by) =>
          setCursor((at) => x.place(middleOf(bins, (at === null ? -1 : binAt(bins, x.valueAt(at))) + by)))
        }
        xTicks={(width) => {
          const axis = valueAxis({
            low: x.low,
            high: x.high,
            isLog,
            unit: spec.unit,
            most: Math.max(2, Math.floor(width / 64)),
          });
          return axis.ticks.map((tick) => ({ place: axis.place(tick), text: showTickValue(tick, spec.unit) }));
        }}
        yTicks={(tall) => {
          const axis = yAxisOf(tall);
          return axis.ticks.map((tick) => ({ place: axis.place(tick), text: showTickValue(tick, unit) }));
        }}
      >
        {(width, tall) => (
          <>
            {bin !== undefined && <BinUnderCursor {...{ bins, bin, x, width, tall }} />}
            {spec.curves.map(({ label, brush }, index) =>
              hidden.has(String(index)) ? null : (
                <path
                  key={`${index} ${label}`}
                  class={`chart-line brush-${brush} ${spec.curves.length === 1 ? 'chart-area' : 'chart-area-faint'}`}
                  d={outlineOf(heights[index] ?? [], { bins, x, y: yAxisOf(tall), width, tall })}
                />
              ),
            )}
            <UprightLines
              lines={(spec.limits ?? []).map(({ value, label }) => ({ place: x.place(value), label }))}
              width={width}
              height={tall}
            />
          </>
        )}
      </Plane>
      <ChartLegend
        label={spec.title}
        hidden={hidden}
        lead={leadOf(spec, { bins, heights, bin, show })}
        entries={spec.curves.map(({ label, brush }, index) => ({
          key: String(index),
          label,
          brush,
          widest: longer(formatCount(totalOf(spec, index)), measure === 'share' ? '0.123%' : ''),
          value: bin === undefined ? formatCount(totalOf(spec, index)) : show(heights[index]?.[bin] ?? 0),
        }))}
      />
      <CurvesInWords spec={spec} />
    </ChartFigure>
  );
}

function longer(left: string, right: string): string {
  return right.length > left.length ? right : left;
}

function totalOf(spec: CurveSpec, index: number): number {
  const curve = spec.curves[index];
  return curve === undefined ? 0 : countOf(curve.histogram);
}

function isWide({ curves }: CurveSpec): boolean {
  const low = Math.min(...curves.map(({ min }) => min));
  return Math.max(...curves.map(({ max }) => max)) > 8 * Math.max(low, 0);
}

function binAt({ bounds }: Bins, value: number): number {
  const above = bounds.findIndex((bound) => bound > value);
  return above < 0 ? bounds.length - 2 : Math.max(0, above - 1);
}

function middleOf({ bounds }: Bins, bin: number): number {
  const within = Math.min(Math.max(bin, 0), bounds.length - 2);
  return ((bounds[within] ?? 0) + (bounds[within + 1] ?? 0)) / 2;
}

interface UnderCursorProps {
  readonly bins: Bins;
  readonly bin: number;
  readonly x: ValueAxis;
  readonly width: number;
  readonly tall: number;
}

function BinUnderCursor({ bins, bin, x, width, tall }: UnderCursorProps) {
  const from = width * x.place(bins.bounds[bin] ?? 0);
  const to = width * x.place(bins.bounds[bin + 1] ?? 0);
  return <rect class="chart-bin" x={from} width={Math.max(1, to - from)} height={tall} />;
}

interface OutlineOptions {
  readonly bins: Bins;
  readonly x: ValueAxis;
  readonly y: ValueAxis;
  readonly width: number;
  readonly tall: number;
}

function outlineOf(heights: readonly number[], { bins, x, y, width, tall }: OutlineOptions): string {
  const at = (bound: number) => (width * x.place(bins.bounds[bound] ?? 0)).toFixed(1);
  const steps = heights.map((height, bin) => `V${(tall * (1 - y.place(height))).toFixed(1)}H${at(bin + 1)}`);
  return `M${at(0)} ${tall}${steps.join('')}V${tall}`;
}

interface Told {
  readonly bins: Bins;
  readonly heights: readonly (readonly number[])[];
  readonly bin: number | undefined;
  show(value: number): string;
}

function leadOf(spec: CurveSpec, { bins, bin }: Told): string {
  if (bin !== undefined) {
    return `${showValue(bins.bounds[bin] ?? 0, spec.unit)} – ${showValue(bins.bounds[bin + 1] ?? 0, spec.unit)}`;
  }
  const beyond = Math.round(bins.above.reduce((sum, count) => sum + count, 0));
  return beyond === 0 ? 'values' : `values (${formatCount(beyond)} further to the right)`;
}

function inWords(spec: CurveSpec, told: Told): string {
  const { heights, bin = 0, show } = told;
  return `${leadOf(spec, told)}: ${spec.curves.map(({ label }, index) => `${label} ${show(heights[index]?.[bin] ?? 0)}`).join(', ')}`;
}
