import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemo } from '../../src/demo/demo.ts';
import type { Run } from '../../src/model/run.ts';
import { plimsoll } from '../integration/command-line.ts';

const LIMITS = "limits: ['http_req_duration p95 <= 300ms']";

// Several at a time, each against a target of its own: they mostly wait.
describe.concurrent('plimsoll capacity', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-capacity-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Four slots of 100 ms carry 40 requests a second. */
  const search = async (name: string, args: readonly string[], limits = LIMITS) => {
    const demo = await startDemo({ port: 0 });
    try {
      const flow = "scenarios: [{ flow: [{ get: '/limited?slots=4&ms=100' }] }]";
      const config = `config:\n  target: ${demo.url}\n  load: { rate: 20, duration: 1m }\n  ${limits}\n`;
      writeFileSync(join(folder, `${name}.yml`), `${config}${flow}\n`);
      const all = ['capacity', `${name}.yml`, ...args, '--json', '-', '--no-store'];
      const { stdout, stderr, code } = await plimsoll(all, { cwd: folder });
      return { run: stdout === '' ? undefined : (JSON.parse(stdout) as Run), stderr, code };
    } finally {
      await demo.close();
    }
  };

  // Tries 36, 72, 51 and 43, none of them near the line, where a stall of the target takes seconds to work off. Once more all the same.
  it('finds what a target of known capacity carries', { timeout: 120_000, retry: 1 }, async () => {
    const { run, stderr, code } = await search('line', [
      ...['--from', '36', '--hold', '6s', '--rest', '200ms', '--precision', '0.2'],
    ]);
    expect(code, stderr).toBe(0);
    expect(run?.kind).toBe('capacity');
    expect(run?.loadLine?.value).toBeGreaterThan(40 * 0.88);
    expect(run?.loadLine?.value).toBeLessThan(40 * 1.05);
    expect(run?.loadLine).toMatchObject({
      limitedBy: 'http_req_duration p95 <= 300ms',
      expected: 20,
      unit: 'arrivals/s',
    });
    expect(run?.loadLine?.headroom).toBeGreaterThan(0.7);
    expect(run?.levels?.map(({ decided }) => decided)).toContain('crossed');
    expect(run?.limits).toMatchObject([{ passed: true }, { rule: 'http_req_failed rate <= 1%', passed: true }]);
    expect(stderr).toContain('Load line');
  });

  it('fails where less is carried than expected', async () => {
    const { run, code } = await search('less', [
      ...['--from', '30', '--hold', '4s', '--rest', '200ms', '--precision', '1', '--expected', '100'],
    ]);
    expect(code).toBe(3);
    expect(run?.findings[0]?.kind).toBe('capacity-below-expected');
  });

  it('judges by the default limits where the test has none, and by what it was allowed to try', async () => {
    const { run, code } = await search(
      'free',
      ['--from', '30', '--to', '30', '--hold', '2s', '--rest', '200ms', '--expected', '100'],
      '',
    );
    expect(code).toBe(0);
    expect(run?.findings.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['load-line-above']));
    expect(run?.loadLine?.headroom).toBeUndefined();
    expect(run?.limits.map(({ rule }) => rule)).toEqual(['http_req_duration p95 <= 3s', 'http_req_failed rate <= 1%']);
  });

  it('ends at its bound on time, and says so', async () => {
    const { run, stderr, code } = await search('bound', ['--hold', '4s', '--max-time', '5s']);
    expect(code).toBe(0);
    expect(run?.verdict).toBe('inconclusive');
    expect(stderr).toContain('The search ended early');
  });

  it('says in one line what is wrong with what it is asked', async () => {
    const { stderr, code } = await search('wrong', ['--from', '100', '--to', '50']);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot start at 100/s and end at 50/s');
  });

  it('ends with 4 where nothing answers', async () => {
    const { code } = await search('down', ['--target', 'http://127.0.0.1:1', '--hold', '4s']);
    expect(code).toBe(4);
  });
});
