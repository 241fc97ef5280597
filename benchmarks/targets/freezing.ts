import { setTimeout as sleep } from 'node:timers/promises';
import type { Nginx } from './nginx.ts';

export const FREEZE_EVERY_MS = 10_000;
const FREEZE_FOR_MS = 2_000;
/** The middle of each ten seconds, so that neither starting nor ending a run falls into it. */
const FREEZE_AT_MS = 4_000;

/** Freezes the target two seconds in every ten, on a schedule that does not drift; resolves to how long each lasted. */
export async function freezeRegularly(nginx: Nginx, times: number, stop: AbortSignal): Promise<number[]> {
  const startMs = performance.now();
  const until = (atMs: number) => sleep(startMs + atMs - performance.now(), undefined, { signal: stop });
  const lengthsMs: number[] = [];
  try {
    for (let time = 0; time < times; time++) {
      const atMs = time * FREEZE_EVERY_MS + FREEZE_AT_MS;
      await until(atMs);
      nginx.freeze();
      const frozenMs = performance.now();
      await until(atMs + FREEZE_FOR_MS);
      nginx.thaw();
      lengthsMs.push(performance.now() - frozenMs);
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    nginx.thaw();
  }
  return lengthsMs;
}
