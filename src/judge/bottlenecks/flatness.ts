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

/** The upper end begins at one of these shares of the highest load: where it is enough, the wider one. */
const BEGINNINGS = [0.5, 0.68];
const LEAST_OF_MOST = 0.25;

/** Throughput growing by less than this for each per cent of users is flat. */
const FLAT = 0.25;
const SURELY_FLAT = 0.6;
/** Below this it falls. */
const FALLING = -0.3;
const SURELY_FALLING = -0.15;

/** The upper ends worth looking at, of tests whose users grow. */
function upperEnds(sight: Sight): UpperEnd[] {
  if (sight.timeline.model !== 'users') return [];
  const loadOf = askedOf(sight);
  const all = [...climb(settled(sight.timeline.moments), loadOf)].sort((a, b) => loadOf(a) - loadOf(b));
  const most = loadOf(all.at(-1) ?? ({ users: 0 } as Moment));
  const ends = [...BEGINNINGS, LEAST_OF_MOST].flatMap((share) => {
    const moments = all.filter((moment) => loadOf(moment) >= share * most);
    const slope = logSlope(moments.map((moment) => ({ load: loadOf(moment), value: moment.requests })));
    return slope === undefined ? [] : [{ slope, moments, all, share }];
  });
  const wide = ends.filter(({ share }) => share !== LEAST_OF_MOST);
  return wide.length > 0 ? wide : ends;
}

/** Where throughput stays while users grow. */
export function flatEnd(sight: Sight): UpperEnd | undefined {
  return upperEnds(sight).find(({ slope }) => slope.value <= FLAT && slope.high <= SURELY_FLAT && !falls(slope));
}

/** Where throughput falls while users grow. */
export function fallingEnd(sight: Sight): UpperEnd | undefined {
  return upperEnds(sight).find(({ slope }) => falls(slope));
}

function falls({ value, high }: LogSlope): boolean {
  return value <= FALLING && high <= SURELY_FALLING;
}
