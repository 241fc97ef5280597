import { type Lazy, lazyHandlers } from '../lazy.ts';
import type { Route } from '../router.ts';
import type { DemoState } from '../state.ts';
import type { Attributes } from './attributes.ts';

export function computedRoutes(state: DemoState, attributes: Lazy<Attributes>): readonly Route[] {
  const on = lazyHandlers(async () => (await import('./handlers.ts')).computedHandlers(await attributes.get(), state));
  return [
    {
      method: 'GET',
      path: '/computed/stats',
      about:
        '`{entries, capacity, ttlMs, hits, misses, bypassed, hitRatio, expired, evicted, invalidated, changedBaseValues, byKind, inner}` of the cache',
      handle: on('stats'),
    },
    {
      method: 'PUT',
      path: '/computed/cache',
      about: '`{capacity?, ttlMs?}`: how many attributes are kept (1,000), and how long (60,000): the stats',
      handle: on('configure'),
    },
    {
      method: 'DELETE',
      path: '/computed/cache',
      about: 'empties the cache, counts from zero and takes the settings back: the stats',
      handle: on('clear'),
    },
    {
      method: 'GET',
      path: '/computed/base/:id',
      about: '`{id, value}`: the base value of thing 1 to 10,000, which its attributes are computed from',
      handle: on('base'),
    },
    {
      method: 'PUT',
      path: '/computed/base/:id',
      about: '`{value}`: changes it: `{id, value, invalidated}`, with the number of attributes that left the cache',
      handle: on('setBase'),
    },
    {
      method: 'DELETE',
      path: '/computed/base/:id',
      about: 'takes the change back: `{id, value, invalidated}`',
      handle: on('resetBase'),
    },
    {
      method: 'GET',
      path: '/computed/:kind/:id',
      about:
        '`simple`, `complex` (SQL and arithmetic, `?work=1` to 20 times) or `dependent` (on others): `{kind, id, value, dependsOn, parts}`; headers `x-cache: hit`, `miss` or `bypass` (`?cache=bypass`), `x-compute-ms`',
      handle: on('get'),
    },
  ];
}
