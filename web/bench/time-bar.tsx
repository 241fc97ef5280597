import type { Benchmark } from '../../src/model/benchmark.ts';

const WIDTH = 120;
const HEIGHT = 14;

interface TimeBarProps {
  readonly time: Benchmark['time'];
  /** The end of the bar: the slowest of the group, or how far its interval goes. */
  readonly most: number;
  /** What it shows, for those who can't see it. */
  readonly label: string;
}

/** A time beside the others of its group, with its interval. */
export function TimeBar({ time: { median, interval }, most, label }: TimeBarProps) {
  const x = (value: number) =>
    most > 0 && Number.isFinite(value) ? Number((Math.min(1, Math.max(0, value / most)) * (WIDTH - 2)).toFixed(1)) : 0;
  const middle = HEIGHT / 2;
  const [low, high] = [x(interval.low), x(interval.high)];
  return (
    <svg
      class="time-bar"
      role="img"
      aria-label={label}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    >
      <rect class="time-bar-ground" x="0" y="2" width={WIDTH} height={HEIGHT - 4} rx="2" />
      <rect class="time-bar-fill" x="0" y="2" width={Math.max(1.5, x(median))} height={HEIGHT - 4} rx="2" />
      {high - low > 1.5 && (
        <path
          class="time-bar-interval"
          d={`M${low} ${middle}H${high}M${low} 3.5V${HEIGHT - 3.5}M${high} 3.5V${HEIGHT - 3.5}`}
        />
      )}
    </svg>
  );
}
