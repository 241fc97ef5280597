import type { SyncDatabase } from '../../databases/database.ts';
import { hashString, SeededRandom } from '../../load/random.ts';
import { LruCache } from './lru-cache.ts';

export type AttributeKind = 'simple' | 'complex' | 'dependent';

export const ATTRIBUTE_KINDS: readonly AttributeKind[] = ['simple', 'complex', 'dependent'];

/** Things that have attributes, by number from 1. */
export const THINGS = 10_000;

export interface Attribute {
  readonly kind: AttributeKind;
  readonly id: number;
  readonly value: number;
  /** Attributes and base values it was computed from. */
  readonly dependsOn: readonly string[];
  readonly parts: Readonly<Record<string, number>>;
}

export interface CacheUse {
  hits: number;
  misses: number;
  bypassed: number;
}

/** What a computation may cost and whether it may be spared. */
export interface Asking {
  /** Multiplies the work of a complex attribute. */
  readonly work: number;
  readonly bypass: boolean;
}

const DEFAULT_CACHE = { capacity: 1000, ttlMs: 60_000 };

const SENSORS = 200;
const READINGS = 100;
const ROUNDS = 2000;

/**
 * Attributes that are computed when they are asked for and kept in a cache. `simple` is arithmetic on the base value;
 * `complex` reads a hundred measurements by SQL and simulates on; `dependent` is made of other attributes, and goes
 * when one of their base values changes.
 */
export class Attributes {
  readonly cache = new LruCache<Attribute>(DEFAULT_CACHE);
  readonly use: Record<AttributeKind, CacheUse> = noUse();
  /** Lookups that computing a dependent attribute made. */
  inner = { hits: 0, misses: 0 };
  expired = 0;
  invalidated = 0;
  private readonly changed = new Map<number, number>();
  private readonly database: SyncDatabase;
  private readonly seed: number;

  constructor(database: SyncDatabase, seed: number) {
    this.database = database;
    this.seed = seed;
    this.fillMeasurements();
  }

  get changes(): number {
    return this.changed.size;
  }

  ask(kind: AttributeKind, id: number, { work, bypass }: Asking): { attribute: Attribute; isHit: boolean } {
    const use = this.use[kind];
    if (bypass) {
      use.bypassed++;
      return { attribute: this.compute(kind, id, { work, bypass }), isHit: false };
    }
    const now = Date.now();
    const key = keyOf(kind, id, work);
    const { found, value } = this.cache.get(key, now);
    if (value !== undefined) {
      use.hits++;
      return { attribute: value, isHit: true };
    }
    use.misses++;
    if (found === 'expired') this.expired++;
    const attribute = this.compute(kind, id, { work, bypass });
    this.cache.set(key, attribute, now);
    return { attribute, isHit: false };
  }

  base(id: number): number {
    return this.changed.get(id) ?? this.drawFor('base', id).int(100, 9999) / 100;
  }

  /** Changes a base value, or takes the change back; answers how many cached attributes went. */
  setBase(id: number, value: number | undefined): number {
    if (value === undefined) this.changed.delete(id);
    else this.changed.set(id, value);
    return this.invalidate(id);
  }

  reset(): void {
    this.cache.clear();
    Object.assign(this.cache, DEFAULT_CACHE, { evicted: 0 });
    Object.assign(this.use, noUse());
    this.inner = { hits: 0, misses: 0 };
    this.expired = 0;
    this.invalidated = 0;
  }

  private compute(kind: AttributeKind, id: number, asking: Asking): Attribute {
    switch (kind) {
      case 'simple':
        return this.simple(id);
      case 'complex':
        return this.complex(id, asking.work);
      case 'dependent':
        return this.dependent(id, asking);
    }
  }

  private simple(id: number): Attribute {
    const base = this.base(id);
    const parts = { base, tax: rounded(base * 0.2), discount: rounded(id % 10 === 0 ? base * 0.1 : 0) };
    const value = rounded(base + parts.tax - parts.discount);
    return { kind: 'simple', id, value, dependsOn: [`base/${id}`], parts };
  }

