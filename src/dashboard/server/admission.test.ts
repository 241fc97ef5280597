import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { checkOrigin } from './admission.ts';
import { checkHost, isLoopback } from './reach.ts';
import { checkToken, newToken, TokenGate } from './token.ts';

function admits(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: 'UserError', code: 'REQUEST_REFUSED' });
    return false;
  }
}

describe('the host of a request', () => {
  const reach = { address: '127.0.0.1', port: 1877, allowed: ['perf.example.com', 'other.example.com:8443'] };
  const isKnown = (host: string | undefined, local = '127.0.0.1', at = reach) =>
    admits(() => checkHost(host, local, at));

  it.each(['127.0.0.1:1877', 'localhost:1877', 'LOCALHOST:1877', '[::1]:1877', '127.9.9.9:1877'])(
    '%s is this server on this machine',
    (host) => expect(isKnown(host)).toBe(true),
  );

  it.each([
    ...[
      'evil.example:1877',
      '127.0.0.1',
      '127.0.0.1:1878',
      'localhost:80',
      'localhost.evil.example:1877',
      '127.0.0.1.nip.io:1877',
    ],
    ...[
      '',
      ':1877',
      'localhost:1877:1877',
      'localhost:1877/',
      'user@localhost:1877',
      'localhost:99999999',
      '[::1',
      '[::1]x:1877',
    ],
    ...[
      'localhost:1877,evil.example',
      ' localhost:1877',
      '192.168.1.7:1877',
      '0.0.0.0:1877',
      '2130706433:1877',
      '[::ffff:7f00:2]:1',
    ],
  ])('%j is not', (host) => expect(isKnown(host)).toBe(false));

  it('is never missing', () => expect(isKnown(undefined)).toBe(false));

  it('may be a name that was allowed, with any port or the one that was said', () => {
    expect(isKnown('perf.example.com')).toBe(true);
    expect(isKnown('Perf.Example.com:443')).toBe(true);
    expect(isKnown('sub.perf.example.com')).toBe(false);
    expect(isKnown('other.example.com:8443')).toBe(true);
    expect(isKnown('other.example.com')).toBe(false);
  });

  it('may be the address that a connection came in on, where all are listened on', () => {
    const all = { ...reach, address: '::' };
    expect(isKnown('192.168.1.7:1877', '::ffff:192.168.1.7', all)).toBe(true);
    expect(isKnown('192.168.1.8:1877', '::ffff:192.168.1.7', all)).toBe(false);
    expect(isKnown('[fe80::1]:1877', 'fe80::1%eth0', all)).toBe(true);
    expect(isKnown('box.local:1877', '192.168.1.7', all)).toBe(false);
  });

  it('on port 80 needs none', () => expect(isKnown('localhost', '127.0.0.1', { ...reach, port: 80 })).toBe(true));

  it('tells addresses of this machine alone from all others', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', 'localhost', '', '128.0.0.1', '::2'].some(isLoopback)).toBe(false);
  });
});

