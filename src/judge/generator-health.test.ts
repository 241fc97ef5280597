import { describe, expect, it } from 'vitest';
import { graveness, steadyPercentile } from './generator-health.ts';

describe('a delay of the generator', () => {
  it.each([
    [0.9, 0.5, undefined],
    [1.5, 2, 'minor'],
    [1.5, 15, undefined],
    [3, 20, 'minor'],
    [3.1, 20, 'major'],
    [9, 100, undefined],
    [12, 100, 'major'],
  ])('of %d ms beside a latency of %d ms is %s', (delayMs, latencyMs, severity) => {
    expect(graveness({ delayMs, latencyMs, cpuPercent: 80 })).toBe(severity);
    expect(graveness({ delayMs, latencyMs, cpuPercent: null })).toBe(severity);
  });

  it('is minor up to 10 ms where the generator had time to spare', () => {
    expect(graveness({ delayMs: 9, latencyMs: 20, cpuPercent: 20 })).toBe('minor');
    expect(graveness({ delayMs: 11, latencyMs: 20, cpuPercent: 20 })).toBe('major');
    expect(graveness({ delayMs: 0.9, latencyMs: 1, cpuPercent: 20 })).toBeUndefined();
  });
});

describe('the percentile to judge by', () => {
  it.each([
    [100_000, 99],
    [1000, 99],
    [500, 98],
    [250, 96],
    [20, 50],
    [3, 50],
    [0, 50],
  ])('with %d samples is p%d', (samples, percentile) => {
    expect(steadyPercentile(samples)).toBe(percentile);
  });
});
