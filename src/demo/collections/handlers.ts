import { readJsonObject } from '../body.ts';
import { type Exchange, type Handler, Refusal, send, sendJson, sendNothing } from '../exchange.ts';
import { type Fields, fieldOf, numberField, textField } from '../fields.ts';
import { flagParam, numberParam } from '../parameters.ts';
import type { DemoState } from '../state.ts';
import type { Collection } from './collection.ts';
import type { Collections } from './collections.ts';
import { bodyOf, etagOf, merged, type StoredDocument, textOf } from './documents.ts';
import { conditions, expressionFor, INDEXED_FIELDS, isIndexed, listQuery } from './query.ts';
import { RECORD_SIZES } from './seeded.ts';

const MAX_BATCH = 1000;
const MAX_SEEDED = 50_000;
const MAX_WORDS = 16;

type Name =
  | 'listCollections'
  | 'createCollection'
  | 'describeCollection'
  | 'dropCollection'
  | 'list'
  | 'insert'
  | 'insertMany'
  | 'removeMany'
  | 'get'
  | 'replace'
  | 'patch'
  | 'remove'
  | 'count'
  | 'aggregate'
  | 'search';

export function collectionHandlers(collections: Collections, state: DemoState): Readonly<Record<Name, Handler>> {
  const read = (exchange: Exchange) => readJsonObject(exchange, state.maxBodyBytes);
  const named = ({ pathParams }: Exchange) => collections.get(pathParams.name ?? '');
  const withRoom = ({ pathParams }: Exchange, bodies: readonly string[]) => {
    const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
    return collections.withRoom(pathParams.name ?? '', { documents: bodies.length, bytes });
  };
  return {
    listCollections: (exchange) => sendJson(exchange, { collections: collections.list() }),
    createCollection: async (exchange) => {
      const fields = await read(exchange);
      const size = textField(fields, 'size', { max: 10, fallback: 'small' });
      const known = RECORD_SIZES.find((each) => each === size);
      if (known === undefined) throw new Refusal(400, `size must be one of ${RECORD_SIZES.join(', ')}.`);
      const documents = numberField(fields, 'documents', { fallback: 0, min: 0, max: MAX_SEEDED });
      const name = textField(fields, 'name', { max: 63 });
      sendInfo(exchange, collections.create(name, { documents, size: known }), 201);
    },
    describeCollection: (exchange) => sendInfo(exchange, named(exchange), 200),
    dropCollection: (exchange) => {
      collections.drop(exchange.pathParams.name ?? '');
      sendNothing(exchange);
    },
    list: (exchange) => sendPage(exchange, named(exchange)),
    insert: async (exchange) => {
      const body = bodyOf(await read(exchange));
      const collection = withRoom(exchange, [body]);
      for (const document of collection.insert([body])) {
        const location = `/collections/${collection.name}/documents/${document.id}`;
        sendDocument(exchange, document, { status: 201, headers: { location } });
      }
    },
    insertMany: async (exchange) => {
      const documents = fieldOf(await read(exchange), 'documents');
      if (!Array.isArray(documents) || documents.length < 1 || documents.length > MAX_BATCH) {
        throw new Refusal(400, `documents must be a list of 1 to ${MAX_BATCH} documents.`);
      }
      const bodies = documents.map(bodyOf);
      const ids = withRoom(exchange, bodies)
        .insert(bodies)
        .map(({ id }) => id);
      sendJson(exchange, { inserted: ids.length, ids }, { status: 201 });
    },
    removeMany: (exchange) => {
      const where = conditions(exchange.query);
      if (where.count === 0) throw new Refusal(400, 'A condition is needed, such as ?run=…');
      sendJson(exchange, { deleted: named(exchange).remove(where) });
    },
    get: (exchange) => {
      const document = found(exchange, named(exchange));
      const etag = etagOf(document);
      if (exchange.request.headers['if-none-match'] === etag) {
        sendNothing(exchange, { status: 304, headers: { etag } });
      } else sendDocument(exchange, document);
    },
    replace: async (exchange) => {
      const fields = await read(exchange);
      const collection = named(exchange);
      const old = unchanged(exchange, found(exchange, collection), fields);
      collections.withRoom(collection.name, { documents: 0, bytes: JSON.stringify(fields).length });
      sendDocument(exchange, collection.replace(old, fields));
    },
    patch: async (exchange) => {
      const fields = await read(exchange);
      const collection = named(exchange);
      const old = unchanged(exchange, found(exchange, collection), fields);
      collections.withRoom(collection.name, { documents: 0, bytes: JSON.stringify(fields).length });
      sendDocument(exchange, collection.replace(old, merged(JSON.parse(old.body), fields)));
    },
    remove: (exchange) => {
      const collection = named(exchange);
      const { id } = unchanged(exchange, found(exchange, collection), {});
      collection.remove({ sql: 'id = ?', values: [id], count: 1 });
      sendNothing(exchange);
    },
    count: (exchange) => {
      sendJson(exchange, { count: named(exchange).count(conditions(exchange.query), isIndexed(exchange)) });
    },
    aggregate: (exchange) => sendAggregate(exchange, named(exchange)),
    search: (exchange) => sendHits(exchange, named(exchange)),
  };
}

