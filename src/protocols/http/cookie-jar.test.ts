import fc from 'fast-check';
import { CookieJar as ToughJar } from 'tough-cookie';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../../../test/text/any-text.ts';
import { CookieJar } from './cookie-jar.ts';
import { parseTarget } from './url.ts';

const now = Date.now();
const at = parseTarget;

/** One jar, told each header by each URL in turn. */
function jarWith(...received: readonly (readonly [url: string, setCookie: string])[]): CookieJar {
  const jar = new CookieJar();
  for (const [url, setCookie] of received) jar.store(at(url), setCookie, now);
  return jar;
}

const origins = [
  'http://example.com',
  'https://example.com',
  'https://www.example.com',
  'http://a.www.example.com',
  'https://badexample.com',
  'http://localhost:3000',
  'http://app.localhost',
  'http://127.0.0.1:8080',
  'http://1.2.3.4',
  'http://[::1]:90',
  'https://xn--bcher-kva.example',
];
const paths = ['/', '/a', '/a/', '/a/b', '/a/b/c', '/ab', '/A', '/?x=/a', '/a?b', '/a/b/?c'];
const domains = ['example.com', '.Example.COM', 'www.example.com', 'a.www.example.com', 'ample.com'];
const hosts = ['1.2.3.4', '3.4', '127.0.0.1', '::1', 'app.localhost', 'x.example.com', '', '.'];
const url = fc.tuple(fc.constantFrom(...origins), fc.constantFrom(...paths)).map((parts) => parts.join(''));
const attribute = fc.oneof(
  fc.constantFrom(...domains, ...hosts).map((domain) => `Domain=${domain}`),
  fc.constantFrom(...paths, '', 'a', '"/a"').map((path) => `Path=${path}`),
  fc.constantFrom(
    'Secure',
    'secure=no',
    'HttpOnly',
    'SameSite=Lax',
    'SameSite=what',
    'Priority=High',
    '',
    '=',
    'x=y=z',
  ),
  fc.constantFrom('-1', '0', '100', '86400', '+5', '1.5', '', '1e3', 'abc').map((age) => `Max-Age=${age}`),
  fc
    .constantFrom('Wed, 09 Jun 2100 10:18:14 GMT', 'Thu, 01-Jan-1970 00:00:00 GMT', 'never', '', '1 jan 99 1:2:3')
    .map((date) => `expires = ${date}`),
);
const name = fc.constantFrom('a', 'b', 'A', ' c ', '__Host-h', '__Secure-s', '__host-x', '', 'sp ace', 'a b"');
const value = fc.constantFrom('1', '2', '', '"q"', 'x=y', ' padded ', 'ü', 'a,b', '=');
const setCookie = fc
  .tuple(name, value, fc.array(attribute, { maxLength: 4 }), fc.constantFrom('; ', ';', ' ;  '))
  .map(([key, text, attributes, separator]) => [`${key}=${text}`, ...attributes].join(separator));

