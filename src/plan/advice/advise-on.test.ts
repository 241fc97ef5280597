import { describe, expect, it } from 'vitest';
import type { PlanOptions } from '../plan-input.ts';
import { BROWSE, type Functions, get, planned, steps } from '../shop-fixture.ts';
import type { Advice } from './advice.ts';

const limits = ['http_reqs count > 1'];
const think = { kind: 'think', duration: '1s' };
const request = BROWSE.steps[0];
const thinking = { scenarios: [{ name: 'a', steps: [request, think] }] };
const files = [{ path: 'shop-fixture.ts', order: 'unique', name: 'u' }];
const functions: Functions = { run: () => undefined };

interface Options extends PlanOptions {
  readonly code?: string;
}

function advice(changes: object, { code, ...options }: Options = {}): readonly Advice[] {
  return planned({ limits, ...changes }, options, functions).advice;
}

const find = (code: string, changes: object, options: Options = {}) =>
  advice(changes, options).find((each) => each.code === code);

describe('advice', () => {
  it('has nothing to say of a plain open load with limits', () => {
    expect(advice({})).toEqual([]);
  });

  it.each<[string, object, string, string, string, Options?]>([
    ['CLOSED_WITHOUT_THINK', { load: { users: 50, duration: '1m' } }, 'warning', 'load', '500 requests/s at 100 ms'],
    ['CLOSED_WITHOUT_THINK', { load: { users: 2, duration: '1m' } }, 'suggestion', 'load', 'the 2 users'],
    [
      'TOO_FEW_USERS',
      { load: { rate: 1000, duration: '1m', maxUsers: 10 } },
      'warning',
      'load',
      'keep 100 users busy; only 10',
    ],
    [
      'TOO_FEW_USERS',
      { ...thinking, load: { rate: 20_000, duration: 1 } },
      'warning',
      'load',
      'keep 22,000 users busy; only 10,000',
    ],
    [
      'TOO_FEW_USERS',
      { load: { rate: 100, duration: 1, maxUsers: 50 } },
      'warning',
      'load',
      'keep 200 users',
      { expectedLatencyMs: 2000 },
    ],
    [
      'ROWS_RUN_OUT',
      { data: files },
      'warning',
      'data[0]',
      'it has 100 rows that serve one iteration each',
      { rowsOf: () => 100 },
    ],
    [
      'ROWS_RUN_OUT',
      { data: files, load: { users: 9, duration: 1 } },
      'warning',
      'data[0]',
      'one user each',
      { rowsOf: () => 8 },
    ],
    [
      'UNKNOWN_VARIABLE',
      get({ url: '/{{ item.id }}' }),
      'warning',
      'scenarios[0].steps[0].url',
      "nothing sets the variable 'item'",
    ],
    [
      'TEMPLATED_HOST',
      { ...get({ url: 'http://{{ host }}/', when: 'host' }) },
      'warning',
      'scenarios[0].steps[0].url',
      'known only while',
    ],
    [
      'PLAIN_SECRET',
      get({ headers: { Authorization: 'Bearer abc' } }),
      'warning',
      'scenarios[0].steps[0].headers.Authorization',
      'plain text',
    ],
    [
      'PLAIN_SECRET',
      { http: { headers: { 'x-api-key': 'abc' } } },
      'warning',
      'http.headers.x-api-key',
      'the header x-api-key',
    ],
    [
      'PLAIN_SECRET',
      get({ auth: { type: 'basic', username: 'a', password: 'b' } }),
      'warning',
      'scenarios[0].steps[0].auth.password',
      'the password of the auth',
    ],
    ['PLAIN_SECRET', { target: 'http://a:b@localhost' }, 'warning', 'target', 'the password in the URL'],
    [
      'CREDENTIALS_IN_CLEAR',
      { target: 'http://shop.example.org', ...get({ headers: { cookie: '{{ c }}' } }) },
      'warning',
      'target',
      'can read them',
    ],
    [
      'GRACE_TOO_SHORT',
      { gracefulStop: '1s', ...steps(request, { kind: 'think', duration: '5s' }) },
      'warning',
      'gracefulStop',
      'lasts about 6 s',
    ],
    [
      'ITERATIONS_CUT',
      { load: { iterations: 1000, users: 1, maxDuration: '10s' } },
      'warning',
      'load',
      'take about 100 s',
    ],
    [
      'FEW_SAMPLES',
      { limits: ['http_req_duration p99.9 < 1s'] },
      'warning',
      'limits[0]',
      '600 samples are expected, and with fewer than 10,000',
    ],
    ['FEW_SAMPLES', { limits: ['http_req_failed rate < 0.1%'] }, 'warning', 'limits[0]', 'fewer than 10,000'],
    [
      'FEW_SAMPLES',
      { limits: ['http_req_duration p95 < 1s over 10s'] },
      'warning',
      'limits[0]',
      'about 100 samples are expected in each window of 10 s',
    ],
    ['UNUSED_LOAD', { scenarios: [{ ...BROWSE, load: { iterations: 1 } }] }, 'warning', 'load', 'is never used'],
    [
      'UNUSED_WEIGHT',
      { scenarios: [{ ...BROWSE, weight: 2, load: { iterations: 1 } }] },
      'suggestion',
      'scenarios[0].weight',
      'changes nothing',
    ],
    ['NO_LOAD', { load: undefined }, 'suggestion', '', '1 iteration)'],
    ['NO_LIMITS', { limits: [] }, 'suggestion', '', 'however slow'],
    [
      'PUBLIC_TARGET',
      { target: 'https://shop.example.org' },
      'suggestion',
      'target',
      'shop.example.org can be reached by everyone',
    ],
    [
      'STEEP_START',
      { load: { users: 500, duration: '1m' }, ...thinking },
      'suggestion',
      'load',
      'rises by 500 users at once',
    ],
    [
      'STEEP_START',
      { load: { rate: [{ kind: 'ramp', to: 900, duration: 2 }] } },
      'suggestion',
      'load',
      '900 arrivals/s within 2 s',
    ],
    ['NO_WARMUP', { limits: ['http_req_duration p90 < 1s'] }, 'suggestion', 'limits[0]', 'open connections'],
    [
      'TIMEOUT_BEYOND_END',
      { http: { timeout: '5m' } },
      'suggestion',
      'http.timeout',
      'a timeout of 300 s never strikes',
    ],
    [
      'DUPLICATE_LIMIT',
      { limits: [...limits, 'http_reqs count>1'] },
      'suggestion',
      'limits[1]',
      'says the same as limits[0]',
    ],
    [
      'UNNAMED_REQUEST',
      { variables: { u: '/x' }, ...get({ url: '/{{ u }}' }) },
      'suggestion',
      'scenarios[0].steps[0].url',
      "'GET /:u'",
    ],
    [
      'UNUSED_CAPTURE',
      get({ capture: [{ as: 'id', from: 'json' }] }),
      'suggestion',
      'scenarios[0].steps[0].capture[0]',
      "nothing uses 'id'",
    ],
    [
      'SHARED_MACHINE',
      { ...thinking, load: { users: 900, duration: 9 } },
      'suggestion',
      'target',
      '900 users takes CPU',
    ],
  ])('%s: %j', (...[code, changes, severity, path, reason, options]) => {
    const found = find(code, changes, options);
    expect(found?.reason).toContain(reason);
    expect(found?.severity).toBe(severity);
    expect(found?.path ?? '').toBe(path);
    expect(found?.message.length).toBeGreaterThan(10);
  });

  it.each<[string, object, Options?]>([
    ['CLOSED_WITHOUT_THINK', { ...thinking, load: { users: 50, duration: '1m' } }],
    ['CLOSED_WITHOUT_THINK', { scenarios: [{ name: 'a', function: 'run' }], load: { users: 50, duration: 1 } }],
    ['CLOSED_WITHOUT_THINK', { load: { iterations: 50, users: 50 } }],
    ['TOO_FEW_USERS', { load: { rate: 100, duration: 1, maxUsers: 10 } }],
    ['ROWS_RUN_OUT', { data: files }, { rowsOf: () => 600 }],
    ['ROWS_RUN_OUT', { data: files }, { rowsOf: () => undefined }],
    ['UNKNOWN_VARIABLE', { variables: { id: 1 }, ...get({ url: '/{{ id }}/{{ target }}' }) }],
    ['UNKNOWN_VARIABLE', get({ url: '/{{ id or "1" }}' })],
    ['UNKNOWN_VARIABLE', steps({ kind: 'set', variables: { id: 1 } }, { ...request, url: '/{{ id }}' })],
    ['UNKNOWN_VARIABLE', steps({ kind: 'loop', count: 2, as: 'n', steps: [{ ...request, url: '/{{ n }}' }] })],
    ['UNKNOWN_VARIABLE', steps({ kind: 'call', function: 'run' }, { ...request, url: '/{{ id }}' })],
    ['UNKNOWN_VARIABLE', { data: [{ path: 'shop-fixture.ts', fields: ['id'] }], ...get({ url: '/{{ id }}' }) }],
    ['TEMPLATED_HOST', { allowHosts: ['*.x'], ...get({ url: 'http://{{ host }}/' }) }],
    ['TEMPLATED_HOST', { variables: { host: 'a' }, ...get({ url: 'http://{{ host }}/' }) }],
    ['PLAIN_SECRET', get({ headers: { authorization: 'Bearer {{ $env.HOME }}' } })],
    ['CREDENTIALS_IN_CLEAR', get({ headers: { authorization: '{{ t }}' } })],
    ['CREDENTIALS_IN_CLEAR', { target: 'https://shop.example.org', ...get({ headers: { cookie: '{{ c }}' } }) }],
    ['FEW_SAMPLES', { limits: ['http_req_duration p95 < 1s'] }],
    ['FEW_SAMPLES', { scenarios: [{ name: 'a', function: 'run' }], limits: ['http_req_duration p99 < 1s'] }],
    ['PUBLIC_TARGET', { target: 'http://192.168.1.5' }],
    ['PUBLIC_TARGET', { target: 'http://shop' }],
    ['PUBLIC_TARGET', { target: 'http://[::1]:80' }],
    [
      'STEEP_START',
      {
        load: {
          rate: [
            { kind: 'hold', value: 10, duration: 9 },
            { kind: 'spike', to: 900, duration: 9 },
            { kind: 'hold', duration: 9 },
          ],
        },
      },
    ],
    ['STEEP_START', { kind: 'spike', load: { users: 500, duration: 5 } }],
    ['NO_WARMUP', { warmup: '5s', limits: ['http_req_duration p90 < 1s'] }],
    ['NO_WARMUP', { limits: ['http_req_duration p90 < 1s after 5s'] }],
    ['TIMEOUT_BEYOND_END', { http: { timeout: '5s' } }],
    ['TIMEOUT_BEYOND_END', { load: { rate: 1, duration: '1s' } }],
    ['UNNAMED_REQUEST', { variables: { u: 1 }, ...get({ url: '/items/{{ u }}' }) }],
    [
      'UNUSED_CAPTURE',
      steps({ ...request, capture: [{ as: 'a.id', from: 'json' }] }, { ...request, when: 'a.id > 1' }),
    ],
    [
      'UNUSED_CAPTURE',
      { setup: { steps: [{ ...request, capture: [{ as: 'id', from: 'json' }] }] }, ...get({ url: '/{{ id }}' }) },
    ],
  ])('%s is not given on %j', (code, changes, options) => {
    expect(find(code, changes, options)).toBeUndefined();
  });

  it('puts warnings first, and says where each stands', () => {
    const given = advice({ limits: [], load: { users: 50, duration: '1m' }, ...get({ url: '/{{ id }}' }) });
    expect(given.map(({ code }) => code)).toEqual([
      'UNKNOWN_VARIABLE',
      'CLOSED_WITHOUT_THINK',
      'NO_LIMITS',
      'UNNAMED_REQUEST',
    ]);
    expect(given[0]).toMatchObject({ line: 7, column: 3 });
  });
});
