import { type LogSlope, logSlope } from './log-slope.ts';
import { askedOf, climb, type Sight, settled } from './sight.ts';
import type { Moment } from './timeline.ts';

/** Throughput at the upper end of a growing number of users. */
export interface UpperEnd {
  readonly slope: LogSlope;
  /** The moments that it was read from, by load. */
  readonly moments: readonly Moment[];
  /** All moments of the climb, by load. */
  readonly all: readonly Moment[];
}

/** The upper end begins at one of these shares of the highest load. */
const BEGINNINGS = [0.5, 0.68];
/** What falls may do so from early on, and a flat end of few moments needs those before it. */
const EARLY = 0.25;

/** Throughput growing by less than this for each per cent of users is flat. */
const FLAT = 0.25;
const SURELY_FLAT = 0.6;
/** Below this it falls. */
const FALLING = -0.3;
const SURELY_FALLING = -0.15;

/** Where throughput stays while users grow. */
export function flatEnd(sight: Sight): UpperEnd | undefined {
  const wide = upperEnds(sight, BEGINNINGS);
  const ends = wide.length > 0 ? wide : upperEnds(sight, [EARLY]);
  return ends.find(({ slope }) => slope.value <= FLAT && slope.high <= SURELY_FLAT);
}

/** Where throughput falls while users grow. */
export function fallingEnd(sight: Sight): UpperEnd | undefined {
  return upperEnds(sight, [EARLY, ...BEGINNINGS]).find(({ slope }) => falls(slope));
}

/** The moments from a share of the highest load on, for each share for which there are enough of them. */
function upperEnds(sight: Sight, shares: readonly number[]): UpperEnd[] {
  if (sight.timeline.model !== 'users') return [];
  const loadOf = askedOf(sight);
  const all = [...climb(settled(sight.timeline.moments), loadOf)].sort((a, b) => loadOf(a) - loadOf(b));
  const most = Math.max(0, ...all.map(loadOf));
  return shares.flatMap((share) => {
    const moments = all.filter((moment) => loadOf(moment) >= share * most);
    const slope = logSlope(moments.map((moment) => ({ load: loadOf(moment), value: moment.requests })));
    return slope === undefined ? [] : [{ slope, moments, all }];
  });
}

function falls({ value, high }: LogSlope): boolean {
  return value <= FALLING && high <= SURELY_FALLING;
}
