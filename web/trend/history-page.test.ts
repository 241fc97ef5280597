import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import type { HistoryPage as History } from '../../src/model/dashboard-api.ts';
import type { Trend } from '../../src/model/history.ts';
import { HistoryPage } from './history-page.tsx';
import { TrendChart } from './trend-chart.tsx';

const hostile = '<script>alert(1)</script>"\'&\u202e';
const hrefOf = (id: string) => `#/runs/${encodeURIComponent(id)}`;

function historyOf(count: number, changes: Partial<Trend> = {}): History {
  const points = Array.from({ length: count }, (_, at) => ({
    ...{ runId: `run ${at}"`, startedAt: new Date(Date.UTC(2026, 0, 1 + at, 12)).toISOString(), value: 100 + (at % 3) },
    ...{ commit: hostile, branch: hostile, author: hostile },
  }));
  const trend = {
    ...{ name: 'shop', metric: hostile, tags: { name: hostile }, aggregate: 'p95', unit: 'ms', points },
    ...{ changes: [], outliers: [], findings: [] },
    ...changes,
  } as Trend;
  return {
    ...{ name: hostile, kind: 'load', others: [trend], trends: [trend, trend, trend] },
    runs: points.map(({ runId, startedAt }) => ({
      ...{ id: runId, name: 'shop', kind: 'load', startedAt, durationMs: 1000, verdict: 'failed', tags: {} },
    })),
    baselines: [{ branch: hostile, runId: 'run 1"', setAt: '2026-01-02', reason: hostile }],
  } as History;
}

describe('the page of a history', () => {
  it('links every point and every run, and keeps names as text', () => {
    const change = {
      ...{ index: 3, before: 100, after: 200, ratio: 2, low: 1.9, high: 2.1, confidence: 1, verdict: 'worse' },
      ...{ commits: { upTo: hostile, count: 5, subjects: [hostile] }, authors: [hostile] },
    } as Trend['changes'][number];
    const page = renderToString(
      h(HistoryPage, { page: historyOf(6, { changes: [change] }), hrefOf, onPick: () => {} }),
    );
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u202e');
    expect(page).not.toMatch(/href="(?!#\/runs\/)/);
    expect(page.match(/class="trend-link"/g)).toHaveLength(18);
    expect(page).toContain('href="#/runs/run%203%22"');
    expect(page).toContain('✗ +100%');
    expect(page.match(/class="trend-baseline"/g)).toHaveLength(3);
  });

  it('bears a test without runs, and one with a single run', () => {
    const empty = { ...historyOf(0), trends: [], others: [] };
    expect(renderToString(h(HistoryPage, { page: empty, hrefOf }))).toContain('There are no runs of this test.');
    expect(renderToString(h(HistoryPage, { page: historyOf(1), hrefOf }))).toContain('1 run');
  });
});

describe('the chart of a trend', () => {
  const chart = (page: History) =>
    renderToString(h(TrendChart, { trend: page.trends[0] as Trend, baselines: [], runs: page.runs, hrefOf }));

  it('draws squares for runs that failed, and hollow points for single values off the level', () => {
    const page = chart(historyOf(6, { outliers: [2] }));
    expect(page.match(/<rect class="trend-point/g)).toHaveLength(6);
    expect(page.match(/trend-point-hollow/g)).toHaveLength(1);
  });

  it('says so where no run has measured it', () => {
    expect(chart(historyOf(0))).toContain('No run has measured this yet.');
  });

  it('draws 2,000 runs', () => {
    expect(chart(historyOf(2000)).match(/class="trend-link"/g)).toHaveLength(2000);
  });
});
