import { describe, expect, it } from 'vitest';
import { settingsWith } from '../../../test/http/shard-of.ts';
import { SeededRandom } from '../../load/random.ts';
import { Recorder } from '../../measure/recorder.ts';
import type { HttpSettings } from '../../model/plan.ts';
import { createPrepare } from './prepare.ts';
import { bodyOf, type PreparedRequest, type RequestInput } from './request.ts';
import { parseTarget } from './url.ts';

function prepare(input: Partial<RequestInput>, settings: Partial<HttpSettings> = {}, proxy?: string): PreparedRequest {
  const made = createPrepare({
    settings: settingsWith({ userAgent: 'test', ...settings }),
    recorder: new Recorder({ shard: 0, nowUs: () => 0 }),
    target: parseTarget('http://shop.test:8080'),
    proxy: proxy === undefined ? undefined : { headers: proxy },
    isAllowed: (host) => host !== 'elsewhere.test',
    random: new SeededRandom(1),
  });
  return made({ method: 'GET', url: '/', scenario: 's', group: '', keep: 'body', ...input });
}

function wireOf(...parts: Parameters<typeof prepare>): string {
  return prepare(...parts).wire.toString();
}

describe('a prepared request', () => {
  it('without anything of its own is a line, the host and the user agent', () => {
    expect(wireOf({})).toBe('GET / HTTP/1.1\r\nhost: shop.test:8080\r\nuser-agent: test\r\n\r\n');
  });

  it('takes headers over the defaults, in any case', () => {
    const text = wireOf(
      { headers: { 'User-Agent': 'mine', HOST: 'vhost' } },
      { headers: { 'x-a': '1', 'user-agent': 'z' } },
    );
    expect(text).toBe('GET / HTTP/1.1\r\nx-a: 1\r\nUser-Agent: mine\r\nHOST: vhost\r\n\r\n');
  });

  it.each([
    [{ kind: 'json', value: { a: 'é' } }, 'application/json', '{"a":"é"}'],
    [{ kind: 'form', fields: { a: 'x y', b: [1, 2], c: null } }, 'application/x-www-form-urlencoded', 'a=x+y&b=1&b=2'],
    [{ kind: 'text', text: 'plain' }, undefined, 'plain'],
    [{ kind: 'bytes', bytes: new Uint8Array([104, 105]) }, undefined, 'hi'],
  ] as const)('with the body %j says its type and length', (body, type, text) => {
    const request = prepare({ method: 'POST', body });
    const [head, sent] = request.wire.toString().split('\r\n\r\n');
    expect(sent).toBe(text);
    expect(head).toContain(`content-length: ${Buffer.byteLength(text)}`);
    expect(/content-type: (.*)/.exec(head as string)?.[1]?.trim()).toBe(type);
    expect(bodyOf(request)?.toString()).toBe(text);
  });

  it('says content-length: 0 where servers wait for one, and never what a header claims', () => {
    expect(wireOf({ method: 'POST' })).toContain('content-length: 0\r\n');
    expect(wireOf({ method: 'DELETE' })).not.toContain('content-length');
    const headers = { 'Content-Length': '99', 'Transfer-Encoding': 'chunked' };
    const text = wireOf({ method: 'PUT', headers, body: { kind: 'text', text: 'abc' } }, { headers });
    expect(text.match(/content-length|transfer-encoding/gi)).toEqual(['content-length']);
    expect(text).toContain('content-length: 3\r\n');
  });

  it('encodes headers the same with and without a body', () => {
    const headers = { 'x-name': 'é' };
    const bare = Buffer.from(prepare({ headers }).wire as string, 'latin1');
    const full = prepare({ headers, method: 'PUT', body: { kind: 'text', text: 'ü' } }).wire as Buffer;
    expect(bare.includes(Buffer.from('x-name: é\r\n', 'latin1'))).toBe(true);
    expect(full.includes(Buffer.from('x-name: é\r\n', 'latin1'))).toBe(true);
    expect(full.subarray(-2)).toEqual(Buffer.from('ü'));
    expect((prepare({ headers: { 'x-name': '€' } }).wire as Buffer).includes(Buffer.from('€'))).toBe(true);
  });

  it.each([
    ['a line break in a value', { headers: { x: 'a\r\nset-cookie: b' } }],
    ['a request in a value', { headers: { x: 'a\r\n\r\nGET /secret HTTP/1.1' } }],
    ['a bare LF in a value', { headers: { x: 'a\nb' } }],
    ['a NUL in a value', { headers: { x: 'a\0' } }],
    ['a blank in a name', { headers: { 'x y': 'a' } }],
    ['a line break in a name', { headers: { 'x: 1\r\ny': 'a' } }],
    ['an empty name', { headers: { '': 'a' } }],
    ['a line break in a cookie', { cookies: { a: 'b\r\nx: y' } }],
    ['a line break in a cookie header', { headers: { cookie: 'b\r\nx: y' } }],
    ['a line break in a token', { auth: { type: 'bearer', token: 'a\r\nx: y' } }],
    ['a blank in the method', { method: 'GET /x' }],
    ['an empty method', { method: '' }],
    ['a URL that is none', { url: 'http://[bad' }],
  ] as const)('is refused with %s', (_what, input) => {
    const { error, wire, bodyLength } = prepare(input);
    expect(error?.kind).toBe('malformed');
    expect([wire.toString().includes('x'), bodyLength]).toEqual([false, 0]);
  });

  it('is blocked for a host that the test does not name', () => {
    const { error, path } = prepare({ url: 'http://elsewhere.test/x' });
    expect([error?.kind, path]).toEqual(['blocked', 'http://elsewhere.test/x']);
  });

  it('joins its query to that of the URL', () => {
    expect(wireOf({ url: '/a?x=1', query: { y: 'ä', z: { a: 1 } } })).toContain(
      'GET /a?x=1&y=%C3%A4&z=%7B%22a%22%3A1%7D ',
    );
    expect(wireOf({ url: '/a', query: {} })).toContain('GET /a HTTP');
  });

  it('through a proxy carries the whole URL, unless it is tunnelled', () => {
    const plain = wireOf({ url: '/a' }, {}, 'proxy-authorization: Basic eA==\r\n');
    expect(plain).toContain('GET http://shop.test:8080/a HTTP/1.1\r\nhost: shop.test:8080\r\n');
    expect(plain).toContain('proxy-authorization: Basic eA==\r\n');
    expect(wireOf({ url: 'https://shop.test/a' }, {}, 'x: y\r\n')).toContain('GET /a HTTP');
    expect(wireOf({ url: 'unix:/run/app.sock:/a' }, {}, 'x: y\r\n')).toContain('GET /a HTTP');
  });
});
