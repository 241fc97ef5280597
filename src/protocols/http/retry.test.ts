import { afterEach, describe, expect, it } from 'vitest';
import { TestClient, type TestClientOptions, told } from '../../../test/http/test-client.ts';
import { nodeServer } from '../../../test/servers/node-server.ts';
import { rawServer } from '../../../test/servers/raw-server.ts';
import { HttpResponse } from './response.ts';
import { type RetryPolicy, retryDelayMs } from './retry.ts';

const held: { close(): void }[] = [];
afterEach(() => {
  for (const each of held.splice(0)) each.close();
});

function hold<T extends { close(): void }>(each: T): T {
  held.push(each);
  return each;
}

const clientOf = (target: string, options: TestClientOptions = {}) => hold(new TestClient(target, options));

const POLICY: RetryPolicy = {
  attempts: 3,
  statuses: [[503, 503]],
  errors: new Set(['closed']),
  delayMs: 10,
  backoff: 1,
  maxDelayMs: 1000,
  jitter: 0,
  retryAfter: false,
};

describe('a request that is to be retried', () => {
  it('is sent until it succeeds, each attempt a request of its own', async () => {
    let asked = 0;
    const server = hold(
      await nodeServer((request, response) => {
        request.resume();
        asked++;
        response.writeHead(asked < 3 ? 503 : 200).end(`${request.method} ${asked}`);
      }),
    );
    const client = clientOf(server.url);
    const body = { kind: 'json', value: 1 } as const;
    const response = await client.send({ method: 'POST', name: 'save', body, retry: POLICY });
    expect([told(response), response.attempts]).toEqual(['200 POST 3', 3]);
    const measured = client.measured();
    expect([measured.counter('http_reqs', { name: 'save' }), measured.rate('http_req_failed')]).toEqual([3, [2, 3]]);
    expect([measured.counter('request_retries', { name: 'save' }), measured.counter('http_retries')]).toEqual([2, 0]);
    expect(measured.trend('http_req_duration').maxUs).toBeLessThan(10_000_000);
  });

  it('ends with its last answer when it never succeeds', async () => {
    const server = hold(await nodeServer((_request, response) => response.writeHead(503).end()));
    const client = clientOf(server.url);
    const response = await client.send({ retry: POLICY });
    expect([response.status, response.attempts, client.measured().counter('http_reqs')]).toEqual([503, 3, 3]);
  });

  it('is tried again for the kinds of failure that are named, and no others', async () => {
    const server = hold(await rawServer((peer) => peer.socket.destroy()));
    const client = clientOf(server.url);
    expect((await client.send({ method: 'POST', retry: POLICY })).attempts).toBe(3);
    expect((await client.send({ method: 'POST', retry: { ...POLICY, errors: new Set() } })).attempts).toBe(1);
  });

  it('is not tried again once its user is gone', async () => {
    let asked = 0;
    const server = hold(
      await nodeServer((_request, response) => {
        asked++;
        response.writeHead(503).end();
      }),
    );
    const client = clientOf(server.url);
    let done = false;
    void client.send({ retry: { ...POLICY, delayMs: 50 } }).then(() => {
      done = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    client.session.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([asked, done]).toEqual([1, false]);
  });
});

describe('the pause before an attempt', () => {
  const answer = (status: number, retryAfter?: string) =>
    new HttpResponse({
      status,
      url: '',
      method: 'GET',
      durationUs: 0,
      head: `HTTP/1.1 ${status} X\r\n${retryAfter === undefined ? '' : `retry-after: ${retryAfter}\r\n`}\r\n`,
      bodyBytes: 0,
      maxBodyBytes: 0,
    });
  const nowMs = Date.parse('2026-01-01T00:00:00Z');
  const pause = (policy: Partial<RetryPolicy>, attempt = 1, response = answer(503)) =>
    retryDelayMs({ ...POLICY, attempts: 9, ...policy }, { response, attempt, chance: () => 0.75, wallMs: () => nowMs });

  it('grows by its factor, up to its bound', () => {
    expect([1, 2, 3, 8].map((attempt) => pause({ backoff: 2, maxDelayMs: 100 }, attempt))).toEqual([10, 20, 40, 100]);
  });

  it('is spread by chance', () => {
    expect(pause({ jitter: 0.5 })).toBe(12.5);
    const chances = [0, 0.25, 0.5, 1];
    const bounded = chances.map((chance) => {
      const policy = { ...POLICY, attempts: 9, delayMs: 1000, maxDelayMs: 400, jitter: 0.5 };
      return retryDelayMs(policy, { response: answer(503), attempt: 1, chance: () => chance, wallMs: () => nowMs });
    });
    expect(bounded).toEqual([200, 300, 400, 400]);
  });

  it.each([
    ['2', 2000],
    ['Thu, 01 Jan 2026 00:00:03 GMT', 3000],
    ['Thu, 01 Jan 2025 00:00:00 GMT', 0],
    ['Thursday, 01-Jan-26 00:00:03 GMT', 3000],
    ['Thu Jan  1 00:00:03 2026', 3000],
    ['999999', 60_000],
    ['9'.repeat(400), 60_000],
    ['1.5', 1500],
    ['-1', 10],
    ['2, 2', 10],
    ['1e3', 10],
    ['0030', 30_000],
    ['Thu', 10],
    ['soon', 10],
    [undefined, 10],
  ])('is as long as Retry-After: %s says, where it is asked', (value, ms) => {
    expect(pause({ retryAfter: true, maxDelayMs: 60_000 }, 1, answer(503, value))).toBe(ms);
    expect(pause({}, 1, answer(503, value))).toBe(10);
  });

  it('is none after the last attempt, and after an answer that stands', () => {
    expect([pause({}, 9), pause({}, 1, answer(500))]).toEqual([undefined, undefined]);
  });
});
