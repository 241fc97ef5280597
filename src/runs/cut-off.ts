import { hostname } from 'node:os';
import { isAlive } from '../data/writing/owner.ts';
import type { Store, UnfinishedRun } from '../stores/store.ts';

/** A journal is written every ten seconds at least; machines differ in what time it is. */
const SILENT_MS = 120_000;

/** Runs that nobody writes any more, though they have not ended. */
export async function cutOffRuns(store: Store, nowMs = Date.now()): Promise<UnfinishedRun[]> {
  return (await store.unfinished()).filter((run) => isCutOff(run, nowMs));
}

export function isCutOff({ writer, writtenAt, startedAt }: UnfinishedRun, nowMs: number): boolean {
  const silentMs = nowMs - Date.parse(writtenAt ?? startedAt);
  if (writer.host !== hostname()) return silentMs > SILENT_MS;
  // Numbers of processes are given out again, in a container often the same.
  if (writer.pid === process.pid) return Date.parse(startedAt) < nowMs - 1000 * process.uptime();
  return silentMs > SILENT_MS || !isAlive(writer.pid);
}
