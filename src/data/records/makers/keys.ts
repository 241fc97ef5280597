import type { Random } from '../../../load/random.ts';
import type { Kind, Maker, Scope } from '../compile/scope.ts';
import { shuffled } from '../compile/unique.ts';
import type { FieldOptions, KeyOptions } from '../schema.ts';
import { timeRange } from './time-range.ts';

/** The bits of a version 4 UUID that tell rows apart; the other 74 are chance. */
const TELLING = 2 ** 48;
const HEX = Array.from({ length: 0x1_0000 }, (_, bits) => bits.toString(16).padStart(4, '0'));

export const key: Kind<KeyOptions> = {
  type: ({ style = 'sequence', prefix }) => (style === 'sequence' && prefix === undefined ? 'integer' : 'text'),
  make: (options, scope) => {
    if (!scope.once) scope.fail('a key is of a whole row, not of an element of a list');
    const { style = 'sequence', start = 1, prefix, digits = 0 } = options;
    if (style === 'uuid') return uuid4(scope);
    if (style === 'uuid7') return uuid7(options, scope);
    if (prefix === undefined) return (_, row) => start + row;
    return (_, row) => prefix + String(start + row).padStart(digits, '0');
  },
};

export const uuid: Kind<FieldOptions> = {
  type: 'text',
  make: () => (random) => uuidText(random.int(0, TELLING - 1), random),
  distinct: () => ({ size: TELLING, at: (place, random) => uuidText(place, random) }),
};

function uuid4(scope: Scope): Maker {
  const place = shuffled(scope, TELLING);
  return (random, row) => uuidText(place(row), random);
}

function uuidText(telling: number, random: Random): string {
  const high = Math.floor(telling / 0x1_0000_0000);
  const low = telling % 0x1_0000_0000;
  const first = random.next() * 0x1000;
  const rest = random.next() * 0x4000;
  return `${hex(high)}${hex(low / 0x1_0000)}-${hex(low)}-${hex(0x4000 | first)}-${hex(0x8000 | rest)}-${nodeText(random)}`;
}

/** RFC 9562, section 5.7: a time that grows from row to row, then the row as a counter, then chance. */
function uuid7(options: KeyOptions, scope: Scope): Maker {
  const { from, to } = timeRange(options, scope);
  const step = (to - from) / scope.table.count;
  return (random, row) => {
    const ms = Math.floor(from + step * row);
    const time = `${hex(ms / 0x1_0000_0000)}${hex(ms / 0x1_0000)}-${hex(ms)}`;
    const counter = `${hex(0x7000 | (Math.floor(row / 0x4000_0000) & 0xfff))}-${hex(0x8000 | ((row / 0x1_0000) & 0x3fff))}`;
    return `${time}-${counter}-${hex(row)}${nodeText(random).slice(4)}`;
  };
}

function nodeText(random: Random): string {
  const bits = random.next() * 0x1_0000_0000_0000;
  return hex(bits / 0x1_0000_0000) + hex(bits / 0x1_0000) + hex(bits);
}

/** The lowest 16 bits as four digits; `bits` may have a fraction and up to 53 bits. */
function hex(bits: number): string {
  return HEX[Math.floor(bits) % 0x1_0000] as string;
}

export const sku: Kind<FieldOptions & { readonly prefix?: string }> = {
  type: 'text',
  make: ({ prefix = '' }) => {
    return (random) => prefix + skuText(random.int(0, SKUS - 1));
  },
  distinct: ({ prefix = '' }) => ({ size: SKUS, at: (place) => prefix + skuText(place) }),
};

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const SKU_DIGITS = 100_000;
const SKUS = LETTERS.length ** 3 * SKU_DIGITS;

/** `KBM-04711`. */
function skuText(place: number): string {
  let letters = '';
  for (let rest = Math.floor(place / SKU_DIGITS), at = 0; at < 3; at++) {
    letters += LETTERS[rest % LETTERS.length];
    rest = Math.floor(rest / LETTERS.length);
  }
  return `${letters}-${String(place % SKU_DIGITS).padStart(5, '0')}`;
}
