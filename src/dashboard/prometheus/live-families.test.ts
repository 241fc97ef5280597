import { expect, it } from 'vitest';
import { parseExposition } from '../../../test/dashboard/exposition-parser.ts';
import type { LiveRun, LiveSecond } from '../../model/live-run.ts';
import { formatFor, renderFamilies } from './exposition.ts';
import { liveFamilies } from './live-families.ts';

const run: LiveRun = {
  id: '20260314-092653-3f9a1c',
  name: 'shop "1"\n',
  kind: 'load',
  source: 'shop.ts',
  startedAt: '2026-03-14T09:26:53.000Z',
  cwd: '/work',
  pid: 7,
  plannedMs: null,
};
const latency = { count: 9, mean: 20, p50: 10, p90: 30, p95: 40, p99: 50, max: 60 };
const tagged = {
  name: 'http_reqs',
  type: 'counter',
  unit: 'count',
  tags: { name: 'a' },
  total: 1,
  perSecond: 1,
} as const;
const second: LiveSecond = {
  type: 'second',
  elapsedMs: 7500,
  plannedMs: null,
  state: 'running',
  doing: [],
  recent: latency,
  metrics: [
    tagged,
    { ...tagged, tags: {}, total: 900 },
    { name: 'http_req_failed', type: 'rate', unit: 'share', tags: {}, passes: 9, fails: 891, value: 0.01 },
    { name: 'vus', type: 'gauge', unit: 'count', tags: {}, last: 4, min: 1, max: 5, mean: 3 },
  ],
  ...{ limits: [], checks: [], findings: [], errors: [], events: [], load: [], phases: [], series: [], heat: [] },
};

function told(runs: Parameters<typeof liveFamilies>[0]): Map<string, number[]> {
  const text = renderFamilies(liveFamilies(runs), formatFor(''));
  const samples = parseExposition(text, 'text').flatMap((family) => family.samples);
  return new Map(
    samples.map(({ name }) => [name, samples.filter((each) => each.name === name).map(({ value }) => value)]),
  );
}

it('of a run under way its totals are told, its state, and how long requests take now', () => {
  const figures = told([{ run, second }]);
  expect(Object.fromEntries(figures)).toEqual({
    plimsoll_live_run_info: [1],
    plimsoll_live_runs: [1],
    plimsoll_live_elapsed_seconds: [7.5],
    plimsoll_live_state: [0, 1, 0, 0],
    plimsoll_live_requests_total: [900],
    plimsoll_live_failed_ratio: [0.01],
    plimsoll_live_duration_seconds: [0.01, 0.04, 0.05],
    plimsoll_live_users: [4],
  });
});

it('of a run that has told nothing yet it is told that it is there', () => {
  expect([...told([{ run, second: undefined }]).keys()]).toEqual(['plimsoll_live_run_info', 'plimsoll_live_runs']);
  const { plimsoll_live_runs: count } = Object.fromEntries(told([]));
  expect(count).toEqual([0]);
  expect(told([{ run, second: { ...second, recent: null } }]).has('plimsoll_live_duration_seconds')).toBe(false);
});
