import { describe, expect, it } from 'vitest';
import type { HistoryPage } from '../../../src/model/dashboard-api.ts';
import type { Trend } from '../../../src/model/history.ts';
import { withFigure } from './with-figure.ts';

const trend = (metric: string, tags = {}) => ({ metric, aggregate: 'p95', tags }) as Trend;
const page = (...trends: Trend[]) => ({ name: 'shop', trends }) as unknown as HistoryPage;

describe('a history with a figure asked for', () => {
  it('has that first, and none twice', () => {
    const main = page(trend('a'), trend('b', { name: 'x', status: '200' }));
    const asked = page(trend('b', { status: '200', name: 'x' }), trend('c'));
    expect(withFigure(main, asked).trends.map(({ metric }) => metric)).toEqual(['b', 'c', 'a']);
  });

  it('is as it was until that is there', () => {
    const main = page(trend('a'));
    expect(withFigure(main, undefined)).toBe(main);
  });
});
