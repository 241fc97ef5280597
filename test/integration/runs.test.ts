import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import type { Run } from '../../src/model/run.ts';
import { openStore } from '../../src/runs/open-store.ts';
import { keptRuns } from '../stores/kept-runs.ts';
import { madeRun } from '../stores/made-runs.ts';
import { plimsoll as command, type Ended } from './command-line.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let demo: Demo;
let folder = '';

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
});
afterAll(() => demo.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-runs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plimsoll = (...args: string[]): Promise<Ended> => command(args, { cwd: folder });

async function kept(...runs: readonly Run[]): Promise<void> {
  const store = await openStore({ cwd: folder });
  for (const run of runs) await store.save(run);
  await store.close();
}

/** An hour after each other, the last just now. */
function made(count: number, change: Parameters<typeof madeRun>[0] = {}): Run[] {
  return Array.from({ length: count }, (_, at) => {
    const startedAt = new Date(Date.now() - 3_600_000 * (count - 1 - at) - 1000).toISOString();
    return madeRun({ id: `20260314-09265${at}-00000${at}`, startedAt, ...change });
  });
}

describe('plimsoll runs', () => {
  it('lists, narrows and shows what is kept', async () => {
    expect(await plimsoll('runs')).toEqual({ code: 0, stdout: 'No run is kept here yet.\n', stderr: '' });
    expect(readdirSync(folder)).toEqual([]);
    await kept(...made(3, { tags: { env: 'ci' } }), madeRun({ id: 'x', name: 'other', verdict: 'failed' }));
    const all = await plimsoll('runs');
    expect(all.stdout).toMatch(
      /^ {3}Run +Name +Kind +When +Length +Tags +Verdict\n✓ {2}000002 {2}shop +load +\ds ago +1m/,
    );
    expect(all.stdout.trimEnd().split('\n')).toHaveLength(5);
    const narrowed = await plimsoll('runs', 'list', '--tag', 'env=ci', '--since', '90m', '--json', '-');
    expect(JSON.parse(narrowed.stdout).map(({ id }: { id: string }) => id.slice(-1))).toEqual(['2', '1']);
    expect((await plimsoll('runs', '--name', 'nothing')).stdout).toBe('No run matches.\n');
    const shown = await plimsoll('runs', 'show', 'latest~1', '--json', '-');
    expect(JSON.parse(shown.stdout)).toMatchObject({ id: '20260314-092651-000001' });
    expect((await plimsoll('runs', 'show', '000001')).stdout).toContain('PASSED');
    expect(await plimsoll('runs', 'show', '20260314')).toMatchObject({ code: 2, stderr: /AMBIGUOUS_RUN/ });
    expect(await plimsoll('runs', 'show', 'nothing')).toMatchObject({ code: 2, stderr: /NO_SUCH_RUN/ });
  });

  it('tags, prunes and deletes', async () => {
    await kept(...made(4));
    expect((await plimsoll('runs', 'tag', '000000', 'keep', 'release=1.4')).stdout).toContain('keep release=1.4');
    const dry = await plimsoll('runs', 'prune', '--keep-runs', '1', '--keep-for', '90m', '--dry-run');
    expect(dry.stdout).toContain('1 run would be deleted.');
    expect((await plimsoll('runs', 'prune', '--keep-runs', '1', '--keep-for', '90m')).stdout).toBe('Deleted 1 run.\n');
    expect((await keptRuns(folder)).map(({ id }) => id.slice(-1))).toEqual(['0', '2', '3']);
    expect(await plimsoll('runs', 'delete', '--name', 'shop')).toMatchObject({
      code: 2,
      stderr: /NOT_CONFIRMED: 3 runs/,
    });
    expect((await plimsoll('runs', 'delete', 'latest')).stdout).toBe('Deleted 1 run.\n');
    expect((await plimsoll('runs', 'delete', '--name', 'shop', '--yes')).stdout).toBe('Deleted 2 runs.\n');
  });

  it('moves runs to another machine, where they are the same', async () => {
    const runs = made(3, { steps: 2, tags: { b: '', a: '1' } });
    await kept(...runs);
    await plimsoll('runs', 'export', '--out', 'all.jsonl.gz');
    writeFileSync(join(folder, 'one.json'), (await plimsoll('runs', 'export', 'latest')).stdout);
    const lines = gunzipSync(readFileSync(join(folder, 'all.jsonl.gz'))).toString();
    expect(lines).toBe(runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
    await plimsoll('runs', 'delete', '--name', '*', '--yes');
    const imported = await plimsoll('runs', 'import', 'one.json', 'all.jsonl.gz');
    expect(imported.stdout).toBe('Imported 3 runs; 1 run was here already.\n');
    expect(await keptRuns(folder)).toEqual(runs);
    expect((await plimsoll('runs', 'import', 'all.jsonl.gz')).stdout).toContain('Imported 0 runs; 3 runs were');
    symlinkSync('one.json', join(folder, 'link.json'));
    await plimsoll('runs', 'export', '--out', 'link.json');
    expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true);
    const throughLink = readFileSync(join(folder, 'one.json'), 'utf8').trim().split('\n');
    expect(throughLink.map((line) => JSON.parse(line))).toEqual(runs);
  });

  it('imports nothing of a file that is cut, of something else, or hostile', async () => {
    const [run] = made(1);
    const whole = JSON.stringify(run);
    const files: Readonly<Record<string, string>> = {
      'cut.json': whole.slice(0, -20),
      'cut.jsonl': `${whole}\n${whole.replace('000000', '000009').slice(0, 300)}`,
      'other.json': '{"schema":"plimsoll.run/2"}',
      'path.json': JSON.stringify({ ...run, id: '../../etc/passwd' }),
      'time.json': JSON.stringify({ ...run, startedAt: 'soon' }),
      'metric.json': JSON.stringify({ ...run, metrics: [{ name: 'a', type: 'trend', tags: {} }] }),
      'deep.json': `{"schema":"plimsoll.run/1","id":${'['.repeat(300_000)}${']'.repeat(300_000)}}`,
      'open.json': '['.repeat(1_000_000),
      'latest.json': JSON.stringify({ ...run, id: 'latest~1' }),
      'flag.json': JSON.stringify({ ...run, id: '-rf' }),
      'two.jsonl': `${whole}\n${JSON.stringify({ ...run, name: 'another' })}\n`,
      'text.json': 'hello',
      'broken.gz': '\x1f\x8bnothing',
    };
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text, 'latin1');
      const { code, stderr } = await plimsoll('runs', 'import', name);
      expect(code, name).toBe(2);
      expect(stderr.match(/^error [A-Z_]+: /gm), `${name}: ${stderr}`).toHaveLength(1);
      expect(await keptRuns(folder), name).toEqual([]);
    }
  });

  it('is on time with one clear error where the store cannot be had', async () => {
    const url = 'postgres://ada:geheim@127.0.0.1:1/runs';
    const { code, stderr } = await plimsoll('runs', '--store', url);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error CANNOT_OPEN_DATABASE: .*\n {4}See whether the server runs/);
    expect(stderr).not.toContain('geheim');
    const run = await command(['http', `${demo.url}/hello`, '-n', '5'], { cwd: folder, env: { PLIMSOLL_STORE: url } });
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: /^error CANNOT_OPEN_DATABASE: .*\n.*--no-store/ });
    expect(run.stderr).not.toContain('geheim');
    const wrong = await command(['http', demo.url, '-n', '5'], { cwd: folder, env: { PLIMSOLL_STORE: 'mysql:x' } });
    expect(wrong).toMatchObject({ code: 2, stderr: /^error INVALID_DATABASE_URL/ });
    expect(await keptRuns(folder)).toEqual([]);
  });
});

