import { describe, expect, it } from 'vitest';
import { progressText, shareDone } from './progress.ts';

describe('how far a run has come', () => {
  it('is told by time where the end is planned', () => {
    expect(shareDone(42_000, 84_000)).toBe(0.5);
    expect(progressText(42_000, 300_000)).toBe('0:42 of 5:00');
  });

  it('never passes its end', () => {
    expect(shareDone(90_000, 60_000)).toBe(1);
    expect(shareDone(-5, 60_000)).toBe(0);
  });

  it('is not told where nobody knows the end', () => {
    expect(shareDone(42_000, null)).toBeUndefined();
    expect(shareDone(0, 0)).toBeUndefined();
    expect(progressText(42_000, null)).toBe('0:42');
  });

  it('is told by what has been gone through, where that is known', () => {
    const progress = { done: 3, total: 4, text: '3 of 4 benchmarks' };
    expect(shareDone(1000, null, progress)).toBe(0.75);
    expect(progressText(61_000, 10_000, progress)).toBe('1:01 · 3 of 4 benchmarks');
  });
});
