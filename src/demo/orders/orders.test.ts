import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bearer, caller } from '../../../test/demo/call.ts';
import { type Demo, startDemo } from '../demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 100 });
});
afterAll(() => demo.close());

const call = caller(() => demo.url);
let headers: Record<string, string>;
let item: number;
beforeEach(async () => {
  headers = await login('ada');
  item = (await call('POST', '/items', { name: 'Scarce', price: 2.5, stock: 10 })).body.id;
});

async function login(name: string): Promise<Record<string, string>> {
  const own = bearer((await call('POST', '/login', { name })).body.token);
  await call('DELETE', '/cart', undefined, own);
  return own;
}

async function reserve(quantity = 4, { query = '', as = headers } = {}) {
  await call('POST', '/cart', { id: item, quantity }, as);
  return call('POST', `/checkout?reserve=1${query}`, undefined, as);
}

const pay = (order: number, key: string, body: object = { amount: 10 }) =>
  call('POST', `/orders/${order}/payment`, body, { ...headers, 'idempotency-key': key });
const itemsTaken = async () => (await call('GET', '/stats')).body.orders.itemsTaken;

describe('a reserved order', () => {
  it('holds its stock, is paid once, and its status shows', async () => {
    const made = await reserve();
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      order: expect.any(Number),
      user: 'ada',
      items: [{ id: item, name: 'Scarce', price: 2.5, quantity: 4, total: 10 }],
      total: 10,
      status: 'reserved',
      reservedUntil: expect.any(String),
    });
    expect((await call('GET', '/cart', undefined, headers)).body.items).toEqual([]);
    const { order } = made.body;
    const paid = await pay(order, 'k1');
    expect([paid.status, paid.body]).toEqual([
      201,
      { payment: expect.any(Number), order, amount: 10, status: 'accepted' },
    ]);
    const status = (await call('GET', `/orders/${order}`, undefined, headers)).body;
    expect([status.status, status.payment, status.reservedUntil]).toEqual(['paid', paid.body, undefined]);
    const again = await pay(order, 'k1');
    expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([200, 'true', paid.body]);
    expect((await pay(order, 'k2')).status).toBe(409);
    expect((await pay(order, 'k1', { amount: 11 })).status).toBe(422);
  });

  it('is refused where too few are in stock, and leaves the cart as it was', async () => {
    expect((await reserve(7)).status).toBe(201);
    const short = await reserve(4);
    expect([short.status, short.body.message]).toEqual([409, `Only 3 of item ${item} are in stock.`]);
    expect((await call('GET', '/cart', undefined, headers)).body.items).toHaveLength(1);
  });

  it('cannot be reserved twice by a race for the last ones', async () => {
    const users = await Promise.all(Array.from({ length: 6 }, (_, i) => login(`racer${i}`)));
    const statuses = (await Promise.all(users.map((as) => reserve(4, { as })))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 201, 409, 409, 409, 409]);
  });

  it('gives its stock back when it is cancelled, refunded, deleted or too late', async () => {
    const taken = await itemsTaken();
    const first = (await reserve(10)).body.order;
    expect((await call('POST', `/orders/${first}/cancel`, undefined, headers)).body.status).toBe('cancelled');
    expect((await call('POST', `/orders/${first}/cancel`, undefined, headers)).status).toBe(409);
    expect((await pay(first, 'k', { amount: 25 })).status).toBe(409);
    const second = (await reserve(10)).body.order;
    await pay(second, 'k', { amount: 25 });
    expect((await call('POST', `/orders/${second}/cancel`, undefined, headers)).body.status).toBe('refunded');
    const third = (await reserve(10)).body.order;
    expect((await call('DELETE', `/orders/${third}`, undefined, headers)).status).toBe(204);
    expect((await call('GET', `/orders/${third}`, undefined, headers)).status).toBe(404);
    const fourth = (await reserve(10, { query: '&ms=5' })).body.order;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await call('GET', `/orders/${fourth}`, undefined, headers)).body.status).toBe('expired');
    expect(await itemsTaken()).toBe(taken);
  });

  it('belongs to its user, who can delete all of them', async () => {
    const { order } = (await reserve(1)).body;
    const other = await login('eve');
    expect((await call('GET', `/orders/${order}`, undefined, other)).status).toBe(404);
    expect((await call('POST', `/orders/${order}/cancel`, undefined, other)).status).toBe(404);
    expect((await call('GET', '/orders', undefined, other)).body).toEqual({ orders: [] });
    const own = (await call('GET', '/orders', undefined, headers)).body.orders;
    expect((await call('DELETE', '/orders', undefined, headers)).body).toEqual({ deleted: own.length });
    expect((await call('GET', '/orders', undefined, headers)).body).toEqual({ orders: [] });
    expect((await call('GET', '/orders')).status).toBe(401);
  });

  it('asks for a key, the right amount and a card that is good', async () => {
    const { order } = (await reserve()).body;
    expect((await call('POST', `/orders/${order}/payment`, { amount: 10 }, headers)).status).toBe(400);
    for (const body of [{}, { amount: 9.99 }, { amount: '10' }]) expect((await pay(order, 'a', body)).status).toBe(400);
    const declined = await pay(order, 'b', { amount: 10, card: '4000000000000002' });
    expect([declined.status, declined.body.status]).toEqual([402, 'declined']);
    expect((await pay(order, 'c')).status).toBe(201);
    expect((await pay(order, 'b', { amount: 10, card: '4000000000000002' })).status).toBe(402);
  });
});

it('a checkout without reservation stays what it was', async () => {
  await call('POST', '/cart', { id: item, quantity: 900 }, headers);
  const { status, body } = await call('POST', '/checkout', undefined, headers);
  expect([status, Object.keys(body)]).toEqual([201, ['order', 'items', 'total']]);
  expect((await call('POST', '/checkout?reserve=1', undefined, headers)).status).toBe(409);
});
