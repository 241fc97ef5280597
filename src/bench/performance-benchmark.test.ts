import { describe, expect, it } from 'vitest';
import { PerformanceBenchmark } from './performance-benchmark.ts';

describe('PerformanceBenchmark', () => {
  it('runs its warm-up and its iterations, and tells times in milliseconds', async () => {
    let calls = 0;
    const result = await new PerformanceBenchmark('counts', () => void calls++, {
      iterations: 20,
      warmupIterations: 5,
      metadata: { team: 'core' },
    }).run();
    expect(calls).toBe(25);
    expect(result).toMatchObject({
      name: 'counts',
      iterations: 20,
      successRate: 1,
      passed: true,
      reasons: [],
      metadata: { team: 'core' },
    });
    const { min, median, p95, p99, max, mean } = result;
    expect([min, median, p95, p99, max]).toEqual([min, median, p95, p99, max].sort((a, b) => a - b));
    expect(mean).toBeGreaterThanOrEqual(min);
    expect(mean).toBeLessThanOrEqual(max);
  });

  it('awaits promises', async () => {
    const result = await new PerformanceBenchmark('waits', () => new Promise((resolve) => setTimeout(resolve, 3)), {
      iterations: 3,
      warmupIterations: 0,
    }).run();
    expect(result.min).toBeGreaterThan(1.5);
  });

  it('counts what throws, and does not pass with less success than required, which is all unless told otherwise', async () => {
    let calls = 0;
    const fails = () => {
      if (calls++ % 4 === 0) throw new Error('every fourth');
    };
    const strict = await new PerformanceBenchmark('fails', fails, { iterations: 40, warmupIterations: 0 }).run();
    expect(strict).toMatchObject({
      successRate: 0.75,
      passed: false,
      error: expect.objectContaining({ message: 'every fourth' }),
    });
    expect(strict.reasons).toEqual(['successRate 1: measured 0.75']);
    const tolerant = await new PerformanceBenchmark('fails', fails, {
      iterations: 40,
      warmupIterations: 0,
      requirements: { successRate: 0.7 },
    }).run();
    expect(tolerant.passed).toBe(true);
  });

  it('tells every requirement that is not kept', async () => {
    const kept: unknown[] = [];
    const result = await new PerformanceBenchmark('greedy', () => kept.push(new Array(10_000).fill(kept.length)), {
      iterations: 20,
      requirements: { maxExecutionTime: 1e-7, maxMemoryUsage: 1000, minThroughput: 1e12, successRate: 1 },
    }).run();
    expect(result.passed).toBe(false);
    expect(result.requirements.map(({ name, passed }) => [name, passed])).toEqual([
      ['maxExecutionTime', false],
      ['maxMemoryUsage', false],
      ['minThroughput', false],
      ['successRate', true],
    ]);
    expect(result.reasons).toHaveLength(3);
    expect(result.memory.growthBytes).toBeGreaterThan(20 * 10_000 * 4);
  });

  it('refuses what is no benchmark', () => {
    expect(() => new PerformanceBenchmark('', () => 1)).toThrow(/must be its name/);
    expect(() => new PerformanceBenchmark('a', 1 as never)).toThrow(/no function to measure/);
    expect(() => new PerformanceBenchmark('a', () => 1, { iterations: 0 })).toThrow(
      /'iterations' takes a whole number, 1 or more/,
    );
    expect(() => new PerformanceBenchmark('a', () => 1, { requirements: { maxTime: 1 } as never })).toThrow(
      /unknown option 'maxTime'/,
    );
  });
});
