import type { SyncDatabase } from '../../databases/database.ts';
import { Refusal } from '../exchange.ts';
import { Collection } from './collection.ts';
import { type RecordSize, ROUGH_BYTES, SEEDED } from './seeded.ts';

export interface CollectionInfo {
  readonly name: string;
  readonly documents: number;
  readonly bytes: number;
}

const MAX_COLLECTIONS = 100;
const MAX_DOCUMENTS = 200_000;
const MAX_BYTES = 256 * 1024 * 1024;

/** The demo's collections by name: seeded ones made when they are first asked for, others by callers. */
export class Collections {
  private readonly byName = new Map<string, Collection>();
  private readonly database: SyncDatabase;
  private readonly seed: number;
  private made = 0;

  constructor(database: SyncDatabase, seed: number) {
    this.database = database;
    this.seed = seed;
  }

  list(): CollectionInfo[] {
    const made = [...this.byName.values()].map(({ name, documents, bytes }) => ({ name, documents, bytes }));
    const waiting = Object.entries(SEEDED).filter(([name]) => !this.byName.has(name));
    const all = [...made, ...waiting.map(([name, { documents }]) => ({ name, documents, bytes: 0 }))];
    return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  counts(): { collections: number; documents: number; bytes: number } {
    const all = [...this.byName.values()];
    const documents = all.reduce((sum, collection) => sum + collection.documents, 0);
    return { collections: all.length, documents, bytes: this.bytes() };
  }

  create(name: string, { documents, size }: { documents: number; size: RecordSize }): Collection {
    if (this.byName.has(name) || Object.hasOwn(SEEDED, name)) {
      throw new Refusal(409, `There is a collection ${name} already.`);
    }
    return this.make(checkedName(name), { documents, size });
  }

  /** The collection of that name, or a 404. */
  get(name: string): Collection {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const seeded = Object.hasOwn(SEEDED, name) ? SEEDED[name] : undefined;
    if (seeded === undefined) throw new Refusal(404, `There is no collection ${name.slice(0, 100)}.`);
    return this.make(name, seeded);
  }

  /** The collection of that name, with room for so many more documents; made where there is none. */
  withRoom(name: string, more: { documents: number; bytes: number }): Collection {
    const isThere = this.byName.has(name) || Object.hasOwn(SEEDED, name);
    const collection = isThere ? this.get(name) : this.make(checkedName(name), { documents: 0, size: 'small' });
    this.checkRoom(collection.documents + more.documents, more.bytes);
    return collection;
  }

  /** A seeded collection is made anew when it is next asked for. */
  drop(name: string): void {
    const collection = this.byName.get(name);
    if (collection === undefined) {
      if (Object.hasOwn(SEEDED, name)) return;
      throw new Refusal(404, `There is no collection ${name.slice(0, 100)}.`);
    }
    this.byName.delete(name);
    collection.drop();
  }

  private make(name: string, { documents, size }: { documents: number; size: RecordSize }): Collection {
    if (this.byName.size >= MAX_COLLECTIONS)
      throw new Refusal(507, `There are ${MAX_COLLECTIONS} collections already.`);
    this.checkRoom(documents, documents * ROUGH_BYTES[size]);
    const collection = new Collection(this.database, { name, number: ++this.made });
    this.byName.set(name, collection);
    if (documents > 0) collection.seed(documents, { size, seed: this.seed });
    return collection;
  }

  private checkRoom(documents: number, moreBytes: number): void {
    if (documents > MAX_DOCUMENTS) throw new Refusal(507, `A collection has ${MAX_DOCUMENTS} documents at most.`);
    if (this.bytes() + moreBytes > MAX_BYTES) {
      throw new Refusal(507, `All collections together have ${MAX_BYTES} bytes at most.`);
    }
  }

  private bytes(): number {
    let bytes = 0;
    for (const collection of this.byName.values()) bytes += collection.bytes;
    return bytes;
  }
}

function checkedName(name: string): string {
  if (/^[a-z][a-z0-9_-]{0,62}$/i.test(name)) return name;
  throw new Refusal(400, 'The name of a collection begins with a letter and has up to 63 letters, digits, - and _.');
}
