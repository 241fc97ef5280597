import type { Catalogue } from '../catalogue.ts';
import { lazyHandlers } from '../lazy.ts';
import type { Route } from '../router.ts';
import type { DemoState } from '../state.ts';

export function graphqlRoutes(state: DemoState, catalogue: Catalogue): readonly Route[] {
  const on = lazyHandlers(async () => {
    const { graphqlHandlers } = await import('./handlers.ts');
    return graphqlHandlers({ seed: state.seed, catalogue }, state);
  });
  return [
    {
      method: 'POST',
      path: '/graphql',
      about: '`{query, variables?, operationName?}`: `{data, errors?}`, always 200 for what can be read as a request',
      handle: on('post'),
    },
    {
      method: 'GET',
      path: '/graphql',
      about: '`?query=&variables=&operationName=`: the same for queries',
      handle: on('get'),
    },
  ];
}
