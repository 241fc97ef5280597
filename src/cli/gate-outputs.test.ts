import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decisionOf, ONE_OF_EACH, RUN, reason } from '../../test/gate/decision.ts';
import { GitHubServer } from '../../test/github/github-server.ts';
import type { Run } from '../model/run.ts';
import { gateTerminal, publishGate } from './gate-outputs.ts';
import { gatePublish } from './gate-publish.ts';
import type { GateOutputOptions } from './options/gate-output-options.ts';
import type { Terminal } from './terminal.ts';

const SHA = '4f2a9c77d01e4f2a9c77d01e4f2a9c77d01e4f2a';

const NONE: GateOutputOptions = {
  json: undefined,
  junit: undefined,
  markdown: undefined,
  sarif: undefined,
  gitlab: undefined,
  stepSummary: undefined,
  githubComment: false,
  checkRun: false,
  commentKey: undefined,
};

const { source = '', ...reference } = RUN;
const run = { ...reference, test: { source } } as unknown as Run;

let server: GitHubServer;
let folder = '';
beforeEach(async () => {
  server = new GitHubServer();
  await server.start();
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-gate-'));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
  expect(server.mistakes).toEqual([]);
});

const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');

function collecting(): { readonly stream: Terminal['stdout']; text(): string } {
  let text = '';
  const write = (chunk: unknown, _: unknown, done: () => void) => {
    text += String(chunk);
    done();
  };
  return { stream: new Writable({ write }), text: () => text };
}

/** As in a job of GitHub Actions for a pull request. */
function jobOf(pull: Record<string, unknown> | undefined, more: Record<string, string> = {}): Record<string, string> {
  const event = pull === undefined ? {} : { number: 7, pull_request: pull };
  writeFileSync(at('event.json'), JSON.stringify(event));
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: server.url,
    GITHUB_EVENT_NAME: pull === undefined ? 'push' : 'pull_request',
    GITHUB_EVENT_PATH: at('event.json'),
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_RUN_ID: '42',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: SHA,
    GITHUB_STEP_SUMMARY: at('summary.md'),
    GITHUB_TOKEN: server.token,
    GITHUB_WORKSPACE: folder,
    ...more,
  };
}

const repo = (name: string) => ({ repo: { full_name: name } });
const OWN = { number: 7, head: { ...repo('o/r'), sha: SHA }, base: repo('o/r') };
const FORKED = { number: 7, head: { ...repo('ada/r'), sha: SHA }, base: repo('o/r') };

async function publish(options: Partial<GateOutputOptions>, env: Record<string, string> = {}, reasons = ONE_OF_EACH) {
  const [stdout, stderr] = [collecting(), collecting()];
  const terminal = { stdout: stdout.stream, stderr: stderr.stream, env, cwd: folder };
  await publishGate({ decision: decisionOf(reasons), runs: [run], options: { ...NONE, ...options }, terminal });
  return { stdout: stdout.text(), stderr: stderr.text() };
}

