import { readJsonObject } from './body.ts';
import type { Catalogue } from './catalogue.ts';
import { type Exchange, Refusal, sendJson, sendNothing } from './exchange.ts';
import type { Lazy } from './lazy.ts';
import type { Orders } from './orders/orders.ts';
import { flagParam, numberParam } from './parameters.ts';
import type { Route } from './router.ts';
import type { Session, Sessions } from './sessions.ts';
import type { DemoState } from './state.ts';

const MAX_LINES = 100;
const MAX_QUANTITY = 1000;

interface Cart {
  readonly items: readonly { id: number; name: string; price: number; quantity: number; total: number }[];
  readonly total: number;
}

export function cartRoutes(
  state: DemoState,
  { catalogue, sessions, orders }: { catalogue: Catalogue; sessions: Sessions; orders: Lazy<Orders> },
): readonly Route[] {
  let lastOrder = 0;
  return [
    {
      method: 'GET',
      path: '/cart',
      about: '`{items, total}` of the session; a new login finds one to three items there',
      handle: (exchange) => sendJson(exchange, cartOf(sessions.of(exchange), catalogue)),
    },
    {
      method: 'POST',
      path: '/cart',
      about: 'adds `{id, quantity?}`: 201 with the cart',
      handle: async (exchange) => {
        const session = sessions.of(exchange);
        put(session, await line(exchange, { catalogue, state }));
        sendJson(exchange, cartOf(session, catalogue), { status: 201 });
      },
    },
    {
      method: 'DELETE',
      path: '/cart',
      about: 'empties the cart: 204',
      handle: (exchange) => {
        sessions.of(exchange).cart.clear();
        sendNothing(exchange);
      },
    },
    {
      method: 'DELETE',
      path: '/cart/:id',
      about: 'takes an item out: the cart; 404 where it is not in there',
      handle: (exchange) => {
        const session = sessions.of(exchange);
        if (!session.cart.delete(Number(exchange.pathParams.id)))
          throw new Refusal(404, 'That item is not in the cart.');
        sendJson(exchange, cartOf(session, catalogue));
      },
    },
    {
      method: 'POST',
      path: '/checkout',
      about:
        'orders the cart and empties it: 201 with `{order, items, total}`; 409 where it is empty; with `?reserve=1` it holds the stock for `&ms=900000` and is to be paid: `{order, user, items, total, status, reservedUntil}`, 409 where too few are in stock',
      handle: async (exchange) => {
        const isReserved = flagParam(exchange, 'reserve');
        const reserveMs = numberParam(exchange, 'ms', { fallback: 900_000, min: 1, max: 86_400_000 });
        const kept = isReserved ? await orders.get() : undefined;
        const session = sessions.of(exchange);
        const cart = cartOf(session, catalogue);
        if (cart.items.length === 0) throw new Refusal(409, 'The cart is empty.');
        const order = { order: lastOrder + 1, ...cart };
        const answer = kept?.reserve({ ...order, user: session.user.name }, reserveMs) ?? order;
        lastOrder++;
        session.cart.clear();
        sendJson(exchange, answer, { status: 201 });
      },
    },
  ];
}

/** Lines of items that were deleted meanwhile are left out. */
function cartOf({ cart }: Session, catalogue: Catalogue): Cart {
  const items = [...cart].flatMap(([id, quantity]) => {
    const item = catalogue.get(id);
    return item === undefined
      ? []
      : [{ id, name: item.name, price: item.price, quantity, total: cents(item.price * quantity) }];
  });
  return { items, total: cents(items.reduce((sum, item) => sum + item.total, 0)) };
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

async function line(
  exchange: Exchange,
  { catalogue, state }: { catalogue: Catalogue; state: DemoState },
): Promise<[id: number, quantity: number]> {
  const { id, quantity = 1 } = await readJsonObject(exchange, state.maxBodyBytes);
  if (typeof id !== 'number' || catalogue.get(id) === undefined) throw new Refusal(404, 'id must be that of an item.');
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
    throw new Refusal(400, `quantity must be a whole number from 1 to ${MAX_QUANTITY}.`);
  }
  return [id, quantity];
}

function put({ cart }: Session, [id, quantity]: [id: number, quantity: number]): void {
  if (!cart.has(id) && cart.size >= MAX_LINES) throw new Refusal(409, `A cart has ${MAX_LINES} lines at most.`);
  cart.set(id, Math.min(MAX_QUANTITY, (cart.get(id) ?? 0) + quantity));
}
