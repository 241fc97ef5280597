export type Found = 'hit' | 'miss' | 'expired';

interface Entry<T> {
  readonly value: T;
  readonly untilMs: number;
}

/** Keeps the values used last, each for a time. */
export class LruCache<T> {
  evicted = 0;
  capacity: number;
  ttlMs: number;
  private readonly entries = new Map<string, Entry<T>>();

  constructor({ capacity, ttlMs }: { capacity: number; ttlMs: number }) {
    this.capacity = capacity;
    this.ttlMs = ttlMs;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string, nowMs: number): { readonly found: Found; readonly value: T | undefined } {
    const entry = this.entries.get(key);
    if (entry === undefined) return { found: 'miss', value: undefined };
    this.entries.delete(key);
    if (entry.untilMs <= nowMs) return { found: 'expired', value: undefined };
    this.entries.set(key, entry);
    return { found: 'hit', value: entry.value };
  }

  set(key: string, value: T, nowMs: number): void {
    this.entries.delete(key);
    this.entries.set(key, { value, untilMs: nowMs + this.ttlMs });
    this.shrink();
  }

  delete(key: string): boolean {
    return this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  /** Drops the values that were not used for the longest. */
  shrink(): void {
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.capacity) return;
      this.entries.delete(oldest);
      this.evicted++;
    }
  }
}
