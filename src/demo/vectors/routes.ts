import { type Lazy, lazyHandlers } from '../lazy.ts';
import type { Route } from '../router.ts';
import type { DemoState } from '../state.ts';
import type { Vectors } from './vectors.ts';

export function vectorRoutes(state: DemoState, vectors: Lazy<Vectors>): readonly Route[] {
  const on = lazyHandlers(async () => (await import('./handlers.ts')).vectorHandlers(await vectors.get(), state));
  return [
    {
      method: 'GET',
      path: '/vectors',
      about: '`{sets: [{name, dimension, vectors}]}`; `default` has 5,000 of 128 numbers, in 20 clusters',
      handle: on('list'),
    },
    {
      method: 'POST',
      path: '/vectors',
      about:
        '`{name, dimension, vectors?}`: 201 with a new set of 2 to 1,536 dimensions and up to 50,000 seeded vectors; 409 where there is one',
      handle: on('create'),
    },
    {
      method: 'POST',
      path: '/vectors/search',
      about:
        '`{vector, set?, k?}` or `{id, …}`: the 10 (`k`, up to 100) nearest by exact cosine: `{set, dimension, compared, hits: [{id, score}]}`',
      handle: on('search'),
    },
    {
      method: 'GET',
      path: '/vectors/:set',
      about: '`{name, dimension, vectors}`',
      handle: on('describe'),
    },
    {
      method: 'POST',
      path: '/vectors/:set',
      about: '`{vector}`: adds one: 201 with `{set, id}`',
      handle: on('add'),
    },
    {
      method: 'DELETE',
      path: '/vectors/:set',
      about: 'drops the set: 204; `default` is made anew when it is next asked for',
      handle: on('drop'),
    },
    {
      method: 'GET',
      path: '/vectors/:set/:id',
      about: '`{id, vector}`, of length one',
      handle: on('get'),
    },
    {
      method: 'PUT',
      path: '/vectors/:set/:id',
      about: '`{vector}`: puts it there: `{set, id}`, 201 where it is new',
      handle: on('put'),
    },
    {
      method: 'DELETE',
      path: '/vectors/:set/:id',
      about: 'deletes a vector: 204',
      handle: on('remove'),
    },
  ];
}
