import type { Catalogue, Item } from '../catalogue.ts';
import { Refusal } from '../exchange.ts';
import { type Fields, fieldOf } from '../fields.ts';
import { COUNTRIES } from '../people.ts';
import type { StoredFunction } from './stored-function.ts';

/** Tax in percent. */
const TAX: Readonly<Record<string, number>> = {
  AT: 20,
  DE: 19,
  FR: 20,
  GB: 20,
  IE: 23,
  NL: 21,
  NO: 25,
  PT: 23,
  SE: 25,
  US: 7,
};
const COUPONS: Readonly<Record<string, number>> = { NONE: 0, WELCOME: 5, HARBOUR10: 10, CAPTAIN20: 20 };
const VOLUME_DISCOUNTS = [
  { from: 100, percent: 12 },
  { from: 25, percent: 7 },
  { from: 10, percent: 3 },
];
const ZONES: Readonly<Record<string, number>> = { near: 4, far: 9, overseas: 19 };

/** Functions that know the shop's rules. */
export const BUSINESS: readonly StoredFunction[] = [
  {
    name: 'priceQuote',
    kind: 'business',
    about: 'what a basket costs: prices of the catalogue, discounts by quantity and coupon, tax by country, stock',
    parameters: [
      { name: 'items', type: 'list', of: 'object', min: 1, max: 100, required: true, about: '`{id, quantity}` each' },
      { name: 'coupon', type: 'text', choices: Object.keys(COUPONS), default: 'NONE', about: 'takes off a share' },
      { name: 'country', type: 'text', choices: COUNTRIES, default: 'GB', about: 'whose tax applies' },
    ],
    call: (values, { catalogue }) => priceQuote(values as unknown as Basket, catalogue),
  },
  {
    name: 'shippingQuote',
    kind: 'business',
    about: 'what sending a parcel costs by zone, weight and speed, and how many days it takes',
    parameters: [
      { name: 'zone', type: 'text', choices: Object.keys(ZONES), required: true, about: 'how far' },
      { name: 'kilograms', type: 'number', min: 0.01, max: 1000, required: true, about: 'its weight' },
      { name: 'express', type: 'boolean', default: false, about: 'in half the time' },
    ],
    call: ({ zone, kilograms, express }) =>
      shippingQuote({ zone: zone as string, kilograms: kilograms as number, express: express as boolean }),
  },
];

interface Basket {
  readonly items: readonly Fields[];
  readonly coupon: string;
  readonly country: string;
}

function priceQuote({ items, coupon, country }: Basket, catalogue: Catalogue) {
  const lines = items.map((entry, i) => quoteLine(entry, { i, catalogue }));
  const subtotal = lines.reduce((sum, line) => sum + line.total, 0);
  const couponDiscount = cents((subtotal * (COUPONS[coupon] ?? 0)) / 100);
  const taxPercent = TAX[country] ?? 0;
  const net = subtotal - couponDiscount;
  const tax = cents((net * taxPercent) / 100);
  return {
    lines,
    subtotal: cents(subtotal),
    couponDiscount,
    taxPercent,
    tax,
    total: cents(net + tax),
    isAvailable: lines.every(({ isAvailable }) => isAvailable),
  };
}

function quoteLine(entry: Fields, { i, catalogue }: { i: number; catalogue: Catalogue }) {
  const item = itemOf(fieldOf(entry, 'id'), catalogue);
  const quantity = fieldOf(entry, 'quantity') ?? 1;
  if (item === undefined) throw new Refusal(400, `items[${i}].id must be that of an item.`);
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > 1000) {
    throw new Refusal(400, `items[${i}].quantity must be a whole number from 1 to 1000.`);
  }
  const discountPercent = VOLUME_DISCOUNTS.find(({ from }) => quantity >= from)?.percent ?? 0;
  const total = cents(item.price * quantity * (1 - discountPercent / 100));
  const isAvailable = item.stock >= quantity;
  return { id: item.id, name: item.name, price: item.price, quantity, discountPercent, total, isAvailable };
}

function itemOf(id: unknown, catalogue: Catalogue): Item | undefined {
  return typeof id === 'number' ? catalogue.get(id) : undefined;
}

function shippingQuote({ zone, kilograms, express }: { zone: string; kilograms: number; express: boolean }) {
  const base = ZONES[zone] ?? 0;
  const days = base * (express ? 0.5 : 1);
  const cost = (base + Math.ceil(kilograms) * base * 0.35) * (express ? 1.9 : 1);
  return { zone, cost: cents(cost), days: Math.ceil(days) };
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
