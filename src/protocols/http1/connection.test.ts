import { describe, expect, it } from 'vitest';
import { FakeClient, type FakeClientOptions } from '../../../test/http/fake-client.ts';
import type { FakeWire } from '../../../test/http/fake-dial.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello';

/** What came of one GET that was answered with these pieces, then the end of the stream if `ends`. */
function answered(
  pieces: readonly string[],
  { method = 'GET', ends = false }: { method?: string; ends?: boolean } = {},
) {
  const client = new FakeClient();
  client.send({ method });
  const wire = client.open();
  for (const piece of pieces) wire.read(piece);
  if (ends) wire.handlers.ended();
  expect(client.responses.length).toBeLessThan(2);
  const [response] = client.responses;
  return { response, wire, client, kept: !wire.destroyed };
}

/** Sends over a wire that has carried one exchange before. */
function reused(options: FakeClientOptions = {}): { client: FakeClient; wire: FakeWire } {
  const client = new FakeClient(options);
  client.send();
  client.open().read(OK);
  client.responses.length = 0;
  return { client, wire: client.wire };
}

const WHOLE: readonly [text: string, body: string, kept: boolean][] = [
  [OK, 'hello', true],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;x\r\nhello\r\n1\r\n!\r\n0\r\nt: 1\r\n\r\n', 'hello!', true],
  [`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nlink: </x>\r\n\r\n${OK}`, 'hello', true],
  ['HTTP/1.1 204 No Content\r\n\r\n', '', true],
  ['HTTP/1.1 304 Not Modified\r\ncontent-length: 10\r\n\r\n', '', true],
  ['HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi', 'hi', false],
  ['HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi', 'hi', false],
  ['HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nhi', 'hi', true],
  ['HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n', '', false],
  ['HTTP/1.1 200 OK\ncontent-length: 2\n\nhi', 'hi', true],
];

