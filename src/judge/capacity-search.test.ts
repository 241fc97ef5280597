import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../load/random.ts';
import { CapacitySearch, type FoundLine, type Trial } from './capacity-search.ts';

/** Searches a target that carries `capacity`; near it, a trial is judged wrongly now and then. */
function search(capacity: number, { from = 10, to = 1e6, precision = 0.02, fuzz = 0, seed = 1 } = {}) {
  const search = new CapacitySearch({ from, to, precision });
  const random = new SeededRandom(seed);
  const trials: Trial[] = [];
  for (let trial = search.next(); trial !== undefined; trial = search.next()) {
    trials.push(trial);
    if (trials.length > 100) throw new Error('no end');
    search.add({ load: trial.load, isWithin: trial.load <= capacity * (1 + random.normal(0, fuzz)) });
  }
  return { line: search.line() as FoundLine, trials };
}

describe('a search for capacity', () => {
  it.each([1, 3.7, 42, 1000, 123_456])('finds a line at %s to within the precision', (capacity) => {
    const { line, trials } = search(capacity);
    expect(line.value).toBeLessThanOrEqual(capacity);
    expect(line.value).toBeGreaterThan(capacity * 0.979);
    expect(line.low).toBe(line.value);
    expect(line.high).toBeGreaterThan(capacity);
    expect(line.high / line.low).toBeLessThanOrEqual(1.021);
    expect(trials.length).toBeLessThan(30);
  });

  it('climbs, narrows, then tries both edges once more', () => {
    const { trials } = search(100);
    expect([...new Set(trials.map(({ purpose }) => purpose))]).toEqual(['climb', 'narrow', 'confirm']);
    expect(trials.filter(({ purpose }) => purpose === 'confirm')).toHaveLength(2);
  });

  it('goes down from a start that is too high', () => {
    expect(search(5, { from: 640 }).line.value).toBeGreaterThan(4.9);
  });

  it('gives up far below its start, and knows of no line then', () => {
    expect(search(0).line).toBeUndefined();
  });

  it('tries nothing above its bound', () => {
    const { line, trials } = search(1e9, { to: 500 });
    expect(Math.max(...trials.map(({ load }) => load))).toBe(500);
    expect(line).toEqual({ value: 500, low: 500, high: Number.POSITIVE_INFINITY });
  });

  it('tries an edge a third time where two trials contradict one another', () => {
    const answers = [true, false, false, true, true];
    const search = new CapacitySearch({ from: 100, to: 100, precision: 0.02 });
    const loads: number[] = [];
    for (let trial = search.next(); trial !== undefined; trial = search.next()) {
      loads.push(trial.load);
      search.add({ load: trial.load, isWithin: loads.length === 1 ? true : (answers.shift() ?? true) });
      if (loads.length > 50) throw new Error('no end');
    }
    expect(search.line()?.value).toBeLessThanOrEqual(100);
  });

  it('stays near the truth where trials at the edge are a matter of luck', () => {
    const found = Array.from({ length: 300 }, (_, seed) => search(500, { fuzz: 0.01, seed }).line.value / 500);
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.02);
    expect(found.filter((value) => Math.abs(value - 1) > 0.05)).toHaveLength(0);
  });

  it('tells by its interval where trials contradicted one another', () => {
    const widths = Array.from({ length: 100 }, (_, seed) => search(500, { fuzz: 0.03, seed }).line).map(
      ({ low, high }) => high / low,
    );
    expect(Math.max(...widths)).toBeGreaterThan(1.03);
  });
});