describe('a cookie jar', () => {
  it('sends what tough-cookie sends, after any sequence of Set-Cookie headers and from any URL', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(url, setCookie), { minLength: 1, maxLength: 12 }),
        fc.array(url),
        (received, asked) => {
          const tough = new ToughJar(undefined, { rejectPublicSuffixes: false });
          for (const [from, header] of received) {
            tough.setCookieSync(header, from, { ignoreError: true, now: new Date(now) });
            // Makes it forget what has expired now, not only when asked the next time.
            tough.getCookiesSync(from, { allPaths: true });
          }
          const jar = jarWith(...received);
          for (const to of [...asked, ...received.map(([from]) => from)]) {
            expect(jar.headerFor(at(to), Date.now()), to).toBe(tough.getCookieStringSync(to));
          }
        },
      ),
      { numRuns: 700 },
    );
  });

  it('reads any header at all without a failure, and never sends a control character', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(setCookie, fc.string({ unit: anyCharacter }))), (headers) => {
        const jar = jarWith(...headers.map((header) => ['https://example.com/', header] as const));
        expect(jar.headerFor(at('https://example.com/'), now)).not.toMatch(/[\x00-\x1f\x7f]/);
      }),
      { numRuns: 500 },
    );
  });

  it('puts longer paths first, and among equals the older cookie, even once it has been replaced', () => {
    const jar = jarWith(
      ['http://h/', 'a=1'],
      ['http://h/', 'b=1'],
      ['http://h/x/y', 'c=1'],
      ['http://h/x/y', 'd=1; Path=/x/y'],
      ['http://h/', 'a=2'],
    );
    expect(jar.headerFor(at('http://h/x/y?q'), now)).toBe('d=1; c=1; a=2; b=1');
  });

  it('refuses cookies for other hosts, for hosts below, and for a whole top-level domain', () => {
    const jar = new CookieJar();
    for (const domain of ['evil.com', 'www.shop.example', 'example', 'hop.example']) {
      expect(jar.store(at('https://shop.example/'), `a=1; Domain=${domain}`, now), domain).toBe(false);
    }
    expect(jar.store(at('https://www.shop.example/'), 'a=1; Domain=shop.example', now)).toBe(true);
    expect(jar.headerFor(at('https://shop.example/'), now)).toBe('a=1');
    expect(jar.headerFor(at('https://myshop.example/'), now)).toBe('');
  });

  it('lets a cookie expire when its time comes, and Max-Age win over Expires', () => {
    const jar = jarWith(
      ['http://h/', 'a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
      ['http://h/', 'b=1; Max-Age=20'],
      ['http://h/', 'c=1'],
    );
    expect(jar.headerFor(at('http://h/'), now + 9_999)).toBe('a=1; b=1; c=1');
    expect(jar.headerFor(at('http://h/'), now + 10_000)).toBe('b=1; c=1');
    jar.store(at('http://h/'), 'b=; Max-Age=0', now);
    expect(jar.all(now).map((cookie) => cookie.name)).toEqual(['a', 'c']);
  });

  it('holds at most 200 cookies, throwing out the expired, then the oldest of the shortest path', () => {
    const jar = jarWith(['http://h/', 'old=1'], ['http://h/x/', 'deep=1'], ['http://h/', 'short=1; Max-Age=1']);
    for (let i = 0; i < 197; i++) jar.store(at('http://h/'), `n${i}=1`, now);
    jar.store(at('http://h/'), 'late=1', now + 2000);
    expect(jar.all(now + 2000)).toHaveLength(200);
    jar.store(at('http://h/'), 'later=1', now + 2000);
    const left = jar.all(now + 2000).map((cookie) => cookie.name);
    expect(left).toHaveLength(200);
    expect(left).not.toContain('old');
    expect(left).toEqual(expect.arrayContaining(['deep', 'late', 'later', 'n0', 'n196']));
  });

  it('takes a domain in Unicode for the host in punycode', () => {
    const jar = jarWith(['https://www.bücher.example/', 'a=1; Domain=BÜCHER.example']);
    expect(jar.headerFor(at('https://bücher.example/'), now)).toBe('a=1');
  });

  it('ignores cookies beyond 4096 bytes', () => {
    expect(new CookieJar().store(at('http://h/'), `a=${'x'.repeat(4096)}`, now)).toBe(false);
    expect(new CookieJar().store(at('http://h/'), `a=${'x'.repeat(4095)}`, now)).toBe(true);
  });
});

describe('a script', () => {
  const here = at('http://shop.example/cart/1');

  it('sets cookies for the whole host unless it says otherwise', () => {
    const jar = new CookieJar();
    expect(jar.set(here, { name: 'a', value: '1' }, now)).toBe(true);
    expect(jar.set(here, { name: 'b', value: '2', path: '/admin' }, now)).toBe(true);
    expect(jar.headerFor(at('http://shop.example/'), now)).toBe('a=1');
    expect(jar.set(here, { name: 'c', value: '3', domain: 'other.example' }, now)).toBe(false);
    expect(jar.set(here, { name: 'x', value: '1; y=2' }, now)).toBe(false);
    expect(jar.set(here, { name: 'x', value: '1\r\nEvil: 1' }, now)).toBe(false);
    expect(jar.set(here, { name: 'x', value: '1', path: 'admin' }, now)).toBe(false);
  });

  it('reads, lists and clears those of a URL or all', () => {
    const jar = jarWith(['http://shop.example/', 'a=1; HttpOnly; SameSite=Lax'], ['http://other.example/', 'b=2']);
    expect(jar.get(here, 'a', now)).toBe('1');
    expect(jar.get(here, 'b', now)).toBeUndefined();
    expect(jar.all(now, here)).toEqual([
      {
        name: 'a',
        value: '1',
        domain: 'shop.example',
        path: '/',
        expiresMs: Infinity,
        secure: false,
        httpOnly: true,
        sameSite: 'lax',
        hostOnly: true,
      },
    ]);
    jar.clear(here);
    expect(jar.all(now).map((cookie) => cookie.name)).toEqual(['b']);
    jar.clear();
    expect(jar.all(now)).toEqual([]);
  });
});