describe('a connection', () => {
  it.each(WHOLE)('reads %j alike wherever it is cut', (text, body, kept) => {
    const whole = answered([text]);
    expect(whole.response?.error).toBeUndefined();
    expect([whole.response?.text(), whole.kept]).toEqual([body, kept]);
    for (let cut = 1; cut < text.length; cut++) {
      const { response, kept: keptToo } = answered([text.slice(0, cut), text.slice(cut)]);
      expect([response?.status, response?.head, response?.text(), keptToo]).toEqual([
        whole.response?.status,
        whole.response?.head,
        body,
        kept,
      ]);
    }
    const dripped = answered([...text]);
    expect([dripped.response?.text(), dripped.kept]).toEqual([body, kept]);
  });

  it('reads a body without a length until the end of the stream', () => {
    const { response, kept } = answered(['HTTP/1.1 200 OK\r\n\r\nab', 'cd'], { ends: true });
    expect([response?.text(), kept]).toEqual(['abcd', false]);
  });

  it('expects no body in the answer to HEAD, whatever its length', () => {
    const { response, kept } = answered(['HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n'], { method: 'HEAD' });
    expect([response?.status, response?.bodyBytes, kept]).toEqual([200, 0, true]);
  });

  it.each([
    ['a second response', `${OK}HTTP/1.1 200 OK\r\n\r\n`],
    ['a body that is longer than it says', `${OK} world`],
    ['a body after HEAD-like statuses', 'HTTP/1.1 204 No Content\r\n\r\nhello'],
  ])('does not keep a connection that carried %s', (_what, text) => {
    const { response, kept } = answered([text]);
    expect([response?.error, kept]).toEqual([undefined, false]);
  });

  it.each([
    ['malformed', 'garbage, garbage'],
    ['malformed', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n'],
    ['malformed', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'],
    ['malformed', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(101)],
    ['too-large', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`],
  ])('fails as %s on %j…', (kind, text) => {
    for (const pieces of [[text], [...text.slice(0, 200), text.slice(200)]]) {
      const { response, kept, client } = answered(pieces);
      expect([response?.error, response?.status, kept]).toEqual([kind, 0, false]);
      expect(client.measured().errors).toEqual({ [kind]: 1 });
    }
  });

  it.each([
    ['before a response came', []],
    ['cut short', ['HTTP/1.1 200 OK\r\ncont']],
    ['cut short, 3 bytes of its body are missing', ['HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe']],
    ['cut short', ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhe']],
  ])('fails as closed when the stream ends: %s', (words, pieces) => {
    const { response } = answered(pieces, { ends: true });
    expect(response?.error).toBe('closed');
    expect(response?.errorText).toContain(words);
  });

  it('keeps no more of a body than allowed', () => {
    const client = new FakeClient({ maxBodyBytes: 10 });
    client.send();
    client.open().read('HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\nhello world');
    client.send({ keep: 'status' });
    client.open().read('HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\nhello world');
    expect(client.responses.map(({ error, bodyBytes }) => [error, bodyBytes])).toEqual([
      ['too-large', 11],
      [undefined, 11],
    ]);
  });

  it('takes time in proportion to a head that drips', () => {
    const client = new FakeClient({ maxHeaderBytes: 1_000_000 });
    client.send();
    const wire = client.open();
    wire.read('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n');
    const line = Buffer.from('x-filler: 0123456789\r\n');
    for (let index = 0; index < 20_000; index++) {
      for (let byte = 0; byte < line.length; byte++) wire.read(line.subarray(byte, byte + 1));
    }
    wire.read('\r\n');
    expect(client.responses[0]?.head.length).toBe(36 + 20_000 * line.length + 2);
  });

  it('closes when bytes come that nobody asked for', () => {
    const { client, wire } = reused();
    wire.read('HTTP/1.1 408 Request Timeout\r\n\r\n');
    expect(wire.destroyed).toBe(true);
    client.send();
    expect(client.wires.length).toBe(2);
  });

  it('goes on over the same connection', () => {
    const { client, wire } = reused();
    client.send();
    wire.read(OK);
    expect([client.wires.length, client.responses[0]?.text(), wire.written.length]).toEqual([1, 'hello', 2]);
  });

  it('says and does connection: close where nothing is to be reused', () => {
    const { wire } = reused({ reuse: 'request' });
    expect(wire.written[0]).toContain('connection: close\r\n');
    expect(wire.destroyed).toBe(true);
  });
});

describe('a kept connection closed before the answer', () => {
  it.each(['ended', 'reset'])('is replaced by a fresh one, once (%s)', (how) => {
    const { client, wire } = reused();
    client.send();
    if (how === 'ended') wire.handlers.ended();
    else wire.handlers.failed('reset', 'read ECONNRESET');
    expect([client.wires.length, client.responses.length]).toEqual([2, 0]);
    client.open().read(OK);
    const measured = client.measured();
    expect(client.responses[0]?.text()).toBe('hello');
    expect([measured.counter('http_reqs'), measured.counter('http_retries')]).toEqual([2, 1]);
    expect(client.responses[0]?.timings.connecting).toBeGreaterThan(0);
  });

  it('fails when the fresh one is closed too', () => {
    const { client, wire } = reused();
    client.send();
    wire.handlers.ended();
    client.open().handlers.ended();
    expect([client.responses[0]?.error, client.wires.length]).toEqual(['closed', 2]);
  });

  it.each([
    ['a POST', { method: 'POST' }, ''],
    ['a request that got a part of its answer', {}, 'HTTP/1.1'],
    ['a request that got an interim answer', {}, 'HTTP/1.1 103 Early\r\n\r\n'],
  ])('fails %s', (_what, input, part) => {
    const { client, wire } = reused();
    client.send(input);
    if (part !== '') wire.read(part);
    wire.handlers.ended();
    expect([client.responses[0]?.error, client.wires.length]).toEqual(['closed', 1]);
  });

  it('is not used once the server said it would close it', () => {
    const client = new FakeClient();
    client.send();
    client.open().read('HTTP/1.1 200 OK\r\nkeep-alive: timeout=5\r\ncontent-length: 0\r\n\r\n');
    client.clock.advanceBy(3_900_000);
    client.send();
    expect(client.wires.length).toBe(1);
    client.wire.read('HTTP/1.1 200 OK\r\nkeep-alive: timeout=5\r\ncontent-length: 0\r\n\r\n');
    client.clock.advanceBy(4_100_000);
    client.send({ method: 'POST' });
    expect([client.wires.length, client.wires[0]?.destroyed]).toEqual([2, true]);
  });
});

describe('timeouts', () => {
  const timeouts = { connectTimeoutMs: 100, firstByteTimeoutMs: 200, timeoutMs: 500 };

  it('count from the connection being opened', () => {
    const client = new FakeClient(timeouts);
    client.send();
    client.clock.advanceBy(99_000);
    expect(client.responses).toEqual([]);
    client.clock.advanceBy(1_000);
    expect([client.responses[0]?.error, client.responses[0]?.errorText]).toEqual([
      'timeout',
      'no connection within 100 ms',
    ]);
    expect(client.wire.destroyed).toBe(true);
  });

  it('count from the request being sent to the first byte', () => {
    const client = new FakeClient(timeouts);
    client.send();
    client.clock.advanceBy(50_000);
    client.open();
    client.clock.advanceBy(199_000);
    expect(client.responses).toEqual([]);
    client.clock.advanceBy(1_000);
    expect(client.responses[0]?.errorText).toBe('no first byte within 200 ms');
  });

  it('count to the first byte of the final response', () => {
    const client = new FakeClient(timeouts);
    client.send();
    const wire = client.open();
    client.clock.advanceBy(150_000);
    wire.read('HTTP/1.1 103 Early Hints\r\n\r\n');
    client.clock.advanceBy(150_000);
    expect(client.responses).toEqual([]);
    client.clock.advanceBy(50_000);
    expect(client.responses[0]?.errorText).toBe('no first byte within 200 ms');
  });

  it('count from asking to the end of the response', () => {
    const client = new FakeClient(timeouts);
    client.send();
    const wire = client.open();
    client.clock.advanceBy(100_000);
    wire.read('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n');
    for (let drops = 0; drops < 3; drops++) {
      client.clock.advanceBy(100_000);
      wire.read('x');
    }
    client.clock.advanceBy(100_000);
    expect(client.responses[0]?.errorText).toBe('no complete response within 500 ms');
    expect([client.responses[0]?.status, wire.destroyed]).toEqual([0, true]);
    const measured = client.measured();
    expect(measured.trend('response_time')).toEqual({ count: 1, sumUs: 500_000, maxUs: 500_000 });
    expect(measured.trend('http_req_duration').count).toBe(0);
  });

  it('for the first byte wait for a long request to be sent', () => {
    const client = new FakeClient({ ...timeouts, timeoutMs: 10_000 });
    client.send({ method: 'PUT', body: { kind: 'text', text: 'x'.repeat(100_000) } });
    const wire = client.open();
    client.clock.advanceBy(1_000_000);
    wire.onWritten?.();
    client.clock.advanceBy(150_000);
    wire.read(OK);
    const { sending, waiting, receiving } = client.responses[0]?.timings ?? {};
    expect([sending, waiting, receiving]).toEqual([1000, 150, 0]);
  });

  it('say what was missing', () => {
    const client = new FakeClient({ timeoutMs: 500, connectionsPerHost: 1 });
    client.send();
    client.send();
    client.clock.advanceBy(500_000);
    client.send();
    client.open();
    client.clock.advanceBy(500_000);
    expect(client.responses.map(({ errorText }) => errorText)).toEqual([
      'no connection within 500 ms',
      'no free connection within 500 ms',
      'no response within 500 ms',
    ]);
  });

  it('leave nothing behind', () => {
    const { client } = reused(timeouts);
    client.clock.advanceBy(10_000_000);
    expect([client.responses, client.wire.destroyed]).toEqual([[], false]);
  });

  it('end one exchange only once, even when the answer comes afterwards', () => {
    const client = new FakeClient(timeouts);
    client.send();
    const wire = client.open();
    client.clock.advanceBy(200_000);
    wire.handlers.read(OK.length, Buffer.from(OK));
    wire.handlers.ended();
    wire.handlers.failed('reset', 'late');
    expect(client.responses.length).toBe(1);
  });
});

describe('an answer before the whole request was sent', () => {
  it('counts, and the connection is not kept', () => {
    const client = new FakeClient();
    client.send({ method: 'POST', body: { kind: 'text', text: 'x'.repeat(100_000) } });
    const wire = client.open();
    wire.read('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n');
    wire.onWritten?.();
    expect([client.responses[0]?.status, wire.destroyed]).toEqual([413, true]);
  });
});

describe('closing', () => {
  it('a session calls nothing back any more, and leaves no deadline', () => {
    const client = new FakeClient({ timeoutMs: 1000 });
    client.send();
    const wire = client.open();
    client.session.close();
    wire.handlers.ended();
    client.clock.advanceBy(5_000_000);
    expect([client.responses, wire.destroyed, client.measured().counter('http_reqs')]).toEqual([[], true, 0]);
  });

  it('a connection in a session before it was open drops it', () => {
    const client = new FakeClient();
    client.send();
    client.session.close();
    expect(client.wire.handlers.isWanted).toBe(false);
    client.wire.handlers.opened(1, 0);
    expect(client.wire.written).toEqual([]);
  });
});
