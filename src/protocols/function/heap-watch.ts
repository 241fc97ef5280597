import { GCProfiler, getHeapStatistics } from 'node:v8';
import type { MemoryReading } from './call.ts';
import { forceCollection } from './forced-collection.ts';

/** The highest resident memory of the process since it was last asked to begin anew. */
export interface ResidentPeak {
  /** Begins anew, at what it is now. */
  restart(): number;
  bytes(): number;
}

export interface HeapWatchOptions {
  readonly nowUs: () => number;
  readonly resident?: ResidentPeak;
}

/** Forced collections take at most this share of the time, and reading memory at both ends of calls no more than this. */
const COLLECTING_SHARE = 0.02;
const READING_SHARE = 0.05;
const READING_AT_FIRST_US = 10_000;
/** While calls overlap without a gap, their common peak is told so often. */
const OVERLAP_US = 1_000_000;
const EMPTY_EVERY_MS = 1_000;

/**
 * Memory of this thread's heap and buffers while calls are under way. Between collections it only rises, so what it was
 * before each collection and at the end of a call has the peak in it, exactly, also where a function never lets a timer
 * fire. A call begins on a freshly collected heap as long as that costs little time. Of calls so short that reading memory
 * would cost more than they do, some are read.
 */
export class HeapWatch {
  readonly #options: HeapWatchOptions;
  #underWay = 0;
  #window: Window | undefined;
  /** What is held after a collection at the start of the test. */
  #baseBytes: number | undefined;
  #collectedUs = Number.NEGATIVE_INFINITY;
  #collectionUs = 0;
  #firstUs: number | undefined;
  #readingUs = 0;

  constructor(options: HeapWatchOptions) {
    this.#options = options;
  }

  /** From here on growth counts. */
  start(): void {
    if (this.#baseBytes !== undefined) return;
    this.#collect();
    this.#baseBytes = this.#collect();
  }

  /** A call begins; `measured` where its memory is asked for. */
  begin(measured: boolean): void {
    this.#underWay++;
    if (this.#underWay > 1) this.#window?.overlap();
    else if (measured && this.#mayRead()) {
      this.#window = this.#reading(() => new Window(this.#options));
    }
  }

  /** A call has ended; its reading where it was alone, and now and then that of all that overlap. */
  end(): MemoryReading | undefined {
    this.#underWay--;
    const window = this.#window;
    if (window === undefined) return undefined;
    if (this.#underWay === 0) {
      this.#window = undefined;
      return this.#reading(() => window.close());
    }
    return this.#options.nowUs() - window.readUs < OVERLAP_US ? undefined : window.read();
  }

  /** Collects where nothing is under way and it costs little beside the time since it was last done; growth since the start. */
  growthIfCheap(): number | undefined {
    if (this.#underWay > 0) return undefined;
    const sinceUs = this.#options.nowUs() - this.#collectedUs;
    return this.#collectionUs > sinceUs * COLLECTING_SHARE ? undefined : this.growth();
  }

  /** Undefined where it was never started. */
  growth(): number | undefined {
    const held = this.#collect();
    return this.#baseBytes === undefined ? undefined : held - this.#baseBytes;
  }

  #mayRead(): boolean {
    const nowUs = this.#options.nowUs();
    this.#firstUs ??= nowUs;
    return this.#readingUs <= READING_AT_FIRST_US + (nowUs - this.#firstUs) * READING_SHARE;
  }

  #reading<T>(read: () => T): T {
    const startedUs = this.#options.nowUs();
    const result = read();
    this.#readingUs += this.#options.nowUs() - startedUs;
    return result;
  }

  #collect(): number {
    const { nowUs } = this.#options;
    const startedUs = nowUs();
    forceCollection();
    this.#collectedUs = nowUs();
    this.#collectionUs = this.#collectedUs - startedUs;
    return heldBytes();
  }
}

/** From a moment at which nothing was under way to the next one. */
class Window {
  readUs: number;
  readonly #options: HeapWatchOptions;
  readonly #startBytes = heldBytes();
  readonly #startRss: number | undefined;
  #profiler = startedProfiler();
  #highestBytes = 0;
  #overlapped = false;
  /** What the profiler keeps of each collection would add up in a call that takes hours. */
  readonly #emptying = setInterval(() => this.#emptied(), EMPTY_EVERY_MS).unref();

  constructor(options: HeapWatchOptions) {
    this.#options = options;
    this.#startRss = options.resident?.restart();
    this.readUs = options.nowUs();
  }

  overlap(): void {
    this.#overlapped = true;
  }

  read(): MemoryReading {
    this.#emptied();
    const reading = this.#told();
    this.readUs = this.#options.nowUs();
    this.#highestBytes = 0;
    this.#options.resident?.restart();
    return reading;
  }

  close(): MemoryReading {
    clearInterval(this.#emptying);
    this.#keepHighest();
    return this.#told();
  }

  #emptied(): void {
    this.#keepHighest();
    this.#profiler = startedProfiler();
  }

  #keepHighest(): void {
    this.#highestBytes = Math.max(this.#highestBytes, highestBefore(this.#profiler));
  }

  #told(): MemoryReading {
    const { resident } = this.#options;
    const peakBytes = Math.max(this.#startBytes, heldBytes(), this.#highestBytes) - this.#startBytes;
    const rss = resident === undefined ? {} : { rssPeakBytes: Math.max(0, resident.bytes() - (this.#startRss ?? 0)) };
    return { peakBytes, overlapped: this.#overlapped, ...rss };
  }
}

function startedProfiler(): GCProfiler {
  const profiler = new GCProfiler();
  profiler.start();
  return profiler;
}

/** What was held right before each collection, at most. */
function highestBefore(profiler: GCProfiler): number {
  let highest = 0;
  for (const { beforeGC } of profiler.stop().statistics) {
    const { usedHeapSize, externalMemory } = beforeGC.heapStatistics;
    highest = Math.max(highest, usedHeapSize + externalMemory);
  }
  return highest;
}

function heldBytes(): number {
  const { used_heap_size: heap, external_memory: buffers } = getHeapStatistics();
  return heap + buffers;
}
