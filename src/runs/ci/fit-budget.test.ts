import { describe, expect, it } from 'vitest';
import { type Candidate, fitBudget } from './fit-budget.ts';

const MINUTE = 60_000;

function candidate(lengthMs: number, changes: Partial<Candidate> = {}): Candidate {
  return { lengthMs, isShortenable: true, overheadMs: 0, rank: lengthMs, ...changes };
}

describe('fitting tests into a time', () => {
  it('runs everything whole where it fits', () => {
    expect(fitBudget([candidate(MINUTE), candidate(2 * MINUTE)], 3 * MINUTE)).toEqual([
      { does: 'run', lengthMs: MINUTE },
      { does: 'run', lengthMs: 2 * MINUTE },
    ]);
  });

  it('makes the long ones shorter, to one length, and leaves the short ones whole', () => {
    const decided = fitBudget([candidate(MINUTE), candidate(10 * MINUTE), candidate(20 * MINUTE)], 9 * MINUTE);
    expect(decided).toEqual([
      { does: 'run', lengthMs: MINUTE },
      { does: 'shorten', lengthMs: 4 * MINUTE },
      { does: 'shorten', lengthMs: 4 * MINUTE },
    ]);
  });

  it('makes none shorter than a tenth, and leaves the least valuable out', () => {
    const [first, second] = fitBudget(
      [candidate(100 * MINUTE, { rank: 2 }), candidate(100 * MINUTE, { rank: 1 })],
      15 * MINUTE,
    );
    expect(first?.does).toBe('leave out');
    expect(second).toEqual({ does: 'shorten', lengthMs: 15 * MINUTE });
  });

  it('leaves out what cannot be made shorter and does not fit, and still runs what does', () => {
    const decided = fitBudget(
      [candidate(5 * MINUTE, { isShortenable: false, rank: 1 }), candidate(MINUTE, { rank: 2 })],
      2 * MINUTE,
    );
    expect(decided.map(({ does }) => does)).toEqual(['leave out', 'run']);
  });

  it('counts what tests cost beside their load, and never plans more than there is', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const lengths = Array.from({ length: (seed % 9) + 1 }, (_, at) => ((seed * (at + 3) * 7919) % 600) * 1000);
      const candidates = lengths.map((lengthMs, at) =>
        candidate(lengthMs, { overheadMs: 3000, isShortenable: at % 3 > 0 }),
      );
      const budgetMs = ((seed * 104_729) % 1200) * 1000;
      const decided = fitBudget(candidates, budgetMs);
      const total = decided.reduce((sum, { does, lengthMs }) => sum + (does === 'leave out' ? 0 : lengthMs + 3000), 0);
      expect(total).toBeLessThanOrEqual(budgetMs);
    }
  });
});
