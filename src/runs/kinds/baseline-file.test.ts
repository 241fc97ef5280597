import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
    kind: 'load',
    name: 'shop',
    startedAt: '2025-03-01T10:00:00.000Z',
    durationMs: 5000,
    verdict: 'passed',
    test: {
      kind,
      source: '',
      target: 'http://localhost:3000',
      scenarios: [],
      load: [],
      limits: [],
      seed: 1,
      workers: 1,
    },
    environment: { node: 'v22', v8: '12', os: 'Linux', cpu: 'EPYC', cores: 4, tags: {} },
    metrics: [metric],
    series: [],
    ...changes,
  } as unknown as Run;
};
const keptBy = (version: 1, reference: object) => {
  const old = join(folder, '.plimsoll', 'baselines');
  mkdirSync(old, { recursive: true });
  writeFileSync(join(old, 'shop.json'), JSON.stringify({ schema: `plimsoll.baseline/${version}`, ...reference }));
};

describe('the baseline of a test', () => {
  it('is a passed baseline run, cut down to what is compared, in the store', async () => {
    expect(await keepBaseline(runOf(), folder)).toMatch(/store\.db$/);
    const { id, metrics, test } = await readBaseline('shop', folder);
    expect([id, metrics, test.target]).toEqual(['one', [metric], 'http://localhost:3000']);
  });

  it('is replaced by the next that passes, and by nothing else', async () => {
    await keepBaseline(runOf(), folder);
    await keepBaseline(runOf({ id: 'failed', verdict: 'failed' }), folder);
    await keepBaseline(runOf({ id: 'stopped', verdict: 'interrupted' }), folder);
    await keepBaseline(runOf({ id: 'other' }, 'load'), folder);
    expect((await readBaseline('shop', folder)).id).toBe('one');
    await keepBaseline(runOf({ id: 'two' }), folder);
    expect((await readBaseline('shop', folder)).id).toBe('two');
  });

  it('is not made of a run that failed', async () => {
    await keepBaseline(runOf({ verdict: 'failed' }), folder);
    expect(existsSync(join(folder, '.plimsoll'))).toBe(false);
  });

  it('that an earlier version kept in a file is taken for one until there is a newer', async () => {
    const { id, name, startedAt } = runOf();
    keptBy(1, { id, name, startedAt, environment: { node: 'v22', cpu: 'EPYC', cores: 4 }, metrics: [metric] });
    expect(await readBaseline('shop', folder)).toMatchObject({
      id: 'one',
      kind: 'load',
      durationMs: 5000,
      metrics: [metric],
    });
    await keepBaseline(runOf({ id: 'two' }), folder);
    expect((await readBaseline('shop', folder)).id).toBe('two');
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
    ['parts missing', '{"schema":"plimsoll.baseline/1","id":"a","name":"shop"}'],
    [
      'no environment',
      '{"schema":"plimsoll.baseline/1","id":"a","name":"shop","startedAt":"","environment":null,"metrics":[]}',
    ],
    [
      'a wrong metric',
      '{"schema":"plimsoll.baseline/1","id":"a","name":"shop","startedAt":"","environment":{},"metrics":[{"type":"trend","tags":{}}]}',
    ],
  ])('a file with %s is told', async (_, text) => {
    mkdirSync(join(folder, '.plimsoll', 'baselines'), { recursive: true });
    writeFileSync(join(folder, '.plimsoll', 'baselines', 'shop.json'), text);
    await expect(readBaseline('shop', folder)).rejects.toMatchObject({ code: 'INVALID_BASELINE' });
  });
});
