import { useMemo } from 'preact/hooks';
import type { Trend } from '../../src/model/history.ts';
import { showTickValue, unitOfAxis } from '../charts/value-axis.ts';
import { cleanText } from '../parts/clean-text.ts';
import { PointMark } from './point-mark.tsx';
import { changeWords, type Known, pointWords, shortSize, verdictOf } from './point-words.ts';
import type { PlotChange, PlotPoint, TrendPlot } from './trend-plot.ts';

interface TrendDrawingProps {
  readonly trend: Trend;
  readonly plot: TrendPlot;
  readonly known: Known;
  readonly hrefOf: (runId: string) => string;
  readonly size: { readonly width: number; readonly height: number };
  readonly chosen: PlotPoint | undefined;
}

/** The picture of a trend. What does not depend on the point chosen is made once. */
export function TrendDrawing({ trend, plot, known, hrefOf, size, chosen }: TrendDrawingProps) {
  const ground = useMemo(
    () => <Ground trend={trend} plot={plot} size={size} />,
    [trend, plot, size.width, size.height],
  );
  const points = useMemo(
    () => <Points trend={trend} plot={plot} known={known} hrefOf={hrefOf} />,
    [trend, plot, known, hrefOf],
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing that holds links
    <svg
      class="trend-drawing"
      role="group"
      aria-label={describe(trend)}
      width={size.width}
      height={size.height}
      viewBox={`0 0 ${size.width} ${size.height}`}
    >
      {ground}
      {chosen !== undefined && <line class="trend-cursor" x1={chosen.x} x2={chosen.x} y1="0" y2={size.height - 20} />}
      {points}
      {plot.levels.map(({ x1, x2, y }) => (
        <line key={x1} class="trend-level" x1={x1} x2={Math.max(x2, x1 + 2)} y1={y} y2={y} />
      ))}
      {chosen !== undefined && <circle class="trend-chosen" cx={chosen.x} cy={chosen.y} r="6.5" />}
    </svg>
  );
}

function describe({ changes, points, unit }: Trend): string {
  if (changes.length === 0) return `${points.length} values without a change of their level`;
  return `${points.length} values; ${changes.map((change) => `${change.verdict} ${changeWords(change, unit)}`).join('; ')}`;
}

function Ground({ trend, plot, size: { width, height } }: Pick<TrendDrawingProps, 'trend' | 'plot' | 'size'>) {
  const { y, yOf, xTicks, band, changes, switches, limit } = plot;
  const unit = unitOfAxis(trend.unit);
  const left = width < 500 ? 46 : 56;
  return (
    <g>
      {y.ticks.map((tick) => (
        <g key={tick} class="trend-tick">
          <line x1={left} x2={width - 8} y1={yOf(tick)} y2={yOf(tick)} />
          <text x={left - 6} y={yOf(tick) + 4} text-anchor="end">
            {showTickValue(tick, trend.unit)}
          </text>
        </g>
      ))}
      {unit !== undefined && (
        <text class="trend-unit" x="2" y="10">
          {cleanText(unit, 24)}
        </text>
      )}
      {xTicks.map(({ x, text }) => (
        <text key={text} class="trend-date" x={x} y={height - 5} text-anchor={x === xTicks[0]?.x ? 'start' : 'middle'}>
          {text}
        </text>
      ))}
      {band !== undefined && (
        <rect
          class="trend-band"
          x={band.x1}
          y={Math.min(band.y1, band.y2)}
          width={Math.max(1, band.x2 - band.x1)}
          height={Math.max(1, Math.abs(band.y2 - band.y1))}
        />
      )}
      {switches.map((x) => (
        <line key={x} class="trend-switch" x1={x} x2={x} y1="8" y2={height - 22}>
          <title>Runs of another environment begin here</title>
        </line>
      ))}
      {limit !== undefined && (
        <g class="trend-limit">
          <line x1={left} x2={width - 8} y1={limit.y} y2={limit.y} />
          <text x={width - 10} y={limit.y - 4} text-anchor="end">
            {cleanText(limit.rule, Math.max(12, Math.floor(width / 9)))}
          </text>
        </g>
      )}
      {changes.map((each) => (
        <ChangeMark key={each.change.index} each={each} unit={trend.unit} size={{ width, height }} />
      ))}
    </g>
  );
}

const BRUSHES = { better: 'brush-good', worse: 'brush-bad', changed: 'brush-warn' } as const;
const SIGNS = { better: '✓', worse: '✗', changed: '!' } as const;

interface ChangeMarkProps {
  readonly each: PlotChange;
  readonly unit: string;
  readonly size: TrendDrawingProps['size'];
}

function ChangeMark({ each: { change, x, row }, unit, size: { width, height } }: ChangeMarkProps) {
  const isLeft = x > width - 76;
  return (
    <g class={`trend-change ${BRUSHES[change.verdict] ?? 'brush-dim'}`}>
      <title>{`${change.verdict}: ${changeWords(change, unit)}`}</title>
      <line x1={x} x2={x} y1={4 + (row ?? 1) * 14} y2={height - 22} />
      {row !== undefined && (
        <text x={isLeft ? x - 4 : x + 4} y={12 + row * 14} text-anchor={isLeft ? 'end' : 'start'}>
          {SIGNS[change.verdict] ?? '!'} {shortSize(change)}
        </text>
      )}
    </g>
  );
}

function Points({ trend, plot, known, hrefOf }: Pick<TrendDrawingProps, 'trend' | 'plot' | 'known' | 'hrefOf'>) {
  const { points } = plot;
  const room = ((points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0)) / 9;
  const radius = points.length > 400 ? 2 : points.length > room ? 2.6 : 3.5;
  return (
    <g>
      {points.length <= MOST_JOINED && (
        <polyline class="trend-line" points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      )}
      {points.map((place) => {
        const { index, point, x, y } = place;
        const baseline = known.baselines.get(point.runId);
        return (
          <a
            key={index}
            class="trend-link"
            data-index={index}
            href={hrefOf(point.runId)}
            tabIndex={-1}
            aria-label={pointWords({ trend, index, known })}
          >
            {baseline !== undefined && <circle class="trend-baseline" cx={x} cy={y} r="7.5" />}
            {baseline !== undefined && (
              <text class="trend-baseline-letter" x={x} y={y - 11} text-anchor="middle">
                B
              </text>
            )}
            <PointMark place={place} verdict={verdictOf(point, known)} radius={radius} />
          </a>
        );
      })}
    </g>
  );
}

/** A line through more of them is a smear. */
const MOST_JOINED = 300;
