import { hashString, SeededRandom } from '../load/random.ts';
import type { DemoState } from './state.ts';

export interface Item {
  readonly id: number;
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly price: number;
  readonly stock: number;
  readonly rating: number;
  readonly description: string;
}

export type NewItem = Pick<Item, 'name' | 'price'> & Partial<Omit<Item, 'id'>>;

/** Items that callers may add before the oldest of theirs goes. */
const MAX_ADDED = 10_000;

const CATEGORIES = ['anchors', 'books', 'charts', 'clothing', 'galley', 'instruments', 'lights', 'ropes'] as const;
const MATERIALS = ['Brass', 'Oak', 'Copper', 'Canvas', 'Steel', 'Hemp', 'Teak', 'Linen', 'Silver', 'Cork'];
const THINGS = [
  'Lantern',
  'Compass',
  'Sextant',
  'Anchor',
  'Rope',
  'Atlas',
  'Kettle',
  'Jacket',
  'Telescope',
  'Barometer',
];
const KINDS = [
  'for long voyages',
  'for small boats',
  'of the old kind',
  'in a wooden box',
  'with a spare',
  'for wet weather',
];

/** The shop's items: the seeded ones, and what callers add, change and delete while the server runs. */
export class Catalogue {
  private readonly items = new Map<number, Item>();
  /** Items 1 to this many were there from the start. */
  readonly seededCount: number;
  private nextId: number;
  private oldestAdded: number;
  private listed: readonly Item[] | undefined;

  constructor({ seed, items }: Pick<DemoState, 'seed' | 'items'>) {
    const random = new SeededRandom();
    for (let id = 1; id <= items; id++) this.items.set(id, seededItem(id, { seed, random }));
    this.seededCount = items;
    this.nextId = items + 1;
    this.oldestAdded = this.nextId;
  }

  get(id: number): Item | undefined {
    return this.items.get(id);
  }

  list(): readonly Item[] {
    this.listed ??= [...this.items.values()];
    return this.listed;
  }

  add(fields: NewItem): Item {
    const item = completed(this.nextId++, fields);
    this.put(item);
    while (this.nextId - this.oldestAdded > MAX_ADDED) this.remove(this.oldestAdded++);
    return item;
  }

  /** Puts the item in the place of the one with its id. */
  replace(id: number, fields: NewItem): Item {
    const item = completed(id, fields);
    this.put(item);
    return item;
  }

  remove(id: number): boolean {
    this.listed = undefined;
    return this.items.delete(id);
  }

  /** A few items that belong to `text` for good: the same for every login of one name. */
  pickFor(text: string, seed: number): Item[] {
    if (this.seededCount === 0) return [];
    const random = new SeededRandom(seed, hashString('demo cart'), hashString(text));
    const ids = Array.from({ length: random.int(1, 3) }, () => random.int(1, this.seededCount));
    return [...new Set(ids)].flatMap((id) => this.items.get(id) ?? []);
  }

  private put(item: Item): void {
    this.listed = undefined;
    this.items.set(item.id, item);
  }
}

function seededItem(id: number, { seed, random }: { seed: number; random: SeededRandom }): Item {
  random.reseed(seed, hashString('demo item'), id);
  const name = `${random.pick(MATERIALS)} ${random.pick(THINGS)} ${random.int(10, 99)}`;
  const category = random.pick(CATEGORIES);
  return {
    id,
    sku: skuOf(id),
    name,
    category,
    price: random.int(199, 49_999) / 100,
    stock: random.int(0, 500),
    rating: random.int(20, 50) / 10,
    description: `${name}, from our ${category}, ${random.pick(KINDS)}; ships within ${random.int(1, 9)} days.`,
  };
}

function completed(id: number, fields: NewItem): Item {
  const defaults = { sku: skuOf(id), category: CATEGORIES[0], stock: 0, rating: 0, description: '' };
  return { id, ...defaults, ...fields };
}

function skuOf(id: number): string {
  return `PL-${String(id).padStart(6, '0')}`;
}
