import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import type { Run } from '../../src/model/run.ts';
import { keptRuns } from '../stores/kept-runs.ts';
import { plimsoll, type StartedCommand, startPlimsoll } from './command-line.ts';

let demo: Demo;
let folder = '';

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
});
afterAll(() => demo.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-stopping-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a run that is stopped', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s drains, is reported and kept, and ends with 130', async (signal) => {
    const started = startPlimsoll(['http', `${demo.url}/hello`, '-d', '60s', '-c', '2', '--json', 'run.json'], {
      cwd: folder,
    });
    await underLoad(started);
    started.child.kill(signal);
    const { code, stdout, stderr } = await started.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Ctrl-C again stops at once');
    expect(stdout).toMatch(/INTERRUPTED/i);
    expect(await keptRun()).toMatchObject({ verdict: 'interrupted' });
    expect(totalOf(await keptRun(), 'http_reqs')).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).id).toBe((await keptRun()).id);
  });

  it('twice does not wait for what is under way, and still is reported', async () => {
    const started = startPlimsoll(['http', `${demo.url}/stall`, '-d', '60s', '-c', '2'], { cwd: folder });
    await underLoad(started);
    started.child.kill('SIGINT');
    await started.wrote(/again stops at once/);
    await later(300);
    expect(started.child.exitCode).toBeNull();
    started.child.kill('SIGINT');
    const { code, stderr } = await started.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Stopping at once');
    expect((await keptRun()).verdict).toBe('interrupted');
  });

  it('by a signal that comes twice at once, as npm passes them on, drains', async () => {
    const started = startPlimsoll(['http', `${demo.url}/hello`, '-d', '60s', '-c', '2'], { cwd: folder });
    await underLoad(started);
    started.child.kill('SIGINT');
    started.child.kill('SIGTERM');
    const { code, stderr } = await started.ended;
    expect(code).toBe(130);
    expect(stderr).not.toContain('Stopping at once');
  });

  it('leaves out the tests of a suite that have not begun', async () => {
    for (const file of ['a.yaml', 'b.yaml']) {
      writeFileSync(
        join(folder, file),
        `config: { target: '${demo.url}', load: { users: 1, duration: 60s } }\nscenarios: [{ flow: [{ get: /hello }] }]\n`,
      );
    }
    const started = startPlimsoll(['run', 'a.yaml', 'b.yaml'], { cwd: folder });
    await underLoad(started);
    started.child.kill('SIGINT');
    const { code, stdout } = await started.ended;
    expect(code).toBe(130);
    expect(stdout).toContain('Not run: b.yaml');
    expect(await keptRuns(folder)).toHaveLength(1);
  });
});

