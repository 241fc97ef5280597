import { readJsonObject } from '../body.ts';
import { type Exchange, type Handler, Refusal, sendJson, sendNothing } from '../exchange.ts';
import { numberField, textField } from '../fields.ts';
import { numberParam } from '../parameters.ts';
import type { Sessions } from '../sessions.ts';
import type { DemoState } from '../state.ts';
import type { Orders } from './orders.ts';

type Name = 'list' | 'get' | 'pay' | 'cancel' | 'remove' | 'removeAll';

export function orderHandlers(
  orders: Orders,
  { sessions, state }: { sessions: Sessions; state: DemoState },
): Readonly<Record<Name, Handler>> {
  const userOf = (exchange: Exchange) => sessions.of(exchange).user.name;
  const idOf = (exchange: Exchange) => numberParam(exchange, 'id', { min: 1, max: 1e9 });
  return {
    list: (exchange) => sendJson(exchange, { orders: orders.list(userOf(exchange)).slice(-1000) }),
    get: (exchange) => {
      const user = userOf(exchange);
      sendJson(exchange, orders.get(idOf(exchange), user));
    },
    pay: async (exchange) => {
      const user = userOf(exchange);
      const number = idOf(exchange);
      const fields = await readJsonObject(exchange, state.maxBodyBytes);
      const { payment, isRepeated } = orders.pay(number, user, {
        key: idempotencyKey(exchange),
        amount: numberField(fields, 'amount', { min: 0, max: 1e9, fractions: true }),
        card: textField(fields, 'card', { max: 30, fallback: '4242424242424242' }),
      });
      const headers = isRepeated ? { 'idempotent-replayed': 'true' } : {};
      sendJson(exchange, payment, { status: payment.status === 'declined' ? 402 : isRepeated ? 200 : 201, headers });
    },
    cancel: (exchange) => {
      const user = userOf(exchange);
      sendJson(exchange, orders.cancel(idOf(exchange), user));
    },
    remove: (exchange) => {
      const user = userOf(exchange);
      orders.remove(idOf(exchange), user);
      sendNothing(exchange);
    },
    removeAll: (exchange) => sendJson(exchange, { deleted: orders.removeAllOf(userOf(exchange)) }),
  };
}

function idempotencyKey({ request }: Exchange): string {
  const key = request.headers['idempotency-key'];
  if (typeof key === 'string' && key !== '' && key.length <= 200) return key;
  throw new Refusal(400, 'An idempotency-key of 1 to 200 characters is needed as a header.');
}
