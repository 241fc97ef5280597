import { expect, it } from 'vitest';
import type { PreparedRequest } from '../protocols/http/request.ts';
import { PreparedCache } from './prepared-cache.ts';

const request = (path: string) => ({ path }) as PreparedRequest;

it('what is asked for again stays among 100,000 URLs that are not, and no more than 10,000 are held', () => {
  const cache = new PreparedCache();
  cache.set('/again', request('/again'));
  for (let number = 0; number < 100_000; number++) {
    cache.set(`/${number}`, request(`/${number}`));
    if (number % 1000 === 0) expect(cache.get('/again')?.path).toBe('/again');
  }
  const held = Array.from({ length: 100_000 }, (_, number) => cache.get(`/${number}`)).filter(Boolean);
  expect(held.length).toBeLessThanOrEqual(10_000);
  expect(held.length).toBeGreaterThan(4000);
});
