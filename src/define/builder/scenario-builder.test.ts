import { describe, expect, it } from 'vitest';
import { hold } from '../phases.ts';
import { fromJson, fromYaml } from '../text-definition.ts';
import { isScenarioBuilder, scenario, scenarioFrom } from './scenario-builder.ts';

const everything = scenario('everything')
  .target('http://localhost:3000')
  .data({ path: 'users.csv', name: 'row' })
  .limits('checks rate > 99%')
  .weight(2)
  .load({ rate: [hold(5, '10s')] }, { start: '1s' })
  .variables({ colour: ['red', 'blue'] })
  .env({ REGION: 'eu' })
  .tags({ team: 'shop' })
  .headers({ accept: 'application/json' })
  .http({ timeout: '5s' })
  .get('/items', { query: { page: 1 }, expect: { status: 200 }, capture: { first: '$.items[0].id' } })
  .capture('id', '$.items[0].id', { pick: 'random' })
  .capture('token', /token=(\w+)/i)
  .capture('etag', { header: 'etag', optional: true })
  .capture('session', { cookie: 'sid' })
  .capture('link', { css: 'a.next', attribute: 'href', default: '' })
  .capture('word', { regexp: 'w(o)rd', group: 1 })
  .capture('all', { body: true })
  .capture('code', { status: true })
  .expect({ status: [200, 304], header: { etag: true, vary: /accept/i, server: 'x' }, contentType: 'json' })
  .expect({ json: { '$.ok': true, '$.name': /^a/ }, body: 'items', maxDuration: '500ms', name: 'fine' })
  .expect({ json: '$.error', not: true })
  .expect({ header: 'x-id', body: /a\/b/ })
  .name('list')
  .tag('kind', 'read')
  .post('/login', { form: { a: 1 }, auth: { type: 'basic', username: 'u', password: 'p' } })
  .put('/a', { body: 'x' })
  .patch('/a', { json: { b: '{{ id }}' } })
  .delete('/a', { probability: 50 })
  .head('/a')
  .options('/a')
  .request('PROPFIND', '/dav')
  .check('is red', "colour == 'red'")
  .think('1s..3s')
  .think({ mean: '2s', deviation: '500ms' })
  .think(2, { jitter: 20 })
  .pace('10s')
  .loop(3, (flow) => flow.get('/n'))
  .loop('2-4', (flow) => flow.get('/n'))
  .loop({ over: ['a', 'b'], as: 'x' }, (flow) => flow.get('/{{ x }}').group('inner', (inner) => inner.log('{{ x }}')))
  .loop({ while: 'count < 3' }, (flow) => flow.set({ count: '{{ count }}' }))
  .parallel((flow) => flow.get('/p').get('/q'), { limit: 2 })
  .when('id > 3', (flow) => flow.get('/big'))
  .otherwise((flow) => flow.get('/small'))
  .log('done {{ id }}')
  .set({ a: 1 });

const get = (url: string): object => ({ kind: 'request', method: 'GET', url });

