import { request as nodeRequest } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GeneratedResponse, responses } from '../../../test/http/generated-response.ts';
import { TestClient } from '../../../test/http/test-client.ts';
import { type NodeServer, nodeServer } from '../../../test/servers/node-server.ts';
import { type RawServer, rawServer } from '../../../test/servers/raw-server.ts';
import type { RequestInput } from '../http/request.ts';

let server: RawServer;
let client: TestClient;
let current: GeneratedResponse;

beforeAll(async () => {
  server = await rawServer((peer) => {
    if (!peer.received.includes('\r\n\r\n')) return;
    peer.received = '';
    if (current.closes) peer.socket.end(current.text, 'latin1');
    else peer.socket.write(current.text, 'latin1');
  });
  client = new TestClient(server.url, { maxRedirects: 0, timeoutMs: 1000, reuse: 'request' });
});

afterAll(() => {
  client.close();
  server.close();
});

type Outcome = { status: number; headers: Record<string, string>; body: string } | 'failed';

async function ours(method: string): Promise<Outcome> {
  const response = await client.send({ method });
  if (response.error !== undefined) return 'failed';
  const { status, headers } = response;
  return { status, headers: { ...headers }, body: client.exchanges.at(-1)?.body?.toString('latin1') ?? '' };
}

function nodes(method: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const request = nodeRequest(server.url, { method, agent: false, timeout: 1000 }, (response) => {
      let body = '';
      response.setEncoding('latin1');
      response.on('data', (text) => {
        body += text;
      });
      response.on('error', () => resolve('failed'));
      response.on('end', () => {
        if (response.complete)
          resolve({ status: response.statusCode as number, headers: joined(response.rawHeaders), body });
      });
      response.on('close', () => resolve('failed'));
    });
    request.on('error', () => resolve('failed'));
    request.on('timeout', () => request.destroy());
    request.end();
  });
}

function joined(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] as string).toLowerCase();
    const separator = name === 'set-cookie' ? '\n' : ', ';
    headers[name] =
      headers[name] === undefined ? (raw[index + 1] as string) : headers[name] + separator + raw[index + 1];
  }
  return { ...headers };
}

async function both(response: GeneratedResponse): Promise<[ours: Outcome, nodes: Outcome]> {
  current = response;
  return Promise.all([ours(response.method), nodes(response.method)]);
}

describe('our client and Node’s', () => {
  it('read the same from well-formed responses', async () => {
    await fc.assert(
      fc.asyncProperty(responses, async (response) => {
        const [mine, theirs] = await both(response);
        expect(mine).not.toBe('failed');
        expect(mine).toEqual(theirs);
      }),
      { numRuns: 300, seed: 17 },
    );
  });

  it('both fail, or read the same, when a response is damaged', async () => {
    const damage = fc.record({
      response: responses.filter(({ text }) => text.length < 1000),
      place: fc.nat(),
      kind: fc.constantFrom('cut', 'drop', 'double', 'swap'),
      byte: fc.constantFrom('\0', '\r', ' ', ':', ';', 'x', '9', '-', ','),
    });
    let agreed = 0;
    await fc.assert(
      fc.asyncProperty(damage, async ({ response, place, kind, byte }) => {
        const { text } = response;
        const at = place % text.length;
        const rest = { cut: '', drop: text.slice(at + 1), double: text.slice(at), swap: byte + text.slice(at + 1) }[
          kind
        ];
        const damaged = text.slice(0, kind === 'double' ? at + 1 : at) + rest;
        const [mine, theirs] = await both({ ...response, text: damaged, closes: true });
        if (mine === 'failed' || theirs === 'failed') {
          if (mine === theirs) agreed++;
          return;
        }
        agreed++;
        expect(mine).toEqual(theirs);
      }),
      { numRuns: 300, seed: 17 },
    );
    // They differ in what they forgive: bare LF, bytes after the end, reasons and names beyond ASCII.
    expect(agreed).toBeGreaterThan(250);
  });

  it.each([
    ['both lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok!'],
    ['a broken length', 'HTTP/1.1 200 OK\r\ncontent-length: 2x\r\n\r\nok'],
    ['a broken chunk size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n'],
    ['a missing line end after a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nokxx0\r\n\r\n'],
    ['a body cut short', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nok'],
    ['chunks cut short', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n'],
    ['a head cut short', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['nothing', ''],
    ['a blank in a name', 'HTTP/1.1 200 OK\r\na b: c\r\ncontent-length: 0\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
  ])('both fail on %s', async (_what, text) => {
    expect(await both({ method: 'GET', text, closes: true })).toEqual(['failed', 'failed']);
  });
});

describe('Node’s server', () => {
  let target: NodeServer;
  let sender: TestClient;
  let seen: unknown;

  beforeAll(async () => {
    target = await nodeServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('end', () => {
        const { method, url, rawHeaders } = incoming;
        seen = { method, url, headers: joined(rawHeaders), body: Buffer.concat(chunks).toString('utf8') };
        response.end();
      });
    });
    sender = new TestClient(target.url, { userAgent: '' });
  });

  afterAll(() => {
    sender.close();
    target.close();
  });

  it('reads our requests as they were meant', async () => {
    const name = fc.stringMatching(/^x-[a-z0-9]{1,10}$/);
    const value = fc.stringMatching(/^(?:[!-~\xa1-\xff](?:[ -~\xa1-\xff]{0,20}[!-~\xa1-\xff])?)?$/);
    const body = fc.oneof(
      fc.constant(undefined),
      fc.string({ unit: 'grapheme', maxLength: 50 }),
      fc.constant('é'.repeat(20_000)),
    );
    const inputs = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
      path: fc.stringMatching(/^\/[a-z0-9/._~-]{0,20}$/).filter((path) => !/\/\.|\/\//.test(path)),
      headers: fc.dictionary(name, value, { maxKeys: 5 }),
      cookies: fc.dictionary(name, fc.stringMatching(/^[a-z0-9]{0,10}$/), { maxKeys: 2 }),
      body,
    });
    await fc.assert(
      fc.asyncProperty(inputs, async ({ method, path, headers, cookies, body: text }) => {
        const input: Partial<RequestInput> = { method, url: path, headers, cookies };
        const sent = text === undefined ? undefined : ({ kind: 'text', text } as const);
        expect((await sender.send({ ...input, body: sent })).status).toBe(200);
        const pairs = Object.entries(cookies).map(([key, each]) => `${key}=${each}`);
        const length = Buffer.byteLength(text ?? '');
        expect(seen).toEqual({
          method,
          url: path,
          body: text ?? '',
          headers: {
            host: `127.0.0.1:${target.port}`,
            ...headers,
            ...(pairs.length === 0 ? {} : { cookie: pairs.join('; ') }),
            ...(length > 0 || /^P/.test(method) ? { 'content-length': String(length) } : {}),
          },
        });
      }),
      { numRuns: 300, seed: 17 },
    );
  });
});
