import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import { plimsoll as command, type Ended } from './command-line.ts';

let demo: Demo;
let folder = '';

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
});
afterAll(() => demo.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plimsoll = (args: readonly string[], env?: Record<string, string>): Promise<Ended> =>
  command(args, { cwd: folder, ...(env === undefined ? {} : { env }) });

describe('where words and reports go', () => {
  it('is standard output for one report alone, and standard error for people then', async () => {
    const { code, stdout, stderr } = await plimsoll(['http', `${demo.url}/hello`, '-n', '10', '--json', '-']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'plimsoll.run/1' });
    expect(stderr).toContain('PASSED');
  });

  it('stays so when a test writes to standard output itself', async () => {
    writeTest('loud.ts', `console.log('while loading');`, `console.log('while running'); await user.get('/hello');`);
    const { stdout, stderr } = await plimsoll(['run', 'loud.ts', '--json', '-', '--iterations', '2']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'loud.ts' });
    expect(stderr).toContain('while loading');
    expect(stderr).toContain('while running');
  });

  it('is files for the others, in folders made for them', async () => {
    const files = [
      '--junit',
      'out/junit.xml',
      '--markdown',
      'out/run.md',
      '--csv',
      'out/run.csv',
      '--json',
      'run.json',
    ];
    const { code, stdout } = await plimsoll([
      'http',
      `${demo.url}/hello`,
      '-n',
      '10',
      '--log',
      'out/all.ndjson',
      ...files,
    ]);
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'out/junit.xml'), 'utf8')).toMatch(/^<\?xml[^>]*>\s*<testsuites/);
    expect(readFileSync(join(folder, 'out/run.md'), 'utf8')).toMatch(/^## GET /);
    expect(readFileSync(join(folder, 'out/run.csv'), 'utf8')).toMatch(/^run,metric,/);
    expect(readFileSync(join(folder, 'out/all.ndjson'), 'utf8').trim().split('\n')).toHaveLength(10);
    expect(stdout).toContain(join(folder, 'run.json'));
  });

  it('stays a link or a pipe where it is one, and a log begins anew', async () => {
    writeFileSync(join(folder, 'old.json'), 'old');
    symlinkSync('old.json', join(folder, 'link.json'));
    execFileSync('sh', ['-c', 'mkfifo pipe.md'], { cwd: folder });
    const reader = readFile(join(folder, 'pipe.md'), 'utf8');
    writeFileSync(join(folder, 'all.ndjson'), 'of a run before\n');
    const files = ['--json', 'link.json', '--markdown', 'pipe.md', '--log', 'all.ndjson'];
    expect(await plimsoll(['http', `${demo.url}/hello`, '-n', '4', ...files])).toMatchObject({ code: 0, stderr: '' });
    expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'old.json'), 'utf8'))).toMatchObject({ verdict: 'passed' });
    expect(await reader).toMatch(/^## GET /);
    expect(readFileSync(join(folder, 'all.ndjson'), 'utf8').trim().split('\n')).toHaveLength(4);
  });

  it('is one stream for one report', async () => {
    const { code, stderr } = await plimsoll(['http', demo.url, '--json', '-', '--csv', '-']);
    expect(code).toBe(2);
    expect(stderr).toContain('--json and --csv cannot share standard output');
  });

  it('is told before anything is sent where it cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { code, stderr } = await plimsoll(['http', demo.url, '--json', 'file/run.json']);
    expect(code).toBe(2);
    expect(stderr).toContain('error CANNOT_WRITE_FILE: --json:');
    expect(existsSync(join(folder, '.plimsoll'))).toBe(false);
  });

  it('is warned about where the run cannot be kept, its verdict unchanged', async () => {
    writeFileSync(join(folder, '.plimsoll'), 'in the way');
    const { code, stderr } = await plimsoll(['http', `${demo.url}/hello`, '-n', '5']);
    expect(code).toBe(0);
    expect(stderr).toContain('warning CANNOT_KEEP_RUN:');
  });

  it('is nowhere but in the summary with --quiet, and coloured where that is forced', async () => {
    const quiet = await plimsoll(['http', `${demo.url}/hello`, '-n', '5', '--quiet', '--no-store'], {
      FORCE_COLOR: '1',
    });
    expect(quiet.stdout).toContain('\x1b[');
    expect(quiet.stdout).toContain('PASSED');
    expect(existsSync(join(folder, '.plimsoll'))).toBe(false);
  });
});

function writeTest(file: string, top: string, body: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, file),
    `import { test } from 'plimsoll';\n${top}\nexport default test('${file}', { target: '${demo.url}', load: { iterations: 1 } }, async (user) => { ${body} });\n`,
  );
}