describe('plimsoll demo', () => {
  it('prints its URL in a line, answers there, and ends with 0 when it is stopped', async () => {
    const started = startPlimsoll(['demo', '--port', '0'], { cwd: folder });
    await started.wrote(/\n/);
    const [url = ''] = /http:\/\/[^\s]+/.exec(started.output()) ?? [];
    expect((await fetch(`${url}/health`)).status).toBe(200);
    started.child.kill('SIGTERM');
    expect(await started.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('says which port is taken', async () => {
    const { code, stderr } = await plimsoll(['demo', '--port', String(demo.port)], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('error DEMO_PORT_IN_USE:');
  });
});

describe('a reader that goes away', () => {
  it('is no crash', async () => {
    const started = startPlimsoll(['http', `${demo.url}/hello`, '-d', '1s'], { cwd: folder });
    started.child.stdout?.destroy();
    const { code, stderr } = await started.ended;
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect((await keptRun()).verdict).toBe('passed');
  });
});

describe('a target that is started for the run', () => {
  it('is awaited, loaded, and stopped with its children', async () => {
    const port = await freePort();
    writeServer({ delayMs: 300 });
    const url = `http://127.0.0.1:${port}`;
    // The shell is its parent, and stays so with something to do afterwards.
    const command = `node server.mjs ${port}; echo over`;
    const { code, stdout } = await plimsoll(
      ['http', `${url}/`, '-n', '20', '--start', command, '--ready', `${url}/health`],
      { cwd: folder },
    );
    expect(stdout).toContain(`Starting the target: ${command}`);
    expect(stdout).toMatch(/Ready after .*; its output is in .*\.log/);
    expect(code).toBe(0);
    expect(isAlive(pidOfServer())).toBe(false);
    const [log = ''] = readdirSync(join(folder, '.plimsoll', 'targets'));
    expect(readFileSync(join(folder, '.plimsoll', 'targets', log), 'utf8')).toContain('server says hello');
  });

  it('is ended by force when it does not listen', async () => {
    const port = await freePort();
    writeServer({ top: `process.on('SIGTERM', () => {});` });
    const url = `http://127.0.0.1:${port}`;
    const { code } = await plimsoll(['http', `${url}/`, '-n', '5', '--start', `node server.mjs ${port}`], {
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(isAlive(pidOfServer())).toBe(false);
  });

  it('is stopped when the run is', async () => {
    const port = await freePort();
    writeServer({});
    const url = `http://127.0.0.1:${port}`;
    const args = ['http', `${url}/`, '-d', '60s', '-c', '1', '--start', `node server.mjs ${port}`];
    const started = startPlimsoll(args, { cwd: folder });
    await started.wrote(/Ready after/);
    await later(1000);
    started.child.kill('SIGINT');
    expect((await started.ended).code).toBe(130);
    expect(isAlive(pidOfServer())).toBe(false);
  });

  it('is stopped by Ctrl-C while it is awaited', async () => {
    const port = await freePort();
    writeServer({ delayMs: 60_000 });
    const args = ['http', `http://127.0.0.1:${port}/`, '--start', `node server.mjs ${port}`];
    const started = startPlimsoll(args, { cwd: folder });
    await started.wrote(/Starting the target/);
    await later(500);
    started.child.kill('SIGINT');
    expect((await started.ended).code).toBe(130);
    expect(isAlive(pidOfServer())).toBe(false);
  });

  it('that is never ready is told with its last output, and stopped', async () => {
    const port = await freePort();
    writeServer({ delayMs: 60_000 });
    const args = ['http', `http://127.0.0.1:${port}/`, '--start', `node server.mjs ${port}`, '--ready-timeout', '1s'];
    const { code, stderr } = await plimsoll(args, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('error TARGET_NOT_READY: the target was not ready within 1s');
    expect(stderr).toContain('ECONNREFUSED');
    expect(stderr).toContain('server says hello');
    expect(isAlive(pidOfServer())).toBe(false);
  });

  it('that dies before it is ready is told at once', async () => {
    const port = await freePort();
    const command = 'echo no such database >&2; exit 7';
    const { code, stderr } = await plimsoll(['http', `http://127.0.0.1:${port}/`, '--start', command], {
      cwd: folder,
    });
    expect(code).toBe(2);
    expect(stderr).toContain('error TARGET_DIED: the target ended with exit code 7 before it was ready');
    expect(stderr).toContain('no such database');
  });

  it('that dies under load ends with 4 and its last output', async () => {
    const port = await freePort();
    writeServer({ top: `setTimeout(() => { console.log('out of memory'); process.exit(9); }, 1200);` });
    const url = `http://127.0.0.1:${port}`;
    const args = ['http', `${url}/`, '-R', '20', '-d', '2s', '--start', `node server.mjs ${port}`];
    const { code, stderr } = await plimsoll(args, { cwd: folder });
    expect(code).toBe(4);
    expect(stderr).toContain('the target ended with exit code 9 while it was under load');
    expect(stderr).toContain('out of memory');
  });

  it('is refused where something answers already', async () => {
    const { code, stderr } = await plimsoll(['http', demo.url, '--start', 'sleep 5'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('error TARGET_ALREADY_RUNS:');
  });
});

/** Until the load has been on for about a second. */
async function underLoad(started: StartedCommand): Promise<void> {
  await later(1800);
  if (started.child.exitCode !== null) throw new Error(started.output());
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function keptRun(): Promise<Run> {
  const [run] = await keptRuns(folder);
  return run as Run;
}

function totalOf(run: Run, name: string): number {
  const metric = run.metrics.find((each) => each.name === name && Object.keys(each.tags).length === 0);
  return metric?.type === 'counter' ? metric.total : Number.NaN;
}

/** A server in a child of the process that is started, as `npm run dev` has it. */
function writeServer({ delayMs = 0, top = '' }: { delayMs?: number; top?: string }): void {
  writeFileSync(
    join(folder, 'server.mjs'),
    `import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
writeFileSync('server.pid', String(process.pid));
console.log('server says hello');
${top}
setTimeout(() => createServer((_, response) => response.end('ok')).listen(Number(process.argv[2]), '127.0.0.1'), ${delayMs});
`,
  );
}

function pidOfServer(): number {
  return Number(readFileSync(join(folder, 'server.pid'), 'utf8'));
}

/** What has ended but was not collected yet, as without an init in a container, does not count. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
