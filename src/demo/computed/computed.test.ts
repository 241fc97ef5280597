import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caller } from '../../../test/demo/call.ts';
import { type Demo, startDemo } from '../demo.ts';
import { LruCache } from './lru-cache.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0 });
});
afterAll(() => demo.close());

const call = caller(() => demo.url);
const cacheOf = async (path: string) => (await call('GET', path)).headers.get('x-cache');
const stats = async () => (await call('GET', '/computed/stats')).body;

beforeEach(async () => {
  await call('DELETE', '/computed/cache');
});

describe('a computed attribute', () => {
  it.each(['simple', 'complex', 'dependent'])('that is %s is the same computed, kept and bypassed', async (kind) => {
    const path = `/computed/${kind}/17`;
    const first = await call('GET', path);
    expect([first.status, first.headers.get('x-cache'), first.body.kind, first.body.id]).toEqual([
      200,
      'miss',
      kind,
      17,
    ]);
    const second = await call('GET', path);
    const bypass = await call('GET', `${path}?cache=bypass`);
    expect([second.headers.get('x-cache'), bypass.headers.get('x-cache')]).toEqual(['hit', 'bypass']);
    expect([second.body, bypass.body]).toEqual([first.body, first.body]);
  });

  it('follows from its parts', async () => {
    const { body: base } = await call('GET', '/computed/base/30');
    const { body: simple } = await call('GET', '/computed/simple/30');
    expect(simple.parts.base).toBe(base.value);
    expect(simple.value).toBeCloseTo(base.value * 1.1, 1);
    const { body: dependent } = await call('GET', '/computed/dependent/30');
    const { body: complex } = await call('GET', '/computed/complex/30');
    expect([dependent.parts.own, dependent.parts.forecast]).toEqual([simple.value, complex.value]);
    expect(dependent.dependsOn).toEqual(['simple/30', 'complex/30', 'simple/31', 'simple/32']);
  });

  it('goes when a base value it depends on changes, and only then', async () => {
    const all = [4, 5, 6, 7, 8].map((id) => `/computed/dependent/${id}`);
    for (const path of all) await call('GET', path);
    const before = (await call('GET', '/computed/dependent/5')).body.value;
    const changed = await call('PUT', '/computed/base/7', { value: 1000 });
    expect(changed.body).toEqual({ id: 7, value: 1000, invalidated: 5 });
    const after: (string | null)[] = [];
    for (const path of all) after.push(await cacheOf(path));
    expect(after).toEqual(['hit', 'miss', 'miss', 'miss', 'hit']);
    expect((await call('GET', '/computed/dependent/5')).body.value).not.toBe(before);
    expect((await stats()).changedBaseValues).toBe(1);
    await call('DELETE', '/computed/base/7');
    expect((await call('GET', '/computed/dependent/5')).body.value).toBe(before);
    expect((await stats()).changedBaseValues).toBe(0);
  });

  it('wraps round at the last thing', async () => {
    const { body } = await call('GET', '/computed/dependent/10000');
    expect(body.dependsOn).toEqual(['simple/10000', 'complex/10000', 'simple/1', 'simple/2']);
    await call('PUT', '/computed/base/1', { value: 5 });
    expect(await cacheOf('/computed/dependent/10000')).toBe('miss');
    await call('DELETE', '/computed/base/1');
  });

  it.each([
    '/computed/odd/1',
    '/computed/simple/0',
    '/computed/simple/10001',
    '/computed/simple/x',
    '/computed/complex/1?work=21',
  ])('is not found at %s', async (path) => {
    expect([400, 404]).toContain((await call('GET', path)).status);
  });

  it('takes numbers only as a base value', async () => {
    for (const value of [undefined, 'x', null, 1e10]) {
      expect((await call('PUT', '/computed/base/1', { value })).status).toBe(400);
    }
  });
});

describe('the cache', () => {
  it('shows how often it hit', async () => {
    for (const id of [1, 2, 1, 1]) await call('GET', `/computed/simple/${id}`);
    await call('GET', '/computed/complex/1');
    await call('GET', '/computed/complex/1?cache=bypass');
    const { hits, misses, bypassed, hitRatio, entries, byKind } = await stats();
    expect({ hits, misses, bypassed, hitRatio, entries }).toEqual({
      hits: 2,
      misses: 3,
      bypassed: 1,
      hitRatio: 0.4,
      entries: 3,
    });
    expect(byKind.simple).toEqual({ hits: 2, misses: 2, bypassed: 0, hitRatio: 0.5 });
    expect(byKind.dependent.hitRatio).toBeNull();
  });

  it('keeps as many as it is told to, for as long as it is told to', async () => {
    await call('PUT', '/computed/cache', { capacity: 2 });
    for (const id of [1, 2, 1, 3]) await call('GET', `/computed/simple/${id}`);
    expect([await cacheOf('/computed/simple/1'), await cacheOf('/computed/simple/2')]).toEqual(['hit', 'miss']);
    expect((await stats()).evicted).toBe(2);
    await call('PUT', '/computed/cache', { ttlMs: 1, capacity: 100 });
    await call('GET', '/computed/simple/9');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await cacheOf('/computed/simple/9')).toBe('miss');
    expect((await stats()).expired).toBe(1);
    await call('PUT', '/computed/cache', { capacity: 0 });
    await call('GET', '/computed/simple/9');
    expect([await cacheOf('/computed/simple/9'), (await stats()).entries]).toEqual(['miss', 0]);
    expect((await call('PUT', '/computed/cache', { capacity: -1 })).status).toBe(400);
  });

  it('drops what was not used for the longest', () => {
    const cache = new LruCache<number>({ capacity: 2, ttlMs: 10 });
    cache.set('a', 1, 0);
    cache.set('b', 2, 0);
    expect(cache.get('a', 5)).toEqual({ found: 'hit', value: 1 });
    cache.set('c', 3, 5);
    expect([cache.get('b', 5).found, cache.get('a', 10).found, cache.get('c', 14).found]).toEqual([
      'miss',
      'expired',
      'hit',
    ]);
    expect(cache.size).toBe(1);
  });
});
