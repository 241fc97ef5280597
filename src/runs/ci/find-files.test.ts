import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFiles } from './find-files.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-files-'));
  const files = ['a.perf.ts', 'load/b.perf.ts', 'load/deep/c.load.yaml', 'load/d.ts', 'node_modules/x/e.perf.ts'];
  for (const file of [...files, 'dist/f.perf.ts', '.hidden/g.perf.ts', 'odd (1)/h+.perf.ts']) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), '');
  }
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('files by pattern', () => {
  it.each([
    ['**/*.perf.ts', ['a.perf.ts', 'dist/f.perf.ts', 'load/b.perf.ts', 'odd (1)/h+.perf.ts']],
    ['*.perf.ts', ['a.perf.ts']],
    ['./load/*.ts', ['load/b.perf.ts', 'load/d.ts']],
    ['load/**', ['load/b.perf.ts', 'load/d.ts', 'load/deep/c.load.yaml']],
    [
      '**/*.{perf,load}.{ts,yaml}',
      ['a.perf.ts', 'dist/f.perf.ts', 'load/b.perf.ts', 'load/deep/c.load.yaml', 'odd (1)/h+.perf.ts'],
    ],
    ['load/?.ts', ['load/d.ts']],
    ['odd (1)/h+.*', ['odd (1)/h+.perf.ts']],
    ['load/d.ts', ['load/d.ts']],
  ])('%s', async (pattern, files) => {
    expect(await findFiles(dir, [pattern])).toEqual({ files, unmatched: [] });
  });

  it('leaves copies of sources out where nobody says where to look', async () => {
    const { files } = await findFiles(dir, ['**/*.perf.ts'], { isUsual: true });
    expect(files).not.toContain('dist/f.perf.ts');
  });

  it('tells the patterns and paths that nothing fits', async () => {
    const { files, unmatched } = await findFiles(dir, ['nope.ts', '*.nope', 'a.perf.ts']);
    expect(files).toEqual(['a.perf.ts']);
    expect(unmatched).toEqual(['nope.ts', '*.nope']);
  });

  it('refuses a pattern that is none', async () => {
    await expect(findFiles(dir, ['{a,b'])).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  });
});
