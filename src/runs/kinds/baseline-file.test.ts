import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../model/plan.ts';
import type { Metric, Run } from '../../model/run.ts';
import { keepBaseline, readBaseline, requireBaseline } from './baseline-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-baseline-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const metric: Metric = { name: 'http_reqs', type: 'counter', unit: 'count', tags: {}, total: 5, perSecond: 1 };
const runOf = (changes: Partial<Run> = {}, kind = 'baseline') => {
  return {
    id: 'one',
    name: 'shop',
    startedAt: '2025-03-01T10:00:00.000Z',
    verdict: 'passed',
    test: { kind, target: 'http://localhost:3000' },
    environment: { node: 'v22', cpu: 'EPYC', cores: 4 },
    metrics: [metric],
    ...changes,
  } as unknown as Run;
};
const files = () => readdirSync(join(folder, '.plimsoll', 'baselines')).sort();

describe('the baseline of a test', () => {
  it('is a passed baseline run, cut down to what is compared', async () => {
    const path = await keepBaseline(runOf(), folder);
    expect(path).toBe(join(folder, '.plimsoll', 'baselines', 'shop.json'));
    expect(await readBaseline('shop', folder)).toEqual({
      id: 'one',
      name: 'shop',
      startedAt: '2025-03-01T10:00:00.000Z',
      target: 'http://localhost:3000',
      environment: { node: 'v22', cpu: 'EPYC', cores: 4 },
      metrics: [metric],
    });
  });

  it('is replaced by the next that passes, and by nothing else', async () => {
    await keepBaseline(runOf(), folder);
    await keepBaseline(runOf({ id: 'failed', verdict: 'failed' }), folder);
    await keepBaseline(runOf({ id: 'stopped', verdict: 'interrupted' }), folder);
    await keepBaseline(runOf({ id: 'other' }, 'load'), folder);
    expect((await readBaseline('shop', folder)).id).toBe('one');
    await keepBaseline(runOf({ id: 'two' }), folder);
    expect((await readBaseline('shop', folder)).id).toBe('two');
    expect(files()).toEqual(['shop.json']);
  });

  it('is not made of a run that failed', async () => {
    await keepBaseline(runOf({ verdict: 'failed' }), folder);
    expect(existsSync(join(folder, '.plimsoll'))).toBe(false);
  });

  it.each(['Shop: API / v2', '../../etc/passwd', 'ショップ', '', '🛒', 'a'.repeat(300)])(
    'is found for the name %j',
    async (name) => {
      await keepBaseline(runOf({ name }), folder);
      expect((await readBaseline(name, folder)).name).toBe(name);
      expect(files()).toHaveLength(1);
      expect(Buffer.byteLength(files()[0]!)).toBeLessThan(255);
    },
  );

  it('stays apart from that of another test whose name makes the same file', async () => {
    await keepBaseline(runOf({ id: 'a', name: 'shop 1' }), folder);
    await keepBaseline(runOf({ id: 'b', name: 'Shop-1' }), folder);
    expect((await readBaseline('shop 1', folder)).id).toBe('a');
    expect((await readBaseline('Shop-1', folder)).id).toBe('b');
    await expect(readBaseline('shop_1', folder)).rejects.toMatchObject({ code: 'NO_BASELINE' });
  });
});

describe('without a baseline', () => {
  it('a regression test says how to make one', async () => {
    const plan = { kind: { type: 'regression' }, name: 'shop' } as unknown as Plan;
    await expect(requireBaseline(plan, folder)).rejects.toMatchObject({
      code: 'NO_BASELINE',
      hint: expect.stringContaining('--kind baseline'),
    });
    await requireBaseline({ ...plan, kind: { type: 'smoke' } }, folder);
  });

  it.each([
    ['not JSON', '{'],
    ['something else', '{"schema":"plimsoll.run/1"}'],
    ['an array', '[]'],
    ['parts', '{"schema":"plimsoll.baseline/1","id":"a","name":"shop"}'],
    [
      'no environment',
      '{"schema":"plimsoll.baseline/1","id":"a","name":"shop","startedAt":"","environment":null,"metrics":[]}',
    ],
    [
      'a wrong metric',
      '{"schema":"plimsoll.baseline/1","id":"a","name":"shop","startedAt":"","environment":{},"metrics":[{"type":"trend","tags":{}}]}',
    ],
  ])('a file with %s is told, and replaced by the next baseline', async (_, text) => {
    mkdirSync(join(folder, '.plimsoll', 'baselines'), { recursive: true });
    const path = join(folder, '.plimsoll', 'baselines', 'shop.json');
    writeFileSync(path, text);
    await expect(readBaseline('shop', folder)).rejects.toMatchObject({ code: 'INVALID_BASELINE' });
    await keepBaseline(runOf(), folder);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ schema: 'plimsoll.baseline/1', id: 'one' });
  });
});
