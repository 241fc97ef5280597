import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDemo } from '../../src/demo/demo.ts';
import type { Finding, Run } from '../../src/model/run.ts';
import { findBaseline } from '../../src/runs/baselines/baselines.ts';
import { withBaselines } from '../../src/runs/baselines/with-baselines.ts';
import { plimsoll } from '../integration/command-line.ts';

/** Kinds of test against a target that is driven into trouble; some at once, since they mostly wait. */

// Those that load the machine queue up below.
vi.setConfig({ maxConcurrency: 8, testTimeout: 120_000 });

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-kinds-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Played {
  readonly code: number | null;
  readonly run: Run;
  readonly stderr: string;
}

/** Runs a test of one step against a target with these knobs. */
async function play(
  name: string,
  config: object,
  { knobs = [], url = '/hello' }: { readonly knobs?: readonly string[]; readonly url?: string },
): Promise<Played> {
  const demo = await startDemo({ port: 0, knobs });
  try {
    return await playAt(demo.url, name, { config, url });
  } finally {
    await demo.close();
  }
}

interface Shape {
  readonly config: object;
  readonly url?: string;
  readonly args?: readonly string[];
}

async function playAt(target: string, name: string, { config, url = '/hello', args = [] }: Shape): Promise<Played> {
  const file = join(folder, `${name}.json`);
  const scenarios = [{ name: 'visit', flow: [{ get: url }] }];
  writeFileSync(file, JSON.stringify({ config: { name, target, ...config }, scenarios }));
  const { code, stdout, stderr } = await plimsoll(['run', file, '--workers', '1', '--json', '-', '--quiet', ...args], {
    cwd: folder,
  });
  return { code, run: stdout === '' ? ({} as Run) : JSON.parse(stdout), stderr };
}

const finding = ({ run }: Played, kind: string): Finding | undefined => run.findings.find((each) => each.kind === kind);
const levelNames = ({ run }: Played) => run.levels?.map(({ name }) => name);

