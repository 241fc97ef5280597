import type { DataFile } from '../sets/data-set.ts';
import { type BenchmarkSettings, ITEMS, PAGE_SIZES, type PartSummary } from './benchmark-settings.ts';
import { itemTotals } from './item-totals.ts';
import { itemAt } from './items.ts';
import { joined, jsonFile, textFile } from './text-file.ts';

const ITEM_BYTES = 245;
/** The same items in pages of several sizes, as an API would hand them out. */
export function* pageFiles(settings: BenchmarkSettings): Generator<DataFile> {
  for (const size of PAGE_SIZES) {
    for (let page = 1; page <= pagesOf(settings, size); page++) {
      yield {
        path: `pages/${pagePath(size, page)}`,
        expectedBytes: 120 + size * ITEM_BYTES,
        content: () => joined(pageTexts(settings, size, page)),
      };
    }
  }
  yield jsonFile('pages/expected.json', () => expected(settings));
  yield textFile('pages/benchmark.ts', () => testText(settings));
}

export function pagesSummary(settings: BenchmarkSettings): PartSummary {
  const pages = Object.fromEntries(PAGE_SIZES.map((size) => [size, pagesOf(settings, size)]));
  return {
    name: 'pages',
    about: 'many items in pages of several sizes, ten readers at once',
    extent: { items: itemCount(settings), pages },
    expected: 'pages/expected.json',
    tests: [{ file: 'pages/benchmark.ts', limits: limitsOf(settings) }],
  };
}

function itemCount({ scale }: BenchmarkSettings): number {
  return ITEMS * scale;
}

function pagesOf(settings: BenchmarkSettings, size: number): number {
  return Math.ceil(itemCount(settings) / size);
}

function pagePath(size: number, page: number): string {
  return `size-${size}/page-${String(page).padStart(5, '0')}.json`;
}

function* pageTexts(settings: BenchmarkSettings, size: number, page: number): Generator<string> {
  const total = itemCount(settings);
  const pages = pagesOf(settings, size);
  const next = page < pages ? pagePath(size, page + 1) : null;
  const head = JSON.stringify({ page, pages, size, total, next });
  yield `${head.slice(0, -1)},"items":[\n`;
  const end = Math.min(total, page * size);
  for (let index = (page - 1) * size; index < end; index++) {
    yield `${JSON.stringify(itemAt(settings.seed, index))}${index === end - 1 ? '\n' : ',\n'}`;
  }
  yield ']}\n';
}

function expected(settings: BenchmarkSettings) {
  return {
    totals: itemTotals(settings.seed, itemCount(settings)),
    sizes: PAGE_SIZES.map((size) => ({ size, pages: pagesOf(settings, size), first: pagePath(size, 1) })),
  };
}

function limitsOf({ scale }: BenchmarkSettings): readonly string[] {
  return ['function_failed rate == 0%', `function_duration mean < ${scale}s`, 'function_items perSecond > 5000'];
}

const testText = (settings: BenchmarkSettings): string => `import { createHash } from 'node:crypto';
import { deepStrictEqual, strictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { functionTest } from 'plimsoll';

const expected = JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8'));

/** Follows the pages of one size from the first to the last. */
export async function readPages({ first, pages }) {
  const ids = createHash('sha256');
  const totals = { items: 0, quantity: 0, priceCents: 0, active: 0 };
  let read = 0;
  for (let next = first; next !== null; read++) {
    const page = JSON.parse(await readFile(new URL(next, import.meta.url), 'utf8'));
    for (const item of page.items) {
      ids.update(item.id);
      totals.items++;
      totals.quantity += item.quantity;
      totals.priceCents += item.priceCents;
      if (item.isActive) totals.active++;
    }
    next = page.next;
  }
  strictEqual(read, pages);
  const found = { ...totals, ids: ids.digest('hex') };
  deepStrictEqual(found, expected.totals);
  return found;
}

export default functionTest('pages', {
  load: { users: 10, iterations: 50 },
  input: (user) => expected.sizes[user.iteration % expected.sizes.length],
  items: 'items',
  limits: ${JSON.stringify(limitsOf(settings))},
}, readPages);
`;
