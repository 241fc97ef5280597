import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../../../test/text/any-text.ts';
import { UserError } from '../../errors/user-error.ts';
import {
  defaultRequestName,
  maskUrl,
  parseTarget,
  resolveLocation,
  resolveUrl,
  type Target,
  tryResolve,
} from './url.ts';

function pathOf(result: ReturnType<typeof tryResolve>): string {
  if ('error' in result) throw new Error(result.error);
  return result.path;
}

function keyOf(result: ReturnType<typeof tryResolve>): string {
  if ('error' in result) throw new Error(result.error);
  return result.origin.key + result.path;
}

describe('a target', () => {
  it('is taken apart, with the default port left out of the Host header', () => {
    expect(parseTarget('http://Example.COM/api?x=1#top')).toEqual({
      origin: { scheme: 'http', host: 'example.com', port: 80, key: 'http://example.com', hostHeader: 'example.com' },
      path: '/api?x=1',
      auth: undefined,
    });
    expect(parseTarget('https://a:8443').origin).toMatchObject({ scheme: 'https', port: 8443, hostHeader: 'a:8443' });
    expect(parseTarget('https://a:443').origin).toMatchObject({ port: 443, hostHeader: 'a', key: 'https://a' });
    expect(parseTarget('http://bücher.example').origin.host).toBe('xn--bcher-kva.example');
  });

  it('with an IPv6 address connects without brackets and names it with them', () => {
    expect(parseTarget('http://[::1]:3000/').origin).toMatchObject({
      host: '::1',
      port: 3000,
      hostHeader: '[::1]:3000',
    });
  });

  it('hands out its credentials decoded, and never in the key', () => {
    const target = parseTarget('http://ann%40x:p%3Aw%zz@localhost:3000/');
    expect(target.auth).toEqual({ username: 'ann@x', password: 'p%3Aw%zz' });
    expect(parseTarget('http://ann%40x:p%3Aw@localhost/').auth).toEqual({ username: 'ann@x', password: 'p:w' });
    expect(JSON.stringify(target.origin)).not.toContain('ann');
  });

  it('may be a unix socket, in either spelling', () => {
    const short = parseTarget('unix:/run/app.sock:/items?x=a:/b');
    expect(short.origin).toEqual({
      scheme: 'http',
      host: 'localhost',
      port: 80,
      socketPath: '/run/app.sock',
      key: 'unix:/run/app.sock',
      hostHeader: 'localhost',
    });
    expect(short.path).toBe('/items?x=a:/b');
    expect(parseTarget('http+unix://%2Frun%2Fapp.sock/items?x=a:/b')).toEqual(short);
    expect(parseTarget('unix:///run/app.sock')).toMatchObject({ path: '/', origin: { socketPath: '/run/app.sock' } });
    expect(parseTarget('https+unix:/s:/').origin).toMatchObject({ scheme: 'https', port: 443, key: 'https+unix:/s' });
    expect(() => parseTarget('http+unix://relative.sock/x')).toThrow(
      "'relative.sock' is not the path of a unix socket",
    );
  });

  it.each([
    ['localhost:3000/x', "'localhost:3000/x' lacks its scheme: 'http://localhost:3000/x'"],
    ['/items', "'/items' is not an absolute URL"],
    ['ftp://host/x', "'ftp://host/x' has the scheme 'ftp', not http or https"],
    ['http://', "'http://' is not an absolute URL"],
    ['http://a:pw@h:99999/', "'http://a:***@h:99999/' is not an absolute URL"],
    ['', "'' is not an absolute URL"],
  ])('%j is refused: %s', (text, message) => {
    expect(tryResolve(undefined, text)).toEqual({ error: message });
    expect(() => parseTarget(text)).toThrow(UserError);
    expect(() => resolveUrl(undefined, text)).toThrow(message);
  });
});

