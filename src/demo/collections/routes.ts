import { type Lazy, lazyHandlers } from '../lazy.ts';
import type { Route } from '../router.ts';
import type { DemoState } from '../state.ts';
import type { Collections } from './collections.ts';

export function collectionRoutes(state: DemoState, collections: Lazy<Collections>): readonly Route[] {
  const on = lazyHandlers(async () => {
    const { collectionHandlers } = await import('./handlers.ts');
    return collectionHandlers(await collections.get(), state);
  });
  const documents = '/collections/:name/documents';
  return [
    {
      method: 'GET',
      path: '/collections',
      about:
        '`{collections: [{name, documents, bytes}]}`; `products` (20,000 small documents), `articles` (2,000 medium) and `archives` (200 large) are there from the start',
      handle: on('listCollections'),
    },
    {
      method: 'POST',
      path: '/collections',
      about:
        '`{name, documents?, size?}`: 201 with `{name, documents, bytes, indexed}`, filled with up to 50,000 seeded documents, `small` (0.3 kB), `medium` (2 kB) or `large` (20 kB); 409 where there is one',
      handle: on('createCollection'),
    },
    {
      method: 'GET',
      path: '/collections/:name',
      about: '`{name, documents, bytes, indexed}`: what is in it, and which fields have an index',
      handle: on('describeCollection'),
    },
    {
      method: 'DELETE',
      path: '/collections/:name',
      about: 'drops the collection: 204; a seeded one is made anew when it is next asked for',
      handle: on('dropCollection'),
    },
    {
      method: 'GET',
      path: documents,
      about:
        '`{next, documents, total?}`: `?category=lights&score[gte]=10&sort=-score&limit=20&offset=&after=&count=1&indexed=false`; the header `x-query-plan` says `index` or `scan`',
      handle: on('list'),
    },
    {
      method: 'POST',
      path: documents,
      about:
        'any JSON object: 201 with `{id, version, …}`, `etag` and `location`; makes the collection where there is none',
      handle: on('insert'),
    },
    {
      method: 'DELETE',
      path: documents,
      about: '`?run=…`: deletes the documents that meet the conditions, at least one: `{deleted}`',
      handle: on('removeMany'),
    },
    {
      method: 'POST',
      path: `${documents}/batch`,
      about: '`{documents: […]}`, up to 1,000, all or none: 201 with `{inserted, ids}`',
      handle: on('insertMany'),
    },
    {
      method: 'GET',
      path: `${documents}/:id`,
      about: '`{id, version, …}` with an `etag` (304 for `if-none-match`)',
      handle: on('get'),
    },
    {
      method: 'PUT',
      path: `${documents}/:id`,
      about: 'replaces the fields; 409 where `if-match`, or `version` in the body, is not that of the document',
      handle: on('replace'),
    },
    {
      method: 'PATCH',
      path: `${documents}/:id`,
      about: 'changes the fields given, null removes one (RFC 7396); 409 as for PUT',
      handle: on('patch'),
    },
    {
      method: 'DELETE',
      path: `${documents}/:id`,
      about: 'deletes a document: 204; 409 for another `if-match`',
      handle: on('remove'),
    },
    {
      method: 'GET',
      path: '/collections/:name/count',
      about: '`{count}` of the documents that meet the conditions; `?indexed=false` reads all of them',
      handle: on('count'),
    },
    {
      method: 'GET',
      path: '/collections/:name/aggregate',
      about:
        '`?group=category&sum=price&avg=&min=&max=`, with conditions: `{group, groups: [{key, count, sum, …}]}`, the largest first',
      handle: on('aggregate'),
    },
    {
      method: 'GET',
      path: '/collections/:name/search',
      about: '`?q=anchor storm*&any=1&limit=20&offset=`: full text, best first (BM25): `{q, total, documents}`',
      handle: on('search'),
    },
  ];
}
