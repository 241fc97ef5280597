import { describe, expect, it } from 'vitest';
import { holm } from './holm.ts';

describe("Holm's correction", () => {
  // As R's p.adjust(c(0.01, 0.02, 0.03, 0.04), 'holm') has it.
  it('multiplies the smallest by how many there are, the next by one less, and never goes down', () => {
    expect(holm([0.04, 0.01, 0.03, 0.02])).toEqual([0.06, 0.04, 0.06, 0.06].map((p) => expect.closeTo(p, 12)));
  });

  it('is never above 1', () => {
    expect(holm([0.6, 0.9])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
