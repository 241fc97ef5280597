import { describe, expect, it } from 'vitest';
import { compareHref, liveHref, routeOf, runHref, testHref } from './routes.ts';

describe('addresses', () => {
  it.each([
    ['/', { page: 'runs' }],
    ['/tests', { page: 'tests' }],
    ['/tests/', { page: 'tests' }],
    ['/live', { page: 'live' }],
    ['/live/20260314-092653-3f9a1c', { page: 'live-run', id: '20260314-092653-3f9a1c' }],
    ['/runs/a', { page: 'run', id: 'a' }],
    ['/runs', { page: 'unknown' }],
    ['/runs/a/b', { page: 'unknown' }],
    ['/tests/%E0%A4%A', { page: 'unknown' }],
    ['/constructor', { page: 'unknown' }],
    ['/toString/x', { page: 'unknown' }],
  ])('%s stands for a page', (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });

  it.each(['shop', 'a/b?c#d', '..', '.', '', '%2e%2e', '<script>', 'x y+z', 'ü ☂', '__proto__', '\\', 'a,b'])(
    'of a test named %j lead back to it, as a browser reads them',
    (name) => {
      const { pathname, search } = new URL(testHref(name), 'http://127.0.0.1:1877/runs/x');
      expect(routeOf(pathname, search)).toEqual({ page: 'test', name });
    },
  );

  it('can be made of halves of characters', () => {
    expect(testHref('a\ud800b')).toBe('/tests/a%EF%BF%BDb');
  });

  it('of runs carry ids that could be anything', () => {
    expect(runHref('a/../b')).toBe('/runs/a%2F..%2Fb');
    expect(liveHref('a b')).toBe('/live/a%20b');
    expect(compareHref(['a', 'b,c'])).toBe('/compare?runs=a,b%2Cc');
    expect(compareHref([])).toBe('/compare');
  });
});
