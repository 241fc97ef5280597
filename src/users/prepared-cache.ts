import type { PreparedRequest } from '../protocols/http/request.ts';

const GENERATION = 5000;

/**
 * Prepared requests by URL, at most 10,000: when one generation is full the one before it is forgotten, so that what
 * is asked for again stays, and URLs that never repeat cost no more than a map's entry.
 */
export class PreparedCache {
  #young = new Map<string, PreparedRequest>();
  #old = new Map<string, PreparedRequest>();

  get(url: string): PreparedRequest | undefined {
    const known = this.#young.get(url);
    if (known !== undefined || this.#old.size === 0) return known;
    const kept = this.#old.get(url);
    if (kept !== undefined) this.set(url, kept);
    return kept;
  }

  set(url: string, request: PreparedRequest): void {
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(url, request);
  }
}
