import { UserError } from '../errors/user-error.ts';
import type { Random } from '../load/random.ts';
import type { ThinkStep } from '../model/steps.ts';
import { parseDurationMs, parseDurationRange } from '../model/units.ts';

/** Draws how long to pause, in milliseconds. */
export type ThinkTime = (random: Random) => number;

/** `'2s'`, `'1s..3s'` (uniform), `{ mean, deviation }` (normal, cut at zero); jitter in percent around a fixed duration. */
export function thinkTime(duration: ThinkStep['duration'], jitter = 0): ThinkTime {
  if (typeof duration === 'object') {
    const mean = ms(duration.mean);
    const deviation = ms(duration.deviation);
    return (random) => Math.max(0, random.normal(mean, deviation));
  }
  const range = typeof duration === 'string' ? parseDurationRange(duration) : undefined;
  if (range !== undefined) return (random) => range.minMs + random.next() * (range.maxMs - range.minMs);
  const fixed = ms(duration);
  if (jitter === 0) return () => fixed;
  const spread = (fixed * jitter) / 100;
  return (random) => Math.max(0, fixed - spread + 2 * spread * random.next());
}

const known = new Map<string | number, ThinkTime>();
const MAX_KNOWN = 1000;

/** As `thinkTime`, remembering durations met before. */
export function cachedThinkTime(duration: ThinkStep['duration'], jitter = 0): ThinkTime {
  if (typeof duration === 'object' || jitter !== 0) return thinkTime(duration, jitter);
  let time = known.get(duration);
  if (time === undefined) {
    time = thinkTime(duration);
    if (known.size < MAX_KNOWN) known.set(duration, time);
  }
  return time;
}

/** Milliseconds of a duration; a wrong one is the user's to mend. */
export function ms(duration: string | number): number {
  const parsed = parseDurationMs(duration);
  if (parsed !== undefined) return parsed;
  throw new UserError(`${JSON.stringify(duration)} is no duration`, {
    code: 'INVALID_DURATION',
    hint: "durations are written '300ms', '1.5s', '1m30s', or as a number of seconds; ranges '1s..3s'",
  });
}