describe('who has sent a request', () => {
  const host = '127.0.0.1:1877';
  const isIn = (method: string, headers: IncomingHttpHeaders, isPage = false) =>
    admits(() => checkOrigin({ method, headers: { host, ...headers }, isPage }));
  const json = { 'content-type': 'application/json' };
  const own = { origin: 'http://127.0.0.1:1877', 'sec-fetch-site': 'same-origin' };

  it('a program may ask for anything', () => {
    expect(isIn('GET', {})).toBe(true);
    expect(isIn('POST', { ...json, 'x-plimsoll': '1' })).toBe(true);
  });

  it('a page of the dashboard too', () => {
    expect(isIn('GET', { 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(isIn('POST', { ...json, ...own })).toBe(true);
    expect(isIn('POST', { 'content-type': 'Application/JSON; charset=utf-8', ...own })).toBe(true);
    expect(isIn('POST', { ...json, origin: own.origin, cookie: 'plimsoll-1877=x' })).toBe(true);
  });

  it('behind a proxy the origin is that of the name', () => {
    const headers = { host: 'perf.example.com', origin: 'https://perf.example.com', ...json };
    expect(isIn('POST', headers)).toBe(true);
    expect(isIn('POST', { ...headers, origin: 'https://perf.example.com:443' })).toBe(true);
    expect(isIn('POST', { ...headers, origin: 'https://perf.example.com:8443' })).toBe(false);
  });

  it.each(['cross-site', 'same-site', 'none-such', ''])('pages of another site (%s) get nothing', (site) => {
    expect(isIn('GET', { 'sec-fetch-site': site })).toBe(false);
    expect(isIn('GET', { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).toBe(
      false,
    );
    expect(isIn('POST', { ...json, 'sec-fetch-site': site, origin: own.origin })).toBe(false);
  });

  it('may link to a page, and neither frame it nor send a form to it', () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(isIn('GET', link, true)).toBe(true);
    expect(isIn('GET', { ...link, 'sec-fetch-dest': 'iframe' }, true)).toBe(false);
    expect(isIn('GET', { ...link, 'sec-fetch-mode': 'no-cors' }, true)).toBe(false);
    expect(isIn('POST', { ...link, ...json }, true)).toBe(false);
  });

  it.each([
    ...['http://evil.example', 'null', '', 'http://127.0.0.1:1878', 'http://127.0.0.1', 'http://localhost:1877'],
    ...[
      'file://',
      'http://127.0.0.1:1877.evil.example',
      'http://127.0.0.1:1877/',
      'http://x@127.0.0.1:1877',
      'ftp://127.0.0.1:1877',
    ],
  ])('the origin %j is another one, whatever is asked', (origin) => {
    expect(isIn('GET', { origin })).toBe(false);
    expect(isIn('POST', { ...json, origin, 'x-plimsoll': '1' })).toBe(false);
  });

  it.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded', ...own }],
    ['a form with text', { 'content-type': 'text/plain', ...own }],
    ['nothing of the kind', { ...own }],
    ['JSON by its name alone', { 'content-type': 'application/jsonp', ...own }],
    ['no origin, but cookies', { ...json, cookie: 'a=b', 'x-plimsoll': '1' }],
    ['no word of being a program', { ...json }],
    ['a wrong word', { ...json, 'x-plimsoll': 'true' }],
  ])('what changes something is refused with %s', (_, headers) => {
    expect(isIn('POST', headers)).toBe(false);
    expect(isIn('DELETE', headers)).toBe(false);
  });
});

describe('the token', () => {
  const token = 'a-token-of-some-length';
  const gate = new TokenGate(token, 1877);
  const cookie = /^[^;]+/.exec(gate.setCookie())?.[0] ?? '';

  it('is known by the header of programs and the cookie of browsers', () => {
    expect(gate.admits({ authorization: `Bearer ${token}` })).toBe(true);
    expect(gate.admits({ authorization: `bearer  ${token}` })).toBe(true);
    expect(gate.admits({ cookie: `a=b; ${cookie}; c=d` })).toBe(true);
  });

  it.each([
    [{}],
    [{ authorization: '' }],
    [{ authorization: 'Bearer' }],
    [{ authorization: `Bearer ${token}x` }],
    [{ authorization: `Bearer ${token.slice(0, -1)}` }],
    [{ authorization: `Basic ${token}` }],
    [{ authorization: `Bearer ${token} ${token}` }],
    [{ authorization: 'Bearer wrong', cookie }],
    [{ cookie: `plimsoll-1877=${token}` }],
    [{ cookie: 'plimsoll-1877=' }],
    [{ cookie: cookie.replace('1877', '1878') }],
    [{ cookie: `x${cookie}` }],
  ])('%j does not do', (headers) => expect(gate.admits(headers)).toBe(false));

  it('is not in the cookie, which no script reads and no other site sends', () => {
    expect(gate.setCookie()).not.toContain(token);
    expect(gate.setCookie()).toMatch(/^plimsoll-1877=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    expect(new TokenGate(token, 1877).admits({ cookie })).toBe(true);
    expect(new TokenGate(`${token}2`, 1877).admits({ cookie })).toBe(false);
  });

  it('is long enough not to be guessed', () => {
    expect(() => checkToken('123456789012345')).toThrow(/15 characters/);
    expect(() => checkToken('with spaces in the token')).toThrow(/spaces/);
    expect(() => checkToken(newToken())).not.toThrow();
    expect(newToken()).not.toBe(newToken());
  });
});
