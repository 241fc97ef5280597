import { describe, expect, it } from 'vitest';
import { RunIndex } from '../../src/model/run-index.ts';
import { exampleRun } from './fixtures/example-run.ts';
import { requestRows, scenarioRows, thinned } from './step-rows.ts';

describe('the rows of steps', () => {
  const rows = requestRows(new RunIndex(exampleRun()));

  it('come with the one first that takes most of the time, and shares that make a whole', () => {
    expect(rows.map(({ name }) => name)).toEqual(['pay', 'list']);
    expect(rows.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1);
    expect(rows[0]?.share).toBeCloseTo((460 * 50) / (460 * 50 + 1500 * 10));
  });

  it('hold count, failures and values over time where they are kept', () => {
    expect(rows[0]).toMatchObject({ count: 500, failed: 100, failedShare: 0.2, p95: 80, max: 400 });
    expect(rows[0]?.rates).toHaveLength(20);
    expect(rows[1]?.p95s).toEqual([]);
  });

  it('are none for a single scenario, and for a run without metrics', () => {
    expect(scenarioRows(new RunIndex(exampleRun()))).toEqual([]);
    expect(requestRows(new RunIndex(exampleRun({ metrics: [] })))).toEqual([]);
  });
});

describe('values thinned', () => {
  it('are at most 48, each the highest of its stretch', () => {
    const many = Array.from({ length: 960 }, (_, at) => at);
    expect(thinned(many)).toHaveLength(48);
    expect(thinned(many).at(-1)).toBe(959);
    expect(thinned(Array.from({ length: 100 }, () => null)).every((value) => value === null)).toBe(true);
    expect(thinned([1, null])).toEqual([1, null]);
  });
});
