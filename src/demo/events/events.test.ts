import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../demo.ts';

let demo: Demo;
const streams: Stream[] = [];
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0, maxBodyBytes: 3_000_000 });
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});
afterAll(() => demo.close());

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 5000, interval: 10 });

interface Event {
  id?: string;
  event?: string;
  data?: Data;
}
interface Data {
  id: number;
  seq: number;
  channel: string;
  atUs: number;
  monotonicUs: number;
  data: unknown;
  subscribers: number;
}

/** A reader of server-sent events, as strict as the tests need it. */
class Stream {
  readonly events: Event[] = [];
  readonly fields: string[] = [];
  headers: IncomingMessage['headers'] = {};
  private text = '';
  private response: IncomingMessage | undefined;

  static open(path: string, headers: Record<string, string> = {}): Promise<Stream> {
    const stream = new Stream();
    streams.push(stream);
    return new Promise((resolve, reject) => {
      get(demo.url + path, { headers, agent: false }, (response) => {
        stream.response = response;
        stream.headers = response.headers;
        response.setEncoding('utf8').on('data', (text: string) => stream.read(text));
        response.on('error', () => undefined);
        resolve(stream);
      }).on('error', reject);
    });
  }

  get messages(): Data[] {
    return this.events.flatMap(({ id, data }) => (id === undefined || data === undefined ? [] : [data]));
  }

  close(): void {
    this.response?.destroy();
  }

  private read(text: string): void {
    this.text += text;
    const blocks = this.text.split('\n\n');
    this.text = blocks.pop() ?? '';
    for (const block of blocks) this.take(block);
  }

  private take(block: string): void {
    const event: Record<string, unknown> = {};
    for (const line of block.split('\n')) {
      this.fields.push(line);
      const [, name, value = ''] = /^(\w+): (.*)$/.exec(line) ?? [];
      if (name !== undefined) event[name] = name === 'data' ? JSON.parse(value) : value;
    }
    if (event.data !== undefined) this.events.push(event as Event);
  }
}

interface Receipt {
  id: number;
  seq: number;
  receivers: number;
  atUs: number;
}

