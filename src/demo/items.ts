import { createHash } from 'node:crypto';
import { readJsonObject } from './body.ts';
import type { Catalogue, Item, NewItem } from './catalogue.ts';
import { type Exchange, Refusal, sendJson, sendNothing } from './exchange.ts';
import { numberParam } from './parameters.ts';
import type { Route } from './router.ts';
import type { DemoState } from './state.ts';

const MAX_PAGE_SIZE = 10_000;
const MAX_ID = 1e9;

export function itemRoutes(state: DemoState, catalogue: Catalogue): readonly Route[] {
  const read = (exchange: Exchange) => readJsonObject(exchange, state.maxBodyBytes);
  return [
    {
      method: 'GET',
      path: '/items',
      about: '`?page=1&size=20&category=`: a page of up to 10,000 items; `link` and `x-total-count` headers',
      handle: (exchange) => sendPage(exchange, catalogue),
    },
    {
      method: 'POST',
      path: '/items',
      about: 'adds `{name, price, …}`: 201 with the item and `location`',
      handle: async (exchange) => {
        const item = catalogue.add(newItem(await read(exchange)));
        sendJson(exchange, item, { status: 201, headers: { location: `/items/${item.id}` } });
      },
    },
    {
      method: 'GET',
      path: '/items/:id',
      about: 'one item with an `etag` (304 for `if-none-match`); 404 where there is none',
      handle: (exchange) => sendItem(exchange, found(exchange, catalogue)),
    },
    {
      method: 'PUT',
      path: '/items/:id',
      about: 'replaces an item by `{name, price, …}`',
      handle: async (exchange) => {
        const fields = newItem(await read(exchange));
        sendJson(exchange, catalogue.replace(found(exchange, catalogue).id, fields));
      },
    },
    {
      method: 'PATCH',
      path: '/items/:id',
      about: 'changes the fields given',
      handle: async (exchange) => {
        const changes = checkedFields(await read(exchange));
        const item = found(exchange, catalogue);
        sendJson(exchange, catalogue.replace(item.id, { ...item, ...changes }));
      },
    },
    {
      method: 'DELETE',
      path: '/items/:id',
      about: 'deletes an item: 204',
      handle: (exchange) => {
        catalogue.remove(found(exchange, catalogue).id);
        sendNothing(exchange);
      },
    },
    {
      method: 'GET',
      path: '/search',
      about: '`?q=&limit=20`: items whose name or category contains the text',
      handle: (exchange) => search(exchange, catalogue),
    },
  ];
}

function sendPage(exchange: Exchange, catalogue: Catalogue): void {
  const page = numberParam(exchange, 'page', { fallback: 1, min: 1, max: MAX_ID });
  const size = numberParam(exchange, 'size', { fallback: 20, min: 1, max: MAX_PAGE_SIZE });
  const category = exchange.query.get('category');
  const all = catalogue.list();
  const chosen = category === null ? all : all.filter((item) => item.category === category);
  const pages = Math.max(1, Math.ceil(chosen.length / size));
  const items = chosen.slice((page - 1) * size, page * size);
  const headers = {
    link: pageLinks({ page, pages, size, category }),
    'x-total-count': chosen.length,
  };
  sendJson(exchange, { page, pages, size, total: chosen.length, items }, { headers });
}

function pageLinks(at: { page: number; pages: number; size: number; category: string | null }): string {
  const link = (page: number, rel: string) => {
    const query = new URLSearchParams({ page: String(page), size: String(at.size) });
    if (at.category !== null) query.set('category', at.category);
    return `</items?${query}>; rel="${rel}"`;
  };
  const links = [link(1, 'first'), link(at.pages, 'last')];
  if (at.page > 1) links.push(link(Math.min(at.page - 1, at.pages), 'prev'));
  if (at.page < at.pages) links.push(link(at.page + 1, 'next'));
  return links.join(', ');
}

function found(exchange: Exchange, catalogue: Catalogue): Item {
  const { id } = exchange.pathParams;
  const item = catalogue.get(/^[1-9]\d*$/.test(id ?? '') ? Number(id) : 0);
  if (item === undefined) throw new Refusal(404, `There is no item ${(id ?? '').slice(0, 50)}.`);
  return item;
}

function sendItem(exchange: Exchange, item: Item): void {
  const etag = `"${createHash('sha1').update(JSON.stringify(item)).digest('base64url')}"`;
  if (exchange.request.headers['if-none-match'] === etag) sendNothing(exchange, { status: 304, headers: { etag } });
  else sendJson(exchange, item, { headers: { etag } });
}

function search(exchange: Exchange, catalogue: Catalogue): void {
  const text = (exchange.query.get('q') ?? '').trim().toLowerCase();
  if (text === '') throw new Refusal(400, 'q must say what to search for.');
  const limit = numberParam(exchange, 'limit', { fallback: 20, min: 1, max: MAX_PAGE_SIZE });
  const hits = catalogue.list().filter(({ name, category }) => `${name} ${category}`.toLowerCase().includes(text));
  sendJson(exchange, { q: text, total: hits.length, items: hits.slice(0, limit) });
}

type Fields = Partial<Omit<Item, 'id'>>;

const CHECKS: {
  readonly [K in keyof Required<Fields>]: { readonly fits: (value: unknown) => boolean; readonly must: string };
} = {
  name: { fits: (value) => isText(value, 200) && value !== '', must: 'a text of 1 to 200 characters' },
  sku: { fits: (value) => isText(value, 50), must: 'a text of up to 50 characters' },
  category: { fits: (value) => isText(value, 50), must: 'a text of up to 50 characters' },
  description: { fits: (value) => isText(value, 2000), must: 'a text of up to 2000 characters' },
  price: { fits: (value) => isNumber(value, 1e6), must: 'a number from 0 to 1000000' },
  stock: { fits: (value) => isNumber(value, 1e9) && Number.isInteger(value), must: 'a whole number of at least 0' },
  rating: { fits: (value) => isNumber(value, 5), must: 'a number from 0 to 5' },
};

/** The fields of an item that a caller sent, or a 400. */
export function newItem(body: Readonly<Record<string, unknown>>): NewItem {
  const { name, price, ...rest } = checkedFields(body);
  if (name === undefined || price === undefined) throw new Refusal(400, 'An item needs a name and a price.');
  return { name, price, ...rest };
}

/** The known fields of the body, each checked; others are ignored. */
function checkedFields(body: Readonly<Record<string, unknown>>): Fields {
  const fields: Record<string, unknown> = {};
  for (const [name, { fits, must }] of Object.entries(CHECKS)) {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    if (value === undefined) continue;
    if (!fits(value)) throw new Refusal(400, `${name} must be ${must}.`);
    fields[name] = value;
  }
  return fields;
}

function isText(value: unknown, maxLength: number): boolean {
  return typeof value === 'string' && value.length <= maxLength;
}

function isNumber(value: unknown, max: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= max;
}
