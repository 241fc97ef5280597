import { performance } from 'node:perf_hooks';

interface Due {
  readonly atMs: number;
  readonly call: () => void;
}

/** Within this distance of the next due call the loop is polled without sleeping: setTimeout may be late by more than 1 ms. */
const SPIN_MS = 2;

/** Calls back within about 0.1 ms of a time on performance.now()'s clock, at the price of a busy core just before it. */
export class PreciseTimer {
  private readonly heap: Due[] = [];
  private timeout: NodeJS.Timeout | undefined;
  private immediate: NodeJS.Immediate | undefined;
  private stopped = false;

  at(atMs: number, call: () => void): void {
    if (this.stopped) return;
    push(this.heap, { atMs, call });
    if (this.heap[0]?.call === call) this.arm();
  }

  /** Drops every pending call. */
  stop(): void {
    this.stopped = true;
    this.heap.length = 0;
    this.disarm();
  }

  private disarm(): void {
    clearTimeout(this.timeout);
    clearImmediate(this.immediate);
    this.timeout = undefined;
    this.immediate = undefined;
  }

  private arm(): void {
    const next = this.heap[0];
    if (next === undefined || this.immediate !== undefined) return;
    clearTimeout(this.timeout);
    const sleepMs = Math.floor(next.atMs - performance.now() - SPIN_MS);
    if (sleepMs >= 1) this.timeout = setTimeout(this.run, sleepMs);
    else this.immediate = setImmediate(this.run);
  }

  private readonly run = (): void => {
    this.timeout = undefined;
    this.immediate = undefined;
    const nowMs = performance.now();
    for (let next = this.heap[0]; next !== undefined && next.atMs <= nowMs; next = this.heap[0]) {
      pop(this.heap);
      next.call();
    }
    this.arm();
  };
}

function push(heap: Due[], due: Due): void {
  let hole = heap.length;
  heap.push(due);
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || above.atMs <= due.atMs) break;
    heap[hole] = above;
    hole = parent;
  }
  heap[hole] = due;
}

/** Removes the earliest. */
function pop(heap: Due[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let hole = 0;
  for (;;) {
    const child = earlierChild(heap, hole);
    const below = heap[child];
    if (below === undefined || below.atMs >= last.atMs) break;
    heap[hole] = below;
    hole = child;
  }
  heap[hole] = last;
}

function earlierChild(heap: readonly Due[], parent: number): number {
  const left = heap[2 * parent + 1];
  const right = heap[2 * parent + 2];
  if (left === undefined) return -1;
  return right !== undefined && right.atMs < left.atMs ? 2 * parent + 2 : 2 * parent + 1;
}
