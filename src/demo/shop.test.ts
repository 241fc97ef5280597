import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from './demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 3000, maxSessions: 20, maxBodyBytes: 10_000 });
});
afterAll(() => demo.close());

interface Item {
  id: number;
  name: string;
  category: string;
  price: number;
}
interface Page {
  page: number;
  pages: number;
  total: number;
  items: Item[];
}

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  return (await (await fetch(demo.url + path, init)).json()) as T;
}

function sending(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}

async function login(name = 'ada'): Promise<{ authorization: string }> {
  const { token } = await json<{ token: string }>('/login', sending('POST', { name }));
  return { authorization: `Bearer ${token}` };
}

describe('sessions', () => {
  it('logs in with a name, by JSON or a form, and knows the user by token or cookie', async () => {
    const answer = await fetch(`${demo.url}/login`, sending('POST', { name: 'Ada L', password: 'x' }));
    const { token, user } = (await answer.json()) as { token: string; user: object };
    expect(user).toEqual({ id: expect.any(Number), name: 'Ada L', email: 'ada.l@example.com' });
    expect(answer.headers.get('set-cookie')).toContain(`session=${token};`);
    expect(await json('/me', { headers: { authorization: `Bearer ${token}` } })).toEqual(user);
    expect(await json('/me', { headers: { cookie: `a=b; session=${token}` } })).toEqual(user);
    const form = await fetch(`${demo.url}/login`, { method: 'POST', body: new URLSearchParams({ name: 'Ada L' }) });
    expect(await form.json()).toMatchObject({ user });
  });

  it('refuses a missing name, a wrong password and a stranger', async () => {
    expect((await fetch(`${demo.url}/login`, sending('POST', {}))).status).toBe(400);
    expect((await fetch(`${demo.url}/login`, sending('POST', { name: 'a', password: 'wrong' }))).status).toBe(401);
    const stranger = await fetch(`${demo.url}/me`, { headers: { authorization: 'Bearer nobody' } });
    expect(stranger.status).toBe(401);
    expect(stranger.headers.get('www-authenticate')).toContain('Bearer');
    expect((await fetch(`${demo.url}/me`)).status).toBe(401);
  });

  it('ends with logout', async () => {
    const headers = await login();
    expect((await fetch(`${demo.url}/logout`, { method: 'POST', headers })).status).toBe(204);
    expect((await fetch(`${demo.url}/me`, { headers })).status).toBe(401);
    expect((await fetch(`${demo.url}/logout`, { method: 'POST', headers })).status).toBe(401);
  });

  it('makes room by ending the session idle the longest', async () => {
    const [used, idle] = [await login(), await login()];
    for (let i = 0; i < 19; i++) {
      await fetch(`${demo.url}/me`, { headers: used });
      await login();
    }
    expect((await fetch(`${demo.url}/me`, { headers: used })).status).toBe(200);
    expect((await fetch(`${demo.url}/me`, { headers: idle })).status).toBe(401);
  });
});