function sendInfo(exchange: Exchange, { name, documents, bytes }: Collection, status: number): void {
  sendJson(exchange, { name, documents, bytes, indexed: INDEXED_FIELDS }, { status });
}

function sendDocument(exchange: Exchange, document: StoredDocument, answer: Parameters<typeof sendJson>[2] = {}): void {
  const headers = { 'content-type': 'application/json', etag: etagOf(document), ...answer.headers };
  send(exchange, textOf(document), { ...answer, headers });
}

function found({ pathParams }: Exchange, collection: Collection): StoredDocument {
  const text = pathParams.id ?? '';
  const document = /^[1-9]\d{0,14}$/.test(text) ? collection.get(Number(text)) : undefined;
  if (document === undefined) throw new Refusal(404, `${collection.name} has no document ${text.slice(0, 50)}.`);
  return document;
}

/** The document itself, unless the caller means another version of it: a 409. */
function unchanged({ request }: Exchange, document: StoredDocument, fields: Fields): StoredDocument {
  const etag = request.headers['if-match'];
  const version = fieldOf(fields, 'version');
  const isMeant =
    (etag === undefined || etag === '*' || etag === etagOf(document)) &&
    (version === undefined || version === document.version);
  if (isMeant) return document;
  throw new Refusal(409, `Document ${document.id} is at version ${document.version} now.`, { etag: etagOf(document) });
}

function sendPage(exchange: Exchange, collection: Collection): void {
  const { documents, next, plan } = collection.list(listQuery(exchange));
  const total = flagParam(exchange, 'count')
    ? collection.count(conditions(exchange.query), isIndexed(exchange))
    : undefined;
  const count = total === undefined ? '' : `"total":${total},`;
  const body = `{${count}"next":${JSON.stringify(next)},"documents":[${documents.map(textOf).join(',')}]}`;
  send(exchange, body, { headers: { 'content-type': 'application/json', 'x-query-plan': plan } });
}

const FIGURES = { sum: 'TOTAL', avg: 'AVG', min: 'MIN', max: 'MAX' } as const;

function sendAggregate(exchange: Exchange, collection: Collection): void {
  const group = exchange.query.get('group');
  const figures: Record<string, string> = {};
  for (const [name, call] of Object.entries(FIGURES)) {
    const field = exchange.query.get(name);
    if (field !== null) figures[name] = `${call}(${expressionFor(field)})`;
  }
  const { groups, plan } = collection.aggregate({
    where: conditions(exchange.query),
    key: group === null ? 'NULL' : expressionFor(group),
    figures,
    isIndexed: isIndexed(exchange),
  });
  sendJson(exchange, { group, groups }, { headers: { 'x-query-plan': plan } });
}

function sendHits(exchange: Exchange, collection: Collection): void {
  const words =
    (exchange.query.get('q') ?? '')
      .slice(0, 500)
      .match(/[\p{L}\p{N}]+\*?/gu)
      ?.slice(0, MAX_WORDS) ?? [];
  if (words.length === 0)
    throw new Refusal(400, 'q must hold the words to search for; word* stands for all that begin so.');
  const match = words.map((word) => (word.endsWith('*') ? `"${word.slice(0, -1)}"*` : `"${word}"`));
  const { total, hits } = collection.search(match.join(flagParam(exchange, 'any') ? ' OR ' : ' '), {
    limit: numberParam(exchange, 'limit', { fallback: 20, min: 1, max: 100 }),
    offset: numberParam(exchange, 'offset', { fallback: 0, min: 0, max: 1e6 }),
  });
  const body = `{"q":${JSON.stringify(words.join(' '))},"total":${total},"documents":[${hits.map(textOf).join(',')}]}`;
  send(exchange, body, { headers: { 'content-type': 'application/json' } });
}
