import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FakeContext, type FakeOptions, SETTINGS } from '../../test/users/fake-shard.ts';
import { get, prepared } from '../../test/users/play.ts';
import type { UserError } from '../errors/user-error.ts';
import type { PlannedHook, PlannedStream } from '../model/plan.ts';
import { type HookKind, prepareHook, prepareProgram } from './prepare.ts';
import type { UserFunction } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-users-'));
writeFileSync(join(folder, 'users.csv'), 'name,age\nann,31\nbob,32\neve,33\n');
afterAll(() => rmSync(folder, { recursive: true }));

async function hooked(hook: Partial<PlannedHook>, options: FakeOptions = {}, kind: HookKind = 'setup') {
  const context = new FakeContext(options);
  const made = await prepareHook({ timeoutMs: 1000, http: SETTINGS, ...hook }, context, kind);
  return { context, made };
}

/** Runs a hook while its clock is moved on. */
async function ran(...args: Parameters<typeof hooked>): Promise<{ context: FakeContext; value: unknown }> {
  const { context, made } = await hooked(...args);
  let settled = false;
  const value = made.run().finally(() => {
    settled = true;
  });
  value.catch(() => {});
  for (let step = 0; step < 50 && !settled; step++) {
    context.clock.advanceBy(100_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { context, value: await value };
}

describe('setup and teardown', () => {
  it('hand on what their function returns, and tag their requests with their group', async () => {
    const { context, value } = await ran(
      { function: 'setup' },
      {
        functions: {
          setup: async (user) => ({ token: (await user.get('/login')).status, when: new Date(0) }),
        },
      },
    );
    expect(value).toEqual({ token: 200, when: new Date(0) });
    expect(context.fake.sent[0]?.input).toMatchObject({ group: '::setup', scenario: '' });
  });

  it('of steps hand on the variables that these set, which are variables of every flow then', async () => {
    const login = get('/login', { capture: [{ as: 'token', from: 'json', expression: 'token' }] });
    const { value } = await ran(
      { steps: [login] },
      { answer: () => ({ body: '{"token":"t1"}' }), plan: { variables: { token: '', color: 'red' } } },
    );
    expect(value).toEqual({ token: 't1' });
    const { context, program } = await prepared([get('/{{ token }}/{{ color }}')], {
      setupData: value,
      plan: { variables: { token: '', color: 'red' } },
    });
    await context.iterate(program);
    expect(context.fake.urls).toEqual(['GET /t1/red']);
  });

  it('give teardown what setup returned', async () => {
    const { context } = await ran(
      { function: 'teardown' },
      { setupData: { id: 3 }, functions: { teardown: (user, { id }) => user.delete(`/${id}`) } },
      'teardown',
    );
    expect(context.fake.urls).toEqual(['DELETE /3']);
  });

  it.each([
    [
      'a function in the data',
      () => ({ inner: [{ fn: () => 1 }] }),
      'SETUP_DATA',
      "a function at 'setup().inner[0].fn'",
    ],
    ['a response in the data', (user) => user.get('/'), 'SETUP_DATA: setup returns an instance of HttpResponse'],
    ['a thrown error', () => Promise.reject(new TypeError('broken')), 'SETUP_FAILED: setup failed: TypeError: broken'],
    ['taking too long', () => new Promise(() => {}), 'SETUP_TIMEOUT: setup took longer than 1000 ms'],
  ] as [string, UserFunction, string][])('fail of %s', async (_what, setup, text) => {
    const error: UserError = await ran({ function: 'setup' }, { functions: { setup } }).catch((thrown) => thrown);
    expect(`${error.code}: ${error.message}`).toContain(text);
  });

  it('of steps fail with what their iteration failed of', async () => {
    await expect(ran({ steps: [get('/{{ nope }}')] })).rejects.toMatchObject({
      code: 'SETUP_FAILED',
      message: expect.stringContaining("the variable 'nope' has no value"),
    });
  });
});

describe('data rows', () => {
  const stream = (name: string, scenario: number, model: 'users' | 'arrivals'): PlannedStream =>
    ({
      name,
      startMs: 0,
      gracefulStopMs: 0,
      load: { model },
      mix: [{ scenario, weight: 1 }],
    }) as unknown as PlannedStream;

  it('are variables of their column or their name, by the number of the iteration', async () => {
    const data = [
      { path: 'users.csv' },
      { path: 'users.csv', name: 'who' },
      { path: 'users.csv', name: 'all', loadAll: true },
    ];
    const { context, program } = await prepared([get('/{{ name }}/{{ who.age }}/{{ all.length }}/{{ all[0].name }}')], {
      plan: { baseDir: folder, data },
    });
    for (const number of [0, 1, 4]) await context.iterate(program, number);
    expect(context.fake.urls).toEqual(['GET /ann/31/3/ann', 'GET /bob/32/3/ann', 'GET /bob/32/3/ann']);
  });

  it('that serve once are dealt out among the streams, and their end fails the iteration and is counted', async () => {
    const context = new FakeContext({
      plan: {
        baseDir: folder,
        data: [{ path: 'users.csv', order: 'unique' }],
        scenarios: [{ name: 'other' }, { name: 'shop' }] as never,
        streams: [stream('a', 0, 'arrivals'), stream('b', 1, 'users')],
      },
    });
    const scenario = { name: 'shop', variables: {}, env: {}, tags: {}, http: SETTINGS };
    const program = await prepareProgram({ ...scenario, steps: [get('/{{ name }}')] }, context);
    expect([await context.iterate(program, 0), await context.iterate(program, 1)]).toEqual(['completed', 'failed']);
    expect(context.fake.urls).toEqual(['GET /bob']);
    expect(context.snapshot().errors).toMatchObject([
      { kind: 'data', name: 'users.csv', samples: [{ text: expect.stringContaining('none left for user 2') }] },
    ]);
  });
});
