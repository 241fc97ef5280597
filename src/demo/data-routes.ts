import type { Accounts } from './accounts/accounts.ts';
import { accountRoutes } from './accounts/routes.ts';
import type { Catalogue } from './catalogue.ts';
import type { Collections } from './collections/collections.ts';
import { collectionRoutes } from './collections/routes.ts';
import type { Attributes } from './computed/attributes.ts';
import { computedRoutes } from './computed/routes.ts';
import { openDemoDatabase } from './demo-database.ts';
import { sendJson } from './exchange.ts';
import { functionRoutes } from './functions/routes.ts';
import { graphqlRoutes } from './graphql/routes.ts';
import { Lazy } from './lazy.ts';
import type { Orders } from './orders/orders.ts';
import { orderRoutes } from './orders/routes.ts';
import type { Route } from './router.ts';
import type { Sessions } from './sessions.ts';
import type { DemoState } from './state.ts';
import { vectorRoutes } from './vectors/routes.ts';
import type { Vectors } from './vectors/vectors.ts';

/** Users, collections, computed attributes, stored functions, vectors, GraphQL and orders: each made at its first use. */
export function dataRoutes(
  state: DemoState,
  { catalogue, sessions, orders }: { catalogue: Catalogue; sessions: Sessions; orders: Lazy<Orders> },
): readonly Route[] {
  const { seed } = state;
  const database = new Lazy(() => openDemoDatabase(state));
  const accounts = new Lazy<Accounts>(async () => new (await import('./accounts/accounts.ts')).Accounts(state));
  const collections = new Lazy<Collections>(async () => {
    const { Collections } = await import('./collections/collections.ts');
    return new Collections(await database.get(), seed);
  });
  const attributes = new Lazy<Attributes>(async () => {
    const { Attributes } = await import('./computed/attributes.ts');
    return new Attributes(await database.get(), seed);
  });
  const vectors = new Lazy<Vectors>(async () => new (await import('./vectors/vectors.ts')).Vectors(seed));
  return [
    ...accountRoutes(state, accounts),
    ...collectionRoutes(state, collections),
    ...computedRoutes(state, attributes),
    ...functionRoutes(state, { catalogue, collections: () => collections.get() }),
    ...vectorRoutes(state, vectors),
    ...graphqlRoutes(state, catalogue),
    ...orderRoutes(state, { orders, sessions }),
    {
      method: 'GET',
      path: '/stats',
      about:
        '`{shop: {items, sessions}, accounts: {registered, sessions, locked}, collections: {collections, documents, bytes}, computed: {entries, changedBaseValues}, vectors: {sets, vectors}, orders: {orders, itemsTaken}}`: what there is, to see what a test left behind',
      handle: (exchange) => {
        sendJson(exchange, {
          shop: { items: catalogue.list().length, sessions: sessions.count },
          accounts: accounts.made?.counts() ?? { registered: 0, sessions: 0, locked: 0 },
          collections: collections.made?.counts() ?? { collections: 0, documents: 0, bytes: 0 },
          computed: {
            entries: attributes.made?.cache.size ?? 0,
            changedBaseValues: attributes.made?.changes ?? 0,
          },
          vectors: vectors.made?.counts() ?? { sets: 0, vectors: 0 },
          orders: orders.made?.counts() ?? { orders: 0, itemsTaken: 0 },
        });
      },
    },
  ];
}