  /** A forecast: the trend of the thing's measurements, carried on by chance. */
  private complex(id: number, work: number): Attribute {
    const base = this.base(id);
    const sql = 'SELECT at, value FROM measurements WHERE sensor = ? ORDER BY at';
    const readings = this.database.all<{ at: number; value: number }>(sql, [id % SENSORS]);
    const { mean, slope, deviation } = trendOf(readings);
    const random = this.drawFor('simulation', id);
    let sum = 0;
    for (let round = 0; round < ROUNDS * work; round++) sum += base + slope * READINGS + random.normal(0, deviation);
    const parts = { base, mean: rounded(mean), slope: rounded(slope), deviation: rounded(deviation) };
    return { kind: 'complex', id, value: rounded(sum / (ROUNDS * work)), dependsOn: [`base/${id}`], parts };
  }

  private dependent(id: number, asking: Asking): Attribute {
    const own = this.needed('simple', id, asking).value;
    const forecast = this.needed('complex', id, asking).value;
    const neighbours = neighboursOf(id).map((each) => this.needed('simple', each, asking).value);
    const around = neighbours.reduce((sum, value) => sum + value, 0) / neighbours.length;
    const dependsOn = [`simple/${id}`, `complex/${id}`, ...neighboursOf(id).map((each) => `simple/${each}`)];
    const parts = { own, forecast, around: rounded(around) };
    return { kind: 'dependent', id, value: rounded((own + forecast) / 2 - around / 10), dependsOn, parts };
  }

  private needed(kind: 'simple' | 'complex', id: number, { work, bypass }: Asking): Attribute {
    const now = Date.now();
    const key = keyOf(kind, id, work);
    const { value } = bypass ? { value: undefined } : this.cache.get(key, now);
    if (value !== undefined) {
      this.inner.hits++;
      return value;
    }
    this.inner.misses++;
    const attribute = this.compute(kind, id, { work, bypass });
    if (!bypass) this.cache.set(key, attribute, now);
    return attribute;
  }

  /** Whatever was computed from the base value: its own attributes, and those of the things it is a neighbour of. */
  private invalidate(id: number): number {
    let count = 0;
    const drop = (kind: AttributeKind, of: number) => {
      for (let work = 1; work <= MAX_WORK; work++) if (this.cache.delete(keyOf(kind, of, work))) count++;
    };
    drop('simple', id);
    drop('complex', id);
    for (const each of [id, before(id, 1), before(id, 2)]) drop('dependent', each);
    this.invalidated += count;
    return count;
  }

  private drawFor(subject: string, id: number): SeededRandom {
    return new SeededRandom(this.seed, hashString(`demo ${subject}`), id);
  }

  private fillMeasurements(): void {
    this.database.exec('CREATE TABLE measurements (sensor INTEGER, at INTEGER, value REAL, PRIMARY KEY (sensor, at))');
    const rows: number[][] = [];
    for (let sensor = 0; sensor < SENSORS; sensor++) {
      const random = this.drawFor('sensor', sensor);
      const slope = random.normal(0, 0.05);
      for (let at = 0; at < READINGS; at++) rows.push([sensor, at, rounded(20 + slope * at + random.normal(0, 1))]);
    }
    const sql = 'INSERT INTO measurements SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)';
    this.database.run(sql, [JSON.stringify(rows)]);
  }
}

export const MAX_WORK = 20;

function keyOf(kind: AttributeKind, id: number, work: number): string {
  return `${kind}/${id}/${kind === 'simple' ? 1 : work}`;
}

/** The two things that come next; the last are followed by the first. */
function neighboursOf(id: number): number[] {
  return [1, 2].map((step) => ((id - 1 + step) % THINGS) + 1);
}

function before(id: number, step: number): number {
  return ((id - 1 - step + THINGS) % THINGS) + 1;
}

function trendOf(readings: readonly { at: number; value: number }[]): {
  mean: number;
  slope: number;
  deviation: number;
} {
  const n = readings.length;
  const mean = readings.reduce((sum, { value }) => sum + value, 0) / n;
  const middle = readings.reduce((sum, { at }) => sum + at, 0) / n;
  let products = 0;
  let squares = 0;
  for (const { at, value } of readings) {
    products += (at - middle) * (value - mean);
    squares += (at - middle) ** 2;
  }
  const slope = products / squares;
  const errors = readings.map(({ at, value }) => value - mean - slope * (at - middle));
  return { mean, slope, deviation: Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / n) };
}

function noUse(): Record<AttributeKind, CacheUse> {
  const none = () => ({ hits: 0, misses: 0, bypassed: 0 });
  return { simple: none(), complex: none(), dependent: none() };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
