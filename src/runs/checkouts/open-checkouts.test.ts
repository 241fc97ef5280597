import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Checkouts, openCheckouts, sidesOf } from './open-checkouts.ts';

let repo = '';
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
    cwd: repo,
    encoding: 'utf8',
  });
function write(path: string, text: string): void {
  mkdirSync(dirname(join(repo, path)), { recursive: true });
  writeFileSync(join(repo, path), text);
}
function commit(message: string): void {
  git('add', '-A');
  git('commit', '-qm', message);
}

beforeEach(() => {
  repo = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-checkouts-')));
  git('init', '-q', '-b', 'main');
  write('.gitignore', 'node_modules\nbuilt.txt\n');
  write('src/value.ts', 'export const value = 1;\n');
  write('tools/value.bench.ts', '// one\n');
  commit('one');
  git('tag', 'v1');
  write('src/value.ts', 'export const value = 2;\n');
  commit('two');
});
afterEach(() => rmSync(repo, { recursive: true, force: true }));

async function opened<T>(asked: string, use: (checkouts: Checkouts) => T, options: object = {}): Promise<T> {
  const checkouts = await openCheckouts(asked, { cwd: repo, ...options });
  try {
    return use(checkouts);
  } finally {
    await checkouts.close();
  }
}
const valueIn = (dir: string) => /\d/.exec(readFileSync(join(dir, 'src/value.ts'), 'utf8'))?.[0];

describe('the two sides of a comparison', () => {
  it('are a revision and the folder as it is, changes not yet committed included', async () => {
    write('src/value.ts', 'export const value = 3;\n');
    const before = git('worktree', 'list');
    let folder = '';
    await opened('v1', (checkouts) => {
      folder = checkouts.before.dir;
      expect([valueIn(folder), valueIn(checkouts.after.dir)]).toEqual(['1', '3']);
      expect(checkouts.before.label).toMatch(/^v1 \([0-9a-f]{7}\)$/);
      expect(checkouts.after).toMatchObject({ label: 'this folder', dir: repo });
    });
    expect(existsSync(folder)).toBe(false);
    expect(git('worktree', 'list')).toBe(before);
    expect(git('status', '--porcelain')).toBe(' M src/value.ts\n');
  });

  it('are two revisions', async () => {
    await opened('HEAD~1..main', ({ before, after }) => {
      expect([valueIn(before.dir), valueIn(after.dir)]).toEqual(['1', '2']);
    });
  });

  it('are the same folder below the repository, when that is worked in', async () => {
    await opened('v1', ({ before }) => expect(existsSync(join(before.dir, 'value.bench.ts'))).toBe(true), {
      cwd: join(repo, 'tools'),
    });
  });

  it('are folders', async () => {
    write('old/src/value.ts', 'export const value = 9;\n');
    await opened('old', ({ before, after }) => {
      expect([valueIn(before.dir), before.label, valueIn(after.dir)]).toEqual(['9', 'old', '2']);
    });
    await opened(
      '../old..../tools',
      ({ before, after }) => expect([before.label, after.label]).toEqual(['old', 'tools']),
      {
        cwd: join(repo, 'tools'),
      },
    );
  });

  it('are installed packages, by the names that they are installed under', async () => {
    for (const [name, version] of [
      ['fast', '2.0.0'],
      ['fast-old', '1.0.0'],
    ] as const) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name: 'fast', version }));
    }
    await opened('fast-old', ({ before, after }) => {
      expect(before).toMatchObject({
        label: 'fast@1.0.0',
        dir: repo,
        packages: { fast: join(repo, 'node_modules/fast-old') },
      });
      expect(after).toMatchObject({ packages: { fast: join(repo, 'node_modules/fast') } });
    });
    await opened('fast@2.0.0..node_modules/fast-old', ({ before, after }) => {
      expect([before.label, after.label]).toEqual(['fast@2.0.0', 'fast@1.0.0']);
    });
  });

  it('are told of by one error where there is no such thing, and leave nothing behind', async () => {
    await expect(openCheckouts('no-such-branch', { cwd: repo })).rejects.toMatchObject({ code: 'UNKNOWN_SIDE' });
    await expect(openCheckouts('--upload-pack=x', { cwd: repo })).rejects.toMatchObject({ code: 'UNKNOWN_SIDE' });
  });
});

