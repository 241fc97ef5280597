import type { MachineCheck } from '../../model/machine.ts';
import { formatNanoseconds } from '../../model/units.ts';
import { quantile } from '../../stats/quantile.ts';

const READINGS = 20_000;
const SLEEPS = 150;

/** The smallest step that the clock makes, in nanoseconds. */
export function clockStepNs(now: () => bigint = process.hrtime.bigint): number {
  let least = Number.POSITIVE_INFINITY;
  let last = now();
  for (let at = 0; at < READINGS; at++) {
    const reading = now();
    const step = Number(reading - last);
    if (step > 0 && step < least) least = step;
    last = reading;
  }
  return least;
}

/** How late timers of a millisecond fire, in milliseconds, each by itself. */
export async function timerLatenessMs(sleeps = SLEEPS): Promise<number[]> {
  const late: number[] = [];
  for (let at = 0; at < sleeps; at++) {
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1));
    late.push(Math.max(0, performance.now() - start - 1));
  }
  return late;
}

export function clockCheck(stepNs: number): MachineCheck {
  const check = { id: 'clock', subject: 'Clock', found: `steps of ${formatNanoseconds(stepNs)}` };
  if (stepNs <= 1000) return { ...check, status: 'good' };
  const advice = 'Functions are timed in longer batches here; see which clock source the system uses (tsc is best).';
  return { ...check, status: stepNs <= 100_000 ? 'fair' : 'poor', advice };
}

export function timersCheck(lateMs: readonly number[]): MachineCheck {
  const p99 = quantile(lateMs, 0.99);
  const shown = (ms: number) => formatNanoseconds(ms * 1e6);
  const found = `late by ${shown(quantile(lateMs, 0.5))} in general, by ${shown(p99)} at p99`;
  const check = { id: 'timers', subject: 'Timers', found };
  if (p99 <= 3) return { ...check, status: 'good' };
  const advice = 'Arrivals will start late: use fewer workers than cores, and leave the machine to the test.';
  return { ...check, status: p99 <= 15 ? 'fair' : 'poor', advice };
}
