import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DataFinish } from '../sets/data-set.ts';
import { changesPreset } from './changes-preset.ts';

const folders: string[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-git-'));
  folders.push(dir);
  return dir;
}

/** Writes a set of changes and makes its repository, as the writer of sets does. */
async function repository(seed: number, count: number): Promise<string> {
  const dir = folder();
  const set = changesPreset.open(seed, { count, git: true });
  for (const { path, content } of set.files?.() ?? []) {
    mkdirSync(join(dir, dirname(path)), { recursive: true });
    writeFileSync(join(dir, path), Buffer.concat([...content()]));
  }
  writeFileSync(join(dir, 'manifest.json'), '{}');
  await set.finish?.check(dir);
  await set.finish?.run(dir, ['manifest.json']);
  return dir;
}

function git(dir: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: dir,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
  });
}

describe('the Git repository of a set of changes', () => {
  it('holds what the folder holds, has sound objects, and commits in order of time', async () => {
    const dir = await repository(5, 60);
    expect(git(dir, 'status', '--porcelain')).toBe('');
    expect(git(dir, 'fsck', '--strict')).toBe('');
    const times = git(dir, 'log', '--reverse', '--format=%ct').trim().split('\n').map(Number);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.length).toBeGreaterThan(100);
    expect(git(dir, 'rev-parse', '--abbrev-ref', 'HEAD').trim()).toBe('main');
    expect(git(dir, 'ls-files')).not.toContain('manifest.json');
  });

  it('tells the story of each change, as its authors and reviewers made it', async () => {
    const dir = await repository(5, 60);
    const [archived] = git(dir, 'ls-files', 'changes/archive/*/metadata.json').split('\n');
    const metadata = JSON.parse(git(dir, 'show', `HEAD:${archived}`));
    const story = git(dir, 'log', '--reverse', '--format=%an|%s', `--grep=Change: ${metadata.id}$`).trim().split('\n');
    expect(story).toEqual(
      ['Propose', 'Start', 'Complete', 'Archive'].map((step) => `${metadata.author.name}|${step}: ${metadata.title}`),
    );
    const first =
      git(dir, 'log', '--reverse', '--format=%H %aI', `--grep=Change: ${metadata.id}$`).split('\n')[0] ?? '';
    const [commit, date = ''] = first.split(' ');
    const proposed = JSON.parse(git(dir, 'show', `${commit}:changes/${metadata.id}/metadata.json`));
    expect(proposed).toMatchObject({ status: 'draft', completed: null, tasks: { done: 0 } });
    expect(new Date(date).getTime()).toBe(Date.parse(metadata.created));
  });

  it('has the same commits from the same seed, whatever the settings of the user are', async () => {
    const first = git(await repository(9, 12), 'rev-parse', 'HEAD');
    vi.stubEnv('GIT_AUTHOR_NAME', 'Somebody Else');
    vi.stubEnv('GIT_COMMITTER_DATE', '2001-01-01T00:00:00Z');
    vi.stubEnv('TZ', 'Asia/Tokyo');
    expect(git(await repository(9, 12), 'rev-parse', 'HEAD')).toBe(first);
    expect(first.trim()).toMatchInlineSnapshot(`"bfc87f55d823fc3b863458283502d7cb392cf65a"`);
    expect(git(await repository(10, 12), 'rev-parse', 'HEAD')).not.toBe(first);
  });

  it('is made anew when it was made before, and refuses to replace one of the user', async () => {
    const dir = await repository(9, 3);
    const finish = changesPreset.open(9, { count: 3, git: true }).finish as DataFinish;
    await finish.run(dir, ['manifest.json']);
    expect(git(dir, 'status', '--porcelain')).toBe('');
    const foreign = folder();
    git(foreign, 'init', '--quiet');
    await expect(finish.check(foreign)).rejects.toMatchObject({ code: 'GIT_REPOSITORY_EXISTS' });
    await expect(finish.run(foreign, [])).rejects.toMatchObject({ code: 'GIT_REPOSITORY_EXISTS' });
  });

  it('says so before anything is made when there is no git', async () => {
    vi.stubEnv('PATH', folder());
    const finish = changesPreset.open(9, { count: 3, git: true }).finish as DataFinish;
    await expect(finish.check(folder())).rejects.toMatchObject({ code: 'GIT_MISSING' });
  });

  it('passes on what git complains about', async () => {
    const programs = folder();
    writeFileSync(join(programs, 'git'), '#!/bin/sh\necho "fatal: no room for $1" >&2\nexit 128\n', { mode: 0o755 });
    vi.stubEnv('PATH', programs);
    const finish = changesPreset.open(9, { count: 3, git: true }).finish as DataFinish;
    const failure = { code: 'GIT_FAILED', message: expect.stringContaining('fatal: no room for init') };
    await expect(finish.run(folder(), [])).rejects.toMatchObject(failure);
  });

  it('says which of its files went missing meanwhile', async () => {
    const finish = changesPreset.open(9, { count: 3, git: true }).finish as DataFinish;
    await expect(finish.run(folder(), [])).rejects.toThrow(/ENOENT.*README\.md/);
  });
});
