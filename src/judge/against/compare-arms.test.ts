import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../model/run.ts';
import { Histogram } from '../../stats/histogram.ts';
import type { AgainstEvidence, Block } from './against-evidence.ts';
import { compareArms } from './compare-arms.ts';
import { NOISES, type Noise, pretendedRun } from './fixtures/pretended-run.ts';
import { tallied } from './fixtures/tally.ts';

const [calm, autocorrelated, , bursty] = NOISES as readonly [Noise, Noise, Noise, Noise];

function comparison(comparisons: readonly Comparison[], aggregate: string, tags: Comparison['tags'] = {}) {
  return comparisons.find((each) => each.aggregate === aggregate && JSON.stringify(each.tags) === JSON.stringify(tags));
}

describe('comparing two targets of one run', () => {
  it.each([calm, autocorrelated, bursty])(
    'seldom calls equal targets different, and its intervals hold: $name',
    (noise) => {
      const { flagged, intervals } = tallied({ blocks: 19, answers: 100, factor: 1, noise, seed: 11 }, 30);
      expect(flagged).toBeLessThanOrEqual(6);
      for (const { held, all } of intervals.values()) expect(held / all).toBeGreaterThan(0.8);
    },
  );

  it('finds what is 5 % slower in a minute of autocorrelated noise', () => {
    expect(
      tallied({ blocks: 39, answers: 100, factor: 1.05, noise: autocorrelated, seed: 5 }, 20).found,
    ).toBeGreaterThanOrEqual(18);
  });

  it('says by how much, how well that is known, and how grave it is', () => {
    const run = pretendedRun({ blocks: 19, answers: 200, factor: 1.3, noise: calm, seed: 3 });
    const { comparisons } = compareArms(run);
    const p95 = comparison(comparisons, 'p95');
    expect(p95).toMatchObject({
      metric: 'http_req_duration',
      against: 'http://before',
      verdict: 'slower',
      severity: 'major',
      unit: 'ms',
    });
    expect(p95?.ratio).toBeCloseTo(1.3, 1);
    expect(p95?.after).toBeCloseTo((p95?.before ?? 0) * (p95?.ratio ?? 0), 6);
    expect(p95?.low).toBeGreaterThan(1.2);
    expect(p95?.smallest).toBeLessThan(0.1);
    expect(comparison(comparisons, 'rate')).toMatchObject({ verdict: 'slower', unit: '/s', severity: 'major' });
    const faster = compareArms(
      pretendedRun({ blocks: 19, answers: 200, factor: 0.8, noise: calm, seed: 3 }),
    ).comparisons;
    expect(comparison(faster, 'p50')).toMatchObject({ verdict: 'faster' });
    expect(comparison(faster, 'p50')?.severity).toBeUndefined();
  });

  it('says how long it would take to know what is unclear', () => {
    const { comparisons } = compareArms(pretendedRun({ blocks: 9, answers: 60, factor: 1, noise: bursty, seed: 8 }));
    const unclear = comparisons.filter(({ verdict }) => verdict === 'unclear');
    expect(unclear.length).toBeGreaterThan(0);
    for (const { needed } of unclear) expect(needed).toMatch(/^about \S+( \S+)* of load$/);
  });

  it('takes the rate of an open model for what was asked', () => {
    const run = pretendedRun({ blocks: 19, answers: 100, factor: 1.5, noise: calm, seed: 2, isOpen: true });
    const { comparisons } = compareArms(run);
    expect(comparison(comparisons, 'rate')?.verdict).toBe('same');
    expect(comparison(comparisons, 'p50')).toMatchObject({ verdict: 'slower', severity: 'major' });
  });

  it('leaves out a percentile that too few answers tell of', () => {
    const { comparisons } = compareArms(pretendedRun({ blocks: 6, answers: 10, factor: 1, noise: calm, seed: 4 }));
    expect(comparisons.map(({ aggregate }) => aggregate)).toEqual(['rate', 'p50', 'mean']);
  });

  it('compares nothing with fewer than five blocks', () => {
    expect(compareArms(pretendedRun({ blocks: 4, answers: 100, factor: 2, noise: calm, seed: 4 }))).toEqual({
      comparisons: [],
      samples: [],
    });
  });

  it('keeps the value of each block and arm', () => {
    const { samples } = compareArms(pretendedRun({ blocks: 6, answers: 100, factor: 2, noise: calm, seed: 4 }));
    const p50 = samples.filter(({ aggregate }) => aggregate === 'p50');
    expect(p50.map(({ arm, process }) => `${arm} ${process}`)).toEqual([
      ...[0, 1, 2, 3, 4, 5].map((at) => `before ${at}`),
      ...[0, 1, 2, 3, 4, 5].map((at) => `after ${at}`),
    ]);
    expect(p50[0]?.values[0]).toBeGreaterThan(8);
    expect(p50[6]?.values[0]).toBeGreaterThan(16);
  });

  it('tells of steps where there are several, and which one is slower', () => {
    const run = pretendedRun({ blocks: 19, answers: 100, factor: 1, noise: calm, seed: 1 });
    const slower = pretendedRun({ blocks: 19, answers: 100, factor: 2, noise: calm, seed: 2 });
    const { comparisons } = compareArms(withSteps(run, { list: run, buy: slower }));
    expect(comparison(comparisons, 'p50', { name: 'buy' })).toMatchObject({ verdict: 'slower', severity: 'critical' });
    expect(comparison(comparisons, 'p50', { name: 'list' })?.verdict).not.toBe('slower');
  });

  it('compares failures once there are some', () => {
    const failing = (share: number) => (block: Block) => {
      const figures = block.after.figures.get('');
      if (figures === undefined) throw new Error('no figures');
      return {
        ...block,
        after: { ...block.after, figures: new Map([['', { ...figures, failed: figures.all * share }]]) },
      };
    };
    const run = pretendedRun({ blocks: 19, answers: 200, factor: 1, noise: calm, seed: 6 });
    const { comparisons } = compareArms({ ...run, blocks: run.blocks.map(failing(0.05)) });
    const failed = comparisons.find(({ metric }) => metric === 'http_req_failed');
    expect(failed).toMatchObject({ aggregate: 'rate', unit: 'share', verdict: 'slower', severity: 'critical' });
    expect(compareArms(run).comparisons.some(({ metric }) => metric === 'http_req_failed')).toBe(false);
  });

  it('bears a target that answered nothing', () => {
    const run = pretendedRun({ blocks: 6, answers: 50, factor: 1, noise: calm, seed: 6 });
    const silent = { countedMs: 1000, lateness: new Histogram().encode(), figures: new Map() };
    expect(
      compareArms({ ...run, blocks: run.blocks.map(({ before }) => ({ before, after: silent })) }).comparisons,
    ).toEqual([]);
  });
});

function withSteps(run: AgainstEvidence, steps: Readonly<Record<string, AgainstEvidence>>): AgainstEvidence {
  const blocks = run.blocks.map((block, at): Block => {
    const slice = (arm: 'before' | 'after') => ({
      ...block[arm],
      figures: new Map([
        ...block[arm].figures,
        ...Object.entries(steps).flatMap(([name, { blocks: own }]) => {
          const figures = own[at]?.[arm].figures.get('');
          return figures === undefined ? [] : [[name, figures] as const];
        }),
      ]),
    });
    return { before: slice('before'), after: slice('after') };
  });
  return { ...run, blocks };
}
