import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeEnvironment, nodeFlags } from './environment.ts';
import { branchOnCi, describeGit } from './git-state.ts';
import { dependencyLock } from './lock-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-environment-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Ada L', '-c', 'user.email=a@example.org', ...args], { cwd: folder });

describe('the environment of a run', () => {
  it('has machine, Node and tags', async () => {
    const environment = await describeEnvironment(folder, { env: 'ci' });
    expect(environment).toMatchObject({ node: process.version, v8: process.versions.v8, tags: { env: 'ci' } });
    expect(environment.memoryBytes).toBeGreaterThan(2 ** 26);
    expect(environment.git).toBeUndefined();
  });

  it('has the options of Node that change how code is carried out, and none that could hold a secret', () => {
    const flags = nodeFlags(
      ['--max-old-space-size=4096', '--import', 'x', '--import=./secret.js', '--env-file=.env', '-e', 'code()'],
      ' --jitless  --title=me',
    );
    expect(flags).toEqual(['--max-old-space-size=4096', '--jitless']);
  });
});

describe('a checkout', () => {
  beforeEach(() => {
    git('init', '--quiet', '--initial-branch', 'trunk');
    writeFileSync(join(folder, 'a'), '1');
    git('add', 'a');
    git('commit', '--quiet', '-m', 'one');
  });
  const commit = () => String(git('rev-parse', 'HEAD')).trim();

  it('has commit, branch and author, and is dirty once a file is changed', async () => {
    expect(await describeGit(folder, process.env)).toEqual({
      ...{ commit: commit(), branch: 'trunk', dirty: false, author: 'Ada L' },
    });
    writeFileSync(join(folder, 'a'), '2');
    expect(await describeGit(folder, process.env)).toMatchObject({ dirty: true });
  });

  it('of a commit alone, as services check it out, is on the branch that they name', async () => {
    git('checkout', '--quiet', '--detach');
    const env = { PATH: process.env.PATH };
    expect(await describeGit(folder, env)).toMatchObject({ branch: 'HEAD' });
    expect(await describeGit(folder, { ...env, GITHUB_REF_NAME: 'main' })).toMatchObject({ branch: 'main' });
  });

  it.each([
    [{ GITHUB_HEAD_REF: 'feature/x', GITHUB_REF_NAME: '12/merge' }, 'feature/x'],
    [{ GITHUB_HEAD_REF: '', GITHUB_REF_NAME: 'develop' }, 'develop'],
    [{ CI_COMMIT_REF_NAME: 'release' }, 'release'],
    [{ GIT_BRANCH: 'origin/main' }, 'main'],
    [{ BUILD_SOURCEBRANCH: 'refs/heads/a/b' }, 'a/b'],
    [{}, undefined],
  ])('is told its branch by %o', (env, branch) => {
    expect(branchOnCi(env)).toBe(branch);
  });
});

describe('the file that pins dependencies', () => {
  it('is the nearest, and changes its hash with its content', async () => {
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'packages', 'a'), { recursive: true });
    expect(await dependencyLock(join(folder, 'packages', 'a'))).toBeUndefined();
    writeFileSync(join(folder, 'pnpm-lock.yaml'), 'a');
    const first = await dependencyLock(join(folder, 'packages', 'a'));
    expect(first).toEqual({ file: 'pnpm-lock.yaml', hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    writeFileSync(join(folder, 'pnpm-lock.yaml'), 'b');
    expect((await dependencyLock(folder))?.hash).not.toBe(first?.hash);
    writeFileSync(join(folder, 'packages', 'a', 'yarn.lock'), '');
    expect(await dependencyLock(join(folder, 'packages', 'a'))).toMatchObject({ file: 'yarn.lock' });
  });
});
