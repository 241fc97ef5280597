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
    expect(graveness(delayMs, latencyMs)).toBe(severity);
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
