import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from './demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0 });
});
afterAll(() => demo.close());

async function status(path: string, authorization?: string): Promise<number> {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  return (await fetch(demo.url + path, { headers })).status;
}

describe('/basic-auth', () => {
  it('takes the right credentials only', async () => {
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(await status('/basic-auth', basic('demo:secret'))).toBe(200);
    expect(await status('/basic-auth', basic('demo:other'))).toBe(401);
    expect(await status('/basic-auth?user=%C3%A4&password=a:b', basic('ä:a:b'))).toBe(200);
    expect(await status('/basic-auth', 'Basic !')).toBe(401);
    const challenge = (await fetch(`${demo.url}/basic-auth`)).headers.get('www-authenticate');
    expect(challenge).toBe('Basic realm="shop", charset="UTF-8"');
  });
});

interface Digest {
  algorithm: string;
  nonce: string;
  nc?: string;
  uri?: string;
  password?: string;
}

/** Written from RFC 7616 anew, as the second opinion. */
function digest({ algorithm, nonce, nc = '00000001', uri = '/digest-auth', password = 'secret' }: Digest): string {
  const name = algorithm.startsWith('SHA-256') ? 'sha256' : 'md5';
  const h = (text: string) => createHash(name).update(text).digest('hex');
  let ha1 = h(`demo:shop:${password}`);
  if (algorithm.endsWith('-sess')) ha1 = h(`${ha1}:${nonce}:0a4f113b`);
  const response = h(`${ha1}:${nonce}:${nc}:0a4f113b:auth:${h(`GET:${uri}`)}`);
  return `Digest username="demo", realm="shop", uri="${uri}", algorithm=${algorithm}, nonce="${nonce}", nc=${nc}, cnonce="0a4f113b", qop=auth, response="${response}", opaque="plimsoll"`;
}

async function nonceFrom(path = '/digest-auth'): Promise<string> {
  const challenge = (await fetch(demo.url + path)).headers.get('www-authenticate') ?? '';
  return /nonce="([^"]+)"/.exec(challenge)?.[1] ?? '';
}

describe('/digest-auth', () => {
  it('offers SHA-256 before MD5', async () => {
    const challenge = (await fetch(`${demo.url}/digest-auth`)).headers.get('www-authenticate') ?? '';
    expect(challenge).toMatch(/Digest realm="shop", qop="auth", algorithm=SHA-256, .*, Digest .* algorithm=MD5,/);
  });

  it.each(['SHA-256', 'MD5', 'SHA-256-sess', 'MD5-sess'])('takes %s where it was offered', async (algorithm) => {
    const uri = `/digest-auth?algorithm=${algorithm}`;
    const nonce = await nonceFrom(uri);
    expect(await status(uri, digest({ algorithm, nonce, uri }))).toBe(200);
    expect(await status(uri, digest({ algorithm: 'SHA-512', nonce, uri, nc: '00000002' }))).toBe(401);
  });

  it('proves that the server knows the password too', async () => {
    const nonce = await nonceFrom();
    const headers = { authorization: digest({ algorithm: 'MD5', nonce }) };
    const info = (await fetch(`${demo.url}/digest-auth`, { headers })).headers.get('authentication-info');
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const proof = md5(`${md5('demo:shop:secret')}:${nonce}:00000001:0a4f113b:auth:${md5(':/digest-auth')}`);
    expect(info).toContain(`rspauth="${proof}"`);
  });

  it('takes each count of a nonce once, in any order within 32', async () => {
    const nonce = await nonceFrom();
    const use = (nc: string) => status('/digest-auth', digest({ algorithm: 'SHA-256', nonce, nc }));
    expect([await use('00000003'), await use('00000001'), await use('00000002')]).toEqual([200, 200, 200]);
    expect([await use('00000002'), await use('00000003')]).toEqual([401, 401]);
    expect([await use('00000022'), await use('00000003'), await use('00000004')]).toEqual([200, 401, 200]);
  });

  it('calls an unknown nonce stale, and refuses a wrong password or URI', async () => {
    const headers = { authorization: digest({ algorithm: 'MD5', nonce: 'f00' }) };
    const answer = await fetch(`${demo.url}/digest-auth`, { headers });
    expect(answer.headers.get('www-authenticate')).toContain('stale=true');
    const nonce = await nonceFrom();
    expect(await status('/digest-auth', digest({ algorithm: 'MD5', nonce, password: 'x' }))).toBe(401);
    expect(await status('/digest-auth?x=1', digest({ algorithm: 'MD5', nonce }))).toBe(401);
    expect(await status('/digest-auth', digest({ algorithm: 'MD5', nonce }))).toBe(200);
    expect(await status('/digest-auth', `Digest ${'a="'.repeat(3000)}`)).toBe(401);
  });
});
