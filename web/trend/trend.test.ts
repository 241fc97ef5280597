import { describe, expect, it } from 'vitest';
import type { Trend } from '../../src/model/history.ts';
import { changeGroups, otherFindings } from './change-groups.ts';
import { knownOf, pointWords, shortSize } from './point-words.ts';
import { levelWords, trendNotes } from './trend-notes.ts';
import { hasTimes, levelsOf, nearestPoint, trendPlot } from './trend-plot.ts';

const change = (index: number, changes: Partial<Trend['changes'][number]> = {}): Trend['changes'][number] => ({
  ...{ index, before: 100, after: 125, ratio: 1.25, low: 1.2, high: 1.3, confidence: 0.9999 },
  ...{ verdict: 'worse', commits: { after: 'a'.repeat(40), upTo: 'b'.repeat(40), count: 2 }, authors: ['Ann'] },
  ...changes,
});

function trendOf(values: readonly number[], changes: Partial<Trend> = {}): Trend {
  return {
    ...{ name: 'shop', metric: 'http_req_duration', tags: {}, aggregate: 'p95', unit: 'ms', worse: 'higher' },
    points: values.map((value, at) => ({
      runId: `run-${at}`,
      startedAt: new Date(Date.UTC(2026, 0, 1 + at, 12)).toISOString(),
      value,
    })),
    ...{ changes: [], outliers: [], findings: [] },
    ...changes,
  } as Trend;
}

const options = {
  axis: 'order',
  width: 600,
  height: 200,
  gutters: { left: 50, right: 10, top: 20, bottom: 20 },
} as const;

describe('where the points of a trend lie', () => {
  it('is evenly apart by run, and in proportion by time', () => {
    const trend = trendOf([1, 2, 3]);
    const late = trend.points.map((point, at) =>
      at === 2 ? { ...point, startedAt: '2026-01-05T12:00:00.000Z' } : point,
    );
    const xs = (axis: 'order' | 'time') =>
      trendPlot({ ...trend, points: late }, { ...options, axis }).points.map(({ x }) => x);
    expect(xs('order')).toEqual([50, 320, 590]);
    expect(xs('time')).toEqual([50, 185, 590]);
  });

  it('is by run where times are not known, whatever is asked for', () => {
    const trend = trendOf([1, 2, 3]);
    const points = trend.points.map((point) => ({ ...point, startedAt: '' }));
    expect(hasTimes(points)).toBe(false);
    expect(trendPlot({ ...trend, points }, { ...options, axis: 'time' }).points.map(({ x }) => x)).toEqual([
      50, 320, 590,
    ]);
  });

  it('is within the drawing for values of every kind', () => {
    const odd = [0, -5, 1e308, Number.NaN, Number.POSITIVE_INFINITY, 3, 1e-300];
    for (const values of [odd, [], [7], [7, 7, 7], [0, 0], Array(2000).fill(1)]) {
      for (const { x, y } of trendPlot(trendOf(values), options).points) {
        expect(x).toBeGreaterThanOrEqual(50);
        expect(x).toBeLessThanOrEqual(590);
        expect(y).toBeGreaterThanOrEqual(20);
        expect(y).toBeLessThanOrEqual(180);
      }
    }
  });

  it('is at the edge for a single value far off, which does not flatten the others', () => {
    const plot = trendPlot(trendOf([100, 101, 5000, 99, 102], { outliers: [2] }), options);
    expect(plot.points[2]).toMatchObject({ beyond: 'above', isOutlier: true, y: 20 });
    expect(plot.y.high).toBeLessThan(200);
  });

  it('finds the nearest one to a place', () => {
    const { points } = trendPlot(trendOf([1, 2, 3]), options);
    expect(nearestPoint(points, 300)?.index).toBe(1);
    expect(nearestPoint(points, -99)?.index).toBe(0);
    expect(nearestPoint([], 1)).toBeUndefined();
  });
});

