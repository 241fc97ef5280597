import { hashString, SeededRandom } from '../../load/random.ts';

export interface Hit {
  readonly id: number;
  /** The cosine of the angle between the two: 1 for the same direction. */
  readonly score: number;
}

const CLUSTERS = 20;
const SPREAD = 0.6;

/** Vectors of one dimension, each of length one, so that the cosine of two is their product. */
export class VectorSet {
  readonly name: string;
  readonly dimension: number;
  private readonly slots = new Map<number, number>();
  private readonly ids: number[] = [];
  private numbers: Float32Array;
  private nextId = 1;

  constructor({ name, dimension, count, seed }: { name: string; dimension: number; count: number; seed: number }) {
    this.name = name;
    this.dimension = dimension;
    this.numbers = new Float32Array(Math.max(16, count) * dimension);
    const random = new SeededRandom(seed, hashString(`demo vectors ${name}`), 0);
    const centres = Array.from({ length: CLUSTERS }, () => draw(random, dimension));
    for (let i = 0; i < count; i++) {
      const centre = centres[i % CLUSTERS] ?? [];
      this.add(centre.map((value) => value + SPREAD * random.normal(0, 1)));
    }
  }

  get size(): number {
    return this.ids.length;
  }

  get(id: number): number[] | undefined {
    const slot = this.slots.get(id);
    return slot === undefined ? undefined : [...this.at(slot)];
  }

  add(vector: readonly number[]): number {
    const id = this.nextId++;
    this.put(id, vector);
    return id;
  }

  /** Answers whether the vector is new. */
  put(id: number, vector: readonly number[]): boolean {
    const known = this.slots.get(id);
    const slot = known ?? this.ids.length;
    if (known === undefined) {
      this.grow(slot + 1);
      this.slots.set(id, slot);
      this.ids.push(id);
      this.nextId = Math.max(this.nextId, id + 1);
    }
    this.at(slot).set(normalized(vector));
    return known === undefined;
  }

  /** The last vector moves into the gap, so that a search reads no gaps. */
  remove(id: number): boolean {
    const slot = this.slots.get(id);
    const last = this.ids.pop();
    if (slot === undefined || last === undefined) {
      if (last !== undefined) this.ids.push(last);
      return false;
    }
    if (last !== id) {
      this.at(slot).set(this.at(this.ids.length));
      this.ids[slot] = last;
      this.slots.set(last, slot);
    }
    this.slots.delete(id);
    return true;
  }

  /** The `k` nearest, the nearest first and the lower id first where two are equally near: every vector is compared. */
  search(vector: readonly number[], k: number): Hit[] {
    const query = normalized(vector);
    const hits: Hit[] = [];
    for (let slot = 0; slot < this.ids.length; slot++) {
      const hit = { id: this.ids[slot] ?? 0, score: this.product(slot, query) };
      const worst = hits.at(-1);
      if (hits.length === k && worst !== undefined && !isNearer(hit, worst)) continue;
      insert(hits, hit);
      if (hits.length > k) hits.pop();
    }
    return hits;
  }

  private product(slot: number, query: Float64Array): number {
    const { numbers, dimension } = this;
    const start = slot * dimension;
    let sum = 0;
    for (let i = 0; i < dimension; i++) sum += (numbers[start + i] ?? 0) * (query[i] ?? 0);
    return sum;
  }

  private at(slot: number): Float32Array {
    return this.numbers.subarray(slot * this.dimension, (slot + 1) * this.dimension);
  }

  private grow(slots: number): void {
    if (slots * this.dimension <= this.numbers.length) return;
    const larger = new Float32Array(this.numbers.length * 2);
    larger.set(this.numbers);
    this.numbers = larger;
  }
}

function isNearer(a: Hit, b: Hit): boolean {
  return a.score > b.score || (a.score === b.score && a.id < b.id);
}

function insert(hits: Hit[], hit: Hit): void {
  let at = hits.length;
  while (at > 0 && isNearer(hit, hits[at - 1] ?? hit)) at--;
  hits.splice(at, 0, hit);
}

/** Of length one; that of nothing but zeros stays as it is. Divided by the largest first, so that squares cannot overflow. */
function normalized(vector: readonly number[]): Float64Array {
  const largest = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  if (largest === 0) return Float64Array.from(vector);
  const scaled = vector.map((value) => value / largest);
  const length = Math.sqrt(scaled.reduce((sum, value) => sum + value * value, 0));
  return Float64Array.from(scaled, (value) => value / length);
}

function draw(random: SeededRandom, dimension: number): number[] {
  return Array.from({ length: dimension }, () => random.normal(0, 1));
}
