import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/run.ts';
import { unnamedErrors } from './bench-errors.tsx';
import { benchTiles } from './bench-tiles.ts';
import { exampleBenchmark, exampleBenchmarks, exampleComparison } from './fixtures/example-benchmarks.ts';
import { requirementRows } from './requirement-table.tsx';
import { timeParts } from './time-cell.tsx';
import { sharedWarnings } from './warnings.ts';

const finding = (title: string, changes: Partial<Finding> = {}): Finding => ({
  ...{ kind: 'bench-outliers', severity: 'info', title, evidence: {}, advice: 'none is left out' },
  ...changes,
});

describe('warnings on benchmarks', () => {
  it('are one where kind, severity and advice are the same, the gravest first, and name whose they are', () => {
    const warnings = sharedWarnings([
      exampleBenchmark('a', 1, { findings: [finding('10% of a'), finding('noisy')] }),
      exampleBenchmark('b', 1, { findings: [finding('12% of b'), finding('noisy')] }),
      exampleBenchmark('c', 1, { findings: [finding('c is gone', { severity: 'major', advice: 'return it' })] }),
    ]);
    expect(warnings.map(({ severity }) => severity)).toEqual(['major', 'info']);
    expect(warnings[1]?.titles).toEqual([
      { text: '10% of a', of: [] },
      { text: 'noisy', of: ['parse › a', 'parse › b'] },
      { text: '12% of b', of: [] },
    ]);
  });
});

describe('requirements', () => {
  it('come with what is not kept first, then the closest; how much is used up follows their direction', () => {
    const benchmark = exampleBenchmark('a', 1, {
      requirements: [
        { name: 'maxExecutionTime', allowed: 10, measured: 5, passed: true },
        { name: 'minThroughput', allowed: 90, measured: 100, passed: true },
        { name: 'successRate', allowed: 0.9, measured: 0.8, passed: false },
        { name: 'maxMemoryUsage', allowed: 0, measured: null, passed: null },
      ],
    });
    const rows = requirementRows([benchmark]);
    expect(
      rows.map(({ requirement, used }) => [requirement.name, used === null ? null : Number(used.toFixed(3))]),
    ).toEqual([
      ['successRate', 2],
      ['maxMemoryUsage', null],
      ['minThroughput', 0.9],
      ['maxExecutionTime', 0.5],
    ]);
  });
});

describe('the key figures of a run of benchmarks', () => {
  it('tell how many were measured, compared and kept, and what chance does', () => {
    const run = exampleBenchmarks(
      [exampleBenchmark('a', 1, { requirements: [{ name: 'successRate', allowed: 1, measured: 1, passed: true }] })],
      { comparisons: [exampleComparison('a')] },
    );
    expect(benchTiles(run)).toEqual([
      { label: 'Benchmarks measured', value: '1', note: 'in up to 5 processes each' },
      { label: 'Slower', value: '1', note: 'of 1 compared', brush: 'bad' },
      { label: 'Faster', value: '0' },
      { label: 'Same', value: '0' },
      { label: 'Requirements kept', value: '1 of 1', brush: 'good' },
      { label: 'Noise, side by side', value: '±2.0%', note: '3.0% would be seen' },
    ]);
  });

  it('bear a run without anything', () => {
    expect(benchTiles({ ...exampleBenchmarks([]), benchmarks: undefined } as never)).toEqual([
      { label: 'Benchmarks measured', value: '0' },
    ]);
  });
});

describe('parts of what is shown', () => {
  it('a time is split at its point and its unit; what has neither stays whole', () => {
    expect(timeParts(65_790)).toEqual({ whole: '65', fraction: '.79', unit: 'µs' });
    expect(timeParts(200e9)).toEqual({ whole: '3m20s', fraction: '', unit: '' });
    expect(timeParts(Number.NaN).whole).toBe('–');
  });

  it('errors that stand beside their benchmark are not told again', () => {
    const error = { count: 1, samples: [] };
    const run = exampleBenchmarks([exampleBenchmark('a', 0, { error: 'Error: no' })], {
      errors: [
        { kind: 'benchmark', name: 'parse › a', ...error },
        { kind: 'benchmark', name: 'other.bench.ts', ...error },
      ],
    });
    expect(unnamedErrors(run).map(({ name }) => name)).toEqual(['other.bench.ts']);
  });
});
