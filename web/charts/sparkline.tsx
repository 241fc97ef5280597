import type { Brush } from './specs.ts';

export interface SparklineProps {
  readonly values: readonly (number | null)[];
  /** What it shows, with its figures: all that is told to those who cannot see it. */
  readonly label: string;
  readonly limit?: number;
  readonly width?: number;
  readonly height?: number;
  readonly brush?: Brush;
}

/** A line without axes, from its lowest to its highest value, with a dot at the last. */
export function Sparkline({ values, label, limit, width = 96, height = 24, brush = 'series-1' }: SparklineProps) {
  const measured = values.filter((value): value is number => value != null && Number.isFinite(value));
  const ends = limit === undefined ? measured : [...measured, limit];
  const low = ends.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = ends.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const x = (at: number) => EDGE + ((width - 2 * EDGE) * at) / Math.max(1, values.length - 1);
  const y = (value: number) =>
    high > low ? EDGE + (height - 2 * EDGE) * (1 - (value - low) / (high - low)) : height / 2;
  const lastAt = values.findLastIndex((value) => value != null && Number.isFinite(value));
  const last = values[lastAt];
  return (
    <svg class={`sparkline brush-${brush}`} role="img" aria-label={label} {...{ width, height }}>
      {limit !== undefined && <line class="sparkline-limit" x2={width} y1={y(limit)} y2={y(limit)} />}
      <path class="chart-line" d={pathOf(values, x, y)} />
      {last != null && <circle class="chart-point" cx={x(lastAt).toFixed(1)} cy={y(last).toFixed(1)} r={2.5} />}
    </svg>
  );
}

const EDGE = 3;

function pathOf(values: SparklineProps['values'], x: (at: number) => number, y: (value: number) => number): string {
  let path = '';
  let isDown = false;
  values.forEach((value, at) => {
    if (value == null || !Number.isFinite(value)) {
      isDown = false;
      return;
    }
    path += `${isDown ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    isDown = true;
  });
  return path;
}