describe('several processes', () => {
  it('that write at once lose nothing', async () => {
    // Where packages are found that stay outside of it.
    const program = join(root, 'node_modules', '.cache', `plimsoll-writer-${process.pid}.mjs`);
    await build({
      stdin: {
        contents: `
          import { openStore } from './src/runs/open-store.ts';
          import { madeRun } from './test/stores/made-runs.ts';
          const [cwd, name] = process.argv.slice(2);
          for (let at = 0; at < 15; at++) {
            const store = await openStore({ cwd });
            await store.save(madeRun({ id: name + at, name, steps: 5 }));
            if (at % 3 === 0) await store.tag(name + at, { set: { third: '' } });
            await store.close();
          }`,
        resolveDir: root,
        loader: 'ts',
      },
      ...{ outfile: program, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' },
    });
    const writers = ['a', 'b', 'c', 'd'].map((name) => {
      const child = spawn(process.execPath, [program, folder, name], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text) => {
        stderr += text;
      });
      return once(child, 'close').then(([code]) => ({ code, stderr }));
    });
    for (const ended of await Promise.all(writers)) expect(ended).toEqual({ code: 0, stderr: '' });
    rmSync(program);
    const runs = await keptRuns(folder);
    expect(runs).toHaveLength(60);
    expect(runs.filter(({ environment }) => environment.tags.third === '')).toHaveLength(20);
    expect(readdirSync(join(folder, '.plimsoll')).sort()).toEqual(['.gitignore', 'store.db']);
  });
});
