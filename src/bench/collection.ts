import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** Bytes of the heap in use, and of what lies outside of it and belongs to it. */
export function usedBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/** A collection that nobody asked for: when it was, on the clock of `performance.now()`. */
export interface CollectionPause {
  readonly atMs: number;
  readonly durationMs: number;
}

interface CollectionEntry {
  readonly startTime: number;
  readonly duration: number;
  readonly detail?: { readonly flags?: number };
}

/** Notes collections as V8 tells of them, which is on a later turn of the event loop. */
export function watchCollections(): { readonly pauses: readonly CollectionPause[]; stop(): void } {
  const pauses: CollectionPause[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as readonly CollectionEntry[]) {
      if (((entry.detail?.flags ?? 0) & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0) continue;
      pauses.push({ atMs: entry.startTime, durationMs: entry.duration });
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return { pauses, stop: () => observer.disconnect() };
}
