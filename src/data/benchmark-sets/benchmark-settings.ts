export const benchmarkParts = ['pages', 'streams', 'memory', 'edge-cases'] as const;
export type BenchmarkPart = (typeof benchmarkParts)[number];

export interface BenchmarkOptions {
  /** Which parts to make (all). */
  readonly parts: readonly BenchmarkPart[];
  /** How many times as large as usual (1): items, streamed bytes, and values in memory. */
  readonly scale: number;
}

export interface BenchmarkSettings extends BenchmarkOptions {
  readonly seed: number;
}

/** A part as the index lists it. */
export interface PartSummary {
  readonly name: BenchmarkPart;
  readonly about: string;
  /** What its data come to. */
  readonly extent: Readonly<Record<string, unknown>>;
  readonly expected: string;
  /** Files for `plimsoll run`, each with its limits. */
  readonly tests: readonly { readonly file: string; readonly limits: readonly string[] }[];
}

export const ITEMS = 5000;
export const PAGE_SIZES = [50, 100, 500, 1000, 5000] as const;
export const STREAM_RECORDS = 12_000;
export const AT_ONCE = [1, 10, 50, 100] as const;

export const memoryLevels = { low: 250_000, medium: 1_000_000, high: 5_000_000 } as const;
export type MemoryLevel = keyof typeof memoryLevels;
