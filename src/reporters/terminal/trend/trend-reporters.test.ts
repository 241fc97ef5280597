import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Trend, TrendReport } from '../../../model/history.ts';
import { renderTrendCsv, renderTrendJson, renderTrendMarkdown } from '../../trend-documents.ts';
import { displayWidth } from '../text/text-width.ts';
import { trendChart } from './trend-chart.ts';
import { renderTrend } from './trend-terminal.ts';

const points = Array.from({ length: 40 }, (_, at) => ({
  runId: `run-${at}`,
  startedAt: new Date(Date.UTC(2026, 0, 1 + at)).toISOString(),
  value: at === 10 ? 180 : at < 30 ? 100 + (at % 3) : 125 + (at % 3),
}));
const trend: Trend = {
  ...{
    name: 'shop',
    metric: 'http_req_duration',
    tags: { name: '=1+1|<b>' },
    aggregate: 'p95',
    unit: 'ms',
    worse: 'higher',
  },
  points,
  changes: [
    {
      ...{ index: 30, before: 101, after: 126, ratio: 1.2475, low: 1.23, high: 1.265, confidence: 0.99999 },
      verdict: 'worse',
      commits: { after: 'a'.repeat(40), upTo: 'b'.repeat(40), count: 2, subjects: ['be slow', 'a \u001b[31mred one'] },
      authors: ['Ann', 'Ben'],
    },
  ],
  outliers: [10],
  newcomer: { index: 39, count: 1, needed: 2 },
  level: { value: 126, count: 10, deviation: 1 },
  season: 7,
  forecast: { limit: 300, rule: 'http_req_duration p95 < 300ms', crossesAt: null, earliest: null, latest: null },
  findings: [],
};
const finding = {
  kind: 'level-worse',
  severity: 'major',
  title: 'p95 went up',
  evidence: {},
  advice: 'look at it',
} as const;
const report: TrendReport = {
  ...{ schema: 'plimsoll.trend/1', name: 'shop', mode: 'default', runs: 40 },
  ...{ trends: [trend], findings: [finding] },
};
const plain = (columns: number, unicode = true) => renderTrend(report, { columns, color: false, unicode });

describe('the trend for people', () => {
  it('has a line for the figure, a mark under its change, and a table of what is known of it', () => {
    const lines = plain(120).split('\n');
    const mark = lines.find((line) => line.includes('▲') && !line.includes('worse'));
    const chart = lines.find((line) => line.includes('▁'));
    expect(mark?.indexOf('▲')).toBe(2 + 30);
    expect(mark?.indexOf('·')).toBe(2 + 10);
    expect(displayWidth(chart ?? '')).toBe(2 + 40);
    const text = lines.join('\n');
    expect(text).toContain('+24.8% (+23% to +26.5%)');
    expect(text).toContain('aaaaaaaa..bbbbbbbb (2)');
    expect(text).toContain('the newest came with: be slow; a \\x1b[31mred one');
    expect(text).toContain('possibly a new one: 2 more runs like it would show it');
    expect(text).toContain('http_req_duration p95 < 300ms is not in sight');
  });

  it('stays within the terminal, however narrow, and does without Unicode', () => {
    for (const columns of [40, 60, 80, 200]) {
      const widest = Math.max(...plain(columns).split('\n').map(displayWidth));
      expect(widest).toBeLessThanOrEqual(columns);
    }
    expect(plain(80, false)).toMatch(/^[\x00-\x7f]*$/);
  });

  it('draws values that are all the same, a single one, and none', () => {
    expect(trendChart([5, 5, 5], 10, []).line).toHaveLength(3);
    expect(trendChart([5], 10, []).line).toHaveLength(1);
    expect(trendChart([], 10, []).line.trim()).toBe('');
    expect(trendChart(Array(1000).fill(1), 50, []).columnOf(999)).toBe(49);
  });
});

describe('the trend for machines', () => {
  it('as CSV has a line for each value, and nothing that a spreadsheet would run', () => {
    const rows: Record<string, string>[] = parse(renderTrendCsv([report]), { columns: true });
    expect(rows).toHaveLength(40);
    expect(rows[30]).toMatchObject({ verdict: 'worse', ratio: '1.2475', value: '125' });
    expect(rows[10]?.outlier).toBe('1');
    expect(rows[0]?.tags).toBe('name==1+1|<b>');
  });

  it('as Markdown has a row for each change, with foreign text kept from being markup', () => {
    const text = renderTrendMarkdown([report]);
    expect(text).toContain('- **major**: p95 went up. look at it');
    expect(text).not.toContain('<b>');
    expect(renderTrendMarkdown([{ ...report, trends: [{ ...trend, changes: [] }] }])).toContain(
      'No figure changed its level.',
    );
  });

  it('as JSON is one report, or a list of several', () => {
    expect(JSON.parse(renderTrendJson([report])).schema).toBe('plimsoll.trend/1');
    expect(JSON.parse(renderTrendJson([report, report]))).toHaveLength(2);
  });
});
