import { describe, expect, it } from 'vitest';
import type { RunComparison } from '../../src/model/comparison.ts';
import type { Comparison, Run, Series } from '../../src/model/run.ts';
import { exampleBenchmarks } from '../bench/fixtures/example-benchmarks.ts';
import { toneOf } from './conclusion.tsx';
import { matrixRows } from './matrix.tsx';
import { latencyCurves, overlaySpecs, sharedFrame, stepsOf } from './overlays.ts';
import { placeOf, ratioReach } from './ratio-bar.tsx';
import { pairsOf, sidesOf } from './side.ts';
import { figureRows, sharedNeed, usualFigures } from './table-figures.ts';

const comparison = (changes: Partial<Comparison> = {}): Comparison => ({
  ...{ metric: 'http_req_duration', tags: {}, aggregate: 'p95', against: 'a', before: 100, after: 120 },
  ...{ ratio: 1.2, low: 1.1, high: 1.3, verdict: 'slower', severity: 'major', unit: 'ms' },
  ...changes,
});

function loadRun(id: string, changes: Partial<Run> = {}): Run {
  return { ...exampleBenchmarks([]), kind: 'load', id, ...changes };
}

type Values = readonly (number | null)[];

const series = (name: string, [stepMs, values]: readonly [number, Values], tags = {}): Series => ({
  ...{ name, tags, startMs: 0, stepMs },
  fields: name === 'http_reqs' ? { perSecond: values } : { p50: values, p95: values, p99: values },
});

