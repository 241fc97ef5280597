import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import type { Comparison, Run } from '../../src/model/run.ts';
import { plimsoll } from '../integration/command-line.ts';

// All at once: they mostly wait, each at a few dozen requests a second.
describe.concurrent('plimsoll run --against', () => {
  let usual: Demo;
  let slow: Demo;
  let cwd = '';
  beforeAll(async () => {
    usual = await startDemo({ port: 0 });
    slow = await startDemo({ port: 0 });
    slow.setKnobs(['GET /delay/:ms slow=30ms']);
    cwd = mkdtempSync(join(tmpdir(), 'plimsoll-against-'));
    const flow = "scenarios: [{ name: wait, flow: [{ get: '/delay/20' }] }]";
    const load = (text: string) => `config:\n  target: ${usual.url}\n  load: { ${text}, duration: 6s }\n${flow}\n`;
    writeFileSync(join(cwd, 'open.yml'), load('rate: 40'));
    writeFileSync(join(cwd, 'closed.yml'), load('users: 3'));
  });
  afterAll(async () => {
    await Promise.all([usual.close(), slow.close()]);
    rmSync(cwd, { recursive: true, force: true });
  });

  const compare = async (args: readonly string[]) => {
    const { stdout, stderr, code } = await plimsoll(['run', ...args, '--json', '-', '--no-store', '-q'], { cwd });
    const run = JSON.parse(stdout) as Run;
    const find = (aggregate: string): Comparison | undefined =>
      run.comparisons?.find((each) => each.aggregate === aggregate && Object.keys(each.tags).length === 0);
    return { run, find, stderr, code };
  };

  it('finds a target that is much slower, under users who wait for answers', { timeout: 60_000 }, async () => {
    const { run, find, code, stderr } = await compare(['closed.yml', '--target', slow.url, '--against', usual.url]);
    expect(code, stderr).toBe(3);
    expect(find('p50')).toMatchObject({ verdict: 'slower', severity: 'critical', against: usual.url });
    expect(find('p50')?.before).toBeLessThan(45);
    expect(find('p50')?.after).toBeGreaterThan(48);
    expect(find('rate')).toMatchObject({ verdict: 'slower' });
    expect(run.findings.map(({ kind, severity }) => `${severity} ${kind}`)).toContain('critical regression');
    // Three users of each target keep theirs over all slices, after those of the warm-up.
    expect(run.metrics.find(({ name }) => name === 'connections_opened')).toMatchObject({ total: 12 });
    expect(run.samples?.some(({ arm, aggregate }) => arm === 'before' && aggregate === 'p50')).toBe(true);
  });

  it('finds one that is much faster, under arrivals at a given rate', { timeout: 60_000 }, async () => {
    const { find, code, stderr } = await compare(['open.yml', '--against', slow.url]);
    expect(code, stderr).toBe(0);
    expect(find('p50')).toMatchObject({ verdict: 'faster' });
    expect(find('rate')?.verdict).toBe('same');
  });

  it('calls a target no worse than itself by much', { timeout: 60_000 }, async () => {
    const { run, find, stderr } = await compare(['open.yml', '--against', usual.url]);
    const p50 = find('p50');
    expect(p50?.ratio, stderr).toBeGreaterThan(0.7);
    expect(p50?.ratio).toBeLessThan(1.4);
    expect(run.comparisons?.some(({ severity }) => severity === 'critical')).toBe(false);
    // Both got the same arrivals: 40 a second, half of the time each.
    const arrivals = (arm: string) => {
      const found = run.metrics.find(({ name, tags }) => {
        return name === 'arrivals' && tags.arm === arm && Object.keys(tags).length === 1;
      });
      return found?.type === 'counter' ? found.total : 0;
    };
    expect(arrivals('before')).toBe(arrivals('after'));
    expect(arrivals('after')).toBeGreaterThan(100);
    expect(arrivals('after')).toBeLessThanOrEqual(120);
  });

  it('says which of two targets is not there', { timeout: 60_000 }, async () => {
    const { run, code } = await compare(['open.yml', '--against', 'http://127.0.0.1:1']);
    expect(code).toBe(4);
    expect(run.findings.find(({ kind }) => kind === 'target-unreachable')?.title).toMatch(
      /^http:\/\/127\.0\.0\.1:1 could not be reached by any of \S+ requests: .*; http:\S+ answered$/,
    );
    expect(run.comparisons).toEqual([]);
  });
});