describe('a scenario written as a flow', () => {
  it('is a test of its own, every kind of step in it', () => {
    const spec = everything.toSpec();
    expect(spec.target).toBe('http://localhost:3000');
    expect(new Set(spec.scenarios[0]?.steps?.map(({ kind }) => kind))).toEqual(
      new Set(['request', 'check', 'think', 'pace', 'loop', 'parallel', 'if', 'log', 'set']),
    );
    expect(spec.scenarios[0]?.steps?.[0]).toEqual({
      kind: 'request',
      method: 'GET',
      url: '/items',
      name: 'list',
      tags: { kind: 'read' },
      query: { page: 1 },
      capture: [
        { as: 'first', from: 'json', expression: '$.items[0].id' },
        { as: 'id', from: 'json', expression: '$.items[0].id', pick: 'random' },
        { as: 'token', from: 'regexp', expression: 'token=(\\w+)', flags: 'i', group: 1 },
        { as: 'etag', from: 'header', expression: 'etag', optional: true },
        { as: 'session', from: 'cookie', expression: 'sid' },
        { as: 'link', from: 'css', expression: 'a.next', attribute: 'href', default: '' },
        { as: 'word', from: 'regexp', expression: 'w(o)rd', group: 1 },
        { as: 'all', from: 'body' },
        { as: 'code', from: 'status' },
      ],
      expect: [
        { kind: 'status', status: 200 },
        { kind: 'status', status: [200, 304] },
        { kind: 'header', header: 'etag' },
        { kind: 'header', header: 'vary', matches: '/accept/i' },
        { kind: 'header', header: 'server', equals: 'x' },
        { kind: 'contentType', contentType: 'json' },
        { kind: 'json', path: '$.ok', equals: true, name: 'fine' },
        { kind: 'json', path: '$.name', matches: '^a', name: 'fine' },
        { kind: 'body', contains: 'items', name: 'fine' },
        { kind: 'duration', below: '500ms', name: 'fine' },
        { kind: 'json', path: '$.error', not: true },
        { kind: 'header', header: 'x-id' },
        { kind: 'body', matches: 'a\\/b' },
      ],
    });
    expect(spec.scenarios[0]?.steps?.slice(-4)).toEqual([
      { kind: 'parallel', limit: 2, steps: [get('/p'), get('/q')] },
      { kind: 'if', condition: 'id > 3', steps: [get('/big')], else: [get('/small')] },
      { kind: 'log', message: 'done {{ id }}' },
      { kind: 'set', variables: { a: 1 } },
    ]);
  });

  it('is the same test after a way through YAML, and through JSON', () => {
    expect(fromYaml(everything.toYaml()).spec).toEqual(everything.toSpec());
    expect(fromJson(everything.toJson()).spec).toEqual(everything.toSpec());
    const [first] = fromYaml(everything.toYaml()).spec.scenarios;
    expect(scenarioFrom(first!).get('/more').toSpec().scenarios[0]?.steps).toHaveLength(
      (first?.steps?.length ?? 0) + 1,
    );
  });

  it('stays as it was when it is continued', () => {
    const start = scenario('a').get('/');
    const [one, two] = [start.capture('x', '$.x'), start.get('/two')];
    expect(start.toSpec().scenarios[0]?.steps).toEqual([{ kind: 'request', method: 'GET', url: '/' }]);
    expect(one.toSpec().scenarios[0]?.steps).toHaveLength(1);
    expect(two.toSpec().scenarios[0]?.steps).toHaveLength(2);
  });

  it('keeps functions by names of their own, within loops too', () => {
    const login = (): void => undefined;
    const flow = scenario('a')
      .call(login)
      .loop({ while: () => true }, (inner) => inner.call(login).call(() => undefined))
      .get('/', {
        when: (user) => user.id > 3,
        beforeRequest: (request) => request.url,
        afterResponse: [(res) => res.status],
      });
    expect(Object.keys(flow.toFunctions())).toEqual([
      'a/login',
      'a/while',
      'a/call',
      'a/when',
      'a/beforeRequest',
      'a/afterResponse',
    ]);
    expect(flow.toSpec().scenarios[0]?.steps?.[1]).toEqual({
      kind: 'loop',
      while: { function: 'a/while' },
      steps: [
        { kind: 'call', function: 'a/login' },
        { kind: 'call', function: 'a/call' },
      ],
    });
  });

  it('that holds a function can not be written to a file, and says which step holds it', () => {
    const flow = scenario('a')
      .get('/')
      .call(function login() {});
    expect(() => flow.toYaml()).toThrow(/scenarios\[0\]\.steps\[1\]\.function is the function 'a\/login'/);
    expect(() => flow.toJson()).toThrow(/can't be written as a file/);
  });

  it.each([
    [() => scenario(''), /needs a name/],
    [() => scenario('a').capture('x', '$.x'), /must follow a request/],
    [() => scenario('a').think(1).expect({ status: 200 }), /must follow a request/],
    [() => scenario('a').get('/').expect({}), /expects nothing/],
    [() => scenario('a').get('/').capture('x', 'items.id'), /is no JSONPath/],
    [
      () =>
        scenario('a')
          .get('/')
          .capture('x', {} as never),
      /one of json, header/,
    ],
    [
      () =>
        scenario('a')
          .get('/')
          .otherwise((flow) => flow),
      /must follow when/,
    ],
    [() => scenario('a').loop(2, (() => undefined) as never), /must return the flow/],
    [() => scenario('a').group('g', 3 as never), /written in a function/],
    [() => scenario('a').get('/', { json: 1, body: 'x' }), /a request has one body/],
    [() => scenario('a').get(undefined as never), /needs a URL/],
    [() => scenario('a').call('login' as never), /a function is needed, not login/],
    [() => scenario('a').load({ usres: 3 } as never), /no load has the key 'usres'/],
    [() => scenarioFrom({ name: 'a', function: 'f' }), /not a flow/],
  ])('refuses what makes no sense (%#)', (write, message) => {
    expect(write).toThrow(message);
  });

  it('is known by its brand', () => {
    expect([isScenarioBuilder(everything), isScenarioBuilder({}), isScenarioBuilder(undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
