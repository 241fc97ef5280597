import { describe, expect, it } from 'vitest';
import { type Chance, seededChance } from '../stats/resample.ts';
import { judgePairs, type Pair, severityOf } from './judge.ts';

interface World {
  /** True time of the second over that of the first. */
  readonly ratio: number;
  /** By how much copies of the same code differ from process to process. */
  readonly copies: number;
  /** By how much one batch differs from the next. */
  readonly batches: number;
  /** Share of batches that something else makes half as long again. */
  readonly disturbed?: number;
}

const ROUNDS = 15;

function pairsOf(chance: Chance, processes: number, { ratio, copies, batches, disturbed = 0 }: World): Pair[] {
  const side = (middle: number) => {
    const own = Math.exp(copies * chance.normal());
    const batch = () => Math.exp(batches * chance.normal()) * (chance.uniform() < disturbed ? 1.5 : 1);
    return { times: Array.from({ length: ROUNDS }, () => middle * own * batch()) };
  };
  return Array.from({ length: processes }, () => {
    const process = 1000 * Math.exp(0.2 * chance.normal());
    return { before: side(process), again: side(process), after: side(process * ratio) };
  });
}

function shareOf(trials: number, judged: (chance: Chance) => boolean): number {
  const chance = seededChance(trials + 9);
  let count = 0;
  for (let trial = 0; trial < trials; trial++) if (judged(chance)) count++;
  return count / trials;
}

const options = { level: 0.05, margin: 0.01 };
const isCalled = (verdict: string) => verdict === 'faster' || verdict === 'slower';

describe('pairs of the same code', () => {
  it.each([
    ['even', { ratio: 1, copies: 0.01, batches: 0.02 }],
    ['noisy', { ratio: 1, copies: 0.02, batches: 0.1, disturbed: 0.3 }],
    ['hardly differing', { ratio: 1, copies: 0, batches: 0.005 }],
  ])('are called faster or slower in 5 of 100 cases where the machine is %s', (_, world) => {
    const share = shareOf(800, (chance) => isCalled(judgePairs(pairsOf(chance, 10, world), options).verdict));
    expect(share).toBeGreaterThan(0.025);
    expect(share).toBeLessThan(0.075);
  });

  it('are the same where the interval lies within the margin, and unclear with a number of processes where it does not', () => {
    const chance = seededChance(7);
    const quiet = judgePairs(pairsOf(chance, 10, { ratio: 1.001, copies: 0.001, batches: 0.01 }), options);
    expect(quiet).toMatchObject({ verdict: 'same' });
    expect(quiet.moreProcesses).toBeUndefined();
    const noisy = judgePairs(pairsOf(chance, 5, { ratio: 1, copies: 0.1, batches: 0.1 }), options);
    expect(noisy.verdict).toBe('unclear');
    expect(noisy.moreProcesses).toBeGreaterThan(20);
  });

  it('tell the noise floor: the same code lies within it in about 95 of 100 cases', () => {
    const world = { ratio: 1, copies: 0.01, batches: 0.02 };
    const share = shareOf(500, (chance) => {
      const { noiseFloor = 0, ratio } = judgePairs(pairsOf(chance, 10, world), options);
      return Math.abs(Math.log(ratio)) <= Math.log1p(noiseFloor);
    });
    expect(share).toBeGreaterThan(0.91);
    expect(share).toBeLessThan(0.99);
  });
});

describe('pairs of code that is slower by 2%', () => {
  it('are found more than nine times in ten where copies differ by 1%', () => {
    const share = shareOf(200, (chance) => {
      return (
        judgePairs(pairsOf(chance, 12, { ratio: 1.02, copies: 0.01, batches: 0.03 }), options).verdict === 'slower'
      );
    });
    expect(share).toBeGreaterThan(0.95);
  });

  it('have the true ratio in their interval in 95 of 100 cases', () => {
    const share = shareOf(800, (chance) => {
      const { low, high } = judgePairs(pairsOf(chance, 8, { ratio: 1.02, copies: 0.02, batches: 0.05 }), options);
      return low <= 1.02 && 1.02 <= high;
    });
    expect(share).toBeGreaterThan(0.93);
  });
});

describe('a judgement', () => {
  it('knows nothing of a single process', () => {
    const judged = judgePairs(pairsOf(seededChance(2), 1, { ratio: 2, copies: 0, batches: 0.01 }), options);
    expect(judged).toMatchObject({ verdict: 'unclear', pValue: 1 });
    expect(judged.moreProcesses).toBeGreaterThan(0);
  });

  it('is sure of times that are always the same', () => {
    const pair = (after: number) => ({ before: { times: [5, 5] }, after: { times: [after, after] } });
    expect(judgePairs([pair(5), pair(5)], options)).toMatchObject({ verdict: 'same', ratio: 1, pValue: 1 });
    expect(judgePairs([pair(6), pair(6)], options)).toMatchObject({ verdict: 'slower', pValue: 0, severity: 'major' });
    expect(judgePairs([pair(0), pair(0)], options).verdict).toBe('faster');
  });

  it('grades what is slower, and nothing within margin and noise above info', () => {
    expect([1.005, 1.05, 1.15, 1.3, 2].map((ratio) => severityOf(ratio - 1, 0.01))).toEqual([
      'info',
      'info',
      'minor',
      'major',
      'critical',
    ]);
    expect(severityOf(0.3, 0.4)).toBe('info');
    expect(severityOf(0.03, 0.01, { minor: 0.02, major: 0.05, critical: 0.1 })).toBe('minor');
  });
});
