import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import { keptRuns } from '../stores/kept-runs.ts';
import { plimsoll, startPlimsoll } from './command-line.ts';

let demo: Demo;
let folder = '';

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
});
afterAll(() => demo.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-robust-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a target', () => {
  it('that is not there ends the run after five seconds, with 4', async () => {
    const { code, stdout } = await plimsoll(['http', 'http://127.0.0.1:1/', '-c', '1', '-d', '60s', '-q'], {
      cwd: folder,
    });
    expect(code).toBe(4);
    expect(stdout).toContain('the rest of the load was left out');
    expect((await keptRuns(folder))[0]?.durationMs).toBeLessThan(20_000);
    expect((await keptRuns(folder))[0]?.events).toMatchObject([{ kind: 'unreachable' }]);
  });

  it('that answers with failures alone fails the run', async () => {
    const server = createServer((_, response) => response.writeHead(500).end('\x1b[31mbroken'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { code, stdout, stderr } = await plimsoll(['http', url, '-n', '20', '-v'], { cwd: folder });
    server.close();
    expect(code).toBe(3);
    expect(stdout).toMatch(/FAILED.*: 20 requests \(100%\) got the\s+unexpected status 500/);
    expect(stdout + stderr).not.toContain('\x1b');
  });
});

describe('secrets', () => {
  it('are in no report, log or kept run, wherever the test puts them', async () => {
    const target = demo.url.replace('//', '//ada:hunter22@');
    writeFileSync(
      join(folder, 'secret.mjs'),
      `import { test } from 'plimsoll';
       export default test('secret', { target: '${target}', secrets: ['TOKEN'], load: { iterations: 2, users: 1 } }, async (user) => {
         const token = process.env.TOKEN;
         await user.post('/echo?key=' + token, { headers: { 'x-key': token }, json: { token } });
         await user.get('/nowhere/' + token);
         user.check(1, { ['has ' + token]: () => false });
         throw new Error('no ' + token);
       });`,
    );
    const args = ['run', 'secret.mjs', '-v', '--json', 'r.json', '--junit', 'r.xml', '--markdown', 'r.md'];
    const { code, stdout, stderr } = await plimsoll([...args, '--csv', 'r.csv', '--log', 'r.ndjson'], {
      cwd: folder,
      env: { TOKEN: 's3cr3tvalue99' },
    });
    expect(code).toBe(3);
    const files = ['r.json', 'r.xml', 'r.md', 'r.csv', 'r.ndjson'].map((file) =>
      readFileSync(join(folder, file), 'utf8'),
    );
    const written = [stdout, stderr, JSON.stringify(await keptRuns(folder)), ...files].join('\n');
    expect(written).toContain('GET /nowhere/***');
    expect(written).not.toMatch(/s3cr3tvalue99|hunter22/);
  });
});

describe('a worker', () => {
  it.each([
    ['when it is loaded', 'if (!isMainThread) process.exit(9);', ''],
    ['under load', '', 'if (user.iteration === 5) process.exit(9);'],
  ])('that ends %s fails the run with its reason', async (_, onLoad, inIteration) => {
    writeFileSync(
      join(folder, 'die.mjs'),
      `import { isMainThread } from 'node:worker_threads';
       import { test } from 'plimsoll';
       ${onLoad}
       export default test('die', { target: '${demo.url}', load: { rate: 20, duration: '2s' } }, async (user) => {
         await user.get('/hello');
         ${inIteration}
       });`,
    );
    const { code, stdout, stderr } = await plimsoll(['run', 'die.mjs', '-q'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(stdout).toContain('ended with code 9');
    expect((await keptRuns(folder))[0]?.findings[0]).toMatchObject({ kind: 'worker-failed', severity: 'critical' });
  });
});

describe('set-up', () => {
  it('that is stopped twice is no failed set-up', async () => {
    writeFileSync(
      join(folder, 'slow.mjs'),
      `import { test } from 'plimsoll';
       const setup = async () => { console.log('setting up'); await new Promise((done) => setTimeout(done, 50_000)); };
       export default test('slow', { target: '${demo.url}', load: { users: 1, duration: '9s' }, setup }, async () => {});`,
    );
    const started = startPlimsoll(['run', 'slow.mjs'], { cwd: folder });
    await started.wrote(/setting up/);
    started.child.kill('SIGINT');
    await started.wrote(/again stops at once/);
    await new Promise((resolve) => setTimeout(resolve, 200));
    started.child.kill('SIGINT');
    expect((await started.ended).code).toBe(130);
    expect((await keptRuns(folder))[0]).toMatchObject({
      verdict: 'interrupted',
      findings: [{ kind: 'run-interrupted' }],
    });
  });
});

describe.skipIf(!existsSync('/dev/full'))('a disk that is full', () => {
  it('ends the log of requests with a word, and not the run', async () => {
    const { code, stdout } = await plimsoll(['http', `${demo.url}/hello`, '-n', '50', '--log', '/dev/full'], {
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(stdout).toContain('warn: requests are no longer logged: /dev/full cannot be written');
  });
});
