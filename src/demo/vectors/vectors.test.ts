import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller } from '../../../test/demo/call.ts';
import { type Demo, startDemo } from '../demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0 });
});
afterAll(() => demo.close());

const call = caller(() => demo.url);

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe('vector search', () => {
  it('finds the nearest as comparing all of them does', async () => {
    await call('POST', '/vectors', { name: 'small', dimension: 8, vectors: 200 });
    const vectors: number[][] = [];
    for (let id = 1; id <= 200; id++) vectors.push((await call('GET', `/vectors/small/${id}`)).body.vector);
    const vector = [1, -2, 3, 0.5, 0, -0.1, 7, 4];
    const expected = vectors
      .map((each, i) => ({ id: i + 1, score: cosine(each, vector) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 15);
    const { body } = await call('POST', '/vectors/search', { set: 'small', vector, k: 15 });
    expect(body).toMatchObject({ set: 'small', dimension: 8, compared: 200 });
    expect(body.hits.map(({ id }: { id: number }) => id)).toEqual(expected.map(({ id }) => id));
    for (const [i, { score }] of expected.entries()) expect(body.hits[i].score).toBeCloseTo(score, 6);
    const huge = vector.map((value) => value * 1e307);
    expect((await call('POST', '/vectors/search', { set: 'small', vector: huge, k: 1 })).body.hits[0].id).toBe(
      expected[0]?.id,
    );
  });

  it('finds a vector itself first, among its cluster', async () => {
    const { body } = await call('POST', '/vectors/search', { id: 47, k: 20 });
    expect([body.set, body.dimension, body.compared, body.hits[0].id]).toEqual(['default', 128, 5000, 47]);
    expect(body.hits[0].score).toBeCloseTo(1, 5);
    for (const { id } of body.hits) expect(id % 20).toBe(47 % 20);
  });

  it('knows what was put, replaced and deleted since', async () => {
    await call('POST', '/vectors', { name: 'edited', dimension: 2 });
    const put = (id: number, vector: number[]) => call('PUT', `/vectors/edited/${id}`, { vector });
    expect([(await put(1, [1, 0])).status, (await put(2, [0, 1])).status, (await put(1, [1, 1])).status]).toEqual([
      201, 201, 200,
    ]);
    expect((await call('POST', '/vectors/edited', { vector: [-1, 0] })).body).toEqual({ set: 'edited', id: 3 });
    const nearest = async () => {
      const { hits } = (await call('POST', '/vectors/search', { set: 'edited', vector: [1, 1] })).body;
      return hits.map(({ id }: { id: number }) => id);
    };
    expect(await nearest()).toEqual([1, 2, 3]);
    expect((await call('DELETE', '/vectors/edited/1')).status).toBe(204);
    expect((await call('DELETE', '/vectors/edited/1')).status).toBe(404);
    expect(await nearest()).toEqual([2, 3]);
    for (const id of [2, 3]) await call('DELETE', `/vectors/edited/${id}`);
    expect(await nearest()).toEqual([]);
    expect((await call('DELETE', '/vectors/edited/9')).status).toBe(404);
    expect((await call('GET', '/vectors/edited')).body.vectors).toBe(0);
  });

  it.each([
    [{}, 400],
    [{ vector: [1] }, 400],
    [{ vector: 'x' }, 400],
    [{ vector: Array(128).fill('1') }, 400],
    [{ vector: Array(128).fill(null) }, 400],
    [{ vector: Array(128).fill(0), k: 0 }, 400],
    [{ vector: Array(128).fill(0), k: 101 }, 400],
    [{ id: 9999 }, 404],
    [{ id: 1, set: 'none' }, 404],
    [{ vector: Array(128).fill(0) }, 200],
  ])('asked for %o answers %i', async (body, status) => {
    expect((await call('POST', '/vectors/search', body)).status).toBe(status);
  });
});

describe('sets of vectors', () => {
  it('are made, listed and dropped', async () => {
    const before = (await call('GET', '/stats')).body.vectors;
    expect((await call('POST', '/vectors', { name: 'made', dimension: 3, vectors: 10 })).body).toEqual({
      name: 'made',
      dimension: 3,
      vectors: 10,
    });
    expect((await call('POST', '/vectors', { name: 'made', dimension: 3 })).status).toBe(409);
    expect((await call('GET', '/vectors')).body.sets).toContainEqual({ name: 'made', dimension: 3, vectors: 10 });
    expect((await call('DELETE', '/vectors/made')).status).toBe(204);
    expect((await call('DELETE', '/vectors/made')).status).toBe(404);
    expect((await call('GET', '/stats')).body.vectors).toEqual(before);
  });

  it.each([
    [{ name: 'x', dimension: 1 }, 400],
    [{ name: 'x', dimension: 1537 }, 400],
    [{ name: 'search', dimension: 2 }, 400],
    [{ name: '../x', dimension: 2 }, 400],
    [{ name: 'default', dimension: 2 }, 409],
    [{ name: 'x', dimension: 2, vectors: 50_001 }, 400],
    [{ name: 'x', dimension: 1536, vectors: 50_000 }, 507],
  ])('asked for as %o answer %i', async (body, status) => {
    expect((await call('POST', '/vectors', body)).status).toBe(status);
  });
});
