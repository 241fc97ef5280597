import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import type { LiveSecond } from '../../src/model/live-run.ts';
import type { Run } from '../../src/model/run.ts';
import { BenchPage } from './bench-page.tsx';
import { exampleBenchmark, exampleBenchmarks, exampleComparison } from './fixtures/example-benchmarks.ts';

const hostile = '<script>alert(1)</script>"\'&\u202e javascript:alert(2)';
const pageOf = (run: Run, more = {}) => renderToString(h(BenchPage, { reported: { run }, ...more }));

describe('the page of a run of benchmarks without scripts', () => {
  it('shows times, histograms, comparisons, growth, requirements, warnings and the environment', () => {
    const sized = [10, 100, 1000].map((size) => exampleBenchmark(`sort ${size}`, size * 7, { params: { size } }));
    const finding = {
      kind: 'bench-drift',
      severity: 'minor',
      title: 'it drifts',
      evidence: {},
      advice: 'warm up',
    } as const;
    const measured = exampleBenchmark('b', 65_790, {
      allocatedBytes: { value: 24_100, low: 24_000, high: 24_200 },
      requirements: [{ name: 'maxExecutionTime', allowed: 1, measured: 0.07, passed: true }],
      findings: [finding],
      gc: { count: 3, totalMs: 12 },
    });
    const growth = [
      {
        ...{ name: 'sort $size', group: 'parse', param: 'size', growth: 'O(n)', alsoPossible: ['O(n log n)'] },
        slope: { value: 1, low: 0.9, high: 1.1 },
      },
    ];
    const page = pageOf(exampleBenchmarks([measured, ...sized], { growth, comparisons: [exampleComparison('b')] }));
    for (const text of [
      '.79',
      '24.1 kB',
      '1.50×',
      'O(n log n)',
      'slope 1.00 (0.90–1.10)',
      '≤ 1.000 ms',
      'it drifts',
      'AMD EPYC',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).toContain('growth-chart-law');
    expect(page).toContain('aria-label="Batches from 59.21 µs to 131.6 µs"');
    expect(page).not.toMatch(/style=|<canvas/);
  });

  it('keeps whatever a name, an error or a tag may hold as text', () => {
    const benchmark = exampleBenchmark(hostile, 10, {
      ...{ group: hostile, file: hostile, params: { [hostile]: hostile }, error: hostile },
      findings: [
        { kind: hostile, severity: 'major', title: hostile, evidence: { [hostile]: hostile }, advice: hostile },
      ],
      requirements: [{ name: 'successRate', allowed: 1, measured: 0.5, passed: false }],
    });
    const run = exampleBenchmarks([benchmark], {
      name: hostile,
      comparisons: [exampleComparison(hostile, { against: hostile, verdict: 'unclear', needed: hostile })],
      growth: [
        {
          ...{ name: hostile, group: hostile, param: hostile, growth: hostile, alsoPossible: [hostile] },
          slope: { value: 1, low: 0.9, high: 1.1 },
        },
      ],
      errors: [{ kind: hostile, name: hostile, count: 1, samples: [{ atMs: 0, text: hostile }] }],
    });
    const page = pageOf(run);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u202e');
    expect(page).not.toMatch(/href="(?!#)/);
  });

  it('bears a run without benchmarks, one that failed throughout, and numbers that JSON could not write', () => {
    const nothing = { ...exampleBenchmarks([]), benchmarks: undefined } as unknown as Run;
    expect(pageOf(nothing)).toContain('No benchmark was measured.');
    const none = null as unknown as number;
    const failed = exampleBenchmark('a', none, {
      ...{ iterations: 0, processes: 0, noiseFloor: none, error: 'Error: no', interval: { low: none, high: none } },
      shape: { from: none, to: none, shares: [] },
    });
    expect(pageOf(exampleBenchmarks([failed]))).toContain('Error: no');
  });

  it('tells how far a run under way has come', () => {
    const live: LiveSecond = {
      ...{ type: 'second', elapsedMs: 3000, plannedMs: null, state: 'running', doing: [], recent: null },
      progress: { done: 1, total: 4, text: '1 of 4 benchmarks' },
      ...{ metrics: [], limits: [], checks: [], findings: [], errors: [], events: [], load: [], phases: [] },
      ...{ series: [], heat: [] },
    };
    const page = pageOf(exampleBenchmarks([]), { live });
    expect(page).toContain('1 of 4 benchmarks');
    expect(page).toContain('No benchmark has been measured yet.');
  });

  it('has ids of its own where several runs stand on one page', () => {
    const page = pageOf(exampleBenchmarks([exampleBenchmark('a', 1), exampleBenchmark('b', 2)]), { idPrefix: 'r2-' });
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(3);
    expect(ids.filter((id) => !id?.startsWith('r2-'))).toEqual([]);
    expect(page).toContain('href="#r2-measured"');
  });
});
