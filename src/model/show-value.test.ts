import { describe, expect, it } from 'vitest';
import { showCount, showShare, showValue } from './show-value.ts';

describe('a value as people read it', () => {
  it.each([
    [412.4, 'ms', '412ms'],
    [1_210_000, 'bytes', '1.21 MB'],
    [0.0037, 'share', '0.37%'],
    [97.25, 'percent', '97.3%'],
    [12_345, 'count', '12,345'],
    [3, 'EUR', '3 EUR'],
  ])('%d in %s is %s', (value, unit, text) => {
    expect(showValue(value, unit)).toBe(text);
  });

  it('never rounds a share to all or nothing that is neither', () => {
    expect(showShare(0.999_96)).toBe('99.996%');
    expect(showShare(0.999_999_9)).toBe('>99.999%');
    expect(showShare(0.000_000_1)).toBe('<0.001%');
    expect([0, 1].map(showShare)).toEqual(['0%', '100%']);
  });

  it('counts in words', () => {
    expect([showCount(1, 'request'), showCount(1200, 'request')]).toEqual(['1 request', '1,200 requests']);
  });
});