describe('what a side depends on', () => {
  const manifest = { name: 'shop', dependencies: { a: '1.0.0' }, scripts: { build: 'node build.mjs' } };

  it('is taken from the folder that is worked in where the lock file is the same, and built', async () => {
    write('package.json', JSON.stringify(manifest));
    write('package-lock.json', '{}');
    write('build.mjs', "import { writeFileSync } from 'node:fs'; writeFileSync('built.txt', 'built');");
    commit('package');
    write('node_modules/a/package.json', '{"name":"a"}');
    const steps: string[] = [];
    await opened(
      'HEAD',
      ({ before, after }) => {
        expect(readFileSync(join(before.dir, 'node_modules/a/package.json'), 'utf8')).toContain('"a"');
        for (const { dir } of [before, after]) expect(readFileSync(join(dir, 'built.txt'), 'utf8')).toBe('built');
      },
      { onStep: (text: string) => steps.push(text.replace(/ \(.*/, '')) },
    );
    expect(steps).toEqual(['checking out HEAD', 'building HEAD', 'building this folder']);
    expect(existsSync(join(repo, 'node_modules/a/package.json'))).toBe(true);
    await opened('HEAD', ({ before }) => expect(existsSync(join(before.dir, 'built.txt'))).toBe(false), {
      build: false,
    });
  });

  it('is not taken from there where it leads back to the code there, as in a workspace', async () => {
    write('package.json', JSON.stringify({ name: 'all', workspaces: ['packages/*'] }));
    write('packages/a/package.json', JSON.stringify({ name: 'a', version: '1.0.0' }));
    write(
      'package-lock.json',
      JSON.stringify({
        name: 'all',
        lockfileVersion: 3,
        packages: {
          '': { name: 'all', workspaces: ['packages/*'] },
          'node_modules/a': { resolved: 'packages/a', link: true },
          'packages/a': { version: '1.0.0' },
        },
      }),
    );
    commit('workspace');
    mkdirSync(join(repo, 'node_modules'));
    symlinkSync('../packages/a', join(repo, 'node_modules/a'));
    await opened('HEAD', ({ before }) => {
      expect(realpathSync(join(before.dir, 'node_modules/a'))).toBe(realpathSync(join(before.dir, 'packages/a')));
    });
  });

  it('that can not be built is told of with what the build said', async () => {
    write('package.json', JSON.stringify({ name: 'shop', scripts: { build: 'echo no such module && exit 3' } }));
    const failed = openCheckouts('HEAD', { cwd: repo });
    await expect(failed).rejects.toMatchObject({
      code: 'CHECKOUT_FAILED',
      message: expect.stringMatching(/^building this folder failed: npm run build\n[\s\S]*no such module/),
    });
  });
});

describe('what is asked for', () => {
  it.each([
    ['main', ['main', undefined]],
    ['main..topic', ['main', 'topic']],
    ['main...topic', ['main', 'topic']],
    ['v1.2.0..v1.3.0', ['v1.2.0', 'v1.3.0']],
    ['../old', ['../old', undefined]],
    ['../../old', ['../../old', undefined]],
    ['a..../b', ['a', '../b']],
    ['a..../../b', ['a', '../../b']],
    ['lodash@4.17.20..lodash@4.17.21', ['lodash@4.17.20', 'lodash@4.17.21']],
    ['..', ['..', undefined]],
  ])('%s', (asked, sides) => {
    expect(sidesOf(asked, '/nowhere')).toEqual(sides);
  });
});
