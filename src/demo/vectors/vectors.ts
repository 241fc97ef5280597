import { Refusal } from '../exchange.ts';
import { VectorSet } from './vector-set.ts';

export interface VectorSetInfo {
  readonly name: string;
  readonly dimension: number;
  readonly vectors: number;
}

export const DEFAULT_SET = 'default';
export const MAX_DIMENSION = 1536;
const DEFAULT_DIMENSION = 128;
const DEFAULT_COUNT = 5000;
const MAX_SETS = 20;
/** 64 MiB of them. */
const MAX_NUMBERS = 16 * 1024 * 1024;

/** The demo's sets of vectors; `default` is made when it is first asked for. */
export class Vectors {
  private readonly sets = new Map<string, VectorSet>();
  private readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  list(): VectorSetInfo[] {
    const sets = [...this.sets.values()].map(infoOf);
    const isMade = this.sets.has(DEFAULT_SET);
    const all = isMade ? sets : [{ name: DEFAULT_SET, dimension: DEFAULT_DIMENSION, vectors: DEFAULT_COUNT }, ...sets];
    return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  counts(): { sets: number; vectors: number } {
    const sets = [...this.sets.values()];
    return { sets: sets.length, vectors: sets.reduce((sum, { size }) => sum + size, 0) };
  }

  get(name: string): VectorSet {
    const known = this.sets.get(name);
    if (known !== undefined) return known;
    if (name !== DEFAULT_SET) throw new Refusal(404, `There is no set of vectors ${name.slice(0, 100)}.`);
    return this.make(DEFAULT_SET, { dimension: DEFAULT_DIMENSION, count: DEFAULT_COUNT });
  }

  create(name: string, { dimension, count }: { dimension: number; count: number }): VectorSet {
    if (!/^[a-z][a-z0-9_-]{0,62}$/i.test(name) || name === 'search') {
      throw new Refusal(400, 'The name of a set begins with a letter and has up to 63 letters, digits, - and _.');
    }
    if (this.sets.has(name) || name === DEFAULT_SET) throw new Refusal(409, `There is a set ${name} already.`);
    return this.make(name, { dimension, count });
  }

  put(set: VectorSet, id: number | undefined, vector: readonly number[]): { id: number; isNew: boolean } {
    if (id === undefined || set.get(id) === undefined) this.checkRoom(set.dimension);
    if (id === undefined) return { id: set.add(vector), isNew: true };
    return { id, isNew: set.put(id, vector) };
  }

  drop(name: string): void {
    if (!this.sets.delete(name) && name !== DEFAULT_SET) {
      throw new Refusal(404, `There is no set of vectors ${name.slice(0, 100)}.`);
    }
  }

  private make(name: string, { dimension, count }: { dimension: number; count: number }): VectorSet {
    if (this.sets.size >= MAX_SETS) throw new Refusal(507, `There are ${MAX_SETS} sets of vectors already.`);
    this.checkRoom(dimension * count);
    const set = new VectorSet({ name, dimension, count, seed: this.seed });
    this.sets.set(name, set);
    return set;
  }

  private checkRoom(more: number): void {
    let numbers = more;
    for (const { size, dimension } of this.sets.values()) numbers += size * dimension;
    if (numbers > MAX_NUMBERS) throw new Refusal(507, `All vectors together have ${MAX_NUMBERS} numbers at most.`);
  }
}

export function infoOf({ name, dimension, size }: VectorSet): VectorSetInfo {
  return { name, dimension, vectors: size };
}
