import type { Comparison } from '../../src/model/run.ts';
import { comparisonRow } from '../../src/model/words/comparison-rows.ts';

/** Not so close that noise fills the bars, and not so wide that one outlier flattens the rest. */
const LEAST_REACH = Math.log(1.1);
const MOST_REACH = Math.log(8);

/** How far to each side of 1× the bars of a table go, as a logarithm. */
export function ratioReach(comparisons: readonly Comparison[]): number {
  const ends = comparisons.flatMap(({ low, high }) => [low, high].filter((end) => end > 0 && Number.isFinite(end)));
  const furthest = ends.reduce((most, end) => Math.max(most, Math.abs(Math.log(end))), 0);
  return Math.min(MOST_REACH, Math.max(LEAST_REACH, furthest * 1.08));
}

/** Where a ratio lies between the ends of a bar, as a share; what is beyond lies at the end. */
export function placeOf(ratio: number, reach: number): number {
  if (Number.isNaN(ratio)) return 0.5;
  const log = ratio > 0 ? Math.log(ratio) : -reach;
  return 0.5 + 0.5 * Math.min(1, Math.max(-1, log / reach));
}

const BRUSHES: Readonly<Record<Comparison['verdict'], string>> = {
  faster: 'good',
  slower: 'bad',
  unclear: 'warn',
  same: 'dim',
};
const WIDTH = 160;
const HEIGHT = 18;
const EDGE = 4;

/** The interval of a ratio about no change, with the band within which it is noise. An arrow tells that it goes on. */
export function RatioBar({ comparison, reach }: { readonly comparison: Comparison; readonly reach: number }) {
  const { ratio, low, high, noiseFloor = 0, verdict } = comparison;
  const x = (value: number) => Number((EDGE + (WIDTH - 2 * EDGE) * placeOf(value, reach)).toFixed(1));
  const [from, to] = [x(low), x(high)];
  const [left, right] = [x(1 / (1 + noiseFloor)), x(1 + noiseFloor)];
  const { ratio: shown, ratioInterval } = comparisonRow(comparison);
  const isKnown = [ratio, low, high].every((value) => !Number.isNaN(value));
  const middle = HEIGHT / 2;
  return (
    <svg
      class={`ratio-bar brush-${BRUSHES[verdict] ?? 'dim'}`}
      role="img"
      aria-label={`${shown}, between ${ratioInterval}`}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    >
      {right > left && <rect class="ratio-bar-noise" x={left} y="1" width={right - left} height={HEIGHT - 2} rx="2" />}
      <line class="ratio-bar-axis" x1={EDGE} x2={WIDTH - EDGE} y1={middle} y2={middle} />
      <line class="ratio-bar-same" x1={WIDTH / 2} x2={WIDTH / 2} y1="0" y2={HEIGHT} />
      {isKnown && <line class="ratio-bar-span" x1={from} x2={Math.max(to, from + 1)} y1={middle} y2={middle} />}
      {isKnown && Math.log(low) < -reach && <path class="ratio-bar-point" d={`M0 ${middle}l6 -5v10z`} />}
      {isKnown && Math.log(high) > reach && <path class="ratio-bar-point" d={`M${WIDTH} ${middle}l-6 -5v10z`} />}
      {isKnown && <circle class="ratio-bar-point" cx={x(ratio)} cy={middle} r="3.5" />}
    </svg>
  );
}
