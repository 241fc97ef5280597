import { describe, expect, it } from 'vitest';
import { waitMs } from './back-off.ts';

describe('the wait before the next try', () => {
  it('doubles up to a longest', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map((failures) => waitMs(failures, () => 0.5))).toEqual([
      400, 800, 1600, 3200, 5000, 5000, 5000,
    ]);
  });

  it('differs from page to page by a quarter either way', () => {
    expect([waitMs(1, () => 0), waitMs(1, () => 1)]).toEqual([300, 500]);
  });
});