describe('the reports of a gate', () => {
  it('are written as they are asked for, and nothing else happens outside of GitHub', async () => {
    const names = { json: 'a.json', junit: 'a.xml', markdown: 'a.md', sarif: 'a.sarif', gitlab: 'g.json' };
    const told = await publish(names);
    expect(JSON.parse(read('a.json'))).toMatchObject({
      schema: 'plimsoll.gate/1',
      verdict: 'failed',
      runs: [{ id: 'run-1' }],
    });
    expect(read('a.xml')).toContain('<testsuites');
    expect(read('a.md')).toContain('<!-- plimsoll:gate -->');
    expect(JSON.parse(read('a.sarif')).version).toBe('2.1.0');
    expect(JSON.parse(read('g.json'))).toHaveLength(4);
    expect(told).toEqual({ stdout: '', stderr: '' });
  });

  it('may go to standard output, one of them', async () => {
    expect(JSON.parse((await publish({ json: '-' })).stdout).verdict).toBe('failed');
    const terminal = { stdout: collecting().stream, stderr: collecting().stream, env: {}, cwd: folder };
    await expect(gateTerminal({ ...NONE, json: '-', sarif: '-' }, terminal)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
    await expect(gateTerminal({ ...NONE, sarif: folder }, terminal)).rejects.toMatchObject({
      code: 'CANNOT_WRITE_FILE',
    });
  });

  it('have places from the root of the repository', async () => {
    await publish({ gitlab: 'g.json' }, { CI_PROJECT_DIR: join(folder, '..') });
    expect(JSON.parse(read('g.json'))[0].location.path).toMatch(/^plimsoll-gate-\w+\/tests\/shop\.ts$/);
  });
});

describe('a job on GitHub', () => {
  it('is told in its summary, with annotations, and links to the lines', async () => {
    const { stderr } = await publish({}, jobOf(undefined));
    expect(read('summary.md')).toContain(`[shop](https://github.com/o/r/blob/${SHA}/tests/shop.ts#L7)`);
    expect(stderr).toMatch(/^::error file=tests\/shop\.ts,line=7,/);
    expect(server.log).toEqual([]);
  });

  it('can do without them', async () => {
    expect((await publish({ stepSummary: 'never' }, jobOf(undefined))).stderr).toBe('');
    expect(existsSync(at('summary.md'))).toBe(false);
  });

  it('has a summary of a mebibyte at most, with what its step has written before', async () => {
    writeFileSync(at('summary.md'), 'x'.repeat(900_000));
    const many = Array.from({ length: 4000 }, (_, each) => reason({ rule: `rule ${each}` }));
    await publish({}, jobOf(undefined), many);
    const { size } = statSync(at('summary.md'));
    expect(size).toBeGreaterThan(1_040_000);
    expect(size).toBeLessThanOrEqual(2 ** 20);
    expect((await publish({}, jobOf(undefined), many)).stderr).toContain('CANNOT_WRITE_FILE');
  });

  it('comments on its pull request, and updates that comment', async () => {
    const env = jobOf(OWN);
    expect((await publish({ githubComment: true }, env)).stderr).toContain('Comment on pull request 7 created');
    await publish({ githubComment: true, commentKey: 'nightly' }, env);
    await publish({ githubComment: true }, env, ONE_OF_EACH.slice(1));
    expect(server.comments.map(({ body }) => body.split('\n').slice(0, 2))).toEqual([
      ['<!-- plimsoll:gate -->', '## ✅ Performance gate passed'],
      ['<!-- plimsoll:nightly -->', '## ❌ Performance gate failed: 1 rule not kept'],
    ]);
  });

  it('comments within the longest that GitHub takes', async () => {
    const many = Array.from({ length: 5000 }, (_, each) => reason({ rule: `rule ${each}`, text: '😀'.repeat(100) }));
    await publish({ githubComment: true, checkRun: true }, jobOf(OWN), many);
    expect(server.comments[0]?.body.length).toBeGreaterThan(64_000);
    expect(server.checkRuns).toHaveLength(1);
    expect(server.checkRuns[0]).toMatchObject({ output: { annotations: { length: 1000 } } });
  });

  it('says when there is no pull request', async () => {
    const { stderr } = await publish({ githubComment: true, stepSummary: 'never' }, jobOf(undefined));
    expect(stderr).toBe('There is no open pull request of this commit to comment on.\n');
  });

  it('makes a check run of the head of its pull request, named after its key', async () => {
    await publish(
      { checkRun: true, commentKey: 'api' },
      jobOf({ ...OWN, head: { ...OWN.head, sha: SHA.replace('4', '5') } }),
    );
    expect(server.checkRuns[0]).toMatchObject({
      name: 'Plimsoll: api',
      head_sha: SHA.replace('4', '5'),
      conclusion: 'failure',
      details_url: 'https://github.com/o/r/actions/runs/42',
    });
  });

  it('has a neutral check run where nothing could be judged', async () => {
    await publish({ checkRun: true }, jobOf(OWN), [reason({ status: 'noisy' })]);
    expect(server.checkRuns[0]).toMatchObject({ conclusion: 'neutral' });
  });

  it.each([
    ['without a token', { GITHUB_TOKEN: '' }, 'GITHUB_CONTEXT'],
    ['with a wrong token', { GITHUB_TOKEN: 'ghs_wrong' }, 'GITHUB_REFUSED'],
    ['without an event', { GITHUB_EVENT_PATH: '/nowhere' }, 'GITHUB_CONTEXT'],
  ])('%s is warned, and its verdict stands', async (_, env, code) => {
    const { stderr } = await publish({ githubComment: true, stepSummary: 'never' }, jobOf(OWN, env));
    expect(stderr).toContain(`warning ${code}: `);
    expect(stderr).not.toContain('ghs_');
  });
});

describe('a pull request from a fork', () => {
  it('is not commented on by its own job, which says so and leaves the decision', async () => {
    server.rights.clear();
    const { stderr } = await publish({ githubComment: true }, jobOf(FORKED));
    expect(stderr).toContain('may only read');
    expect(stderr).toContain('plimsoll-gate.json is left');
    expect(read('summary.md')).toContain('Performance gate failed');
    expect(JSON.parse(read('plimsoll-gate.json')).schema).toBe('plimsoll.gate/1');
  });

  it("leaves nothing where the decision is written anyway, and tells Dependabot's jobs the same", async () => {
    server.rights.clear();
    const env = jobOf(OWN, { GITHUB_ACTOR: 'dependabot[bot]' });
    expect((await publish({ githubComment: true, json: 'own.json' }, env)).stderr).toContain('may only read');
    expect(existsSync(at('plimsoll-gate.json'))).toBe(false);
  });

  it('is commented on by a second workflow from what the first has left', async () => {
    await publish({ json: 'gate.json' });
    server.pulls = [{ number: 9, sha: SHA, owner: 'ada', branch: 'fix' }];
    const workflowRun = { head_sha: SHA, head_branch: 'fix', head_repository: { owner: { login: 'ada' } } };
    const env = jobOf(undefined);
    writeFileSync(at('event.json'), JSON.stringify({ workflow_run: workflowRun }));
    const [stdout, stderr] = [collecting(), collecting()];
    const terminal = { stdout: stdout.stream, stderr: stderr.stream, env, cwd: folder };
    const options = { ...NONE, githubComment: true };
    expect(await gatePublish({ files: ['gate.json'], options, terminal })).toBe(0);
    expect(server.comments).toMatchObject([{ issue: 9, user: server.login }]);
    // What a stranger names as places is not linked to, and marks no lines.
    expect(server.comments[0]?.body).not.toContain('/blob/');
    expect(stderr.text()).not.toContain('::error');
  });

  it('has its file refused where that is no decision', async () => {
    const terminal = { stdout: collecting().stream, stderr: collecting().stream, env: jobOf(undefined), cwd: folder };
    const options = { ...NONE, githubComment: true };
    const publishing = (...files: string[]) => gatePublish({ files, options, terminal });
    writeFileSync(at('evil.json'), '{"schema":"plimsoll.gate/1","verdict":"passed"}');
    await expect(publishing('evil.json')).rejects.toMatchObject({ code: 'GATE_FILE_INVALID' });
    await expect(publishing('none.json')).rejects.toMatchObject({ code: 'CANNOT_READ_FILE' });
    await expect(publishing('.')).rejects.toMatchObject({ code: 'CANNOT_READ_FILE' });
    await expect(publishing()).rejects.toMatchObject({ code: 'MISSING_ARGUMENT' });
    await expect(publishing('evil.json', 'other.json')).rejects.toMatchObject({ code: 'UNEXPECTED_ARGUMENT' });
    expect(server.log).toEqual([]);
  });
});
