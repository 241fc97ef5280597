import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import type { Run } from '../../src/model/run.ts';
import { keptRuns } from '../stores/kept-runs.ts';
import { plimsoll as command, type Ended } from './command-line.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let demo: Demo;
let folder = '';

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
});
afterAll(() => demo.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plimsoll = (args: readonly string[], env?: Record<string, string>): Promise<Ended> =>
  command(args, { cwd: folder, ...(env === undefined ? {} : { env }) });

describe('plimsoll without a command to carry out', () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await plimsoll(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('explains itself on standard output where that is asked for, and on standard error where it is not', async () => {
    const [asked, unasked] = [await plimsoll(['--help']), await plimsoll([])];
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(asked.stdout).toContain('plimsoll COMMAND [options]');
    expect(unasked).toEqual({ code: 2, stdout: '', stderr: asked.stdout });
  });

  it('explains a command by help and by --help alike', async () => {
    const [help, flag] = [await plimsoll(['help', 'run']), await plimsoll(['run', '--help'])];
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('--ready-timeout TIME');
    expect(flag).toEqual(help);
  });

  it('answers a mistyped command and flag with what was meant, and 2', async () => {
    expect(await plimsoll(['chek'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "error UNKNOWN_COMMAND: there is no command 'chek'\n    did you mean 'check'?\n",
    });
    const { code, stderr } = await plimsoll(['http', demo.url, '--duratoin', '1s', '-c', 'x']);
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean '--duration'?");
    expect(stderr).toContain("--connections takes a whole number from 1 to 1000000, not 'x'");
    expect(stderr).toContain('2 problems');
  });
});

describe('plimsoll http', () => {
  it('passes with 0, prints for people, and keeps the run', async () => {
    const { code, stdout, stderr } = await plimsoll(['http', `${demo.url}/hello`, '-d', '1s', '-c', '2']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('PASSED');
    expect(stdout).not.toContain('\x1b');
    const [run] = await keptRuns(folder);
    expect(run).toMatchObject({ schema: 'plimsoll.run/1', verdict: 'passed', name: `GET ${demo.url}/hello` });
    expect(stdout).toContain(`plimsoll runs show ${run?.id}`);
    expect(readdirSync(join(folder, '.plimsoll')).sort()).toEqual(['.gitignore', 'store.db']);
    expect(readFileSync(join(folder, '.plimsoll', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('fails with 3 when a limit is crossed', async () => {
    const { code, stdout } = await plimsoll([
      'http',
      `${demo.url}/hello`,
      '-n',
      '20',
      '--limit',
      'http_reqs count > 1000',
    ]);
    expect(code).toBe(3);
    expect(stdout).toContain('FAILED');
  });

  it('makes as many requests as asked, by number and by rate', async () => {
    const number = await runOf(['http', `${demo.url}/hello`, '-n', '37', '-c', '4']);
    expect(totalOf(number, 'http_reqs')).toBe(37);
    const rate = await runOf(['http', `${demo.url}/hello`, '-R', '40', '-n', '50']);
    expect(totalOf(rate, 'http_reqs')).toBe(50);
    expect(rate.test.load).toMatchObject([{ model: 'arrivals' }]);
  });

  it('sends method, headers and body as asked, with templates filled in', async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      request.on('end', () => {
        seen.push(
          `${request.method} ${request.url} ${request.headers['x-a']} ${request.headers['content-type']} ${body}`,
        );
        response.end('ok');
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const body = '{"n":{{ $randomNumber(5, 5) }}}';
    const { code } = await plimsoll([
      'http',
      `127.0.0.1:${port}/x?y=1`,
      '-n',
      '1',
      '-m',
      'put',
      '-H',
      'x-a: b',
      '-b',
      body,
    ]);
    server.close();
    expect(code).toBe(0);
    expect(seen).toEqual(['PUT /x?y=1 b application/json {"n":5}']);
  });

  it('replays a list of URLs in order', async () => {
    writeFileSync(join(folder, 'urls.txt'), '/hello\n# a comment\n/items/1\nPOST /echo {"a":1}\n');
    const run = await runOf(['http', demo.url, '--urls', 'urls.txt', '-n', '9', '-c', '1']);
    expect(totalOf(run, 'http_reqs')).toBe(9);
    const names = run.metrics.filter(({ name, tags }) => name === 'http_reqs' && Object.keys(tags).join() === 'name');
    expect(names.map(({ tags }) => tags.name).sort()).toEqual(['GET /hello', 'GET /items/:id', 'POST /echo']);
    expect(names.map((metric) => (metric.type === 'counter' ? metric.total : 0))).toEqual([3, 3, 3]);
  });

  it('ends with 4 where nothing listens, and names URL, port, cause and what to look at', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, stdout } = await plimsoll(['http', url, '-d', '1s', '-c', '1']);
    expect(code).toBe(4);
    expect(stdout).toContain(url);
    expect(stdout).toMatch(/refused/);
    expect(stdout).toMatch(/Check that the target runs/);
  });

  it('ends with 2 for a URL that is none', async () => {
    const { code, stderr } = await plimsoll(['http', 'ftp://localhost/']);
    expect(code).toBe(2);
    expect(stderr).toContain('error INVALID_URL:');
  });

  it('takes options from the environment', async () => {
    const run = await runOf(['http', `${demo.url}/hello`], { PLIMSOLL_REQUESTS: '5', PLIMSOLL_CONNECTIONS: '2' });
    expect(totalOf(run, 'http_reqs')).toBe(5);
  });
});

describe('plimsoll run', () => {
  it('runs a TypeScript test with what the command line lays over it', async () => {
    writeTest(
      'shop.ts',
      '',
      `const res = await user.get('/hello'); user.check(res, { 'is 200': (r) => r.status === 200 });`,
    );
    const run = await runOf(['run', 'shop.ts', '--iterations', '6', '--users', '2', '--tag', 'a=b', '--seed', '7']);
    expect(run).toMatchObject({
      verdict: 'passed',
      test: { source: 'shop.ts', seed: 7 },
      environment: { tags: { a: 'b' } },
    });
    expect(run.checks).toMatchObject([{ name: 'is 200', passes: 6, fails: 0 }]);
  });

  it('fails with 3 when a check fails', async () => {
    writeTest(
      'shop.ts',
      '',
      `const res = await user.get('/hello'); user.check(res, { 'is 201': (r) => r.status === 201 });`,
    );
    expect(await plimsoll(['run', 'shop.ts', '--iterations', '1'])).toMatchObject({ code: 3 });
  });

  it('names file and line of what is mistyped, every problem at once, and sends nothing', async () => {
    writeFileSync(
      join(folder, 'shop.yaml'),
      `config:\n  target: ${demo.url}\n  loda: { users: 1, duration: 1s }\nscenarios:\n  - flow:\n      - gte: { url: / }\n`,
    );
    const { code, stdout, stderr } = await plimsoll(['run', 'shop.yaml']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/shop\.yaml:3:\d+.*'loda'/);
    expect(stderr).toContain("did you mean 'load'?");
    expect(stderr).toMatch(/shop\.yaml:6:\d+.*gte/);
    expect(existsSync(join(folder, '.plimsoll'))).toBe(false);
  });

  it('tells of a file that is not there what may have been meant', async () => {
    writeTest('shop.ts', '', '');
    const { code, stderr } = await plimsoll(['run', 'shpo.ts']);
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean 'shop.ts'?");
  });

  it('shows every request of one iteration with --once', async () => {
    writeTest('shop.ts', '', `await user.get('/items/1', { headers: { 'x-seen': 'yes' } });`);
    const { code, stdout } = await plimsoll(['run', 'shop.ts', '--once']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/> GET \/items\/1 HTTP\/1\.1/);
    expect(stdout).toMatch(/> x-seen: yes/);
    expect(stdout).toMatch(/< HTTP\/1\.1 200/);
  });

  it('says with --verbose and DEBUG what it decided', async () => {
    writeTest('shop.ts', '', `await user.get('/hello');`);
    const flag = await plimsoll(['run', 'shop.ts', '--iterations', '1', '--verbose']);
    const debug = await plimsoll(['run', 'shop.ts', '--iterations', '1'], { DEBUG: 'plimsoll:*' });
    for (const { stderr } of [flag, debug]) expect(stderr).toMatch(/plimsoll: test shop\.ts from shop\.ts, seed \d+/);
  });
});

describe('several files', () => {
  it('are a suite: one after the other, one report, one exit code', async () => {
    writeTest('good.ts', '', `await user.get('/hello');`);
    writeTest('bad.ts', '', `const res = await user.get('/hello'); user.check(res, { no: () => false });`);
    const files = ['--json', 'suite.json', '--junit', 'junit.xml'];
    const { code, stdout } = await plimsoll(['run', 'good.ts', 'bad.ts', '--iterations', '2', ...files]);
    expect(code).toBe(3);
    expect(stdout).toContain('1 passed, 1 failed');
    const suite = JSON.parse(readFileSync(join(folder, 'suite.json'), 'utf8'));
    expect(suite).toMatchObject({ schema: 'plimsoll.suite/1', totals: { runs: 2, passed: 1, failed: 1 } });
    expect(suite.files.map(({ source }: { source: string }) => source)).toEqual(['good.ts', 'bad.ts']);
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8').match(/<testsuite /g)).toHaveLength(2);
    expect(await keptRuns(folder)).toHaveLength(2);
  });

  it('are all checked before the first is run', async () => {
    writeTest('good.ts', '', `await user.get('/hello');`);
    writeFileSync(join(folder, 'bad.ts'), 'export default 1 +;');
    const { code, stderr } = await plimsoll(['run', 'good.ts', 'bad.ts', 'none.ts']);
    expect(code).toBe(2);
    expect(stderr).toContain('bad.ts:1');
    expect(stderr).toContain('no file none.ts');
    expect(existsSync(join(folder, '.plimsoll'))).toBe(false);
  });
});

describe('plimsoll init, check and schema', () => {
  it.each([
    [[], 'load-test.ts'],
    [['--yaml'], 'load-test.yaml'],
    [['tests/shop.yml'], 'tests/shop.yml'],
  ])('init %j writes a test that passes check, and keeps what is there', async (args, file) => {
    const written = await plimsoll(['init', ...args]);
    expect(written.code).toBe(0);
    expect(written.stdout).toContain(`plimsoll run ${file}`);
    const again = await plimsoll(['init', ...args]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('error FILE_EXISTS:');
    expect(await plimsoll(['init', ...args, '--force'])).toMatchObject({ code: 0 });
    const checked = await plimsoll(['check', file]);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout).toMatch(/arrivals\s+peak 10\/s/);
    expect(checked.stdout).toMatch(/iterations\s+250/);
  });

  it('check gives reasons with its advice', async () => {
    writeTest('shop.ts', '', `await user.get('/hello');`);
    const { code, stdout } = await plimsoll(['check', 'shop.ts', '--users', '10', '--duration', '10s']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/users\s+peak 10 users/);
    expect(stdout).toMatch(/→ /);
  });

  it('schema prints JSON Schemas', async () => {
    expect(JSON.parse((await plimsoll(['schema'])).stdout)).toMatchObject({ title: 'A Plimsoll test' });
    const { stdout } = await plimsoll(['schema', '--run']);
    expect(JSON.parse(stdout)).toMatchObject({ title: 'A Plimsoll run' });
  });
});

function writeTest(file: string, top: string, body: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, file),
    `import { test } from 'plimsoll';\n${top}\nexport default test('${file}', { target: '${demo.url}', load: { iterations: 1 } }, async (user) => { ${body} });\n`,
  );
}

async function runOf(args: readonly string[], env?: Record<string, string>): Promise<Run> {
  const { stdout, stderr } = await plimsoll([...args, '--json', '-'], env);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

function totalOf(run: Run, name: string): number {
  const metric = run.metrics.find((each) => each.name === name && Object.keys(each.tags).length === 0);
  return metric?.type === 'counter' ? metric.total : Number.NaN;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
