import type { Severity } from '../model/run.ts';

/**
 * When delays in the generator spoil what it measures. Both percentiles are 99ths, or lower ones where the samples are few:
 *
 * | delay      | and of the latency | so        | because                                                          |
 * |------------|--------------------|-----------|------------------------------------------------------------------|
 * | up to 1 ms | any share          | harmless  | no event loop promises less: a collection of garbage takes as long |
 * | any        | up to a tenth      | harmless  | it does not show in the numbers                                   |
 * | 1 to 3 ms  | more than a tenth  | minor     | fast targets: the tail is partly the generator's                  |
 * | over 3 ms  | more than a tenth  | major     | the numbers are not the target's alone                            |
 *
 * Where less than half a core is busy, delays up to 10 ms are minor: the generator had the time, and was kept from it now and
 * then by other programs of its machine, which shows in the tail alone.
 */
const HARMLESS_SHARE = 0.1;
const HARMLESS_MS = 1;
const MAJOR_MS = 3;
const MAJOR_MS_IDLE = 10;
const IDLE_PERCENT = 50;

export interface DelayBeside {
  readonly delayMs: number;
  readonly latencyMs: number;
  /** Of a core, the busiest worker's, where it is known. */
  readonly cpuPercent: number | null | undefined;
}

/** How grave a delay is, given the latency it stands beside; undefined when it is harmless. */
export function graveness(delay: DelayBeside): Extract<Severity, 'minor' | 'major'> | undefined {
  const { delayMs, latencyMs, cpuPercent } = delay;
  if (delayMs <= HARMLESS_MS || delayMs <= latencyMs * HARMLESS_SHARE) return undefined;
  const isIdle = typeof cpuPercent === 'number' && cpuPercent < IDLE_PERCENT;
  return delayMs > (isIdle ? MAJOR_MS_IDLE : MAJOR_MS) ? 'major' : 'minor';
}

/** So many samples beyond it make a percentile more than the accident of one slow moment, such as code that warms up. */
const SAMPLES_BEYOND = 10;

/** The percentile to judge by: 99, or the highest that has ten samples beyond it, but never below the median. */
export function steadyPercentile(samples: number): number {
  const highest = Math.floor(100 * (1 - SAMPLES_BEYOND / Math.max(samples, 1)));
  return Math.min(99, Math.max(50, highest));
}
