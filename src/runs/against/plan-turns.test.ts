import { describe, expect, it } from 'vitest';
import { describeTurns, planTurns, type TurnOptions } from './plan-turns.ts';

const options: TurnOptions = { fromMs: 1000, toMs: 21_000, sliceMs: 500, seed: 5, number: 2, measuredFromMs: 1001 };

describe('the turns of two targets', () => {
  const turns = planTurns(options);

  it('cut the load into pairs in an order by chance, with nothing between and nothing twice', () => {
    const all = [...turns.slices.before, ...turns.slices.after].sort((a, b) => a.fromMs - b.fromMs);
    expect(all.map(({ fromMs }) => fromMs)).toEqual(Array.from({ length: 40 }, (_, at) => 1000 + at * 500));
    expect(all.at(-1)?.toMs).toBe(21_000);
    const isFirst = turns.slices.before.map(({ fromMs, ofFromMs }) => fromMs === ofFromMs);
    expect(isFirst.filter(Boolean).length).toBeGreaterThan(4);
    expect(isFirst.filter(Boolean).length).toBeLessThan(16);
  });

  it('are the same for the same seed', () => {
    expect(planTurns(options)).toEqual(turns);
    expect(planTurns({ ...options, seed: 6 })).not.toEqual(turns);
  });

  it('play the same stretch of the load for both, by the same number', () => {
    for (const [pair, before] of turns.slices.before.entries()) {
      const after = turns.slices.after[pair];
      expect([after?.number, after?.ofFromMs, after?.ofToMs]).toEqual([before.number, before.ofFromMs, before.ofToMs]);
      expect(before.number).toBe(2 + pair);
      expect(before.ofToMs - before.ofFromMs).toBe(1000);
    }
  });

  it('leave out what comes before the measuring, and the beginning of each slice', () => {
    expect([...turns.blockOf].slice(0, 2)).toEqual([
      [3, 0],
      [4, 1],
    ]);
    expect(turns.slices.before.every(({ fromMs, measuredFromMs }) => measuredFromMs - fromMs === 100)).toBe(true);
    const warm = planTurns({ ...options, measuredFromMs: 6000 });
    expect(describeTurns(warm)).toBe('15 pairs of slices of 500ms each');
  });

  it('leave iterations time to settle, up to two fifths of a slice', () => {
    const settling = (iterationMs: number) => {
      const [first] = planTurns({ ...options, iterationMs }).slices.after;
      return (first?.measuredFromMs ?? 0) - (first?.fromMs ?? 0);
    };
    expect([0, 80, 120, 1000].map(settling)).toEqual([100, 120, 180, 200]);
  });

  it('are joined to some sixty blocks where there are many', () => {
    const { blockOf } = planTurns({ ...options, toMs: 3_601_000 });
    expect(blockOf.size).toBe(3599);
    expect(Math.max(...blockOf.values())).toBeLessThan(60);
    expect(Math.max(...blockOf.values())).toBeGreaterThan(50);
  });
});
