import { readJsonObject } from '../body.ts';
import { type Exchange, type Handler, Refusal, sendJson, sendNothing } from '../exchange.ts';
import { type Fields, fieldOf, numberField, textField } from '../fields.ts';
import { numberParam } from '../parameters.ts';
import type { DemoState } from '../state.ts';
import type { VectorSet } from './vector-set.ts';
import { DEFAULT_SET, infoOf, MAX_DIMENSION, type Vectors } from './vectors.ts';

const MAX_ID = 1e9;
const MAX_COUNT = 50_000;
const MAX_HITS = 100;

type Name = 'list' | 'create' | 'search' | 'describe' | 'add' | 'drop' | 'get' | 'put' | 'remove';

export function vectorHandlers(vectors: Vectors, state: DemoState): Readonly<Record<Name, Handler>> {
  const read = (exchange: Exchange) => readJsonObject(exchange, state.maxBodyBytes);
  const setOf = ({ pathParams }: Exchange) => vectors.get(pathParams.set ?? '');
  const idOf = (exchange: Exchange) => numberParam(exchange, 'id', { min: 1, max: MAX_ID });
  return {
    list: (exchange) => sendJson(exchange, { sets: vectors.list() }),
    create: async (exchange) => {
      const fields = await read(exchange);
      const dimension = numberField(fields, 'dimension', { min: 2, max: MAX_DIMENSION });
      const count = numberField(fields, 'vectors', { fallback: 0, min: 0, max: MAX_COUNT });
      const set = vectors.create(textField(fields, 'name', { max: 63 }), { dimension, count });
      sendJson(exchange, infoOf(set), { status: 201 });
    },
    search: async (exchange) => {
      const fields = await read(exchange);
      const set = vectors.get(textField(fields, 'set', { max: 63, fallback: DEFAULT_SET }));
      const k = numberField(fields, 'k', { fallback: 10, min: 1, max: MAX_HITS });
      const { dimension, size } = set;
      sendJson(exchange, { set: set.name, dimension, compared: size, hits: set.search(queryOf(fields, set), k) });
    },
    describe: (exchange) => sendJson(exchange, infoOf(setOf(exchange))),
    add: async (exchange) => {
      const fields = await read(exchange);
      const set = setOf(exchange);
      const { id } = vectors.put(set, undefined, vectorOf(fields, set));
      sendJson(exchange, { set: set.name, id }, { status: 201, headers: { location: `/vectors/${set.name}/${id}` } });
    },
    drop: (exchange) => {
      vectors.drop(exchange.pathParams.set ?? '');
      sendNothing(exchange);
    },
    get: (exchange) => {
      const id = idOf(exchange);
      sendJson(exchange, { id, vector: known(setOf(exchange), id) });
    },
    put: async (exchange) => {
      const id = idOf(exchange);
      const fields = await read(exchange);
      const set = setOf(exchange);
      const { isNew } = vectors.put(set, id, vectorOf(fields, set));
      sendJson(exchange, { set: set.name, id }, { status: isNew ? 201 : 200 });
    },
    remove: (exchange) => {
      const id = idOf(exchange);
      if (!setOf(exchange).remove(id)) throw notThere(id);
      sendNothing(exchange);
    },
  };
}

/** The vector to look for: given, or that of an id. */
function queryOf(fields: Fields, set: VectorSet): readonly number[] {
  if (fieldOf(fields, 'id') === undefined) return vectorOf(fields, set);
  return known(set, numberField(fields, 'id', { min: 1, max: MAX_ID }));
}

function vectorOf(fields: Fields, { dimension }: VectorSet): readonly number[] {
  const vector = fieldOf(fields, 'vector');
  const isVector =
    Array.isArray(vector) &&
    vector.length === dimension &&
    vector.every((value) => typeof value === 'number' && Number.isFinite(value));
  if (isVector) return vector;
  throw new Refusal(400, `vector must be a list of ${dimension} numbers.`);
}

function known(set: VectorSet, id: number): readonly number[] {
  const vector = set.get(id);
  if (vector === undefined) throw notThere(id);
  return vector;
}

function notThere(id: number): Refusal {
  return new Refusal(404, `There is no vector ${id}.`);
}
