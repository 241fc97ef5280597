import { type Lazy, lazyHandlers } from '../lazy.ts';
import type { Route } from '../router.ts';
import type { Sessions } from '../sessions.ts';
import type { DemoState } from '../state.ts';
import type { Orders } from './orders.ts';

export function orderRoutes(
  state: DemoState,
  { orders, sessions }: { orders: Lazy<Orders>; sessions: Sessions },
): readonly Route[] {
  const on = lazyHandlers(async () => {
    const { orderHandlers } = await import('./handlers.ts');
    return orderHandlers(await orders.get(), { sessions, state });
  });
  return [
    {
      method: 'GET',
      path: '/orders',
      about: '`{orders: [{order, user, items, total, status, reservedUntil?, payment?}]}` that the user reserved',
      handle: on('list'),
    },
    {
      method: 'DELETE',
      path: '/orders',
      about: 'deletes all of them, gives their stock back: `{deleted}`',
      handle: on('removeAll'),
    },
    {
      method: 'GET',
      path: '/orders/:id',
      about: 'one of them; `status` is `reserved`, `paid`, `cancelled`, `refunded` or `expired`',
      handle: on('get'),
    },
    {
      method: 'DELETE',
      path: '/orders/:id',
      about: 'deletes it and gives its stock back: 204',
      handle: on('remove'),
    },
    {
      method: 'POST',
      path: '/orders/:id/payment',
      about:
        '`{amount, card?}` with the header `idempotency-key`: 201 with `{payment, order, amount, status}`; the same again: 200 with `idempotent-replayed: true`; 409 where it is paid or over, 422 for the key with another body, 402 for the card 4000000000000002',
      handle: on('pay'),
    },
    {
      method: 'POST',
      path: '/orders/:id/cancel',
      about: 'gives the stock back: the order, `cancelled`, or `refunded` where it was paid; 409 where it is over',
      handle: on('cancel'),
    },
  ];
}
