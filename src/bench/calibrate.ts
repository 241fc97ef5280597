import { median } from '../stats/quantile.ts';
import { clockResolutionMs } from './loop.ts';
import type { Subject } from './subject.ts';

/** Long enough for the clock to read it exactly, short enough for a disturbance to hit only some. */
const BATCH_MS = 1;
const RESOLUTIONS = 100;
/** Functions within this factor of one another run the same number of iterations a batch, so that the loop's own cost is the same. */
const ALIKE = 2;
const MOST_ITERATIONS = 1e9;

export function batchTargetMs(): number {
  return Math.max(BATCH_MS, RESOLUTIONS * clockResolutionMs());
}

/** Iterations that take as long as a batch should: doubled until they do. */
export async function calibrate(subject: Subject, targetMs: number): Promise<number> {
  let count = 1;
  for (;;) {
    const ms = (await timed(subject, count)) / 1e6;
    if (ms >= targetMs || count >= MOST_ITERATIONS) return atLeastOne((count * targetMs) / Math.max(ms, 1e-6));
    // The first batches are slow as nothing is compiled yet: never trust one for more than a tenfold.
    count = Math.min(
      MOST_ITERATIONS,
      Math.ceil(count * Math.min(10, Math.max(2, (1.1 * targetMs) / Math.max(ms, 1e-6)))),
    );
  }
}

/** Nanoseconds of a batch; its iterations are counted. */
export async function timed(subject: Subject, count: number): Promise<number> {
  subject.iterations += count;
  return await subject.loop(count);
}

/** Iterations a batch for each of several that are interleaved. */
export function sharedBatches(counts: readonly number[]): number[] {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (most > least * ALIKE) return [...counts];
  const middle = atLeastOne(Math.exp(counts.reduce((sum, count) => sum + Math.log(count) / counts.length, 0)));
  return counts.map(() => middle);
}

/** Times get no shorter any more: the last few are hardly below those before. */
export function isStable(times: readonly number[]): boolean {
  if (times.length < 2 * STRETCH) return false;
  const recent = median(times.slice(-STRETCH));
  return recent >= median(times.slice(-2 * STRETCH, -STRETCH)) * (1 - SETTLED);
}

const STRETCH = 4;
const SETTLED = 0.02;

function atLeastOne(count: number): number {
  return Math.max(1, Math.round(count));
}
