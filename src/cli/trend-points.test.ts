import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { trendsOfPoints } from './trend-points.ts';

const cwd = mkdtempSync(join(tmpdir(), 'plimsoll-points-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

type Input = Parameters<typeof trendsOfPoints>[0];

let told = '';
const terminal = { cwd, stderr: { write: (text: string) => (told += text) } };

function trendsOf(text: string, options: Partial<Input['options']> = {}) {
  told = '';
  writeFileSync(join(cwd, 'series.csv'), text);
  return trendsOfPoints(
    { arguments: [], options: { metric: [], tag: [], ...options }, terminal } as never,
    'series.csv',
    {},
  );
}

const git = (...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
const commit = (author: string, subject: string) => {
  const identity = ['-c', `user.name=${author}`, '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  git(...identity, 'commit', '-q', '--allow-empty', '-m', subject);
  return git('rev-parse', 'HEAD');
};

describe('values of another tool', () => {
  it('have the commits of a change looked up in the checkout, with whoever wrote them', async () => {
    git('init', '-q');
    const before = commit('Ann', 'first');
    commit('Ben', 'make it slow');
    const after = commit('Cem', 'mend a name');
    const lines = Array.from({ length: 30 }, (_, i) => `${i < 15 ? before : after},${(i < 15 ? 100 : 130) + (i % 4)}`);
    const [report] = await trendsOf(`commit,p95\n${lines.join('\n')}\n`);
    expect(report?.trends[0]?.changes).toMatchObject([
      { index: 15, commits: { count: 2, subjects: ['mend a name', 'make it slow'] }, authors: ['Cem', 'Ben'] },
    ]);
  });

  it('are narrowed by branch, where * stands for anything, and by time', async () => {
    const text = 'time,branch,ms\n2026-01-01,main,1\n2026-01-02,maint,2\n2026-01-03,a.b,3\n';
    const valuesOf = async (options: Partial<Input['options']>) =>
      (await trendsOf(text, options))[0]?.trends[0]?.points.map(({ value }) => value);
    expect(await valuesOf({ branch: 'main' })).toEqual([1]);
    expect(await valuesOf({ branch: 'main*' })).toEqual([1, 2]);
    expect(await valuesOf({ branch: 'a.b' })).toEqual([3]);
    expect(await valuesOf({ since: '2026-01-02T00:00:00.000Z', runs: 1 })).toEqual([3]);
    await expect(valuesOf({ branch: 'aXb' })).rejects.toMatchObject({ code: 'NO_SUCH_RUN' });
    await expect(valuesOf({ metric: ['p95'] })).rejects.toMatchObject({ code: 'UNKNOWN_METRIC' });
  });

  it('that are too many columns are said to be, and any of them can be named', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `c${i}`);
    const text = [names, ...Array.from({ length: 3 }, () => names.map((_, i) => i))].join('\n');
    expect((await trendsOf(text))[0]?.trends).toHaveLength(200);
    expect(told).toContain('has 300 columns of numbers');
    expect((await trendsOf(text, { metric: ['c299'] }))[0]?.trends).toMatchObject([{ metric: 'c299' }]);
    expect(told).toBe('');
  });
});
