import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProjectFiles, startableFiles } from './project-files.ts';
import { TestFinder } from './test-finder.ts';

let dir = '';
beforeAll(() => {
  const outside = mkdtempSync(join(tmpdir(), 'plimsoll-startable-'));
  dir = join(outside, 'project');
  for (const file of ['a.perf.yaml', 'load/b.ts', 'soak/long.yaml', 'src/c.bench.ts', '../outside.yaml']) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), '');
  }
});
afterAll(() => rmSync(dirname(dir), { recursive: true, force: true }));

describe('what may be run of a project', () => {
  it('is what is named like a test or a file of benchmarks', async () => {
    expect(await startableFiles({ config: {}, dir }, new TestFinder())).toEqual([
      { file: 'a.perf.yaml', type: 'load' },
      { file: 'src/c.bench.ts', type: 'bench' },
    ]);
  });

  it('is what the project names, and what it schedules besides, within its folder', async () => {
    const config = {
      tests: ['load/*.ts', '../outside.yaml'],
      benches: ['nothing/*.ts'],
      schedules: [{ file: './soak/long.yaml', cron: '@weekly' }],
    };
    expect(await startableFiles({ config, dir }, new TestFinder())).toEqual([
      { file: 'load/b.ts', type: 'load' },
      { file: 'soak/long.yaml', type: 'load' },
    ]);
  });

  it('is looked for again two seconds after it was found, and not while it is looked for', async () => {
    let now = 0;
    const project = { config: {}, dir };
    const files = new ProjectFiles({ now: () => now });
    const first = files.of(project);
    now = 60_000;
    expect(files.of(project)).toBe(first);
    await first;
    now += 2000;
    expect(files.of(project)).toBe(first);
    now += 1;
    expect(files.of(project)).not.toBe(first);
    files.forget();
    await expect(files.of(project)).resolves.toHaveLength(2);
  });
});