async function say(channel: string, message: unknown): Promise<Receipt> {
  const text = typeof message === 'string';
  const answer = await fetch(`${demo.url}/channels/${encodeURIComponent(channel)}/messages`, {
    method: 'POST',
    headers: { 'content-type': text ? 'text/plain' : 'application/json' },
    body: text ? message : JSON.stringify(message),
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Receipt;
}

/** Says all of it over one connection, without waiting between. */
async function sayAll(messages: readonly { channel: string; data: unknown }[]): Promise<void> {
  const socket = connect(demo.port, '127.0.0.1').setEncoding('latin1');
  let answers = '';
  socket.on('data', (text: string) => {
    answers += text;
  });
  for (const [at, { channel: name, data }] of messages.entries()) {
    const body = JSON.stringify({ data });
    const head = `POST /channels/${name}/messages HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`;
    const last = at === messages.length - 1 ? 'connection: close\r\n' : '';
    socket.write(`${head}${last}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  await once(socket, 'close');
  expect([...answers.matchAll(/HTTP\/1\.1 201 /g)]).toHaveLength(messages.length);
}

async function channel(name: string, query = ''): Promise<Record<string, unknown> & { messages: Data[] }> {
  return (await (await fetch(`${demo.url}/channels/${encodeURIComponent(name)}${query}`)).json()) as never;
}

describe('GET /events', () => {
  it('sends what is said on its channels, in order, with id, name and clock', async () => {
    const stream = await Stream.open('/events?channel=a&channel=b&channel=a');
    expect(stream.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const beforeUs = (performance.timeOrigin + performance.now()) * 1000;
    const receipts = [
      await say('a', { data: { n: 1 } }),
      await say('b', { data: 'x\ny', event: 'greeting' }),
      await say('c', { data: 0 }),
      await say('a', 'Größe\r\n☃'),
    ];
    await eventually(() => stream.messages.length).toBe(3);
    expect(stream.events).toMatchObject([
      { event: 'message', data: { seq: 1, channel: 'a', event: 'message', data: { n: 1 } } },
      { event: 'greeting', data: { seq: 1, channel: 'b', event: 'greeting', data: 'x\ny' } },
      { event: 'message', data: { seq: 2, channel: 'a', data: 'Größe\r\n☃' } },
    ]);
    expect(receipts.map(({ receivers }) => receivers)).toEqual([1, 1, 0, 1]);
    expect(stream.events.map(({ id }) => id)).toEqual(
      [receipts[0], receipts[1], receipts[3]].map((r) => String(r?.id)),
    );
    const [first] = stream.messages;
    expect(first?.atUs).toBe(receipts[0]?.atUs);
    // The clocks of client and server are one here.
    const delayUs = (first?.atUs ?? 0) - beforeUs;
    expect(delayUs).toBeGreaterThanOrEqual(-1);
    expect(delayUs).toBeLessThan(1e6);
    expect(Number.isInteger(first?.monotonicUs)).toBe(true);
    expect(Number(process.hrtime.bigint() / 1000n) - (first?.monotonicUs ?? 0)).toBeLessThan(10e6);
  });

  it('says when to come again, and keeps the connection awake', async () => {
    const stream = await Stream.open('/events?channel=quiet&retry=123&heartbeat=20');
    await eventually(() => stream.fields.filter((line) => line.startsWith(':')).length).toBeGreaterThan(2);
    expect(stream.fields[0]).toBe('retry: 123');
  });

  it('sends to who comes again what was said meanwhile, and nothing twice', async () => {
    const first = await Stream.open('/events?channel=resume&channel=other');
    await say('resume', { data: 1 });
    await eventually(() => first.messages.length).toBe(1);
    const lastId = first.events[0]?.id ?? '';
    first.close();
    await say('other', { data: 2 });
    await say('unheard', { data: 3 });
    await say('resume', { data: 4 });
    const again = await Stream.open('/events?channel=resume&channel=other', { 'last-event-id': lastId });
    await say('resume', { data: 5 });
    await eventually(() => again.messages.map(({ data }) => data)).toEqual([2, 4, 5]);
    const byQuery = await Stream.open(`/events?channel=other&last-event-id=${lastId}`);
    await eventually(() => byQuery.messages.map(({ data }) => data)).toEqual([2]);
    const unknown = await Stream.open('/events?channel=resume', { 'last-event-id': '999999999' });
    const nonsense = await Stream.open('/events?channel=resume', { 'last-event-id': 'x' });
    await say('resume', { data: 6 });
    await expect
      .poll(() => [unknown, nonsense].map(({ messages }) => messages.map(({ data }) => data)))
      .toEqual([[6], [6]]);
  });

  it('says where what was missed is forgotten', async () => {
    const { id } = await say('busy', { data: 'first' });
    await sayAll(Array.from({ length: 1100 }, (_, i) => ({ channel: 'busy', data: i })));
    const stream = await Stream.open('/events?channel=busy', { 'last-event-id': String(id) });
    await eventually(() => stream.events.length).toBe(1001);
    expect(stream.events[0]).toMatchObject({ event: 'gap', data: { channel: 'busy', lastEventId: id, nextSeq: 102 } });
    expect(stream.messages[0]?.seq).toBe(102);
  });

  it('begins with the latest messages where asked to', async () => {
    for (let i = 1; i <= 5; i++) await say('past', { data: i });
    const stream = await Stream.open('/events?channel=past&channel=unborn&history=2');
    await eventually(() => stream.messages.map(({ data }) => data)).toEqual([4, 5]);
  });

  it('tells who asks how many there are', async () => {
    const watcher = await Stream.open('/events?channel=crowd&presence=1');
    const [ada, eve] = [
      await Stream.open('/events?channel=crowd&name=ada'),
      await Stream.open('/events?channel=crowd'),
    ];
    const latest = () => watcher.events.at(-1);
    await eventually(latest).toMatchObject({ event: 'presence', data: { channel: 'crowd', subscribers: 3 } });
    expect(await channel('crowd')).toMatchObject({ subscribers: 3, members: ['ada'] });
    eve.close();
    await eventually(latest).toMatchObject({ data: { subscribers: 2 } });
    expect(ada.events).toEqual([]);
  });

  it.each([
    '',
    '?channel=',
    `?channel=${'x'.repeat(101)}`,
    '?channel=a%0a',
    '?channel=a&heartbeat=1',
    '?channel=a&history=x',
  ])('refuses %s', async (query) => {
    expect((await fetch(`${demo.url}/events${query}`)).status).toBe(400);
  });

  it('answers HEAD without opening a stream', async () => {
    const answer = await fetch(`${demo.url}/events?channel=head`, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect((await fetch(`${demo.url}/channels/head`)).status).toBe(404);
  });
});

describe('channels', () => {
  it('show the same sequence to everyone, however many speak at once', async () => {
    const readers = await Promise.all(Array.from({ length: 10 }, () => Stream.open('/events?channel=agree')));
    await Promise.all(Array.from({ length: 200 }, (_, i) => say('agree', { data: i })));
    await eventually(() => readers.every(({ messages }) => messages.length === 200)).toBe(true);
    const { messages, ...about } = await channel('agree', '?limit=1000');
    expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    for (const reader of readers) expect(reader.messages).toEqual(messages);
    expect(about).toMatchObject({ subscribers: 10, published: 200, delivered: 2000, cut: 0, oldest: 1, newest: 200 });
    expect((await channel('agree', '?after=195&limit=3')).messages.map(({ seq }) => seq)).toEqual([196, 197, 198]);
  });

  it('carry messages of any size up to the bound', async () => {
    const reader = await Stream.open('/events?channel=large');
    const text = 'x'.repeat(2_900_000);
    await say('large', { data: text });
    await eventually(() => reader.messages.length).toBe(1);
    expect(reader.messages[0]?.data).toBe(text);
    const tooLarge = await fetch(`${demo.url}/channels/large/messages`, { method: 'POST', body: `${text}${text}` });
    expect(tooLarge.status).toBe(413);
  });

  it('cut off who does not read', async () => {
    const socket = connect(demo.port, '127.0.0.1');
    const cut = new Promise((resolve) => socket.once('close', resolve).once('error', () => undefined));
    socket.write('GET /events?channel=slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    const quick = await Stream.open('/events?channel=slow');
    for (let i = 0; i < 12; i++) {
      await say('slow', { data: 'x'.repeat(2_000_000) });
      await eventually(() => quick.messages.length).toBe(i + 1);
    }
    expect(await channel('slow', '?limit=0')).toMatchObject({ subscribers: 1, cut: 1 });
    socket.resume();
    await cut;
  });

  it('can be listed and forgotten', async () => {
    await say('gone', { data: 1 });
    const { channels } = (await (await fetch(`${demo.url}/channels`)).json()) as { channels: { name: string }[] };
    expect(channels.map(({ name }) => name)).toContain('gone');
    const remove = async () => (await fetch(`${demo.url}/channels/gone`, { method: 'DELETE' })).status;
    expect([await remove(), await remove()]).toEqual([204, 404]);
  });

  it('are forgotten when there are too many', async () => {
    await sayAll(Array.from({ length: 1005 }, (_, i) => ({ channel: `many-${i}`, data: i })));
    const { channels } = (await (await fetch(`${demo.url}/channels`)).json()) as { channels: unknown[] };
    expect(channels).toHaveLength(1000);
  });

  it.each([
    ['{"data":', 'application/json'],
    ['{}', 'application/json'],
    ['[1]', 'application/json'],
    ['{"data":1,"event":"a\\nb"}', 'application/json'],
    ['{"data":1,"event":"gap"}', 'application/json'],
    ['{"data":1,"event":7}', 'application/json'],
  ])('refuse the message %s', async (body, type) => {
    const init = { method: 'POST', body, headers: { 'content-type': type } };
    expect((await fetch(`${demo.url}/channels/a/messages`, init)).status).toBe(400);
  });

  it('reach a thousand streams', async () => {
    const readers: Stream[] = [];
    for (let i = 0; i < 10; i++) {
      readers.push(...(await Promise.all(Array.from({ length: 100 }, () => Stream.open('/events?channel=thousand')))));
    }
    for (let i = 0; i < 3; i++) expect((await say('thousand', { data: i })).receivers).toBe(1000);
    await eventually(() => readers.every(({ messages }) => messages.length === 3)).toBe(true);
    for (const stream of streams.splice(0)) stream.close();
    await eventually(async () => (await channel('thousand')).subscribers).toBe(0);
  });
});
