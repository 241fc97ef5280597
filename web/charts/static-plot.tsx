import { type PlotLines, scaleOf, secondUnit, yRange } from './plot-lines.ts';
import type { Corner } from './specs.ts';
import type { TimeRange } from './time-axis.tsx';
import { extentOf } from './time-points.ts';
import { showTime } from './time-ticks.ts';
import { showTickValue } from './value-axis.ts';

/** The picture where no script runs: the same lines, to look at only. It is stretched to the room there is. */
export function StaticPlot({ lines, view }: { readonly lines: PlotLines; readonly view: TimeRange }) {
  const { spec } = lines;
  const keys = secondUnit(spec) === undefined ? (['y'] as const) : (['y', 'y2'] as const);
  const ranges = Object.fromEntries(keys.map((key) => [key, rangeOf(lines, key, view)]));
  const [low = 0, high = 1] = ranges.y ?? [];
  return (
    <div class="chart-static" aria-hidden="true">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" class="chart-static-lines" role="presentation">
        {lines.drawn.map((values, line) => {
          if (lines.isHidden(line)) return null;
          const { label, brush, isAsked, corners } = spec.lines[line] ?? {};
          const range = ranges[scaleOf(spec, line)] ?? [0, 1];
          const path =
            corners === undefined
              ? pathOf({ values, middles: lines.middles, view, range, lines })
              : cornerPath(corners, view, range);
          return (
            <path
              key={`${line} ${label}`}
              d={path}
              class={`chart-line brush-${brush} ${isAsked === true ? 'chart-line-asked' : ''}`}
            />
          );
        })}
        {(spec.limits ?? []).map(({ value, label }) => (
          <StaticLimit key={label} value={value} range={ranges.y ?? [0, 1]} isLog={lines.isLog} />
        ))}
      </svg>
      <span class="chart-static-high">{showTickValue(roundHigh(high), spec.unit)}</span>
      <span class="chart-static-low">{showTickValue(low === 0 ? 0 : roundHigh(low), spec.unit)}</span>
      <span class="chart-static-end">{showTime(view.toMs)}</span>
    </div>
  );
}

interface StaticLimitProps {
  readonly value: number;
  readonly range: readonly [number, number];
  readonly isLog: boolean;
}

function StaticLimit({ value, range, isLog }: StaticLimitProps) {
  const [at, low, high] = [value, ...range].map((each) => (isLog ? Math.log10(each) : each));
  const place = ((at ?? 0) - (low ?? 0)) / ((high ?? 1) - (low ?? 0));
  if (!(place >= 0 && place <= 1)) return null;
  const y = Number((HEIGHT * (1 - place)).toFixed(1));
  return <path class="chart-static-limit" d={`M0 ${y}H${WIDTH}`} />;
}

const WIDTH = 1000;
const HEIGHT = 100;
/** More would make a page heavy that no one can zoom into. */
const MOST_POINTS = 240;

function roundHigh(high: number): number {
  return Number(high.toPrecision(2));
}

function rangeOf(lines: PlotLines, key: 'y' | 'y2', view: TimeRange): [number, number] {
  const { spec, isLog } = lines;
  const shown = lines.drawn.filter((_, line) => scaleOf(spec, line) === key && !lines.isHidden(line));
  const unit = key === 'y' ? spec.unit : (secondUnit(spec) ?? spec.unit);
  const limits = key === 'y' && spec.limits !== undefined ? { limits: spec.limits } : {};
  return yRange({ extent: extentOf(shown, lines.middles, view), unit, isLog, ...limits });
}

interface PathOptions {
  readonly values: readonly (number | null)[];
  readonly middles: readonly number[];
  readonly view: TimeRange;
  readonly range: readonly [number, number];
  readonly lines: PlotLines;
}

function cornerPath(corners: readonly Corner[], view: TimeRange, [low, high]: readonly [number, number]): string {
  const points = corners
    .filter(({ ms }) => ms >= view.fromMs && ms <= view.toMs)
    .map(({ ms, value }) => {
      const x = (WIDTH * (ms - view.fromMs)) / (view.toMs - view.fromMs);
      return `${Number(x.toFixed(1))} ${Number((HEIGHT * (1 - (value - low) / (high - low))).toFixed(1))}`;
    });
  return points.length === 0 ? '' : `M${points.join('L')}`;
}

/** Of each group of neighbours the highest is drawn, so that no peak is lost. */
function pathOf({ values, middles, view, range, lines }: PathOptions): string {
  const every = Math.max(1, Math.ceil(values.length / MOST_POINTS));
  const toPlace = (value: number) => (lines.isLog ? Math.log10(value) : value);
  const [low, high] = [toPlace(range[0]), toPlace(range[1])];
  let path = '';
  let isDown = false;
  for (let at = 0; at < values.length; at += every) {
    const group = values.slice(at, at + every).filter((value) => value != null);
    if (group.length === 0) {
      isDown = false;
      continue;
    }
    const x = (WIDTH * ((middles[at] ?? 0) - view.fromMs)) / (view.toMs - view.fromMs);
    const y = HEIGHT * (1 - (toPlace(Math.max(...group)) - low) / (high - low));
    path += `${isDown ? 'L' : 'M'}${Number(x.toFixed(1))} ${Number(y.toFixed(1))}${isDown ? '' : 'h.1'}`;
    isDown = true;
  }
  return path;
}