describe('items', () => {
  it('come in pages with totals and links', async () => {
    const answer = await fetch(`${demo.url}/items?page=2&size=7`);
    const page = (await answer.json()) as Page;
    expect(page).toMatchObject({ page: 2, pages: Math.ceil(page.total / 7) });
    expect(page.items.map((item) => item.id)).toEqual([8, 9, 10, 11, 12, 13, 14]);
    expect(answer.headers.get('x-total-count')).toBe(String(page.total));
    expect(answer.headers.get('link')).toContain('</items?page=3&size=7>; rel="next"');
    expect(answer.headers.get('link')).toContain('</items?page=1&size=7>; rel="prev"');
  });

  it('come by the thousand, by category, and not at all past the end', async () => {
    expect((await json<Page>('/items?size=3000')).items).toHaveLength(3000);
    const ropes = await json<Page>('/items?size=10000&category=ropes');
    expect(ropes.items).toHaveLength(ropes.total);
    expect(ropes.items.every((item) => item.category === 'ropes')).toBe(true);
    expect((await json<Page>('/items?page=100000')).items).toEqual([]);
  });

  it.each(['page=0', 'page=x', 'size=10001', 'size=1.5', 'size='])('refuse %s with a 400', async (query) => {
    expect((await fetch(`${demo.url}/items?${query}`)).status).toBe(400);
  });

  it('are found one by one, unchanged by their etag', async () => {
    const answer = await fetch(`${demo.url}/items/5`);
    expect(((await answer.json()) as Item).id).toBe(5);
    const headers = { 'if-none-match': answer.headers.get('etag') ?? '' };
    expect((await fetch(`${demo.url}/items/5`, { headers })).status).toBe(304);
    for (const id of ['0', '99999999', '05', '5.0', 'x', '__proto__']) {
      expect((await fetch(`${demo.url}/items/${id}`)).status).toBe(404);
    }
  });

  it('are added, changed, replaced and deleted', async () => {
    const added = await fetch(`${demo.url}/items`, sending('POST', { name: 'Buoy', price: 3.5, id: 1, junk: true }));
    const item = (await added.json()) as Item;
    const path = added.headers.get('location') ?? '';
    expect([added.status, path]).toEqual([201, `/items/${item.id}`]);
    expect(item).toMatchObject({ name: 'Buoy', price: 3.5, stock: 0 });
    expect(item).not.toHaveProperty('junk');
    expect(await json(path, sending('PATCH', { stock: 4 }))).toMatchObject({ name: 'Buoy', price: 3.5, stock: 4 });
    expect(await json(path, sending('PUT', { name: 'Bell', price: 1 }))).toMatchObject({ name: 'Bell', stock: 0 });
    expect(await json(path)).toMatchObject({ name: 'Bell', price: 1 });
    expect((await fetch(demo.url + path, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(demo.url + path)).status).toBe(404);
    expect((await fetch(demo.url + path, { method: 'DELETE' })).status).toBe(404);
  });

  it.each([
    {},
    { name: 'x' },
    { name: '', price: 1 },
    { name: 'x', price: -1 },
    { name: 'x', price: '1' },
    [],
    'x',
    null,
  ])('are not made of %j', async (body) => {
    expect((await fetch(`${demo.url}/items`, sending('POST', body))).status).toBe(400);
  });

  it('refuse what is not JSON with a 400, and a body too large with a 413 that leaves the connection usable', async () => {
    const bad = await fetch(`${demo.url}/items`, { method: 'POST', body: '{"name":' });
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({ message: expect.stringContaining('not JSON') });
    const known = await fetch(`${demo.url}/items`, { method: 'POST', body: 'x'.repeat(3_000_000) });
    expect(known.status).toBe(413);
    const chunked = await fetch(`${demo.url}/items`, chunkedBody(50, 1000));
    expect(chunked.status).toBe(413);
    expect((await fetch(`${demo.url}/items/1`)).status).toBe(200);
  });

  it('are searched by name and category', async () => {
    const { total, items } = await json<Page>('/search?q=BRASS&limit=5');
    expect(items).toHaveLength(5);
    expect(total).toBeGreaterThan(5);
    expect(items.every((item) => item.name.includes('Brass'))).toBe(true);
    expect((await fetch(`${demo.url}/search`)).status).toBe(400);
  });
});

interface Cart {
  items: { id: number; price: number; quantity: number; total: number }[];
  total: number;
}

describe('the cart', () => {
  it('of a new login holds what the name left in it, the same each time', async () => {
    const [first, second] = [await login('grace'), await login('grace')];
    const cart = await json<Cart>('/cart', { headers: first });
    expect(cart.items.length).toBeGreaterThan(0);
    expect(await json('/cart', { headers: second })).toEqual(cart);
  });

  it('takes items in and out and adds up to the cent', async () => {
    const headers = await login();
    expect((await fetch(`${demo.url}/cart`, { method: 'DELETE', headers })).status).toBe(204);
    await json('/cart', sending('POST', { id: 3, quantity: 2 }, headers));
    const answer = await fetch(`${demo.url}/cart`, sending('POST', { id: 3 }, headers));
    const cart = (await answer.json()) as Cart;
    expect(answer.status).toBe(201);
    expect(cart.items).toMatchObject([{ id: 3, quantity: 3 }]);
    expect(cart.total).toBe(Math.round(300 * (cart.items[0]?.price ?? 0)) / 100);
    expect(await json('/cart/3', { method: 'DELETE', headers })).toEqual({ items: [], total: 0 });
    expect((await fetch(`${demo.url}/cart/3`, { method: 'DELETE', headers })).status).toBe(404);
  });

  it('is ordered once', async () => {
    const headers = await login();
    const cart = await json<Cart>('/cart', { headers });
    const order = await fetch(`${demo.url}/checkout`, { method: 'POST', headers });
    expect(order.status).toBe(201);
    expect(await order.json()).toEqual({ order: expect.any(Number), ...cart });
    expect((await fetch(`${demo.url}/checkout`, { method: 'POST', headers })).status).toBe(409);
  });

  it('refuses unknown items, odd quantities and strangers', async () => {
    const headers = await login();
    expect((await fetch(`${demo.url}/cart`, sending('POST', { id: 999_999 }, headers))).status).toBe(404);
    expect((await fetch(`${demo.url}/cart`, sending('POST', { id: 1, quantity: 0.5 }, headers))).status).toBe(400);
    expect((await fetch(`${demo.url}/cart`)).status).toBe(401);
    expect((await fetch(`${demo.url}/checkout`, { method: 'POST' })).status).toBe(401);
  });
});

function chunkedBody(chunks: number, size: number): RequestInit {
  let left = chunks;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new Uint8Array(size));
      else controller.close();
    },
  });
  return { method: 'POST', body, duplex: 'half' } as RequestInit;
}
