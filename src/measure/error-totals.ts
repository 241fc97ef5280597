import { OTHER } from '../model/metrics.ts';
import type { RunError } from '../model/run.ts';
import type { ErrorSample } from '../model/snapshot.ts';

const MOST_EXCERPTS = 5;
const MOST_ENTRIES = 1000;

interface ErrorTotal {
  readonly kind: string;
  readonly name: string;
  count: number;
  samples: ErrorSample['samples'][number][];
}

/** Failures by kind and name, with the first few of each shown. */
export class ErrorTotals {
  readonly #totals = new Map<string, ErrorTotal>();

  add(errors: readonly ErrorSample[]): void {
    for (const { kind, name, count, samples } of errors) {
      const total = this.#totalOf(kind, name);
      total.count += count;
      if (samples.length === 0) continue;
      total.samples = [...total.samples, ...samples].sort((a, b) => a.atMs - b.atMs || compare(a.text, b.text));
      total.samples.length = Math.min(total.samples.length, MOST_EXCERPTS);
    }
  }

  /** Most frequent first. */
  list(): RunError[] {
    const totals = [...this.#totals.values()].map(({ kind, name, count, samples }) => ({
      kind,
      name,
      count,
      samples: [...samples],
    }));
    return totals.sort((a, b) => b.count - a.count || compare(a.kind, b.kind) || compare(a.name, b.name));
  }

  #totalOf(kind: string, name: string): ErrorTotal {
    const known = this.#totals.get(`${kind}\0${name}`);
    if (known !== undefined) return known;
    const bounded = this.#totals.size < MOST_ENTRIES ? name : OTHER;
    const key = `${kind}\0${bounded}`;
    const total = this.#totals.get(key) ?? { kind, name: bounded, count: 0, samples: [] };
    this.#totals.set(key, total);
    return total;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
