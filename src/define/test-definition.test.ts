import { describe, expect, expectTypeOf, it } from 'vitest';
import { scenario } from './builder/scenario-builder.ts';
import { hold, pause, ramp, spike, step } from './phases.ts';
import { asTestDefinition, isTestDefinition, test } from './test-definition.ts';

interface Cart {
  items: unknown[];
}

describe('test()', () => {
  it('takes options and a script, with the type of what setup returns', () => {
    const definition = test(
      'shop',
      {
        target: 'http://localhost:3000',
        load: { rate: [ramp(0, 200, '30s'), hold(200, '2m')] },
        limits: ['http_req_duration p95 < 200ms', 'http_req_failed rate < 1%', 'checks rate > 99%'],
        setup: async (user) => ({
          token: (await user.post('/login', { json: { name: 'a' } })).json<{ token: string }>().token,
        }),
      },
      async (user, { token }) => {
        const res = await user.get('/cart', { headers: { authorization: `Bearer ${token}` } });
        user.check(res, { 'is 200': (r) => r.status === 200, 'has items': (r) => r.json<Cart>().items.length > 0 });
        await user.think('1s..3s');
        expectTypeOf(token).toEqualTypeOf<string>();
      },
    ); // prettier-ignore
    expect(definition.spec).toEqual({
      name: 'shop',
      target: 'http://localhost:3000',
      load: {
        rate: [
          { kind: 'ramp', from: 0, to: 200, duration: '30s' },
          { kind: 'hold', value: 200, duration: '2m' },
        ],
      },
      limits: ['http_req_duration p95 < 200ms', 'http_req_failed rate < 1%', 'checks rate > 99%'],
      setup: { function: 'setup' },
      scenarios: [{ name: 'shop', function: 'shop' }],
    });
    expect(Object.keys(definition.functions)).toEqual(['shop', 'setup']);
  });

  it('takes several scenarios: functions, flows, and objects with settings', () => {
    const { spec, functions } = test('shop', {
      setup: () => ({ token: 'x' }),
      teardown: (_user, { token }) => token.length,
      scenarios: [
        async function browse(user) {
          await user.get('/');
        },
        scenario('search').get('/search').weight(3),
        {
          name: 'buy',
          weight: 2,
          load: { users: 5, duration: '1m' },
          run: async (user, { token }) => user.vars.t === token.length,
        },
        { name: 'slow search', run: scenario('search').get('/search').think(2), start: '10s', tags: { speed: 'slow' } },
      ],
    });
    expect(spec.scenarios).toEqual([
      { name: 'browse', function: 'browse' },
      { name: 'search', weight: 3, steps: [{ kind: 'request', method: 'GET', url: '/search' }] },
      { name: 'buy', weight: 2, load: { users: 5, duration: '1m' }, function: 'buy' },
      {
        name: 'slow search',
        start: '10s',
        tags: { speed: 'slow' },
        steps: [
          { kind: 'request', method: 'GET', url: '/search' },
          { kind: 'think', duration: 2 },
        ],
      },
    ]);
    expect(Object.keys(functions)).toEqual(['browse', 'buy', 'setup', 'teardown']);
  });

  it('takes setup as a flow, or with a timeout', () => {
    const flow = test('a', { setup: scenario('login').post('/login') }, () => undefined);
    expect(flow.spec.setup).toEqual({ steps: [{ kind: 'request', method: 'POST', url: '/login' }] });
    const bound = test('a', { setup: { run: () => 1, timeout: '10s' } }, (_user, data) =>
      expectTypeOf(data).toEqualTypeOf<number>(),
    );
    expect(bound.spec.setup).toEqual({ function: 'setup', timeout: '10s' });
  });

  it.each([
    [
      { users: 50, duration: '1m' },
      { users: 50, duration: '1m' },
    ],
    [
      { iterations: 1000, users: 10 },
      { iterations: 1000, users: 10 },
    ],
    [{ users: [{ duration: '10s', target: 5 }] }, { users: [{ kind: 'ramp', to: 5, duration: '10s' }] }],
  ])('knows the load %j', (load, written) => {
    expect(test('a', { load }, () => undefined).spec.load).toEqual(written);
  });

  it('knows a test of another copy of Plimsoll by its brand', () => {
    const other = { spec: {}, functions: {}, [Symbol.for('plimsoll.test')]: true };
    expect([isTestDefinition(other), isTestDefinition({}), isTestDefinition(null)]).toEqual([true, false, false]);
    expect(asTestDefinition(scenario('alone').get('/'))?.spec.scenarios).toHaveLength(1);
    expect(asTestDefinition(7)).toBeUndefined();
  });

  it('says everything that is wrong at once', () => {
    const wrong = { targte: 'x', load: { users: -1 }, http: { timeout: 'soon' }, variables: { f: () => 1 } } as object;
    expect(() => test('a', wrong, () => undefined)).toThrow(/variables\.f: a function can not stand here/);
    const { variables: _v, ...rest } = wrong as { variables: unknown };
    expect(() => test('a', rest, () => undefined)).toThrow(
      [
        "targte: unknown key 'targte'",
        "    did you mean 'target'?",
        'load.users: expected a number, or a list of phases, got -1',
        "http.timeout: expected a duration such as '30s', '1m30s' or a number of seconds, got 'soon'",
      ].join('\n'),
    );
  });

  it.each([
    [() => test('', {}, () => undefined), /needs a name/],
    [() => test('a', undefined as never, () => undefined), /needs an object with options/],
    [() => test('a', {} as never), /has nothing to do/],
    [() => test('a', { scenarios: [] }), /has nothing to do/],
    [() => test('a', { scenarios: [3 as never] }), /scenarios\[0\]: expected a function/],
    [
      () => test('a', { scenarios: [{ name: 'x' } as never] }),
      /scenarios\[0\]\.run: expected a function or a scenario/,
    ],
    [() => test('a', { scenarios: [{ name: 'x', wieght: 3, run: () => 1 } as never] }), /did you mean 'weight'/],
    [() => test('a', { scenarios: [scenario('x').get('/'), scenario('x').get('/')] }), /two scenarios are called 'x'/],
    [() => test('a', { stages: [] } as never, () => 1), /stages stand under load/],
    [() => test('a', { setup: 3 as never }, () => 1), /setup: expected a function/],
  ])('refuses what makes no test (%#)', (make, message) => {
    expect(make).toThrow(message);
  });

  it('turns numbers among headers, tags and env into texts, and leaves undefined away', () => {
    const options = { http: { headers: { a: 1 } }, tags: { b: 2 }, seed: undefined } as object;
    expect(test('a', options, () => 1).spec).toEqual({
      name: 'a',
      http: { headers: { a: '1' } },
      tags: { b: '2' },
      scenarios: [{ name: 'a', function: 'a' }],
    });
    expect('seed' in test('a', options, () => 1).spec).toBe(false);
  });
});