describe('levels and changes of a trend', () => {
  it('reach from change to change', () => {
    const trend = trendOf(Array(30).fill(1), { changes: [change(20, { before: 125, after: 110 }), change(10)] });
    expect(levelsOf(trend)).toEqual([
      { from: 0, to: 9, value: 100 },
      { from: 10, to: 19, value: 125 },
      { from: 20, to: 29, value: 110 },
    ]);
  });

  it('begin with the runs of the same environment', () => {
    const { points, ...rest } = trendOf(Array(10).fill(1), { changes: [change(6)] });
    const moved = points.map((point, at) => ({ ...point, environment: at < 4 ? 'old' : 'new' }));
    expect(levelsOf({ ...rest, points: moved })[0]).toEqual({ from: 4, to: 5, value: 100 });
    expect(trendPlot({ ...rest, points: moved }, options).switches).toHaveLength(1);
  });

  it('without a change are the newest level, or none', () => {
    const level = { value: 1, count: 4, deviation: 0.1 };
    expect(levelsOf(trendOf(Array(10).fill(1), { level }))).toEqual([{ from: 6, to: 9, value: 1 }]);
    expect(levelsOf(trendOf([1, 2]))).toEqual([]);
  });

  it('find a row for their labels, or none where it is too close', () => {
    const close = [10, 11, 12].map((index) => change(index));
    expect(trendPlot(trendOf(Array(200).fill(1), { changes: close }), options).changes.map(({ row }) => row)).toEqual([
      0,
      1,
      undefined,
    ]);
  });

  it('draw a limit that is near, and not one that would flatten all', () => {
    const forecast = (limit: number) => ({ limit, rule: 'p95 < x', crossesAt: null, earliest: null, latest: null });
    expect(trendPlot(trendOf([100, 110], { forecast: forecast(120) }), options).limit?.value).toBe(120);
    expect(trendPlot(trendOf([100, 110], { forecast: forecast(9000) }), options).limit).toBeUndefined();
  });
});

describe('words on a trend', () => {
  it('tell of a point its value, run, commit and what is special about it', () => {
    const trend = trendOf([100, 101, 126], { changes: [change(2)], outliers: [1] });
    const baseline = { branch: 'main', runId: 'run-2', setAt: '', reason: 'set by hand' };
    const run = { id: 'run-2', commit: 'b'.repeat(40), branch: 'main\u202e', verdict: 'failed' };
    const known = knownOf([run as never], [baseline]);
    const words = pointWords({ trend, index: 2, known });
    expect(words).toContain('126ms · 2026-01-03');
    expect(words).toContain('bbbbbbbb on main\ufffd · failed');
    expect(words).toContain('first of a new level, +25%');
    expect(words).toContain('baseline of main: set by hand');
    expect(pointWords({ trend, index: 1, known })).toContain('off the level');
    expect(pointWords({ trend, index: 99, known })).toBe('');
  });

  it('are short beside a mark', () => {
    expect([1.254, 0.5, 1.004, 30, Number.POSITIVE_INFINITY].map((ratio) => shortSize({ ratio }))).toEqual([
      '+25%',
      '−50%',
      '+0.4%',
      '×30',
      'from 0',
    ]);
  });

  it('tell where it stands, and what may come', () => {
    const trend = trendOf([100, 130], { newcomer: { index: 1, count: 1, needed: 2 }, outliers: [0] });
    expect(levelWords(trend)).toBe('last 130ms');
    expect(levelWords(trendOf([]))).toBe('no value yet');
    expect(trendNotes(trend).join(' ')).toContain('2 more runs like it would show it');
  });

  it('tell changes that came with the same run together, the newest first and what is worse before what is better', () => {
    const values = Array(30).fill(1);
    const groups = changeGroups([
      trendOf(values, { changes: [change(10, { verdict: 'better' }), change(20)] }),
      trendOf(values, { aggregate: 'p50', changes: [change(10)] }),
    ]);
    expect(groups.map(({ point, verdict, figures }) => [point.runId, verdict, figures.length])).toEqual([
      ['run-20', 'worse', 1],
      ['run-10', 'worse', 2],
    ]);
    expect(changeGroups([trendOf([1], { changes: [change(5)] })])).toEqual([]);
  });

  it('leave findings on changes to the changes, and say once what several figures share', () => {
    const finding = (kind: string) => ({ kind, severity: 'info', title: kind, evidence: {}, advice: '' }) as const;
    const findings = [finding('level-worse'), finding('history-too-short')];
    expect(otherFindings([trendOf([], { findings }), trendOf([], { findings })])).toHaveLength(1);
  });
});
