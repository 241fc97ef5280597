import { formatDuration } from '../../model/units.ts';
import type { Estimate } from './estimate.ts';
import { apartBetween, type Ratio } from './ratio-interval.ts';

const MOST_TIMES = 100;

interface Undecided {
  readonly margin: number;
  /** The change stands among all that were compared. */
  readonly isFound: boolean;
  readonly of: number;
}

/** What would make an unclear figure clear: enough for its interval to leave out no change, or all that matters. */
export function neededFor(
  { before, after, ratio }: { before: Estimate; after: Estimate; ratio: Ratio },
  { margin, of }: Undecided,
): string | undefined {
  const off = Math.abs(Math.log(ratio.ratio));
  const reach = Math.log(ratio.high / ratio.low) / 2;
  if (off > reach) return `a second comparison: of ${of} figures, one goes as far by chance`;
  const times = (reach / Math.max(off, Math.log1p(margin) - off)) ** 2;
  if (isFromBetween(before, after, reach)) {
    return "both measured in one run, or several runs of each side: what differs between runs isn't known from one";
  }
  if (!(times < MOST_TIMES)) return `more than ${MOST_TIMES} times as many samples`;
  return moreOf(after, Math.max(1.1, times));
}

function moreOf({ more, amount }: Estimate, times: number): string {
  if (more === 'processes') return `about ${Math.max(1, Math.ceil(amount * (times - 1)))} more processes`;
  if (more === 'runs') return `about ${Math.max(1, Math.ceil(amount * (times - 1)))} more runs of each side`;
  if (more === 'levels') return 'a longer search: --hold, or a finer --precision';
  const seconds = amount * times;
  return `runs of about ${formatDuration(1000 * Number(seconds.toPrecision(seconds < 100 ? 1 : 2)))}`;
}

/** Of the interval, the most part is what runs differ by: no single run tells more of that by lasting longer. */
function isFromBetween(before: Estimate, after: Estimate, reach: number): boolean {
  const apart = apartBetween(before, after, 0.95);
  return after.more === 'processes' ? apart > 0 : apart ** 2 > reach ** 2 / 2;
}
