import { describe, expect, it } from 'vitest';
import { FakeContext, type FakeOptions, SETTINGS } from '../../../test/users/fake-shard.ts';
import type { HttpSettings } from '../../model/plan.ts';
import { prepareProgram } from '../prepare.ts';
import type { ShardContext } from '../program.ts';
import type { User, UserResponse } from '../user.ts';

// biome-ignore lint/suspicious/noExplicitAny: setup data is typed where a test is defined
type Script = (user: User, setupData: any) => unknown;

async function prepared(script: Script, options: FakeOptions = {}, http: HttpSettings = SETTINGS) {
  const context = new FakeContext({ ...options, functions: { script } });
  const scenario = { name: 'shop', function: 'script', variables: {}, env: {}, tags: {}, http };
  return { context, program: await prepareProgram(scenario, context as ShardContext) };
}

async function played(script: Script, options?: FakeOptions) {
  const { context, program } = await prepared(script, options);
  return { context, outcome: await context.iterate(program) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a script', () => {
  it('makes requests of every kind, each settled with its response', async () => {
    const seen: unknown[] = [];
    const { context, outcome } = await played(
      async (user) => {
        const response = await user.get('/items', { query: { page: 2 }, tags: { kind: 'list' } });
        seen.push(response.status, response.ok, response.json<{ id: number }>().id, response.header('X-A'));
        await user.post('/items', { json: { a: 1 }, expectedStatuses: '2xx', timeout: '2s', name: 'create' });
        await user.put('/1', { form: { a: 1 }, followRedirects: false });
        await user.patch('/1', { body: new Uint8Array([1]) });
        await user.delete('/1');
        await user.head('/1');
        await user.options('/1');
        await user.request('purge', '/1', { multipart: { f: 'x' } });
      },
      { answer: () => ({ body: '{"id":3}', headers: { 'x-a': 'b' } }), plan: { timeoutMultiplier: 3 } },
    );
    expect(outcome).toBe('completed');
    expect(seen).toEqual([200, true, 3, 'b']);
    expect(context.fake.urls).toEqual([
      'GET /items',
      'POST /items',
      'PUT /1',
      'PATCH /1',
      'DELETE /1',
      'HEAD /1',
      'OPTIONS /1',
      'PURGE /1',
    ]);
    const inputs = context.fake.sent.map(({ input }) => input);
    expect(inputs[0]).toMatchObject({ query: { page: 2 }, tags: { kind: 'list' }, keep: 'body', scenario: 'shop' });
    expect(inputs[1]).toMatchObject({
      body: { kind: 'json', value: { a: 1 } },
      expected: [[200, 299]],
      timeoutMs: 6000,
    });
    expect(inputs[2]).toMatchObject({ body: { kind: 'form' }, maxRedirects: 0 });
    expect(inputs[7]?.body).toEqual({ kind: 'multipart', parts: [{ name: 'f', value: 'x' }] });
  });

  it('prepares a request without options once for all users of the shard', async () => {
    const { context, program } = await prepared((user) => user.get('/a'));
    for (let number = 0; number < 5; number++) await context.iterate(program, number);
    expect([context.fake.prepared, context.fake.sent.length]).toEqual([1, 5]);
  });

  it('keeps no bodies where the settings discard them', async () => {
    const { context, program } = await prepared((user) => user.get('/a'), {}, { ...SETTINGS, discardBodies: true });
    await context.iterate(program);
    expect(context.fake.sent[0]?.input.keep).toBe('head');
  });

  it('counts checks; one that throws does not hold, and one that is async ends the iteration', async () => {
    const { context, outcome } = await played(
      async (user) => {
        const response = await user.get('/a');
        const held = user.check(response, {
          'is 200': (r) => r.status === 200,
          'has id': (r) => r.json<{ id: number }>().id > 0,
        });
        user.vars.held = held;
        await user.group('in', () => user.check(3, { 'is 3': (n) => n === 3 }));
        user.check(1, { later: async () => false });
      },
      { answer: () => ({ body: 'no json, hunter2' }) },
    );
    expect(outcome).toBe('failed');
    const { errors } = context.recorder.snapshot(0);
    expect(errors.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['check has id', 'exception shop']);
    expect(errors[0]?.samples[0]).toMatchObject({
      text: expect.stringContaining('SyntaxError: response of GET http://shop.test/a (status 200) is not JSON'),
      response: 'HTTP/1.1 200 OK\n\nno json, ***',
    });
    expect(errors[1]?.samples[0]?.text).toContain("the check 'later' is async");
  });

  it('measures groups, nested ones under their path, and leaves them when they throw', async () => {
    const { context } = await played(async (user) => {
      await user.group('a', async () => {
        await user.think('10ms');
        await user.group('b', () => user.get('/b'));
        await user.get('/a');
      });
      await user.group('c', () => Promise.reject(new Error('x'))).catch(() => {});
      await user.get('/root');
    });
    expect(context.fake.sent.map(({ input }) => input.group)).toEqual(['::a::b', '::a', '']);
    const groups = context.recorder.snapshot(0).added.filter(({ metric }) => metric === 'group_duration');
    expect(groups.map(({ tags }) => tags.group)).toEqual(['::a::b', '::a', '::c']);
  });

  it('has variables, data, environment, chance and what setup returned, which nobody can change', async () => {
    const { outcome, context } = await played(
      (user, setup) => {
        user.log({ color: user.vars.color, env: user.env.PLACE, id: user.id, iteration: user.iteration });
        user.vars.color = 'mine';
        setup.list.push(1);
      },
      { plan: { variables: { color: 'red' }, env: { PLACE: 'here' } }, setupData: { list: [] } },
    );
    expect(outcome).toBe('failed');
    expect(context.logs).toEqual(['{"color":"red","env":"here","id":0,"iteration":0}']);
    expect(context.recorder.snapshot(0).errors[0]?.samples[0]?.text).toMatch(
      /^TypeError: Cannot add property 0, object is not extensible\n.*script\.test\.ts/,
    );
  });

  it('draws the same for the same iteration number', async () => {
    const draw: Script = (user) => {
      user.log(`${user.pick([1, 2, 3, 4, 5])} ${user.random.int(1, 1e9)}`);
    };
    const { context, program } = await prepared(draw);
    for (const number of [3, 4, 3]) await context.iterate(program, number);
    expect(context.logs[0]).toBe(context.logs[2]);
    expect(context.logs[0]).not.toBe(context.logs[1]);
  });

  it('records metrics of its own, and says what is wrong with one', async () => {
    const { context, outcome } = await played(
      async (user) => {
        user.counter('orders').add();
        user.counter('orders').add(2);
        user.trend('queue_ms').add(1.5);
        user.rate('hits', { cache: 'a' }).add(false);
        user.gauge('depth').set(4);
        user.trend('orders').add(1);
      },
      { plan: { metrics: { queue_ms: { type: 'trend', unit: 'ms' } } } },
    );
    expect(outcome).toBe('failed');
    const { added, counters, trends, rates, gauges, errors } = context.recorder.snapshot(0);
    expect(added.map(({ metric, type, unit }) => `${metric} ${type} ${unit}`)).toEqual([
      'orders counter count',
      'queue_ms trend ms',
      'hits rate share',
      'depth gauge ',
    ]);
    expect(added[2]?.tags).toEqual({ cache: 'a', scenario: 'shop' });
    expect([counters[0]?.total, trends[0]?.histogram.sum, rates[0]?.fails, gauges[0]?.last]).toEqual([3, 1500, 1, 4]);
    expect(errors[0]?.samples[0]?.text).toContain('the metric orders is a counter, and used as a trend');
  });

  it.each([
    ['NaN', (user: User) => user.counter('a').add(Number.NaN), 'not a number'],
    ['a built-in name', (user: User) => user.counter('http_reqs').add(), "Plimsoll's own"],
    ['a built-in tag', (user: User) => user.counter('a', { status: '1' }).add(), 'a tag that Plimsoll sets itself'],
    ['an undeclared secret', (user: User) => user.secret('TOKEN'), 'is not declared'],
    ['fail()', (user: User) => user.fail('enough'), 'enough'],
    ['two bodies', (user: User) => user.post('/', { json: 1, body: 'x' }), 'more than one body'],
    ['a wrong duration', (user: User) => user.think('soon'), 'is no duration'],
    ['something else', () => Promise.reject('plain'), 'thrown: plain'],
  ] as [string, Script, string][])('fails of %s, saying so', async (_what, script, text) => {
    const { context, outcome } = await played(script);
    expect(outcome).toBe('failed');
    expect(context.recorder.snapshot(0).errors[0]?.samples[0]?.text).toContain(text);
  });

  it('keeps cookies as a browser would, and by hand', async () => {
    const { outcome, context } = await played(
      async (user) => {
        await user.get('/login');
        user.log(user.cookies.get('sid'));
        user.cookies.set('theme', 'dark');
        user.log(user.cookies.get('theme', '/deep'));
        user.cookies.clear();
        user.log(user.cookies.get('sid') ?? 'gone');
        user.cookies.set('bad;name', 'x');
      },
      { answer: () => ({ headers: { 'set-cookie': 'sid=1' } }) },
    );
    expect(context.logs).toEqual(['1', 'dark', 'gone']);
    expect(outcome).toBe('failed');
  });

  it('ends only when requests that it did not wait for are answered, and what follows them is done', async () => {
    const { context, outcome } = await played(
      (user) => {
        void user.get('/a').then(async (first) => {
          user.check(first, { 'is 200': (r: UserResponse) => r.ok });
          await user.get('/b');
        });
      },
      { answer: () => ({ delayMs: 5 }) },
    );
    expect([outcome, context.fake.urls, context.fake.ended]).toEqual(['completed', ['GET /a', 'GET /b'], 1]);
    expect(context.checks()).toEqual({ 'is 200': '1/0' });
  });

  it('that waits for nothing leaves the event loop to others between iterations', async () => {
    const { context, program } = await prepared(async () => {});
    const user = program.user(0);
    let rounds = 0;
    const again = () => {
      rounds++;
      user.iterate(context.iteration(rounds), again);
    };
    again();
    await turn();
    expect(rounds).toBe(1);
    context.clock.advanceBy(1);
    await turn();
    expect(rounds).toBe(2);
  });

  it('never goes on after it was closed', async () => {
    const trace: string[] = [];
    const { context, program } = await prepared(
      async (user) => {
        await Promise.race([user.get('/slow'), user.think(1)]);
        trace.push('went on');
      },
      { answer: () => ({ delayMs: 100 }) },
    );
    const user = program.user(0);
    user.iterate(context.iteration(0), () => trace.push('done'));
    user.close();
    context.clock.advanceBy(5e6);
    await turn();
    expect(trace).toEqual([]);
  });

  it('gives the first request its due time, whatever pause came before', async () => {
    const { context, program } = await prepared(async (user) => {
      await user.think(2);
      await user.get('/a');
      await user.get('/b');
    });
    context.clock.advanceTo(5000);
    program.user(0).iterate(context.iteration(0, 1000), () => {});
    for (let step = 0; step < 5; step++) {
      context.clock.advanceBy(1e6);
      await turn();
    }
    expect(context.fake.sent.map(({ dueUs }) => dueUs)).toEqual([2_001_000, Number.NaN]);
  });
});
