import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import { openStore } from '../../src/runs/open-store.ts';
import { plimsoll as command, type Ended, startPlimsoll } from '../integration/command-line.ts';
import { keptRuns } from '../stores/kept-runs.ts';

let demo: Demo;
let folder = '';

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
});
afterAll(() => demo.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-recover-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plimsoll = (...args: string[]): Promise<Ended> => command(args, { cwd: folder });

describe('a run whose process is killed', () => {
  it('is recovered, but for its last second', async () => {
    const limit = 'http_reqs count > 1';
    const args = ['http', `${demo.url}/hello`, '-d', '60s', '-R', '40', '--tag', 'env=ci', '--limit', limit];
    const started = startPlimsoll(args, { cwd: folder });
    const begun = Date.now();
    await until(async () => (await unfinished()) > 0, begun + 20_000);
    const loadBegan = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 3500));
    started.child.kill('SIGKILL');
    await started.ended;
    const loadedMs = Date.now() - loadBegan;
    const listed = await plimsoll('runs');
    expect(listed.stderr).toBe('A run was cut off: plimsoll runs recover --all keeps what was measured\n');
    expect((await plimsoll('runs', 'recover', '--all')).stdout).toMatch(/^Recovered GET .*\/hello, \ds measured: /);
    const [run] = await keptRuns(folder);
    expect(run).toMatchObject({
      verdict: 'interrupted',
      environment: { tags: { env: 'ci' } },
      limits: [{ passed: true }],
    });
    expect(run?.findings[0]).toMatchObject({ kind: 'run-interrupted' });
    expect(run?.durationMs).toBeGreaterThanOrEqual(Math.floor((loadedMs - 1000) / 1000) * 1000);
    const requests = run?.metrics.find(({ name, tags }) => name === 'http_reqs' && Object.keys(tags).length === 0);
    const expected = (40 * (run?.durationMs ?? 0)) / 1000;
    expect(requests?.type === 'counter' ? requests.total / expected : 0).toBeCloseTo(1, 0);
    expect((await plimsoll('runs', 'recover', '--all')).stdout).toBe('No run was cut off.\n');
  });

  async function unfinished(): Promise<number> {
    const store = await openStore({ cwd: folder });
    const runs = await store.unfinished();
    await store.close();
    return runs.length;
  }
});

async function until(holds: () => Promise<boolean>, deadlineMs: number): Promise<void> {
  while (!(await holds())) {
    if (Date.now() > deadlineMs) throw new Error('it took too long');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
