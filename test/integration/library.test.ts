import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as Plimsoll from '../../src/index.ts';
import { keptRuns } from '../stores/kept-runs.ts';

// As a program that depends on the package gets it.
const built = new URL('../../dist/index.js', import.meta.url).href;
const { check, hold, ProblemsError, run, scenario, startDemo, test, UserError }: typeof Plimsoll = await import(built);

let demo: Plimsoll.Demo;
let folder = '';

beforeAll(async () => {
  demo = await startDemo({ port: 0, seed: 3 });
});
afterAll(() => demo.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-library-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the library', () => {
  it('runs a test made in the calling program, with what its closures hold', async () => {
    const seen: number[] = [];
    const shop = test('shop', { target: demo.url, load: { iterations: 5, users: 2 } }, async (user) => {
      const response = await user.get('/hello');
      seen.push(response.status);
    });
    const result = await run(shop);
    expect(result).toMatchObject({
      schema: 'plimsoll.run/1',
      name: 'shop',
      verdict: 'passed',
      test: { source: 'inline' },
    });
    expect(seen).toEqual([200, 200, 200, 200, 200]);
  });

  it('runs a flow and a file, with load and target laid over them', async () => {
    const flow = scenario('browse').get('/hello').expect({ status: 200 });
    const byFlow = await run(flow, { target: demo.url, iterations: 3 });
    expect(byFlow.checks).toMatchObject([{ passes: 3, fails: 0 }]);
    writeFileSync(join(folder, 'shop.yaml'), 'scenarios: [{ name: a, flow: [{ get: /hello }] }]\n');
    const views: Plimsoll.LiveView[] = [];
    const byFile = await run('shop.yaml', {
      cwd: folder,
      target: demo.url,
      rate: 20,
      duration: '1s',
      store: true,
      onSecond: (view) => views.push(view),
    });
    expect(byFile.test).toMatchObject({ source: 'shop.yaml', load: [{ model: 'arrivals' }] });
    expect(views.length).toBeGreaterThan(0);
    expect(await keptRuns(folder)).toEqual([byFile]);
  });

  it('ends in order when it is told to', async () => {
    const stop = new AbortController();
    const endless = scenario('browse').get('/hello').think('10ms');
    setTimeout(() => stop.abort(), 1000);
    const result = await run(endless, { target: demo.url, users: 2, duration: '60s', stop: stop.signal });
    expect(result.verdict).toBe('interrupted');
  });

  it('plans without sending anything', async () => {
    const shop = test('shop', { target: demo.url, load: { rate: [hold(50, '10s')] } }, async () => {});
    const { plan, forecast, advice } = await check(shop, { seed: 9 });
    expect(plan).toMatchObject({ name: 'shop', seed: 9 });
    expect(forecast.iterations).toEqual({ value: 500, is: 'exact' });
    expect(advice.map(({ code }) => code)).toContain('NO_LIMITS');
  });

  it('throws what a user can mend', async () => {
    const wrong = test('shop', { target: demo.url, limits: ['http_req_duratoin p95 < 1ms'] }, async () => {});
    await expect(run(wrong)).rejects.toBeInstanceOf(ProblemsError);
    await expect(run('nowhere.ts', { cwd: folder })).rejects.toBeInstanceOf(UserError);
    await expect(run({} as never)).rejects.toMatchObject({ code: 'INVALID_TEST' });
  });
});
