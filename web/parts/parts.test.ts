import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text.ts';
import { evidenceFacts } from './evidence.ts';
import { proseParts } from './prose.tsx';
import { nextSort } from './table-parts.tsx';
import { type Column, sortedRows, type TableSort, wantedRows } from './table-rows.ts';
import { showAgo, showPosition, showTime } from './when.ts';

describe('a foreign text', () => {
  it('loses what turns its direction, what no page may hold and what takes no room', () => {
    expect(cleanText('a\u202eb\u0000c\ud800')).toBe('a\ufffdb\ufffdc\ufffd');
    expect(cleanText('zero\u200bwidth')).toBe('zero␣width');
    expect(cleanText('שלום 👩‍💻 <b>\n')).toBe('שלום 👩‍💻 <b>\n');
  });

  it('is cut where it is too long', () => {
    expect(cleanText('x'.repeat(3000))).toHaveLength(2001);
  });
});

describe('rows of a table', () => {
  const columns = [{ id: 'n', title: 'n', cell: () => '', sortBy: ({ n }: { n: number | null }) => n }];
  const rows = [{ n: 2 }, { n: null }, { n: 10 }, { n: Number.NaN }, { n: 1 }];

  it('are sorted either way with those without a value last', () => {
    const sorted = (isDescending: boolean) => sortedRows(rows, columns, { id: 'n', isDescending }).map(({ n }) => n);
    expect(sorted(false)).toEqual([1, 2, 10, null, Number.NaN]);
    expect(sorted(true)).toEqual([10, 2, 1, null, Number.NaN]);
    expect(sortedRows(rows, columns, undefined)).toBe(rows);
  });

  it('are sorted the other way by a second click, and not at all after a third', () => {
    const clicks = (column: Column<unknown>) => {
      const sorts: (TableSort | undefined)[] = [];
      for (let click = 0; click < 3; click++) sorts.push(nextSort(column, sorts.at(-1)));
      return sorts.map((sort) => sort?.isDescending);
    };
    expect(clicks({ id: 'n', title: 'n', cell: () => '', align: 'right' })).toEqual([true, false, undefined]);
    expect(clicks({ id: 'n', title: 'n', cell: () => '' })).toEqual([false, true, undefined]);
    expect(nextSort({ id: 'n', title: 'n', cell: () => '' }, { id: 'other' })).toEqual({
      id: 'n',
      isDescending: false,
    });
  });

  it('are found by every word, whatever its case', () => {
    const names = ['GET /Items', 'POST /items', 'GET /cart'];
    expect(wantedRows(names, 'get ITEM', (name) => name)).toEqual(['GET /Items']);
    expect(wantedRows(names, '  ', (name) => name)).toBe(names);
  });
});

describe('times', () => {
  it('are told from now, and as positions in a run', () => {
    const now = Date.parse('2025-03-01T10:00:00Z');
    expect(showAgo('2025-03-01T09:57:00Z', now)).toBe('3 minutes ago');
    expect(showAgo('2025-03-01T11:00:00Z', now)).toBe('in 1 hour');
    expect(showAgo('2025-03-01T09:59:58Z', now)).toBe('just now');
    expect(showPosition(65_400, true)).toBe('1:05.4');
    expect(showPosition(3_723_000)).toBe('1:02:03');
    expect(showTime('no time')).toBe('no time');
  });
});

describe('evidence', () => {
  it('is told in words, with units, without what the title says', () => {
    const evidence = {
      latenessP99: 12.3,
      failedShare: 0.5,
      rule: 'x',
      mostAt: 'pay',
      reason: 'y',
      count: 3,
      none: null,
      lateness: 18.8,
      throughputBefore: 1200,
      load: 60,
      unit: 'arrivals/s',
      atMs: 65_000,
    };
    expect(evidenceFacts(evidence, 'most at pay')).toEqual([
      ['lateness p99', '12.3ms'],
      ['failed share', '50%'],
      ['count', '3'],
      ['lateness', '18.8ms'],
      ['throughput before', '1,200/s'],
      ['load', '60 arrivals/s'],
      ['at', '1:05'],
    ]);
    const interval = { sigmaHigh: null, sigma: 0.1, sigmaLow: 0.05 };
    expect(evidenceFacts(interval)).toEqual([['sigma', '0.1 (0.05 to ∞)']]);
    expect(evidenceFacts({ ratio: 1.2, low: 1.1, high: 1.3, unit: 'ms' })).toContainEqual(['low', '1.1']);
  });
});

describe('prose', () => {
  it('has code between backticks, and leaves a backtick alone as it is', () => {
    expect(proseParts('use `--users`, or `x')).toEqual([
      { text: 'use ', isCode: false },
      { text: '--users', isCode: true },
      { text: ', or `x', isCode: false },
    ]);
  });
});
