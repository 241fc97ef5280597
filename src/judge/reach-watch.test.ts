import { describe, expect, it } from 'vitest';
import type { Second } from '../model/second.ts';
import { ReachWatch } from './reach-watch.ts';

let next = 0;
const requests = (total: number, tags: Record<string, string> = {}): Second['counters'][number] => ({
  series: { index: next++, metric: 'http_reqs', type: 'counter', unit: 'count', tags },
  total,
});

/** The second in which it gave up; undefined when it never did. */
function gaveUpIn(seconds: readonly Second['counters'][]): number | undefined {
  const watch = new ReachWatch();
  const at = seconds.findIndex((counters, second) =>
    watch.add({ second, final: false, counters, trends: [], rates: [], gauges: [], errors: [], logs: [] }),
  );
  return at === -1 ? undefined : at;
}

const down = [requests(10, { error: 'refused' }), requests(1, { error: 'dns' })];

describe('a target that is not there', () => {
  it('is given up after five seconds', () => {
    expect(gaveUpIn([down, down, down, down, down, down])).toBe(4);
  });

  it('is given up later where requests are rare', () => {
    const one = [requests(1, { error: 'tls' })];
    expect(gaveUpIn([one, [], one, [], one, [], one, [], one, []])).toBe(8);
  });

  it('is not given up when it answered once, or at least took a request', () => {
    expect(gaveUpIn([[requests(1)], down, down, down, down, down, down])).toBeUndefined();
    expect(gaveUpIn([[...down, requests(1, { error: 'timeout' })], down, down, down, down, down])).toBeUndefined();
  });

  it('is not judged by the requests of set-up', () => {
    const aside = [requests(9, { error: 'refused', group: '::setup' })];
    expect(gaveUpIn([aside, aside, aside, aside, aside, aside])).toBeUndefined();
  });
});
