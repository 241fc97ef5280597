import { describe, expect, it } from 'vitest';
import { filterOf, isFiltered, runsPath } from './run-filter.ts';

const NOW = Date.parse('2026-03-08T10:42:00.000Z');

describe('what runs are filtered by', () => {
  it('is what the address says of it, and nothing else', () => {
    expect(filterOf({ search: 'a b', runs: 'x', verdict: 'failed' })).toEqual({ search: 'a b', verdict: 'failed' });
    expect(isFiltered(filterOf({ other: 'x' }))).toBe(false);
    expect(isFiltered(filterOf({ tag: 'a=b' }))).toBe(true);
  });

  it('is asked of the API as it stands', () => {
    expect(runsPath({ search: 'a&b', tag: 'k=v' }, { limit: 50, before: 'r9' }, NOW)).toBe(
      '/api/runs?search=a%26b&tag=k%3Dv&limit=50&before=r9',
    );
  });

  it('counts spans of time from the full hour', () => {
    const since = encodeURIComponent('2026-03-01T10:00:00.000Z');
    expect(runsPath({ since: '7d' }, { limit: 50 }, NOW)).toBe(`/api/runs?since=${since}&limit=50`);
  });

  it('leaves a time that is none of its spans to the server', () => {
    expect(runsPath({ since: '2026-01-01' }, { limit: 1 }, NOW)).toBe('/api/runs?since=2026-01-01&limit=1');
    expect(runsPath({ since: 'constructor' }, { limit: 1 }, NOW)).toBe('/api/runs?since=constructor&limit=1');
  });
});
