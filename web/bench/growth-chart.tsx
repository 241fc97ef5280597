import type { BenchmarkGrowth } from '../../src/model/benchmark.ts';
import type { Run } from '../../src/model/run.ts';
import { formatCount, formatNanoseconds } from '../../src/model/units.ts';
import { benchmarkLabel } from '../../src/model/words/benchmark-rows.ts';
import { logTicks, showTickValue } from '../charts/value-axis.ts';
import { cleanText } from '../parts/clean-text.ts';
import { Name } from '../parts/name.tsx';
import { type GrowthPoint, growthPoints, lawThrough } from './growth-points.ts';
import { type LogAxis, logAxis } from './log-axis.ts';

const WIDTH = 340;
const HEIGHT = 210;
const MARGIN = { left: 58, right: 14, top: 12, bottom: 36 };
/** Of the fitted law, so that its bends show. */
const STEPS = 48;

/** How time grows with a parameter: both on logarithmic axes, where a power of the size is a straight line. */
export function GrowthChart({ growth, run }: { readonly growth: BenchmarkGrowth; readonly run: Run }) {
  const points = growthPoints(growth, run);
  const label = cleanText(benchmarkLabel(growth), 200);
  const slope = slopeText(growth);
  return (
    <figure class="growth-chart card">
      <figcaption class="growth-chart-title">
        <Name text={label} isMono />
        <div>
          <strong>{cleanText(growth.growth, 40)}</strong>
          {growth.alsoPossible.length > 0 && (
            <span class="quiet"> or {cleanText(growth.alsoPossible.join(', '), 80)}</span>
          )}
          <span class="quiet"> · {slope}</span>
        </div>
      </figcaption>
      {points.length > 1 ? (
        <Plot
          growth={growth}
          points={points}
          description={`${label} by ${cleanText(growth.param)}: ${cleanText(growth.growth, 40)}, ${slope}`}
        />
      ) : null}
    </figure>
  );
}

/** `slope 1.02 (0.99–1.05)`. */
function slopeText({ slope: { value, low, high } }: BenchmarkGrowth): string {
  const [middle, from, to] = [value, low, high].map((each) => (Number.isFinite(each) ? each.toFixed(2) : '?'));
  return `slope ${middle} (${from}–${to})`;
}

interface PlotProps {
  readonly growth: BenchmarkGrowth;
  readonly points: readonly GrowthPoint[];
  readonly description: string;
}

function Plot({ growth, points, description }: PlotProps) {
  const times = points.map(({ size, benchmark: { time } }) => ({ size, time: time.median }));
  const ends = points.flatMap(({ benchmark: { time } }) => [time.median, time.interval.low, time.interval.high]);
  const x = logAxis(
    points.map(({ size }) => size),
    [MARGIN.left, WIDTH - MARGIN.right],
  );
  const y = logAxis(ends, [HEIGHT - MARGIN.bottom, MARGIN.top]);
  return (
    <svg class="growth-chart-plot" role="img" aria-label={description} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
      <Grid x={x} y={y} param={growth.param} />
      <Law law={growth.growth} axes={{ x, y }} times={times} />
      {points.map(({ size, benchmark: { time } }) => (
        <g key={size} class="growth-chart-point">
          <title>{`${growth.param} ${formatCount(size)}: ${formatNanoseconds(time.median)}`}</title>
          <line
            class="growth-chart-interval"
            x1={x.at(size)}
            x2={x.at(size)}
            y1={y.at(Math.max(time.interval.low, time.median / 100))}
            y2={y.at(time.interval.high)}
          />
          <circle cx={x.at(size)} cy={y.at(time.median)} r="3.5" />
        </g>
      ))}
    </svg>
  );
}

function Grid({ x, y, param }: { readonly x: LogAxis; readonly y: LogAxis; readonly param: string }) {
  const [bottom, middle] = [HEIGHT - MARGIN.bottom, (MARGIN.left + WIDTH - MARGIN.right) / 2];
  return (
    <g class="growth-chart-grid">
      {logTicks(y.low, y.high, 5).map((tick) => (
        <g key={tick}>
          <line x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={y.at(tick)} y2={y.at(tick)} />
          <text x={MARGIN.left - 6} y={y.at(tick) + 4} text-anchor="end">
            {showTickValue(tick, 'ns')}
          </text>
        </g>
      ))}
      {logTicks(x.low, x.high, 5).map((tick) => (
        <g key={tick}>
          <line x1={x.at(tick)} x2={x.at(tick)} y1={MARGIN.top} y2={bottom} />
          <text x={x.at(tick)} y={bottom + 14} text-anchor="middle">
            {showTickValue(tick, 'count')}
          </text>
        </g>
      ))}
      <text x={middle} y={HEIGHT - 4} text-anchor="middle">
        {cleanText(param, 40)}
      </text>
    </g>
  );
}

interface LawProps {
  readonly law: string;
  readonly axes: { readonly x: LogAxis; readonly y: LogAxis };
  readonly times: readonly { readonly size: number; readonly time: number }[];
}

function Law({ law, axes: { x, y }, times }: LawProps) {
  const time = lawThrough(law, times);
  const [first, last] = [times[0]?.size ?? 1, times.at(-1)?.size ?? 1];
  if (time === undefined) return null;
  const places = Array.from({ length: STEPS + 1 }, (_, step) => first * (last / first) ** (step / STEPS));
  const path = places.map((size, at) => `${at === 0 ? 'M' : 'L'}${x.at(size)} ${y.at(time(size))}`).join('');
  return <path class="growth-chart-law" d={path} />;
}
