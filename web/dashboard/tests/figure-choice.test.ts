import { describe, expect, it } from 'vitest';
import { type Figure, movedTo, wantedFigures } from './figure-choice.ts';

const figure = (metric: string, aggregate: string, tags = {}): Figure => ({ metric, aggregate, tags, unit: 'ms' });

describe('the choice of a figure', () => {
  const login = figure('http_req_duration', 'p95', { name: 'POST /login' });
  const total = figure('http_req_duration', 'p95');
  const figures = [login, figure('data_sent', 'total'), figure('http_reqs', 'perSecond'), total];

  it('is by words of metric, step and aggregate, in any order and case, totals first', () => {
    expect(wantedFigures(figures, 'P95 duration')).toEqual([total, login]);
    expect(wantedFigures(figures, 'login p95')).toEqual([login]);
    expect(wantedFigures(figures, '').map(({ metric }) => metric)).toEqual([
      'http_req_duration',
      'http_reqs',
      'data_sent',
      'http_req_duration',
    ]);
    expect(wantedFigures(figures, 'nothing')).toEqual([]);
  });

  it('moves by keys round the ends, and by pages up to them', () => {
    expect([movedTo('ArrowDown', -1, 3), movedTo('ArrowDown', 2, 3), movedTo('ArrowUp', 0, 3)]).toEqual([0, 0, 2]);
    expect([movedTo('PageDown', 0, 30), movedTo('PageDown', 25, 30), movedTo('PageUp', 3, 30)]).toEqual([8, 29, 0]);
    expect([movedTo('a', 0, 3), movedTo('ArrowDown', 0, 0)]).toEqual([undefined, undefined]);
  });
});
