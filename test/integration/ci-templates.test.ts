import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import { GitHubServer } from '../github/github-server.ts';
import { plimsoll } from './command-line.ts';

/** What `plimsoll init --ci` writes is carried out in a fresh project, script by script, as a runner would. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const SHA = '4f2a9c77d01e4f2a9c77d01e4f2a9c77d01e4f2a';

const testNamed = (name: string) => `import { test } from 'plimsoll';

export default test('${name}', {
  target: 'http://127.0.0.1:1',
  load: { iterations: 20 },
  limits: ['checks rate == 100%'],
}, async (user) => {
  const items = await user.get('/items');
  user.check(items, { 'is 200': (r) => r.status === 200 });
});
`;

let folder = '';
let demo: Demo;
const server = new GitHubServer();

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
  await server.start();
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-ci-'));
  write('package.json', '{ "name": "fresh", "private": true, "type": "module" }');
  write('.gitignore', 'node_modules/\nperformance-data/\nplimsoll-*\n');
  write('shop.load.ts', testNamed('shop'));
  write('pages.perf.ts', testNamed('pages of items'));
  symlinked(root, 'node_modules/plimsoll');
  // As npx does it, without the half second that it takes.
  write('bin/npx', `#!/bin/sh\nshift\nexec '${process.execPath}' '${join(root, 'bin/plimsoll.js')}' "$@"\n`);
  chmodSync(join(folder, 'bin/npx'), 0o755);
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '.'],
    [...AUTHOR, 'commit', '-q', '-m', 'first'],
  ]) {
    execFileSync('git', args, { cwd: folder });
  }
});
afterAll(async () => {
  await demo.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const AUTHOR = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function symlinked(target: string, name: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  symlinkSync(target, join(folder, name), 'junction');
}

async function carryOut(script: string, env: Readonly<Record<string, string>>) {
  const child = spawn('bash', ['-e', '-c', script], {
    cwd: folder,
    env: { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`, HOME: folder, CI: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  return { code, output };
}

const variables = () => ({
  ENVIRONMENT: 'ci',
  TEST_TYPE: 'all',
  CHANGE_COUNT: '2',
  FILE_SIZES: '2kB',
  TARGET: demo.url,
});

describe('in a fresh project', () => {
  it("every script of GitHub's workflow is carried out, and the pull request is told", {
    timeout: 120_000,
  }, async () => {
    const { code } = await plimsoll(['init', '--ci', 'github', '--target', demo.url], { cwd: folder });
    expect(code).toBe(0);
    const workflow = parse(readFileSync(join(folder, '.github/workflows/performance.yml'), 'utf8'));
    write('event.json', JSON.stringify({ number: 7, pull_request: { number: 7, head: { sha: SHA } } }));
    const env = {
      ...variables(),
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: server.url,
      GITHUB_EVENT_PATH: join(folder, 'event.json'),
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_SHA: SHA,
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
      GITHUB_TOKEN: server.token,
    };
    const outputs: Record<string, string> = {};
    for (const { name, run } of workflow.jobs.performance.steps as { name: string; run?: string }[]) {
      // A fresh project needs no installing here, and monitoring, of which it has no tests, is as streaming.
      if (run === undefined || name === 'Install' || name === 'Monitoring') continue;
      const { code, output } = await carryOut(run, env);
      expect(code, `${name}: ${output}`).toBe(0);
      outputs[name] = output;
    }
    expect(Object.keys(outputs)).toHaveLength(6);
    expect(outputs.Streaming).toContain('No test is of the type streaming');
    const decision = JSON.parse(readFileSync(join(folder, 'plimsoll-gate.json'), 'utf8'));
    expect(decision).toMatchObject({ schema: 'plimsoll.gate/1', verdict: 'passed' });
    expect(decision.runs.map(({ name }: { name: string }) => name).sort()).toEqual(['pages of items', 'shop']);
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('Performance gate passed');
    expect(server.comments.map(({ body }) => body.split('\n')[0])).toEqual(['<!-- plimsoll:gate -->']);
    expect(server.mistakes).toEqual([]);
  });

  it("a stage and the gate of GitLab's pipeline hand over and report", async () => {
    rmSync(join(folder, '.plimsoll'), { recursive: true, force: true });
    const { code } = await plimsoll(['init', '--ci', 'gitlab', '--target', demo.url], { cwd: folder });
    expect(code).toBe(0);
    const pipeline = parse(readFileSync(join(folder, '.gitlab-ci.yml'), 'utf8'));
    const handOver = pipeline['.plimsoll'].before_script.slice(1);
    for (const job of ['load', 'gate']) {
      const { code, output } = await carryOut([...handOver, ...pipeline[job].script].join('\n'), variables());
      expect(code, `${job}: ${output}`).toBe(0);
      // The next job begins with what is handed over alone.
      if (job === 'load') rmSync(join(folder, '.plimsoll'), { recursive: true });
    }
    expect(JSON.parse(readFileSync(join(folder, 'gl-code-quality-report.json'), 'utf8'))).toEqual([]);
    expect(readFileSync(join(folder, 'plimsoll-gate.xml'), 'utf8')).toContain('failures="0"');
  });
});
