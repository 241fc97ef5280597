import { describe, expect, it } from 'vitest';
import { fuzz } from '../../../test/http/fuzz.ts';

/** `npm run fuzz` does the same a million times. */
describe('damaged responses', () => {
  it('each end their exchange once, complete or with one kind of failure, and leave nothing behind', () => {
    const { complete, byKind, exchanges, grownBytes } = fuzz({ seed: 17, exchanges: 8_000 });
    const failed = Object.values(byKind).reduce((sum, count) => sum + count, 0);
    expect(complete + failed).toBe(exchanges);
    expect(complete).toBeGreaterThan(exchanges / 5);
    for (const kind of ['malformed', 'closed', 'reset', 'timeout', 'too-large', 'blocked', 'refused']) {
      expect(byKind[kind]).toBeGreaterThan(0);
    }
    expect(grownBytes).toBeLessThan(50_000_000);
  }, 30_000);
});
