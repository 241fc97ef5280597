import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-package-'));
const project = join(folder, 'project');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
let tarball = '';
let unreachable: string | undefined;

beforeAll(() => {
  const packed = npm(root, ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
  tarball = join(folder, JSON.parse(packed)[0].filename);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
  unreachable = install();
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed package', () => {
  it('holds the build, the schemas and the licence, and nothing of tests or sources', () => {
    const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
    const wanted = ['package.json', 'LICENSE', 'README.md', 'bin/plimsoll.js', 'dist/index.js', 'dist/index.d.ts'];
    expect(files).toEqual(
      expect.arrayContaining([...wanted, 'schema/run.schema.json'].map((name) => `package/${name}`)),
    );
    expect(files.filter((name) => /\.test\.|\/src\/|(?<!\.d)\.ts$|\.built|\.map$/.test(name))).toEqual([]);
  });

  it('has entry points that publint finds nothing wrong with', async () => {
    const { buffer, byteOffset, byteLength } = readFileSync(tarball);
    const data = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball: data }, strict: true });
    expect(messages.map((message) => formatMessage(message, manifest, { color: false }))).toEqual([]);
  });

  it('has types that resolve as its modules do', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
    if (!analysis.types) throw new Error('the package has no types');
    // It is for ES modules only: require() gets it from Node itself, and older resolution is out of scope.
    const problems = analysis.problems.filter(
      (problem) => !('resolutionKind' in problem) || ['node16-esm', 'bundler'].includes(problem.resolutionKind),
    );
    expect(problems).toEqual([]);
  });
});

describe('the installed package', () => {
  it('takes at most 50 MB with everything it needs to run', ({ skip }) => {
    if (unreachable !== undefined) skip(unreachable);
    const megabytes = bytesOnDisk(join(project, 'node_modules')) / 1e6;
    expect(megabytes).toBeLessThanOrEqual(50);
  });

  it('has a command that answers --version with little more CPU time than Node itself takes', ({ skip }) => {
    if (unreachable !== undefined) skip(unreachable);
    const command = join(project, 'node_modules', 'plimsoll', 'bin', 'plimsoll.js');
    expect(execFileSync(process.execPath, [command, '--version'], { encoding: 'utf8' })).toBe(`${manifest.version}\n`);
    expect(leastCpuOf([command, '--version'])).toBeLessThan(2 * leastCpuOf(['--input-type=module', '-e', '0']));
  });

  it('is imported by a TypeScript project that checks its libraries', ({ skip }) => {
    if (unreachable !== undefined) skip(unreachable);
    const file = join(project, 'load.ts');
    writeFileSync(
      file,
      `import { run, test, type Run } from 'plimsoll';
       const spec = test('shop', { target: 'http://localhost:1', load: { users: 1, iterations: 1 } }, async (user) => {
         const response = await user.get('/');
         const status: number = response.status;
         user.check(response, { 'is 200': () => status === 200 });
       });
       export const outcome: Promise<Run> = run(spec);
       // @ts-expect-error a test has a name
       test(1);`,
    );
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
    const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', ...types];
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(spawnSync(process.execPath, [tsc, ...options, file], { cwd: project, encoding: 'utf8' }).stdout).toBe('');
  });

  it('exports to JavaScript what its types promise', ({ skip }) => {
    if (unreachable !== undefined) skip(unreachable);
    const script = `import * as plimsoll from 'plimsoll'; console.log(typeof plimsoll.run, typeof plimsoll.test)`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: project,
      encoding: 'utf8',
    });
    expect(output).toBe('function function\n');
  });
});

/** The reason why the registry could not be asked, which is no fault of the package. */
function install(): string | undefined {
  try {
    npm(project, ['install', tarball, '--prefer-offline', '--no-audit', '--no-fund', '--fetch-retries=1']);
    return undefined;
  } catch (error) {
    const code = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.exec(String(error))?.[0];
    if (code === undefined) throw error;
    return `the npm registry cannot be reached: ${code}`;
  }
}

function npm(cwd: string, args: readonly string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** As `du` counts: the blocks that files take. */
/** What lies there under two names, as esbuild's program does once its install script has run, counts once. */
function bytesOnDisk(path: string, seen = new Set<number>()): number {
  const stat = lstatSync(path);
  if (seen.has(stat.ino)) return 0;
  seen.add(stat.ino);
  const inside = stat.isDirectory() ? readdirSync(path).map((name) => bytesOnDisk(join(path, name), seen)) : [];
  return inside.reduce((sum, bytes) => sum + bytes, stat.blocks * 512);
}

/** In microseconds; the least of several, since other work on the machine only ever adds. */
function leastCpuOf(args: readonly string[]): number {
  const report = `process.on('exit', () => console.error(JSON.stringify(process.cpuUsage())))`;
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(report)}`];
  const runs = Array.from({ length: 5 }, () => {
    const { stderr } = spawnSync(process.execPath, [...preload, ...args], { encoding: 'utf8' });
    const { user, system } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
    return user + system;
  });
  return Math.min(...runs);
}