describe('rows of figures compared', () => {
  it('come with the gravest first, and have keys of their own', () => {
    const rows = figureRows([
      comparison({ verdict: 'same', severity: undefined as never }),
      comparison({ severity: 'minor' }),
      comparison({ severity: 'critical', tags: { name: 'login' } }),
    ]);
    expect(rows.map(({ of, word }) => [of, word])).toEqual([
      ['login', 'slower'],
      ['', 'slower'],
      ['', 'same'],
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
  });

  it('of benchmarks tell what they were compared with where that is asked for', () => {
    const bench = comparison({ metric: 'bench_time', tags: { name: 'a', group: 'g' }, unit: 'ns', against: 'g › b' });
    expect(figureRows([bench], true)[0]).toMatchObject({ of: 'g › a', figure: 'time', against: 'g › b' });
    expect(figureRows([bench])[0]?.against).toBe('');
  });

  it('say once what it takes where that is the same for all that is unclear', () => {
    const unclear = (needed: string) => comparison({ verdict: 'unclear', needed });
    expect(sharedNeed(figureRows([unclear('both'), unclear('both')]))).toBe('both');
    expect(sharedNeed(figureRows([unclear('3 more'), unclear('4 more')]))).toBeUndefined();
    expect(sharedNeed(figureRows([unclear('3 more')]))).toBeUndefined();
  });

  it('leave out at first what neither changed nor is looked at', () => {
    const quiet = comparison({ metric: 'data_sent', verdict: 'same', unit: 'bytes' });
    expect(usualFigures([comparison(), quiet])).toHaveLength(1);
  });
});

describe('the bar of a ratio', () => {
  it('has no change in its middle, and opposite changes as far apart from it', () => {
    expect(placeOf(1, Math.log(2))).toBe(0.5);
    expect(placeOf(2, Math.log(2)) + placeOf(0.5, Math.log(2))).toBeCloseTo(1, 10);
  });

  it('keeps what is beyond, nought and no number within its ends', () => {
    for (const ratio of [0, -1, Number.POSITIVE_INFINITY, Number.NaN, 1e300]) {
      expect(placeOf(ratio, 1)).toBeGreaterThanOrEqual(0);
      expect(placeOf(ratio, 1)).toBeLessThanOrEqual(1);
    }
  });

  it('reaches a tenth at least and eightfold at most', () => {
    expect(ratioReach([])).toBeCloseTo(Math.log(1.1), 10);
    expect(ratioReach([comparison({ low: 0, high: Number.POSITIVE_INFINITY })])).toBeCloseTo(Math.log(1.1), 10);
    expect(ratioReach([comparison({ high: 1e9 })])).toBeCloseTo(Math.log(8), 10);
  });
});

describe('the conclusion of a comparison', () => {
  const of = (comparisons: readonly Comparison[], changes: Partial<RunComparison> = {}) =>
    toneOf({ comparisons, isComparable: true, ...changes } as RunComparison).sign;

  it('has the sign that its sentence has', () => {
    expect(of([])).toBe('?');
    expect(of([comparison()], { worst: 'major' })).toBe('✗');
    expect(of([comparison()], { worst: 'minor' })).toBe('!');
    expect(of([comparison()], { isComparable: false, worst: 'critical' })).toBe('?');
    expect(of([comparison({ verdict: 'faster' })])).toBe('✓');
    expect(of([comparison({ verdict: 'unclear' })])).toBe('?');
    expect(of([comparison({ verdict: 'same' })])).toBe('=');
  });
});

describe('the sides of a comparison', () => {
  it('have letters, and colours that come round again', () => {
    const sides = sidesOf(Array.from({ length: 28 }, (_, at) => loadRun(`r${at}`)));
    expect(sides.map(({ letter }) => letter).slice(24)).toEqual(['Y', 'Z', 'AA', 'AB']);
    expect(sides[8]?.brush).toBe('series-1');
  });

  it('are told apart by whatever differs', () => {
    const git = (branch: string) => ({
      environment: { ...loadRun('').environment, git: { commit: 'f'.repeat(40), branch, dirty: false } },
    });
    const [main, feature] = sidesOf([loadRun('a', git('main')), loadRun('b', git('feature'))]);
    expect(main?.label).toMatch(/^A · main · /);
    expect(feature?.label).toMatch(/^B · feature · /);
  });

  it('are paired with their comparisons by the run, and left out where there is none', () => {
    const sides = sidesOf(['a', 'b', 'c', 'd'].map((id) => loadRun(id)));
    const of = (id: string) => ({ after: { id } }) as RunComparison;
    expect(
      pairsOf(sides, [of('d'), of('b')]).map(({ side, comparison: { after } }) => [side.letter, after.id]),
    ).toEqual([
      ['B', 'b'],
      ['D', 'd'],
    ]);
  });
});

describe('figures of several runs beside each other', () => {
  it('are one row each, whoever has them, by their gravest verdict', () => {
    const rows = matrixRows([
      [comparison({ verdict: 'same' }), comparison({ aggregate: 'p99', severity: 'minor' })],
      [comparison({ severity: 'critical' })],
    ]);
    expect(rows.map(({ figure, cells }) => [figure, cells.map((cell) => cell?.word)])).toEqual([
      ['http_req_duration p95', ['same', 'slower']],
      ['http_req_duration p99', ['slower', undefined]],
    ]);
  });
});

describe('charts of several runs', () => {
  const fine = loadRun('fine', {
    durationMs: 4000,
    series: [series('http_reqs', [1000, [1, 2, 3, 4]]), series('http_req_duration', [1000, [1, null, 3, 4]])],
  });
  const coarse = loadRun('coarse', {
    durationMs: 4000,
    series: [series('http_reqs', [2000, [10, 20]]), series('http_req_duration', [2000, [5, 6]], { name: 'login' })],
  });

  it('lie on one axis, whatever the length of their steps', () => {
    const [throughput] = overlaySpecs(sidesOf([fine, coarse]));
    expect(throughput?.timesMs).toEqual([0, 1000, 2000, 3000]);
    expect(throughput?.lines.map(({ values }) => values)).toEqual([
      [1, 2, 3, 4],
      [10, 10, 20, 20],
    ]);
    expect(throughput?.lines.map(({ brush }) => brush)).toEqual(['series-1', 'series-2']);
  });

  it('keep the colour of a run where another has no values', () => {
    const p95 = overlaySpecs(sidesOf([coarse, fine])).find(({ id }) => id === 'compare-p95');
    expect(p95?.lines.map(({ brush, values }) => [brush, values])).toEqual([['series-2', [1, null, 3, 4]]]);
  });

  it('are of one step where that is asked for', () => {
    expect(overlaySpecs(sidesOf([fine, coarse]), 'login').map(({ id }) => id)).toEqual([
      'compare-p50',
      'compare-p95',
      'compare-p99',
    ]);
  });

  it('are none of runs without series, metrics or steps', () => {
    const bare = [loadRun('a'), loadRun('b')];
    expect(overlaySpecs(sidesOf(bare))).toEqual([]);
    expect(latencyCurves(sidesOf(bare))).toBeUndefined();
    expect(stepsOf(bare)).toEqual([]);
    expect(overlaySpecs([])).toEqual([]);
  });

  it('name phases where all runs have the same', () => {
    const phases = [{ name: 'steady', scenario: '', startMs: 0, endMs: 4000 }];
    const other = [{ name: 'other', scenario: '', startMs: 0, endMs: 4000 }];
    expect(
      sharedFrame([
        { ...fine, phases },
        { ...coarse, phases },
      ]).phases,
    ).toHaveLength(1);
    expect(
      sharedFrame([
        { ...fine, phases },
        { ...coarse, phases: other },
      ]).phases,
    ).toEqual([]);
  });
});
