import { describe, expect, it } from 'vitest';
import { nominalLevels } from './alpha-spending.ts';
import { normalQuantile } from './intervals.ts';
import { normalCdf } from './probability.ts';
import { seededChance } from './resample.ts';

const obrienFleming = (fraction: number) => ({ fraction, spent: 4 - 4 * normalCdf(2.241403 / Math.sqrt(fraction)) });
const pocock = (fraction: number) => ({ fraction, spent: 0.05 * Math.log(1 + (Math.E - 1) * fraction) });
const bounds = (levels: readonly number[]) => levels.map((level) => normalQuantile(1 - level / 2));

describe('levels of several looks', () => {
  it('are the whole level for a single one', () => {
    expect(nominalLevels([{ fraction: 1, spent: 0.05 }])[0]).toBeCloseTo(0.05, 10);
  });

  it("are those of Lan and DeMets' tables", () => {
    const [first, second] = bounds(nominalLevels([0.5, 1].map(obrienFleming)));
    expect(first).toBeCloseTo(2.963, 3);
    expect(second).toBeCloseTo(1.969, 3);
    const five = bounds(nominalLevels([0.2, 0.4, 0.6, 0.8, 1].map(obrienFleming)));
    for (const [at, known] of [4.877, 3.357, 2.68, 2.29, 2.031].entries()) expect(five[at]).toBeCloseTo(known, 2);
    const even = bounds(nominalLevels([0.5, 1].map(pocock)));
    expect(even[0]).toBeCloseTo(2.157, 3);
    expect(even[1]).toBeCloseTo(2.201, 3);
  });

  it('raise no more false alarms than what is spent', () => {
    const looks = [10, 20, 30];
    const levels = nominalLevels(
      looks.map((count, at) => ({ fraction: count / 30, spent: [0.03, 0.04, 0.05][at] as number })),
    );
    const chance = seededChance(11);
    let alarms = 0;
    const trials = 20_000;
    for (let trial = 0; trial < trials; trial++) {
      let sum = 0;
      let isStopped = false;
      for (let count = 1; count <= 30 && !isStopped; count++) {
        sum += chance.normal();
        const at = looks.indexOf(count);
        isStopped = at >= 0 && Math.abs(sum) / Math.sqrt(count) > normalQuantile(1 - (levels[at] as number) / 2);
      }
      if (isStopped) alarms++;
    }
    expect(alarms / trials).toBeGreaterThan(0.045);
    expect(alarms / trials).toBeLessThan(0.055);
  });
});
