import { afterEach, describe, expect, it } from 'vitest';
import { CallbackListener, type ExpectedCallback } from './callbacks.ts';

const listener = new CallbackListener('127.0.0.1');
let open: ExpectedCallback[] = [];

async function expected(): Promise<ExpectedCallback> {
  const callback = await listener.expect();
  open.push(callback);
  return callback;
}

afterEach(() => {
  for (const callback of open) callback.forget();
  open = [];
});

const post = (url: string, body: string) => fetch(url, { method: 'POST', body });

describe('a listener for callbacks', () => {
  it('tells each who waits what was sent to its own address', async () => {
    const [first, second] = await Promise.all([expected(), expected()]);
    expect(new URL(first.url).port).toBe(new URL(second.url).port);
    expect((await post(second.url, '{"job":{"state":"done"}}')).status).toBe(204);
    expect((await post(first.url, 'no JSON')).status).toBe(204);
    expect([await first.body, await second.body]).toEqual(['no JSON', { job: { state: 'done' } }]);
  });

  it('answers 404 where nobody waits, and 413 to what is too long', async () => {
    const callback = await expected();
    expect((await post(new URL('/other', callback.url).href, '{}')).status).toBe(404);
    const tooLong = await post(callback.url, 'x'.repeat(1_000_001)).then(
      ({ status }) => status,
      () => 413,
    );
    expect(tooLong).toBe(413);
    callback.forget();
    expect((await post(callback.url, '{}')).status).toBe(404);
  });

  it('says why it can listen nowhere', async () => {
    await expect(new CallbackListener('192.0.2.1').expect()).rejects.toThrow(/EADDRNOTAVAIL/);
  });
});