describe('a request', () => {
  const target = parseTarget('http://u:p@host:8080/api/?v=1');

  it.each([
    ['/items?q=1', '/api/items?q=1'],
    ['items', '/api/items'],
    ['', '/api/?v=1'],
    ['#frag', '/api/?v=1'],
    ['?q=2', '/api/?q=2'],
    ['/a b?c=d e#f', '/api/a%20b?c=d%20e'],
    ['/ü?ü', '/api/%C3%BC?%C3%BC'],
    ['/50%', '/api/50%'],
    ['/a/../b', '/api/b'],
    ['//other.example/x', '/api//other.example/x'],
    ['\\\\other.example\\x', '/api//other.example/x'],
  ])('for %j goes below the path of its target: %s', (reference, path) => {
    const result = tryResolve(target, reference);
    expect(pathOf(result)).toBe(path);
    expect((result as Target).origin).toBe(target.origin);
    expect((result as Target).auth).toEqual({ username: 'u', password: 'p' });
  });

  it('with an absolute URL goes there, and takes credentials along only to the same origin', () => {
    expect(tryResolve(target, 'http://host:8080/x')).toMatchObject({ path: '/x', auth: { username: 'u' } });
    expect((tryResolve(target, 'http://other/x') as Target).auth).toBeUndefined();
    expect((tryResolve(target, 'https://host:8080/x') as Target).auth).toBeUndefined();
    expect(tryResolve(target, 'http://a:b@host:8080/x')).toMatchObject({ auth: { username: 'a', password: 'b' } });
  });

  it('never carries a character that could break out of its line, whatever the reference', () => {
    const bad = /[^\x21-\x7e]/;
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (reference) => {
        const result = tryResolve(target, reference);
        if (!('error' in result)) expect(result.path).not.toMatch(bad);
      }),
      { numRuns: 2000 },
    );
    expect(pathOf(tryResolve(target, '/x HTTP/1.1\r\nHost: evil'))).toBe('/api/x%20HTTP/1.1Host:%20evil');
  });

  it('for a reference starting with a slash equals the URL standard applied to the joined text', () => {
    const base = parseTarget('http://host');
    const unit = fc.constantFrom(...'/.?#%&=+ ab2eE\'"<>`{}|^\\[]:;@!$()*,~-_\tü€');
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const expected = new URL(`http://host/${text}`.trimEnd());
        expected.hash = '';
        expect(pathOf(tryResolve(base, `/${text}`))).toBe(expected.href.slice('http://host'.length));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a redirect', () => {
  it('is resolved as the URL standard does', () => {
    const from = parseTarget('http://host:81/a/b?c');
    for (const location of ['/x', 'x', '../x', '?y', '//other/z', 'https://host/q', '/x y', 'http://host:81/']) {
      const expected = new URL(location, 'http://host:81/a/b?c');
      expect(keyOf(resolveLocation(from, location))).toBe(expected.origin + expected.pathname + expected.search);
    }
  });

  it('keeps credentials on the origin and drops them elsewhere', () => {
    const from = parseTarget('http://u:p@host/');
    expect(resolveLocation(from, '/x')).toMatchObject({ auth: { username: 'u' } });
    expect((resolveLocation(from, 'http://host:81/') as Target).auth).toBeUndefined();
  });

  it('from a unix socket to its own host name stays on the socket', () => {
    const from = parseTarget('unix:/s:/a');
    expect(resolveLocation(from, 'http://localhost/x')).toEqual({ origin: from.origin, path: '/x', auth: undefined });
    expect(resolveLocation(from, 'y')).toMatchObject({ origin: { socketPath: '/s' }, path: '/y' });
    expect(keyOf(resolveLocation(from, 'http://example.com/x'))).toBe('http://example.com/x');
  });

  it('to nowhere is an error and no exception', () => {
    const from = parseTarget('http://host/');
    expect(resolveLocation(from, ' ')).toEqual({ error: 'the Location is empty' });
    expect(resolveLocation(from, 'http://a b/')).toEqual({ error: "'http://a b/' is not a URL" });
    expect(resolveLocation(from, 'javascript:alert(1)')).toHaveProperty('error');
  });
});

describe('a masked URL', () => {
  it.each([
    ['http://ann:secret@host/x', 'http://ann:***@host/x'],
    ['http://ann:p@ss:w@host/x', 'http://ann:***@host/x'],
    ['/x?token=abc&q=1&password=p#f', '/x?token=***&q=1&password=***#f'],
    ['http://host:80/a@b', 'http://host:80/a@b'],
    ['/next?u=http://a:b@c/', '/next?u=http://a:***@c/'],
  ])('%s becomes %s', (url, masked) => {
    expect(maskUrl(url)).toBe(masked);
  });
});

describe('the name of a request', () => {
  it.each([
    ['/items/17?x=1', '/items/:id'],
    ['/items/17/reviews/3', '/items/:id/reviews/:id'],
    ['/u/8c1e1c2e-58b4-4d5c-9f0b-0a1b2c3d4e5f', '/u/:id'],
    ['/o/507f1f77bcf86cd799439011', '/o/:id'],
    ['/c/a1b2c3d4', '/c/:id'],
    ['/img/123.png', '/img/:id.png'],
    ['/n/V1StGXR8_Z5jdHi6B-myT', '/n/:id'],
    ['/l/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/l/:id'],
    ['/k/cjld2cjxh0000qzrmn831i7rn', '/k/:id'],
    ['/api/v1/users', '/api/v1/users'],
    ['/blog/how-to-do-10-things-in-2024', '/blog/how-to-do-10-things-in-2024'],
    ['/deadbeef', '/deadbeef'],
    ['/static/iphone15-promax-review', '/static/iphone15-promax-review'],
    ['/', '/'],
    ['/12', '/:id'],
    ['/search?q=12#3', '/search'],
  ])('%s is %s', (path, name) => {
    expect(defaultRequestName('GET', path)).toBe(`GET ${name}`);
  });
});
