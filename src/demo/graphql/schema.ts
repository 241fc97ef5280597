import { hashString, SeededRandom } from '../../load/random.ts';
import type { Catalogue, Item } from '../catalogue.ts';
import { Refusal } from '../exchange.ts';
import { type Fields, isObject } from '../fields.ts';
import { newItem } from '../items.ts';
import { PEOPLE, type Person, personOf } from '../people.ts';

export interface ShopContext {
  readonly seed: number;
  readonly catalogue: Catalogue;
}

export interface Argument {
  /** As in a query: `Int!`, `[Int!]`. */
  readonly type: string;
  readonly fallback?: unknown;
  readonly min?: number;
  readonly max?: number;
}

export interface FieldType {
  /** The name of a type, in brackets for a list of it. */
  readonly type: string;
  readonly takes?: Readonly<Record<string, Argument>>;
  readonly resolve: (of: unknown, given: Fields, shop: ShopContext) => unknown;
}

/** The object types and their fields; whatever is not here is a scalar or an input. */
export type Schema = Readonly<Record<string, Readonly<Record<string, FieldType>>>>;

interface PastOrder {
  readonly id: number;
  readonly person: Person;
  readonly placedAt: string;
  readonly lines: readonly { readonly item: Item; readonly quantity: number }[];
}

const ORDERS = 5000;
const PAGE = {
  first: { type: 'Int', fallback: 20, min: 0, max: 100 },
  offset: { type: 'Int', fallback: 0, min: 0, max: 1e6 },
};
const FEW = { first: { type: 'Int', fallback: 5, min: 0, max: 100 } };
const DAY_MS = 24 * 60 * 60 * 1000;

export const SCALARS = ['Int', 'Float', 'String', 'Boolean', 'ID'];
export const INPUTS = ['ItemInput'];

export const SCHEMA: Schema = {
  Query: {
    item: {
      type: 'Item',
      takes: { id: { type: 'Int!' } },
      resolve: (_, { id }, { catalogue }) => catalogue.get(id as number) ?? null,
    },
    items: {
      type: '[Item]',
      takes: { ...PAGE, category: { type: 'String' } },
      resolve: (_, given, { catalogue }) => {
        const { category } = given;
        const all = catalogue.list();
        return page(
          category === undefined || category === null ? all : all.filter((each) => each.category === category),
          given,
        );
      },
    },
    itemCount: { type: 'Int', resolve: (_, __, { catalogue }) => catalogue.list().length },
    user: {
      type: 'User',
      takes: { id: { type: 'Int!' } },
      resolve: (_, { id }, { seed }) => personOf(id as number, seed) ?? null,
    },
    users: {
      type: '[User]',
      takes: PAGE,
      resolve: (_, given, { seed }) => numbers(PEOPLE, given).map((id) => personOf(id, seed)),
    },
    order: {
      type: 'Order',
      takes: { id: { type: 'Int!' } },
      resolve: (_, { id }, shop) => orderOf(id as number, shop) ?? null,
    },
    orders: {
      type: '[Order]',
      takes: PAGE,
      resolve: (_, given, shop) => numbers(ORDERS, given).map((id) => orderOf(id, shop)),
    },
  },
  Mutation: {
    addItem: {
      type: 'Item',
      takes: { input: { type: 'ItemInput!' } },
      resolve: (_, { input }, { catalogue }) => catalogue.add(newItem(isObject(input) ? input : {})),
    },
    removeItem: {
      type: 'Boolean',
      takes: { id: { type: 'Int!' } },
      resolve: (_, { id }, { catalogue }) => {
        if (!catalogue.remove(id as number)) throw new Refusal(404, `There is no item ${id}.`);
        return true;
      },
    },
  },
  Item: {
    ...properties('Int', 'id', 'stock'),
    ...properties('Float', 'price', 'rating'),
    ...properties('String', 'sku', 'name', 'category', 'description'),
    related: {
      type: '[Item]',
      takes: FEW,
      resolve: (of, { first }, { catalogue }) => {
        const { id, category } = of as Item;
        const related: Item[] = [];
        for (const each of catalogue.list()) {
          if (related.length === first) break;
          if (each.category === category && each.id !== id) related.push(each);
        }
        return related;
      },
    },
  },
  User: {
    ...properties('Int', 'id'),
    ...properties('String', 'name', 'email', 'fullName', 'country'),
    orders: {
      type: '[Order]',
      takes: FEW,
      resolve: (of, { first }, shop) => {
        const { id } = of as Person;
        const ids = Array.from({ length: ORDERS / PEOPLE }, (_, i) => id + i * PEOPLE);
        return ids.slice(0, first as number).map((each) => orderOf(each, shop));
      },
    },
  },
  Order: {
    ...properties('Int', 'id'),
    ...properties('String', 'placedAt'),
    user: { type: 'User', resolve: (of) => (of as PastOrder).person },
    lines: { type: '[OrderLine]', resolve: (of) => (of as PastOrder).lines },
    total: {
      type: 'Float',
      resolve: (of) => {
        const sum = (of as PastOrder).lines.reduce((total, { item, quantity }) => total + item.price * quantity, 0);
        return Math.round(sum * 100) / 100;
      },
    },
  },
  OrderLine: {
    ...properties('Int', 'quantity'),
    item: { type: 'Item', resolve: (of) => (of as PastOrder['lines'][number]).item },
  },
};

function properties(type: string, ...names: string[]): Record<string, FieldType> {
  return Object.fromEntries(names.map((name) => [name, { type, resolve: (of: unknown) => (of as Fields)[name] }]));
}

function page<T>(all: readonly T[], { first, offset }: Fields): readonly T[] {
  return all.slice(offset as number, (offset as number) + (first as number));
}

function numbers(count: number, { first, offset }: Fields): number[] {
  const from = offset as number;
  const length = Math.max(0, Math.min(first as number, count - from));
  return Array.from({ length }, (_, i) => from + i + 1);
}

/** Order n was placed by user n modulo 1,000; the items are those the shop started with, as far as they are still there. */
function orderOf(id: number, { seed, catalogue }: ShopContext): PastOrder | undefined {
  const person = personOf(((id - 1) % PEOPLE) + 1, seed);
  if (person === undefined || id > ORDERS) return undefined;
  const random = new SeededRandom(seed, hashString('demo past order'), id);
  const placedAt = new Date(Date.UTC(2024, 0, 1) + random.int(0, 365) * DAY_MS).toISOString();
  const known = catalogue.seededCount;
  const lines = Array.from({ length: random.int(1, 4) }, () => {
    const item = catalogue.get(random.int(1, Math.max(1, known)));
    const quantity = random.int(1, 5);
    return item === undefined ? [] : [{ item, quantity }];
  }).flat();
  return { id, person, placedAt, lines };
}
