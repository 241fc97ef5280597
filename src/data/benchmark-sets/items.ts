import { hashString, SeededRandom } from '../../load/random.ts';

/** A record as pages and streams hold it. */
export interface Item {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly category: string;
  readonly quantity: number;
  readonly priceCents: number;
  readonly tags: readonly string[];
  readonly isActive: boolean;
  readonly note: string | null;
}

const STREAM = hashString('benchmark items');
const CATEGORIES = ['garden', 'kitchen', 'office', 'travel', 'music', 'sport', 'books', 'tools'];
const TAGS = ['new', 'sale', 'fragile', 'heavy', 'gift', 'sécurité', 'größe', '限定', '🌱'];
const NAMES = ['lamp', 'chair', 'kettle', 'backpack', 'notebook', 'violin', 'hammer', 'Teekanne', 'café cup', '茶碗'];
const NOTES = [
  '',
  'ships in two parts',
  'say “hello” to the packer',
  'naïve buyers ask twice',
  'в наличии',
  'הערה קצרה',
];

/** Item number `index` + 1 of a seed. */
export function itemAt(seed: number, index: number): Item {
  const random = new SeededRandom(seed, STREAM, index);
  const tags = TAGS.slice(random.int(0, 4), random.int(4, TAGS.length));
  return {
    id: `item-${String(index + 1).padStart(7, '0')}`,
    number: index + 1,
    name: `${random.pick(NAMES)} ${random.int(1, 999)}`,
    category: random.pick(CATEGORIES),
    quantity: Math.floor(random.exponential(40)),
    priceCents: random.int(99, 99_999),
    tags,
    isActive: random.next() < 0.8,
    note: random.next() < 0.5 ? null : random.pick(NOTES),
  };
}

/** What counting through items comes to, page by page or line by line. */
export interface ItemTotals {
  readonly items: number;
  readonly quantity: number;
  readonly priceCents: number;
  readonly active: number;
  /** SHA-256 of all identifiers in order. */
  readonly ids: string;
}
