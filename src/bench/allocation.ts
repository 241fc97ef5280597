import { GCProfiler } from 'node:v8';
import { collectGarbage } from '../measure/collect-garbage.ts';
import { median } from '../stats/quantile.ts';
import { timed } from './calibrate.ts';
import { usedBytes } from './collection.ts';
import type { Subject } from './subject.ts';

const SAMPLES = 9;
/** So many bytes stand out from what measuring allocates itself, and leave room before V8 collects. */
const ENOUGH_BYTES = 256 * 1024;
/** Iterations may take so long in all. */
const MOST_MS = 25;

/**
 * Bytes that an iteration allocates: by how much the heap grows in batches that nothing is collected in, or with what was collected
 * added where iterations are too large for that. `own` is what measuring allocates itself.
 */
export async function allocatedBytes(subject: Subject, batch: number, own: number): Promise<number> {
  const startedMs = performance.now();
  const first = await grownBy(subject, 1);
  if (subject.firstNs >= MOST_MS * 1e6) return Math.max(0, first - own);
  // The very first one may allocate what is needed once.
  const least = Math.min(first, await grownBy(subject, 1), await grownBy(subject, 1));
  const perIteration = Math.max(1, least - own);
  const count = Math.max(1, Math.min(batch, Math.ceil(ENOUGH_BYTES / perIteration)));
  const grown: number[] = [];
  do {
    grown.push(((await grownBy(subject, count)) - own) / count);
  } while (grown.length < SAMPLES && performance.now() - startedMs < MOST_MS);
  return Math.max(0, median(grown));
}

/** What the measuring of a function that allocates nothing seems to allocate. */
export async function ownBytes(empty: Subject): Promise<number> {
  const grown: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) grown.push(await grownBy(empty, 1));
  return median(grown);
}

async function grownBy(subject: Subject, count: number): Promise<number> {
  collectGarbage('young');
  const profiler = new GCProfiler();
  profiler.start();
  const before = usedBytes();
  await timed(subject, count);
  const after = usedBytes();
  const collected = profiler.stop()?.statistics ?? [];
  return after - before + collected.reduce((sum, each) => sum + freedBy(each), 0);
}

interface Heap {
  readonly heapStatistics: { readonly usedHeapSize: number };
}

function freedBy({ beforeGC, afterGC }: { readonly beforeGC: Heap; readonly afterGC: Heap }): number {
  return beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize;
}
