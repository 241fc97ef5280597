import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, caller } from '../../../test/demo/call.ts';
import { type Demo, startDemo } from '../demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0, maxSessions: 30 });
});
afterAll(() => demo.close());

interface Tokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: string;
  user: { id: number; name: string };
}

const call = caller(() => demo.url);

async function login(name: string, more: object = {}): Promise<Tokens> {
  return (await call('POST', '/auth/login', { name, password: 'password', ...more })).body;
}

async function register(name: string, more: object = {}) {
  return call('POST', '/auth/register', { name, password: 'a good password', cost: 4, ...more });
}

const stats = async () => (await call('GET', '/stats')).body.accounts;

describe('registering', () => {
  it('makes a user who can log in, once', async () => {
    const answer = await register('Grace H');
    expect([answer.status, answer.body]).toEqual([
      201,
      { user: { id: expect.any(Number), name: 'Grace H', email: 'grace.h@example.com' } },
    ]);
    expect((await register('Grace H')).status).toBe(409);
    expect((await register('user7')).status).toBe(409);
    const tokens = await login('Grace H', { password: 'a good password' });
    expect(tokens.user).toEqual(answer.body.user);
  });

  it('takes one of several at the same time', async () => {
    const statuses = (await Promise.all(Array.from({ length: 5 }, () => register('rush')))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it.each([
    {},
    { name: 'a' },
    { name: '', password: 'long enough' },
    { name: 'a', password: 'short' },
    { name: 5, password: 'long enough' },
    { name: 'a', password: 'long enough', cost: 30 },
    { name: 'a', password: 'long enough', lockMs: 'x' },
  ])('refuses %o', async (body) => {
    expect((await call('POST', '/auth/register', body)).status).toBe(400);
  });
});

describe('a session', () => {
  it('of a user who was there before is good until it ends', async () => {
    const { accessToken, user } = await login('user17');
    expect(user).toEqual({ id: 17, name: 'user17', email: 'user17@example.com' });
    const session = await call('GET', '/auth/session', undefined, bearer(accessToken));
    expect(session.body).toEqual({ user, expiresAt: expect.any(String), remainingMs: expect.any(Number) });
    expect((await call('POST', '/auth/logout', undefined, bearer(accessToken))).status).toBe(204);
    expect((await call('GET', '/auth/session', undefined, bearer(accessToken))).status).toBe(401);
    expect((await call('POST', '/auth/logout', undefined, bearer(accessToken))).status).toBe(401);
  });

  it('lasts as long as was asked for', async () => {
    const { accessToken, refreshToken } = await login('user18', { sessionMs: 1 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const expired = await call('GET', '/auth/session', undefined, bearer(accessToken));
    expect([expired.status, expired.body.message]).toEqual([401, 'The access token has expired.']);
    const next: Tokens = (await call('POST', '/auth/refresh', { refreshToken })).body;
    expect(next.user.name).toBe('user18');
    const late = await login('user18', { refreshMs: 1 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await call('POST', '/auth/refresh', { refreshToken: late.refreshToken })).status).toBe(401);
  });

  it('goes on with new tokens, and ends where an old refresh token comes back', async () => {
    const first = await login('user19');
    const second: Tokens = (await call('POST', '/auth/refresh', { refreshToken: first.refreshToken })).body;
    expect((await call('GET', '/auth/session', undefined, bearer(first.accessToken))).status).toBe(401);
    expect((await call('GET', '/auth/session', undefined, bearer(second.accessToken))).status).toBe(200);
    expect((await call('POST', '/auth/refresh', { refreshToken: first.refreshToken })).status).toBe(401);
    expect((await call('GET', '/auth/session', undefined, bearer(second.accessToken))).status).toBe(401);
  });

  it('takes no forged, swapped or missing token', async () => {
    const { accessToken, refreshToken } = await login('user20');
    for (const token of ['', 'x', '1.1.x', `${accessToken}x`, refreshToken, accessToken.replace(/\.1\./, '.2.')]) {
      expect((await call('GET', '/auth/session', undefined, bearer(token))).status).toBe(401);
    }
    expect((await call('POST', '/auth/refresh', { refreshToken: accessToken })).status).toBe(401);
    expect((await call('GET', '/auth/session')).headers.get('www-authenticate')).toContain('Bearer');
  });

  it('makes room for others when there are too many', async () => {
    const first = await login('user21');
    await Promise.all(Array.from({ length: 30 }, (_, i) => login(`user${100 + i}`)));
    expect((await call('GET', '/auth/session', undefined, bearer(first.accessToken))).status).toBe(401);
    expect((await stats()).sessions).toBe(30);
  });
});

describe('wrong passwords', () => {
  const wrong = (name: string) => call('POST', '/auth/login', { name, password: 'not this one' });

  it('are refused like unknown names', async () => {
    const [known, unknown] = [await wrong('user22'), await wrong('nobody')];
    expect([known.status, unknown.status]).toEqual([401, 401]);
    expect(known.body.message).toBe(unknown.body.message);
  });

  it('lock the user after five in a row, for a while, also for the right one', async () => {
    await register('locked', { lockMs: 300 });
    const right = () => call('POST', '/auth/login', { name: 'locked', password: 'a good password' });
    for (let i = 0; i < 4; i++) expect((await wrong('locked')).status).toBe(401);
    expect((await right()).status).toBe(200);
    for (let i = 0; i < 5; i++) expect((await wrong('locked')).status).toBe(401);
    const locked = await right();
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([423, '1']);
    expect((await stats()).locked).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 320));
    expect((await right()).status).toBe(200);
  });
});

it('everything registered can be deleted again', async () => {
  await Promise.all([register('gone-1'), register('gone-2'), register('own')]);
  const { accessToken } = await login('gone-1', { password: 'a good password' });
  const own = await login('own', { password: 'a good password' });
  expect((await call('DELETE', '/auth/users')).status).toBe(400);
  expect((await call('DELETE', '/auth/users?prefix=gone-')).body).toEqual({ deleted: 2 });
  expect((await call('GET', '/auth/session', undefined, bearer(accessToken))).status).toBe(401);
  expect((await call('DELETE', '/auth/account', undefined, bearer(own.accessToken))).status).toBe(204);
  expect((await call('POST', '/auth/login', { name: 'own', password: 'a good password' })).status).toBe(401);
});

it('the same seed gives the same tokens', async () => {
  const tokenOf = async (seed: number) => {
    const other = await startDemo({ port: 0, items: 0, seed });
    const body = JSON.stringify({ name: 'user1', password: 'password' });
    const answer = await fetch(`${other.url}/auth/login`, { method: 'POST', body });
    await other.close();
    return ((await answer.json()) as Tokens).accessToken;
  };
  const first = await tokenOf(7);
  expect(await tokenOf(7)).toBe(first);
  expect(await tokenOf(8)).not.toBe(first);
});
