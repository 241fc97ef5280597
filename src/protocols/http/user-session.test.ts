import { describe, expect, it } from 'vitest';
import { FakeClient } from '../../../test/http/fake-client.ts';
import type { RequestInput } from './request.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

function answer(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): string {
  const lines = Object.entries({ 'content-length': String(body.length), ...headers });
  return `HTTP/1.1 ${status} X\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

function redirect(location: string, status = 302): string {
  return answer(status, { location });
}

/** Request lines and headers of all that was written, in order; each request is answered with the next of the answers. */
function play(client: FakeClient, input: Partial<RequestInput>, answers: readonly string[]): string[] {
  const written: string[] = [];
  client.send(input);
  for (const each of answers) {
    const busy = client.wires.find((wire) => !wire.destroyed && wire.written.length > (seen.get(wire) ?? 0));
    const wire = busy ?? client.open();
    seen.set(wire, wire.written.length);
    written.push(wire.written.at(-1) as string);
    wire.read(each);
    client.clock.advanceBy(1);
  }
  return written;
}

const seen = new WeakMap<object, number>();

function firstLines(written: readonly string[]): string[] {
  return written.map((text) => text.slice(0, text.indexOf(' HTTP/1.1')));
}

function headersIn(text: string): string[] {
  return text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n').slice(1);
}

describe('redirects', () => {
  it.each([
    [301, 'GET', 'GET'],
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [302, 'PUT', 'PUT'],
    [303, 'POST', 'GET'],
    [303, 'DELETE', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [307, 'POST', 'POST'],
    [308, 'PATCH', 'PATCH'],
    [301, 'HEAD', 'HEAD'],
  ])('with %d turn %s into %s', (status, method, then) => {
    const body = method === 'GET' || method === 'HEAD' ? undefined : ({ kind: 'json', value: { a: 1 } } as const);
    const written = play(new FakeClient(), { method, url: '/a', body }, [redirect('/b', status), OK]);
    expect(firstLines(written)).toEqual([`${method} /a`, `${then} /b`]);
    const keepsBody = body !== undefined && then === method;
    expect(written[1]?.endsWith('{"a":1}')).toBe(keepsBody);
    expect(written[1]?.includes('content-type')).toBe(keepsBody);
  });

  it.each([
    ['/there?x=1#part', '/there?x=1'],
    ['there', '/shop/there'],
    ['../up', '/up'],
    ['?page=2', '/shop/list?page=2'],
    ['//shop.test/x', '/x'],
    ['http://SHOP.test:80/y', '/y'],
    ['/a b', '/a%20b'],
    ['/caf\xc3\xa9', '/caf%C3%A9'],
  ])('to %j go to %s', (location, path) => {
    const written = play(new FakeClient(), { url: '/shop/list?page=1' }, [redirect(location), OK]);
    expect(firstLines(written)).toEqual(['GET /shop/list?page=1', `GET ${path}`]);
  });

  it('count each hop, under one name, and end with the last', () => {
    const client = new FakeClient();
    play(client, { url: '/a' }, [redirect('/b'), redirect('/c'), OK]);
    const measured = client.measured();
    expect(client.responses.map(({ status, url }) => [status, url])).toEqual([[200, 'http://shop.test/c']]);
    expect(measured.counter('http_reqs', { name: 'GET /a' })).toBe(3);
    expect(measured.counter('http_reqs', { status: '302' })).toBe(2);
    expect(measured.rate('http_req_failed')).toEqual([0, 3]);
  });

  it('that are followed are no failures, even where only 200 is expected; the last one is', () => {
    const expected = [[200, 200]] as const;
    const followed = new FakeClient();
    play(followed, { url: '/a', expected }, [redirect('/b'), OK]);
    expect(followed.measured().rate('http_req_failed')).toEqual([0, 2]);
    const ended = new FakeClient({ maxRedirects: 1 });
    play(ended, { url: '/a', expected }, [redirect('/b'), redirect('/c')]);
    expect(ended.measured().rate('http_req_failed')).toEqual([1, 2]);
  });

  it('end at the limit with the redirect itself', () => {
    const client = new FakeClient({ maxRedirects: 3 });
    play(
      client,
      { url: '/a' },
      Array.from({ length: 4 }, () => redirect('/a')),
    );
    expect(client.responses.map(({ status }) => status)).toEqual([302]);
    expect(client.measured().counter('http_reqs')).toBe(4);
  });

  it.each([
    ['when none are to be followed', { maxRedirects: 0 }, redirect('/b')],
    ['with a status that is none', {}, answer(300, { location: '/b' })],
    ['of a 201', {}, answer(201, { location: '/b' })],
    ['to an empty place', {}, redirect('')],
    ['without a place', {}, answer(302)],
  ])('are not followed %s', (_what, input, first) => {
    const client = new FakeClient();
    expect(play(client, input, [first]).length).toBe(1);
    expect(client.responses.length).toBe(1);
    expect(client.responses[0]?.error).toBeUndefined();
  });

  it('to a host that the test does not name are blocked', () => {
    const client = new FakeClient({ plan: { allowHosts: ['shop.test'] } });
    play(client, { url: '/a' }, [redirect('http://elsewhere.test/')]);
    expect(client.responses.map(({ error, status }) => [error, status])).toEqual([['blocked', 0]]);
    expect(client.wires.length).toBe(1);
    expect(client.measured().errors).toEqual({ blocked: 1 });
  });

  it.each(['ftp://shop.test/', 'http://[bad', 'javascript:alert(1)', 'http://:80/'])('to %s fail', (location) => {
    const client = new FakeClient();
    play(client, { url: '/a' }, [redirect(location)]);
    expect(client.responses.map(({ error }) => error)).toEqual(['malformed']);
  });

  it('share one timeout', () => {
    const client = new FakeClient({ timeoutMs: 100 });
    client.send({ url: '/a' });
    client.clock.advanceBy(60_000);
    client.open().read(redirect('/b'));
    client.clock.advanceBy(39_000);
    expect(client.responses).toEqual([]);
    client.clock.advanceBy(1_000);
    expect(client.responses.map(({ error }) => error)).toEqual(['timeout']);
  });
});

describe('credentials', () => {
  const secret = {
    headers: { Authorization: 'Bearer 17', Cookie: 'sid=1', Host: 'vhost.test', 'x-other': 'kept' },
    cookies: { own: '2' },
  };

  it('follow a redirect on the same host', () => {
    const written = play(new FakeClient(), { url: '/a', ...secret }, [redirect('/b'), OK]);
    expect(headersIn(written[1] as string)).toEqual(headersIn(written[0] as string));
    expect(headersIn(written[1] as string)).toContain('cookie: sid=1; own=2');
  });

  it.each(['http://other.test/b', 'https://shop.test/b', 'http://shop.test:8080/b'])(
    'do not follow to %s',
    (location) => {
      const client = new FakeClient({
        headers: { Authorization: 'Basic default', 'x-default': 'kept', Cookie: 'd=3' },
      });
      const [first, second] = play(client, { url: '/a', ...secret }, [redirect(location), OK]);
      expect(first).toContain('sid=1');
      expect(second).not.toMatch(/authorization|cookie|vhost|default=|Bearer|Basic/i);
      expect(second).toContain('x-other: kept\r\n');
      expect(second).toContain('x-default: kept\r\n');
    },
  );

  it('of the auth kinds do not follow to another host', () => {
    const auth = { type: 'basic', username: 'ann', password: 'x' } as const;
    const written = play(new FakeClient(), { url: '/a', auth }, [redirect('http://other.test/b'), OK]);
    expect(written.map((text) => /authorization/i.test(text))).toEqual([true, false]);
  });

  it('in a URL follow on its host, and those in a Location are used', () => {
    const own = play(new FakeClient(), { url: 'http://ann:x@other.test/a' }, [redirect('/b'), OK]);
    expect(own.map((text) => /authorization: Basic YW5uOng=/.test(text))).toEqual([true, true]);
    const given = play(new FakeClient(), { url: '/a' }, [redirect('http://bob:y@other.test/b'), OK]);
    expect(given[1]).toContain(`authorization: Basic ${Buffer.from('bob:y').toString('base64')}\r\n`);
  });
});

describe('cookies', () => {
  it('set on the way of a redirect are sent on the next hop and later', () => {
    const client = new FakeClient();
    const hops = [answer(302, { location: '/b', 'set-cookie': 'sid=17; Path=/' }), OK];
    const written = [...play(client, { url: '/a' }, hops), ...play(client, { url: '/c' }, [OK])];
    expect(written.map((text) => /cookie: sid=17\r\n/.test(text))).toEqual([false, true, true]);
  });

  it('are kept apart by user, and forgotten between iterations', () => {
    const client = new FakeClient({ cookies: { lang: 'en' } });
    play(client, { keep: 'status' }, [answer(200, { 'set-cookie': 'sid=1' })]);
    expect(play(client, {}, [OK])[0]).toContain('cookie: lang=en; sid=1\r\n');
    client.session.endIteration();
    expect(play(client, {}, [OK])[0]).toContain('cookie: lang=en\r\n');
  });

  it('join those of the request in one header', () => {
    const client = new FakeClient({ cookies: { lang: 'en' } });
    const [written] = play(client, { cookies: { a: '1' }, headers: { cookie: 'raw=0' } }, [OK]);
    expect(headersIn(written as string).filter((line) => /^cookie/i.test(line))).toEqual([
      'cookie: raw=0; a=1; lang=en',
    ]);
  });
});

describe('digest credentials', () => {
  const auth = { type: 'digest', username: 'ann', password: 'x' } as const;
  const challenge = (nonce: string) =>
    answer(401, { 'www-authenticate': `Digest realm="r", nonce="${nonce}", qop="auth"` });

  it('answer a challenge, which is no failure, and use it again', () => {
    const client = new FakeClient();
    const first = play(client, { auth, url: '/a', method: 'POST', body: { kind: 'text', text: 'b' } }, [
      challenge('n1'),
      OK,
    ]);
    expect(first[0]).not.toMatch(/authorization/i);
    expect(first[1]).toMatch(/authorization: Digest username="ann".*nonce="n1".*nc=00000001/);
    expect(first[1]?.endsWith('\r\n\r\nb')).toBe(true);
    const second = play(client, { auth, url: '/b' }, [OK]);
    expect(second[0]).toMatch(/uri="\/b".*nonce="n1".*nc=00000002/);
    const measured = client.measured();
    expect(measured.rate('http_req_failed')).toEqual([0, 3]);
    expect(measured.errors).toEqual({});
  });

  it('answer a new challenge when the nonce has aged', () => {
    const client = new FakeClient();
    play(client, { auth }, [challenge('n1'), OK]);
    expect(play(client, { auth }, [challenge('n2'), OK])[1]).toContain('nonce="n2"');
    expect(client.responses.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('that are wrong end with the 401, which is a failure', () => {
    const client = new FakeClient();
    play(client, { auth }, [challenge('n1'), challenge('n2')]);
    expect(client.responses.map(({ status }) => status)).toEqual([401]);
    expect(client.measured().rate('http_req_failed')).toEqual([1, 2]);
  });

  it('end with a challenge that is not understood, which is a failure', () => {
    const client = new FakeClient();
    play(client, { auth }, [answer(401, { 'www-authenticate': 'Basic realm="r"' })]);
    expect(client.responses.map(({ status }) => status)).toEqual([401]);
    expect(client.measured().errors).toEqual({ 'status 401': 1 });
  });

  it('are kept apart by host', () => {
    const client = new FakeClient();
    play(client, { auth }, [challenge('n1'), OK]);
    const written = play(client, { auth, url: 'http://other.test/' }, [challenge('n2'), OK]);
    expect(written[0]).not.toMatch(/authorization/i);
    expect(written[1]).toContain('nonce="n2"');
    expect(play(client, { auth }, [OK])[0]).toContain('nonce="n1"');
  });
});

describe('measuring', () => {
  it('a static GET over an open connection is one record', () => {
    const client = new FakeClient();
    play(client, { keep: 'status' }, [OK]);
    client.measured();
    const dueUs = client.clock.nowUs();
    client.send({ keep: 'status' });
    client.clock.advanceBy(700);
    client.wire.read(OK);
    const measured = client.measured();
    for (const metric of ['http_req_duration', 'http_req_waiting', 'response_time']) {
      expect(measured.trend(metric)).toEqual({ count: 1, sumUs: 700, maxUs: 700 });
    }
    for (const metric of ['http_req_blocked', 'http_req_connecting', 'http_req_sending', 'http_req_receiving']) {
      expect(measured.trend(metric)).toEqual({ count: 1, sumUs: 0, maxUs: 0 });
    }
    expect(client.clock.nowUs() - dueUs).toBe(700);
  });

  it('counts a failure with its time since it was due, and no duration', () => {
    const client = new FakeClient();
    const request = client.prepare({});
    const dueUs = client.clock.nowUs();
    client.clock.advanceBy(5_000);
    client.session.send(request, dueUs, (response) => client.responses.push(response));
    client.clock.advanceBy(1_000);
    client.open().handlers.failed('reset', 'read ECONNRESET');
    const measured = client.measured();
    expect(measured.trend('response_time', { error: 'reset' })).toEqual({ count: 1, sumUs: 6_000, maxUs: 6_000 });
    expect(measured.trend('http_req_duration').count).toBe(0);
    expect([measured.counter('http_reqs'), measured.rate('http_req_failed')]).toEqual([1, [1, 1]]);
  });

  it('takes unexpected statuses for failures, and shows the first of them', () => {
    const client = new FakeClient();
    play(client, { keep: 'status', url: '/a' }, [answer(503, {}, 'come back later')]);
    const measured = client.measured();
    expect([measured.rate('http_req_failed'), measured.errors]).toEqual([[1, 1], { 'status 503': 1 }]);
    expect(measured.excerpts).toEqual(['GET http://shop.test/a: answered with status 503']);
  });

  it('calls back never at once, also where nothing can be sent', () => {
    const client = new FakeClient({ plan: { allowHosts: ['shop.test'] } });
    client.send({ url: 'http://elsewhere.test/x' });
    expect(client.responses).toEqual([]);
    client.clock.advanceBy(1);
    expect(client.responses.map(({ error, url }) => [error, url])).toEqual([['blocked', 'http://elsewhere.test/x']]);
  });
});