/** Those that load the machine one after the other, and beside them those that mostly wait. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}
const busy = queue();
const waiting = queue();

describe.concurrent('a kind of test against a real target', () => {
  it('stress: comes down as soon as the target is broken, and sees it recover', async () => {
    const kind = { type: 'stress', peak: 6, steps: 6, hold: '2s', recovery: '3s' };
    const limits = ['http_req_duration p95 < 130ms'];
    const config = { load: { users: 8, duration: '20s' }, kind, limits };
    const played = await busy(() => play('stress', config, { knobs: ['limited=2 time=10ms'] }));
    // 2 at a time, 10 ms each: n users wait n / 2 · 10 ms: 80 with 16, 120 with 24, 160 with 32.
    const { cause, firstLimit, load } = finding(played, 'breaking-point')?.evidence ?? {};
    expect({ cause, firstLimit }).toEqual({ cause: 'limits', firstLimit: limits[0] });
    expect(load).toBeGreaterThanOrEqual(24);
    expect(load).toBeLessThanOrEqual(32);
    expect(played.run.events.map((event) => event.kind)).toContain('descent');
    expect(levelNames(played)?.at(-1)).toBe('recovery');
    expect(played.run.levels?.length).toBeLessThan(6);
    expect(played.run.limits).toMatchObject([{ passed: true, level: 'level 1' }]);
  });

  it('spike: measures how long the way back takes', async () => {
    const kind = { type: 'spike', peak: 5, hold: '2s', recovery: '4s' };
    const config = { load: { rate: 50, duration: '16s' }, kind };
    const played = await busy(() => play('spike', config, { knobs: ['limited=2 time=10ms'] }));
    // 50 a second too many for 2 s are worked off at 150 a second.
    const after = finding(played, 'recovered') ?? finding(played, 'not-recovered');
    expect(after?.evidence.p50RecoveryMs).toBeGreaterThanOrEqual(0);
    expect(after?.evidence.p50RecoveryMs).toBeLessThanOrEqual(3000);
    expect(finding(played, 'spike-cost')?.evidence).toMatchObject({ failed: 0, dropped: 0 });
    expect(played.run.limits).toMatchObject([
      { rule: 'http_req_duration p95 <= 5s', isDefault: true, level: 'recovery', passed: true },
    ]);
  });

  it('scalability: finds the coefficients that the target has', async () => {
    const kind = { type: 'scalability', levels: [1, 4, 8, 16, 32], hold: '2s' };
    const config = { load: { users: 32, duration: '10s' }, kind };
    const played = await busy(() => play('scalability', config, { knobs: ['usl=20ms sigma=0.05 kappa=0.005'] }));
    const { scaling } = played.run;
    expect(scaling?.law).toBe('usl');
    expect(scaling?.kappa.value).toBeGreaterThan(0.003);
    expect(scaling?.kappa.value).toBeLessThan(0.008);
    // √(0.95 / 0.005) = 13.8
    expect(scaling?.peak?.load.value).toBeGreaterThan(11);
    expect(scaling?.peak?.load.value).toBeLessThan(17);
  });

  it('scalability: varies a variable, one stretch of the load for each value', async () => {
    const kind = { type: 'scalability', variable: 'ms', levels: [20, 40, 80, 160], hold: '2s' };
    const config = { load: { users: 1, duration: '8s' }, variables: { ms: 1 }, kind };
    const played = await waiting(() => play('size', config, { url: '/delay/{{ ms }}' }));
    expect(played.run.levels?.map(({ load, unit }) => [load, unit])).toEqual([20, 40, 80, 160].map((ms) => [ms, 'ms']));
    const { growth, slope } = finding(played, 'complexity')?.evidence ?? {};
    expect(growth).toMatch(/^O\(n( log n)?\)$/);
    expect(slope).toBeGreaterThan(0.8);
    expect(slope).toBeLessThan(1.1);
    expect(played.run.test.scenarios).toEqual(['visit']);
  });

  // Once more on a machine that was held up: two dozen seconds are few to tell a trend from.
  it('soak: finds latency that grows under constant load', { retry: 1 }, async () => {
    const config = { load: { users: 2, duration: '24s' }, kind: 'soak' };
    const played = await waiting(() => play('soak', config, { knobs: ['slow=20ms grow=10ms/s'] }));
    expect(finding(played, 'drift-latency')?.severity).toMatch(/major|critical/);
    expect(finding(played, 'no-drift')).toBeUndefined();
    expect(played.run.limits.every(({ isDefault }) => isDefault === true)).toBe(true);
  });

  it('smoke: one failed request fails it', async () => {
    const config = { kind: { type: 'smoke', hold: '2s' } };
    const played = await waiting(() => play('smoke', config, { knobs: ['slow=20ms', 'flaky=1 from=20 until=21'] }));
    expect(played.code).toBe(3);
    const healthy = await waiting(() => play('healthy', config, { knobs: ['slow=20ms'] }));
    expect(healthy.code).toBe(0);
  });
});

describe.concurrent('a regression test', () => {
  const config = { kind: 'baseline' };
  const keptId = async () => (await withBaselines(folder, {}, (place) => findBaseline('shop', place)))?.baseline.run.id;
  const regression = ['--kind', 'regression', '-d', '2s'];

  it('compares with the baseline that is kept, and fails where it is far slower', async () => {
    const demo = await startDemo({ port: 0, knobs: ['slow=10ms'] });
    const early = await playAt(demo.url, 'shop', { config, args: regression });
    expect(early).toMatchObject({ code: 2, stderr: expect.stringContaining('NO_BASELINE') });

    const unkept = await playAt(demo.url, 'shop', { config, args: ['-d', '1s', '--no-store'] });
    expect([unkept.code, await keptId()]).toEqual([0, undefined]);
    const baseline = await playAt(demo.url, 'shop', { config, args: ['-d', '3s'] });
    expect(baseline.code).toBe(0);
    expect(await keptId()).toBe(baseline.run.id);

    demo.setKnobs(['slow=30ms']);
    const slower = await playAt(demo.url, 'shop', { config, args: regression });
    await demo.close();
    expect(slower.code).toBe(3);
    expect(finding(slower, 'regression')).toMatchObject({ severity: 'critical' });
    const median = slower.run.comparisons?.find(
      ({ aggregate, tags }) => aggregate === 'p50' && tags.name === undefined,
    );
    expect(median).toMatchObject({ verdict: 'slower', severity: 'critical', against: baseline.run.id });
    expect(median?.ratio).toBeGreaterThan(2);
    expect(await keptId()).toBe(baseline.run.id);
  });
});
