import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type EventStream, EventStreams } from './event-stream.ts';

const MB = 1024 * 1024;

let streams: EventStreams;
let server: ReturnType<typeof createServer>;
let opened: EventStream[];
let ended: number;
beforeEach(async () => {
  [streams, opened, ended] = [new EventStreams(), [], 0];
  server = createServer((_: IncomingMessage, response: ServerResponse) => {
    opened.push(streams.begin(response, '/events', () => ended++));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  streams.close();
  server.closeAllConnections();
  server.close();
});

/** A reader of events; answers how many characters have come. */
async function reader({ isSlow }: { readonly isSlow: boolean }): Promise<() => number> {
  let length = 0;
  const before = opened.length;
  const { port } = server.address() as AddressInfo;
  get({ port, host: '127.0.0.1', agent: false }, (answer) => {
    answer.on('error', () => undefined);
    if (isSlow) answer.pause();
    else answer.on('data', (chunk: Buffer) => (length += chunk.length));
  }).on('error', () => undefined);
  await vi.waitFor(() => expect(opened.length).toBe(before + 1));
  return () => length;
}

it('a message larger than what may be unread gets to whoever reads', async () => {
  const length = await reader({ isSlow: false });
  opened[0]?.sendText('x'.repeat(40 * MB));
  await vi.waitFor(() => expect(length()).toBeGreaterThan(40 * MB), 5000);
  expect(ended).toBe(0);
});

it('a reader that stands still is cut off when more comes than it has read', async () => {
  await reader({ isSlow: true });
  for (let at = 0; at < 5; at++) opened[0]?.sendText('x'.repeat(12 * MB));
  await vi.waitFor(() => expect(ended).toBe(1));
});

it('readers that stand still are cut off when all of them together have too much unread, and others go on', async () => {
  const length = await reader({ isSlow: false });
  for (let at = 0; at < 9; at++) await reader({ isSlow: true });
  const text = 'x'.repeat(20 * MB);
  for (const stream of opened.slice(1)) stream.sendText(text);
  await vi.waitFor(() => expect(ended).toBeGreaterThanOrEqual(2));
  opened[0]?.send({ is: 'told' });
  await vi.waitFor(() => expect(length()).toBeGreaterThan(10));
  expect(ended).toBeLessThan(9);
});
