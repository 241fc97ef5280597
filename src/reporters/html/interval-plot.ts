import type { Comparison } from '../../model/run.ts';
import { html, type Markup } from './markup.ts';

const WIDTH = 170;
const HEIGHT = 16;
/** Not so close that noise fills the plot, and not so wide that one outlier flattens the rest: shares of change. */
const LEAST_REACH = Math.log(1.1);
const MOST_REACH = Math.log(8);

/** How far to each side of 1× the plots of a table go, as a logarithm. */
export function plotReach(comparisons: readonly Comparison[]): number {
  const ends = comparisons.flatMap(({ low, high }) => [low, high].filter((end) => end > 0 && Number.isFinite(end)));
  const furthest = ends.reduce((most, end) => Math.max(most, Math.abs(Math.log(end))), 0);
  return Math.min(MOST_REACH, Math.max(LEAST_REACH, furthest * 1.08));
}

/** The interval of a ratio around 1×, with the band within which it is noise. */
export function intervalPlot({ ratio, low, high, noiseFloor = 0, verdict }: Comparison, reach: number): Markup {
  const x = (value: number) => {
    const log = value > 0 ? Math.log(value) : -reach;
    return (WIDTH / 2) * (1 + Math.min(1, Math.max(-1, log / reach)));
  };
  const brush = verdict === 'faster' ? 'good' : verdict === 'slower' ? 'bad' : verdict === 'unclear' ? 'warn' : 'dim';
  const [from, to, middle] = [x(low), x(high), HEIGHT / 2];
  const [left, right] = [x(1 / (1 + noiseFloor)), x(1 + noiseFloor)];
  const label = `${ratio.toPrecision(3)} times, between ${low.toPrecision(3)} and ${high.toPrecision(3)}`;
  return html`<svg class="plot" role="img" aria-label="${label}" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"><rect class="band" x="${left.toFixed(1)}" y="0" width="${(right - left).toFixed(1)}" height="${HEIGHT}"/><line class="zero" x1="${WIDTH / 2}" x2="${WIDTH / 2}" y1="0" y2="${HEIGHT}"/><line class="${brush}" x1="${from.toFixed(1)}" x2="${Math.max(to, from + 1).toFixed(1)}" y1="${middle}" y2="${middle}" stroke-width="3"/><circle class="${brush}" cx="${x(ratio).toFixed(1)}" cy="${middle}" r="3.5"/></svg>`;
}
