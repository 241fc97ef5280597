import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0, jobSlots: 2 });
});
afterAll(() => demo.close());

interface Job {
  id: string;
  state: string;
  progress: number;
  queuedMs: number;
  ranMs: number;
  error?: string;
  webhook?: { url: string; state: string; attempts: number; status?: number; error?: string };
}

const post = (path: string, body: unknown) => fetch(demo.url + path, { method: 'POST', body: JSON.stringify(body) });

async function submit(body: unknown): Promise<Job> {
  const answer = await post('/jobs', body);
  const job = (await answer.json()) as Job;
  expect([answer.status, answer.headers.get('location')]).toEqual([202, `/jobs/${job.id}`]);
  return job;
}

async function get(id: string): Promise<Job> {
  return (await (await fetch(`${demo.url}/jobs/${id}`)).json()) as Job;
}

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 5000, interval: 10 });

describe('jobs', () => {
  it('run as many at a time as there are workers, in the order they came', async () => {
    const jobs: Job[] = [];
    for (let i = 0; i < 4; i++) jobs.push(await submit({ kind: 'report', ms: 250 }));
    const states = async () => (await Promise.all(jobs.map(({ id }) => get(id)))).map(({ state }) => state);
    expect(jobs.map(({ state }) => state)).toEqual(['running', 'running', 'queued', 'queued']);
    await eventually(states).toEqual(['done', 'done', 'done', 'done']);
    const done = await Promise.all(jobs.map(({ id }) => get(id)));
    for (const job of done) {
      expect(job).toMatchObject({ kind: 'report', ms: 250, progress: 1, result: { kind: 'report' } });
      expect(job.ranMs).toBeGreaterThanOrEqual(250);
    }
    expect(done[3]?.queuedMs).toBeGreaterThan(150);
  });

  it('tell how far they are', async () => {
    const { id } = await submit({ ms: 300 });
    await eventually(async () => (await get(id)).progress > 0.2).toBe(true);
    expect((await get(id)).progress).toBeLessThanOrEqual(0.999);
  });

  it('fail where they shall, by chance in the same order for one seed', async () => {
    const { id } = await submit({ ms: 1, fail: true });
    await eventually(async () => (await get(id)).state).toBe('failed');
    expect((await get(id)).error).toContain('meant to fail');
    const outcomes = async () => {
      const other = await startDemo({ port: 0, items: 0, seed: 5, jobSlots: 100 });
      const ids: string[] = [];
      for (let i = 0; i < 30; i++) {
        const answer = await fetch(`${other.url}/jobs`, { method: 'POST', body: '{"ms": 0, "fail": 0.5}' });
        ids.push(((await answer.json()) as Job).id);
      }
      const count = async (state: string) =>
        ((await (await fetch(`${other.url}/jobs?state=${state}`)).json()) as { jobs: Job[] }).jobs.map((job) => job.id);
      await eventually(async () => (await count('done')).length + (await count('failed')).length).toBe(30);
      const failed = await count('failed');
      await other.close();
      return failed;
    };
    const first = await outcomes();
    expect(first.length).toBeGreaterThan(5);
    expect(first.length).toBeLessThan(25);
    expect(await outcomes()).toEqual(first);
  });

  it('can be cancelled while they wait or run, and give their worker to the next', async () => {
    const running = [await submit({ ms: 60_000 }), await submit({ ms: 60_000 })];
    const waiting = await submit({ ms: 60_000 });
    const next = await submit({ ms: 10 });
    const cancel = async (id: string) => {
      const answer = await post(`/jobs/${id}/cancel`, {});
      return [answer.status, ((await answer.json()) as Job).state];
    };
    expect(await cancel(waiting.id)).toEqual([200, 'cancelled']);
    expect(await cancel(running[0]?.id ?? '')).toEqual([200, 'cancelled']);
    expect((await cancel(running[0]?.id ?? ''))[0]).toBe(409);
    await eventually(async () => (await get(next.id)).state).toBe('done');
    const remove = async (id = '') => (await fetch(`${demo.url}/jobs/${id}`, { method: 'DELETE' })).status;
    expect(await remove(running[1]?.id)).toBe(204);
    expect(await remove(running[1]?.id)).toBe(404);
    const list = (await (await fetch(`${demo.url}/jobs?limit=2`)).json()) as { running: number; jobs: Job[] };
    expect([list.running, list.jobs.map(({ id }) => id)]).toEqual([0, [next.id, waiting.id]]);
  });

  it.each([
    { kind: 1 },
    { kind: '' },
    { ms: -1 },
    { ms: '5' },
    { ms: 1e9 },
    { fail: 2 },
    { fail: 'yes' },
    { webhook: 'nonsense' },
    { webhook: 'http://example.com/' },
    { webhook: 'http://10.0.0.1/' },
    { webhook: 'http://127.0.0.1.example.com/' },
    { webhook: 'http://user@evil.test:80/' },
    { webhook: 'https://127.0.0.1/' },
    { webhook: 'file:///etc/passwd' },
    { webhook: 5 },
  ])('are refused as %j', async (body) => {
    expect((await post('/jobs', body)).status).toBe(400);
  });
});

describe('webhooks', () => {
  const calls: { url: string; body: { event: string; job: Job } }[] = [];
  let statuses: number[] = [];
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      calls.push({ url: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(statuses.shift() ?? 204, { location: '/elsewhere' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => server.close());

  it('are told how a job ended', async () => {
    const { id } = await submit({ ms: 5, webhook: `http://localhost:${port}/done?x=1` });
    await eventually(async () => (await get(id)).webhook).toMatchObject({
      state: 'delivered',
      attempts: 1,
      status: 204,
    });
    expect(calls.at(-1)).toMatchObject({ url: '/done?x=1', body: { event: 'job.done', job: { id, state: 'done' } } });
    const failed = await submit({ ms: 5, fail: true, webhook: `http://127.0.0.1:${port}/` });
    await eventually(async () => (await get(failed.id)).webhook?.state).toBe('delivered');
    expect(calls.at(-1)?.body).toMatchObject({ event: 'job.failed', job: { id: failed.id } });
  });

  it('are called again where they fail, three times at most, and not led elsewhere', async () => {
    statuses = [500, 302, 200];
    const { id } = await submit({ ms: 0, webhook: `http://127.0.0.1:${port}/again` });
    await eventually(async () => (await get(id)).webhook).toMatchObject({
      state: 'delivered',
      attempts: 3,
      status: 200,
    });
    expect(calls.filter(({ url }) => url === '/again')).toHaveLength(3);
    expect(calls.some(({ url }) => url === '/elsewhere')).toBe(false);
    const nobody = await submit({ ms: 0, webhook: 'http://127.0.0.1:1/' });
    await eventually(async () => (await get(nobody.id)).webhook).toMatchObject({
      state: 'failed',
      attempts: 3,
      error: 'ECONNREFUSED',
    });
  });
});
