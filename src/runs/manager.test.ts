import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { keptRuns } from '../../test/stores/kept-runs.ts';
import type { Script } from '../define/test-definition.ts';
import { type TestDefinition, type TestOptions, test } from '../define/test-definition.ts';
import type { LiveView } from '../model/live.ts';
import type { ManagerEvent } from './manager/manager-events.ts';
import { LoadTestManager } from './manager.ts';

/** Nothing is sent there. */
const target = 'http://127.0.0.1:9';

function counting(name: string, iterations: number): { readonly made: TestDefinition; readonly count: () => number } {
  let count = 0;
  const made = test(name, { target, load: { iterations, users: 2 } }, async () => {
    count++;
  });
  return { made, count: () => count };
}

/** Its iterations go on until it is stopped. */
function endless(options: TestOptions<undefined> = {}, script: Script<undefined> = () => pause(5)): TestDefinition {
  return test('endless', { target, load: { users: 2, duration: '10m' }, ...options }, script);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// What runs tests is loaded when it is first needed.
beforeAll(async () => {
  await Promise.all([import('./load.ts'), import('./prepare-test.ts'), import('../judge/judge-load.ts')]);
}, 60_000);

describe('a manager of load tests', () => {
  it('runs a test and has its result, its state and its phases', async () => {
    await using manager = new LoadTestManager();
    const events: ManagerEvent[] = [];
    for (const type of ['state', 'phase', 'ended'] as const) manager.on(type, (event) => events.push(event));
    const { made, count } = counting('shop', 20);
    const shop = manager.create(made);
    expect(shop).toMatchObject({ id: 'test-1', name: 'shop', state: 'created' });
    const run = await manager.run(shop);
    expect(run).toMatchObject({ name: 'shop', verdict: 'passed' });
    expect(count()).toBe(20);
    expect(manager.result('test-1')).toBe(run);
    expect(manager.live(shop)).toMatchObject({ state: 'ended', total: { iterations: 20 } });
    const told = events.map((event) => ('to' in event ? event.to : 'phase' in event ? `(${event.phase})` : event.type));
    expect(told.join(' ')).toBe(
      'validating queued preparing (preparation) running (ramp-up) (steady) (ramp-down) cleaning-up (clean-up) ended ended',
    );
    expect(JSON.parse(JSON.stringify(manager.list()))).toEqual([
      { id: 'test-1', name: 'shop', state: 'ended', verdict: 'passed' },
    ]);
  });

  it('tells everything that is wrong with a test, without throwing', async () => {
    await using manager = new LoadTestManager();
    const limits = ['http_req_duratoin p95 < 1ms', 'checks rat > 1'];
    const wrong = manager.create(test('wrong', { target, limits }, async () => {}));
    const { valid, problems } = await manager.validate(wrong);
    expect([valid, problems.length, wrong.state]).toEqual([false, 2, 'created']);
    expect(wrong.problems).toEqual(problems);
    const failed: unknown[] = [];
    manager.on('failed', ({ error }) => failed.push(error));
    await expect(manager.run(wrong)).rejects.toMatchObject({ code: problems[0]?.code });
    expect(wrong.state).toBe('failed');
    expect(failed).toEqual([wrong.error]);
    const right = manager.create(counting('right', 1).made);
    expect(await right.validate()).toMatchObject({ valid: true, problems: [], plan: { name: 'right' } });
    expect(right.advice.map(({ code }) => code)).toContain('NO_LIMITS');
    expect(right.state).toBe('created');
    expect(await manager.validate(manager.create({} as never))).toMatchObject({ problems: [{ code: 'INVALID_TEST' }] });
  });

  it('carries out the plan that was validated, as often as it is run', async () => {
    await using manager = new LoadTestManager();
    const { made, count } = counting('again', 3);
    const again = manager.create(made);
    await again.validate();
    const { plan } = again;
    const first = await again.run();
    const second = await again.run();
    expect([count(), first.test.seed, second.test.seed]).toEqual([6, plan?.seed, plan?.seed]);
    expect(again.result).toBe(second);
  });

  it('lets no more tests run at once than it may, in the order they were asked for', async () => {
    await using manager = new LoadTestManager({ maxConcurrent: 2 });
    let most = 0;
    const begun: string[] = [];
    manager.on('state', ({ id, to }) => {
      if (to === 'preparing') begun.push(id);
      most = Math.max(most, manager.list({ state: ['preparing', 'running', 'stopping', 'cleaning-up'] }).length);
    });
    const tests = [5, 6, 7, 8].map((iterations) => counting(`of ${iterations}`, iterations));
    for (const { made } of tests) manager.create(made);
    const outcomes = await manager.runAll();
    expect(outcomes.map(({ id, run }) => [id, run?.verdict])).toEqual(
      [1, 2, 3, 4].map((number) => [`test-${number}`, 'passed']),
    );
    expect(tests.map(({ count }) => count())).toEqual([5, 6, 7, 8]);
    expect(begun).toEqual(['test-1', 'test-2', 'test-3', 'test-4']);
    expect(most).toBe(2);
  });

  it('stops one test and leaves the others alone', async () => {
    await using manager = new LoadTestManager({ maxConcurrent: 3 });
    const [first, second] = [manager.create(endless()), manager.create(endless())];
    const running = [first.run(), second.run()];
    await vi.waitFor(() => expect([first.state, second.state]).toEqual(['running', 'running']));
    const stopped = await manager.stop(first);
    expect(stopped?.verdict).toBe('interrupted');
    expect([first.state, second.state]).toEqual(['ended', 'running']);
    expect(stopped?.events.filter(({ kind }) => kind === 'overlap')).toHaveLength(1);
    expect((await manager.kill(second))?.verdict).toBe('interrupted');
    expect(await running[0]).toBe(stopped);
    expect(await second.stop()).toBe(second.result);
  });

  it('takes a test out of the queue when it is stopped there', async () => {
    await using manager = new LoadTestManager({ maxConcurrent: 1 });
    const first = manager.create(endless());
    const waiting = manager.create(counting('waiting', 1).made);
    void first.run();
    const run = waiting.run();
    expect(waiting.run()).toBe(run);
    await vi.waitFor(() => expect([first.state, waiting.state]).toEqual(['running', 'queued']));
    expect(await waiting.stop()).toBeUndefined();
    await expect(run).rejects.toMatchObject({ code: 'TEST_CANCELLED' });
    expect(waiting).toMatchObject({ state: 'created', error: undefined });
    await first.kill();
    expect((await waiting.run()).verdict).toBe('passed');
  });

  it('stops a test, and closes, when a signal says so, and leaves the signal alone afterwards', async () => {
    const [ofTest, ofManager] = [new AbortController(), new AbortController()];
    const listening = vi.spyOn(ofTest.signal, 'addEventListener');
    const leaving = vi.spyOn(ofTest.signal, 'removeEventListener');
    const manager = new LoadTestManager({ signal: ofManager.signal });
    const first = manager.create(endless(), { signal: ofTest.signal });
    const second = manager.create(endless());
    void second.run();
    const run = first.run();
    await vi.waitFor(() => expect([first.state, second.state]).toEqual(['running', 'running']));
    ofTest.abort();
    expect((await run).verdict).toBe('interrupted');
    expect(leaving).toHaveBeenCalledTimes(listening.mock.calls.length);
    ofManager.abort();
    await manager.close();
    expect(second.state).toBe('ended');
    await expect(manager.run(second)).rejects.toMatchObject({ code: 'MANAGER_CLOSED' });
    expect(() => manager.create(endless())).toThrow('the manager is closed');
    expect(second.result?.verdict).toBe('interrupted');
  });

  it('closes at once what takes longer than it may', async () => {
    const manager = new LoadTestManager();
    const slow = endless({}, () => pause(60_000));
    const test = manager.create(slow);
    void test.run();
    await vi.waitFor(() => expect(test.state).toBe('running'));
    const begun = Date.now();
    await manager.close({ withinMs: 50 });
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(test.result?.verdict).toBe('interrupted');
  });

  it('gives events and live views to whoever reads them, to the end', async () => {
    await using manager = new LoadTestManager();
    const shop = manager.create(counting('shop', 4).made);
    const types: string[] = [];
    const views: LiveView[] = [];
    const read = [
      (async () => {
        for await (const { type } of shop.events()) types.push(type);
      })(),
      (async () => {
        for await (const view of manager.views(shop)) views.push(view);
      })(),
    ];
    await shop.run();
    await Promise.all(read);
    expect([types[0], types.at(-1)]).toEqual(['state', 'ended']);
    expect(views.at(-1)).toMatchObject({ state: 'ended', total: { iterations: 4 } });
    for await (const _ of shop.views()) expect.fail('its run is over');
  });

  it('goes on when a listener throws', async () => {
    await using manager = new LoadTestManager();
    const errors: string[] = [];
    manager.on('error', (event) => errors.push(event.while));
    manager.on('phase', () => {
      throw new Error('mine');
    });
    const run = await manager.run(manager.create(counting('shop', 2).made));
    expect(run.verdict).toBe('passed');
    expect(new Set(errors)).toEqual(new Set(["a listener for 'phase' was called"]));
  });

  it('lists, finds and removes tests', async () => {
    await using manager = new LoadTestManager();
    const shop = manager.create(counting('shop', 1).made);
    const busy = manager.create(endless());
    void busy.run();
    expect(manager.list({ name: 'shop' })).toEqual([shop]);
    expect(manager.list({ name: /^e/ })).toEqual([busy]);
    expect(manager.get('test-2')).toBe(busy);
    expect(() => manager.remove(busy)).toThrow('is under way');
    manager.remove(shop);
    expect(manager.get(shop)).toBeUndefined();
    await expect(manager.run('test-3')).rejects.toMatchObject({ code: 'UNKNOWN_TEST', hint: "did you mean 'test-2'?" });
    await busy.kill();
  });

  it('keeps runs where it is told to, with what they shared the machine with', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-manager-'));
    try {
      await using manager = new LoadTestManager({ store: true, cwd: folder });
      const run = await manager.run(manager.create(counting('shop', 1).made));
      expect(await keptRuns(folder)).toEqual([run]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses numbers that are none', () => {
    for (const maxConcurrent of [0, -1, 1.5, Number.NaN]) {
      expect(() => new LoadTestManager({ maxConcurrent })).toThrow('maxConcurrent cannot be');
    }
    expect(() => new LoadTestManager({ workers: 0 })).toThrow('workers cannot be 0');
  });
});