describe('a phase', () => {
  it('is written as it is spoken', () => {
    expect([
      ramp(0, 200, '30s'),
      ramp(200, '30s', { name: 'up' }),
      ramp(0, 200, 30, { name: 'up' }),
      ramp(200, 30),
      hold(200, '2m'),
      hold('2m'),
      hold(120),
      hold('2m', { name: 'stay' }),
      step({ from: 1, to: 9, by: 2, every: '10s' }),
      pause('5s'),
      spike(1000, { duration: '10s', base: 100 }),
    ]).toEqual([
      { kind: 'ramp', from: 0, to: 200, duration: '30s' },
      { kind: 'ramp', to: 200, duration: '30s', name: 'up' },
      { kind: 'ramp', from: 0, to: 200, duration: 30, name: 'up' },
      { kind: 'ramp', to: 200, duration: 30 },
      { kind: 'hold', value: 200, duration: '2m' },
      { kind: 'hold', duration: '2m' },
      { kind: 'hold', duration: 120 },
      { kind: 'hold', duration: '2m', name: 'stay' },
      { kind: 'step', from: 1, to: 9, by: 2, every: '10s' },
      { kind: 'pause', duration: '5s' },
      { kind: 'spike', to: 1000, duration: '10s', base: 100 },
    ]);
  });

  it('that holds needs a number for its level', () => {
    expect(() => hold('200' as never, '2m')).toThrow(/level to hold must be a number/);
  });
});
