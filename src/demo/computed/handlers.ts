import { performance } from 'node:perf_hooks';
import { readJsonObject } from '../body.ts';
import { type Exchange, type Handler, Refusal, sendJson } from '../exchange.ts';
import { numberField } from '../fields.ts';
import { numberParam } from '../parameters.ts';
import type { DemoState } from '../state.ts';
import { ATTRIBUTE_KINDS, type Attributes, type CacheUse, MAX_WORK, THINGS } from './attributes.ts';

type Name = 'get' | 'stats' | 'base' | 'setBase' | 'resetBase' | 'configure' | 'clear';

export function computedHandlers(attributes: Attributes, state: DemoState): Readonly<Record<Name, Handler>> {
  const idOf = (exchange: Exchange) => numberParam(exchange, 'id', { min: 1, max: THINGS });
  const sendStats = (exchange: Exchange) => sendJson(exchange, statsOf(attributes));
  return {
    get: (exchange) => {
      const kind = ATTRIBUTE_KINDS.find((each) => each === exchange.pathParams.kind);
      if (kind === undefined) throw new Refusal(404, `The kinds are ${ATTRIBUTE_KINDS.join(', ')}.`);
      const work = numberParam(exchange, 'work', { fallback: 1, min: 1, max: MAX_WORK });
      const bypass = exchange.query.get('cache') === 'bypass';
      const startedMs = performance.now();
      const { attribute, isHit } = attributes.ask(kind, idOf(exchange), { work, bypass });
      const cache = bypass ? 'bypass' : isHit ? 'hit' : 'miss';
      const headers = { 'x-cache': cache, 'x-compute-ms': (performance.now() - startedMs).toFixed(3) };
      sendJson(exchange, attribute, { headers });
    },
    stats: sendStats,
    base: (exchange) => {
      const id = idOf(exchange);
      sendJson(exchange, { id, value: attributes.base(id) });
    },
    setBase: async (exchange) => {
      const id = idOf(exchange);
      const fields = await readJsonObject(exchange, state.maxBodyBytes);
      const value = numberField(fields, 'value', { min: -1e9, max: 1e9, fractions: true });
      sendJson(exchange, { id, value, invalidated: attributes.setBase(id, value) });
    },
    resetBase: (exchange) => {
      const id = idOf(exchange);
      const invalidated = attributes.setBase(id, undefined);
      sendJson(exchange, { id, value: attributes.base(id), invalidated });
    },
    configure: async (exchange) => {
      const { cache } = attributes;
      const fields = await readJsonObject(exchange, state.maxBodyBytes);
      const capacity = numberField(fields, 'capacity', { fallback: cache.capacity, min: 0, max: 100_000 });
      const ttlMs = numberField(fields, 'ttlMs', { fallback: cache.ttlMs, min: 0, max: 86_400_000 });
      Object.assign(cache, { capacity, ttlMs }).shrink();
      sendStats(exchange);
    },
    clear: (exchange) => {
      attributes.reset();
      sendStats(exchange);
    },
  };
}

function statsOf({ cache, use, inner, expired, invalidated, changes }: Attributes) {
  const total = { hits: 0, misses: 0, bypassed: 0 };
  for (const { hits, misses, bypassed } of Object.values(use)) {
    total.hits += hits;
    total.misses += misses;
    total.bypassed += bypassed;
  }
  const byKind = Object.fromEntries(Object.entries(use).map(([kind, each]) => [kind, withRatio(each)]));
  return {
    entries: cache.size,
    capacity: cache.capacity,
    ttlMs: cache.ttlMs,
    ...withRatio(total),
    expired,
    evicted: cache.evicted,
    invalidated,
    changedBaseValues: changes,
    byKind,
    inner,
  };
}

/** The ratio of nothing is null. */
function withRatio(use: CacheUse): CacheUse & { hitRatio: number | null } {
  const asked = use.hits + use.misses;
  return { ...use, hitRatio: asked === 0 ? null : use.hits / asked };
}
