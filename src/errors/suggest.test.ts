import { describe, expect, it } from 'vitest';
import { closest, didYouMean } from './suggest.ts';

describe('the name that was meant', () => {
  const known = ['http_req_duration', 'http_reqs', 'checks', 'users', 'rate'];

  it('is the nearest by insertions, deletions, substitutions and swaps', () => {
    expect(closest('http_req_duraton', known)).toBe('http_req_duration');
    expect(closest('cheks', known)).toBe('checks');
    expect(closest('uesrs', known)).toBe('users');
    expect(closest('Rate', known)).toBe('rate');
  });

  it('is nothing when no name is near enough', () => {
    expect(closest('arrivals_per_minute', known)).toBeUndefined();
    expect(closest('xyz', known)).toBeUndefined();
    expect(didYouMean('', known)).toBeUndefined();
  });

  it('is put as a question', () => {
    expect(didYouMean('http_req', known)).toBe("did you mean 'http_reqs'?");
  });
});
