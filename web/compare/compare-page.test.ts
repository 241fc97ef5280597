import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import type { RunComparison } from '../../src/model/comparison.ts';
import type { Comparison, Run } from '../../src/model/run.ts';
import { exampleBenchmarks } from '../bench/fixtures/example-benchmarks.ts';
import { BaselineChanges } from './baseline-changes.tsx';
import { ComparePage } from './compare-page.tsx';

const hostile = '<script>alert(1)</script>"\'&\u202e';
const hrefOf = (id: string) => `#/runs/${encodeURIComponent(id)}`;
const run = (id: string, changes: Partial<Run> = {}): Run => ({
  ...exampleBenchmarks([]),
  kind: 'load',
  id,
  ...changes,
});

function comparisonOf(before: Run, after: Run, changes: Partial<RunComparison> = {}): RunComparison {
  const figure = (at: number): Comparison => ({
    ...{ metric: 'http_req_duration', tags: { name: `step ${at}` }, aggregate: 'p95', against: before.id },
    ...{ before: 100, after: 200, ratio: 2, low: 1.8, high: 2.2, verdict: 'slower', severity: 'critical', unit: 'ms' },
  });
  return {
    ...{ before, after, differences: [], isComparable: true, findings: [], worst: 'critical' },
    comparisons: Array.from({ length: 12 }, (_, at) => figure(at)),
    ...changes,
  } as RunComparison;
}

describe('the page of a comparison', () => {
  it('shows two runs with a table, and more with all of them beside each other first', () => {
    const [a, b, c] = [run('a'), run('b'), run('c')];
    const two = renderToString(h(ComparePage, { page: { runs: [a, b], comparisons: [comparisonOf(a, b)] }, hrefOf }));
    expect(two).toContain('2.00×');
    expect(two).not.toContain('All runs');
    const page = { runs: [a, b, c], comparisons: [comparisonOf(a, b), comparisonOf(a, c)] };
    const three = renderToString(h(ComparePage, { page, hrefOf }));
    expect(three).toContain('All runs');
    expect(three).toContain('C against A');
  });

  it('says so where there is nothing to compare', () => {
    const of = (runs: Run[]) => renderToString(h(ComparePage, { page: { runs, comparisons: [] }, hrefOf }));
    expect(of([])).toContain('There is no run to compare.');
    expect(of([run('a')])).toContain('It takes a second run');
    expect(of([run('a'), run('b')])).toContain('Not compared.');
  });

  it('keeps names, tags and differences as text, and links to runs alone', () => {
    const [a, b] = [run(hostile, { name: hostile }), run('b', { name: hostile })];
    const comparison = comparisonOf(a, b, { differences: [hostile], isComparable: false });
    const page = renderToString(h(ComparePage, { page: { runs: [a, b], comparisons: [comparison] }, hrefOf }));
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u202e');
    expect(page).not.toMatch(/href="(?!#\/runs\/)/);
  });
});

describe('what has changed against a baseline', () => {
  it('is told in short: the gravest figures first, all of them on demand', () => {
    const page = renderToString(h(BaselineChanges, { baseline: comparisonOf(run('old'), run('new')) }));
    expect(page).toContain('Against');
    expect(page).toContain('run old of 2026-03-01');
    expect(page).toContain('All 12 figures against the baseline');
    expect(page.indexOf('step 4')).toBeLessThan(page.indexOf('<details'));
  });

  it('warns where the two can not be compared, and bears that nothing was', () => {
    const odd = { differences: ['CPU a then, b now'], isComparable: false };
    const page = (changes: Partial<RunComparison>) =>
      renderToString(h(BaselineChanges, { baseline: comparisonOf(run('old'), run('new'), changes) }));
    expect(page(odd)).toContain('CPU a then, b now');
    expect(page({ ...odd, comparisons: [] })).toContain('Nothing could be compared.');
  });
});
