import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../model/run-summary.ts';
import { renderRunList, shortIds, whenText } from './run-list.ts';

const now = Date.parse('2026-03-14T12:00:00.000Z');
const run = (id: string, change: Partial<RunSummary> = {}): RunSummary => ({
  ...{ id, name: 'shop', kind: 'load', startedAt: '2026-03-14T11:00:00.000Z', durationMs: 60_000 },
  ...{ verdict: 'passed', tags: {}, ...change },
});

describe('a list of runs', () => {
  it('is a line for each, with the columns that have anything in them', () => {
    const git = { commit: '4f2a9c77d0', branch: 'main', dirty: true };
    const runs = [
      run('20260314-110000-aaaaaa', { ...git, tags: { env: 'ci', keep: '' }, testKind: 'stress' }),
      run('20260314-110000-bbbbbb', {
        verdict: 'failed',
        name: 'evil \x1b[31m',
        startedAt: '2026-01-01T00:00:00.000Z',
      }),
    ];
    expect(renderRunList(runs, { nowMs: now, columns: 100, color: false, unicode: true })).toBe(
      [
        '   Run     Name           Kind          When  Length  Commit    Branch  Tags         Verdict',
        '✓  aaaaaa  shop           stress      1h ago      1m  4f2a9c7*  main    env=ci keep  passed',
        '✗  bbbbbb  evil \\x1b[31m  load    2026-01-01      1m                                 failed',
        '',
      ].join('\n'),
    );
  });

  it('fits 80 columns, and 40', () => {
    const long = { commit: '4f2a9c77d0', branch: 'feature/a-very-long-name-of-a-branch', tags: { env: 'continuous' } };
    const runs = [
      run('20260314-110000-aaaaaa', { ...long, name: 'GET http://127.0.0.1:18761/items/of/a/long/path?with=query' }),
    ];
    for (const columns of [80, 40]) {
      const lines = renderRunList(runs, { nowMs: now, columns, color: false, unicode: true }).split('\n');
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      expect(lines[1]).toMatch(/aaaaaa .*1h ago/);
    }
  });

  it('names runs by the last part of their ids, unless that is not clear', () => {
    expect(shortIds(['1-2-a', '1-2-b', '3-b', 'c', 'd-'])).toEqual(['a', '1-2-b', '3-b', 'c', 'd-']);
  });

  it.each([
    ['2026-03-14T11:59:48.000Z', '12s ago'],
    ['2026-03-14T11:00:01.000Z', '59m ago'],
    ['2026-03-13T12:00:01.000Z', '23h ago'],
    ['2026-03-01T12:00:00.000Z', '13d ago'],
    ['2026-01-01T12:00:00.000Z', '2026-01-01'],
    ['2026-03-14T12:00:05.000Z', 'now'],
    ['2026-04-01T12:00:00.000Z', '2026-04-01'],
  ])('says of %s: %s', (startedAt, text) => {
    expect(whenText(startedAt, now)).toBe(text);
  });
});
