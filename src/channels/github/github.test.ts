import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitHubServer } from '../../../test/github/github-server.ts';
import type { Annotation } from '../../reporters/gate/gate-annotations.ts';
import { writeCheckRun } from './check-run.ts';
import { writeComment } from './comment.ts';
import { GitHubApi, type Timing } from './github-api.ts';
import { type GitHubContext, readGitHubContext } from './github-context.ts';
import { findPullRequest } from './pull-request.ts';

const SHA = '4f2a9c77d01e4f2a9c77d01e4f2a9c77d01e4f2a';
const MARKER = '<!-- plimsoll:gate -->';

let server: GitHubServer;
let slept: number[];
let now: number;

beforeEach(async () => {
  server = new GitHubServer();
  await server.start();
  slept = [];
  now = 1_700_000_000_000;
});
afterEach(() => {
  server.close();
  expect(server.mistakes).toEqual([]);
});

function timing(differs: Partial<Timing> = {}): Timing {
  const sleep = async (ms: number) => {
    slept.push(ms);
    now += ms;
  };
  return { now: () => now, sleep, timeoutMs: 5000, budgetMs: 120_000, ...differs };
}

async function contextOf(event: Record<string, unknown> = {}): Promise<GitHubContext> {
  const context = await readGitHubContext({
    GITHUB_API_URL: server.url,
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_TOKEN: server.token,
    GITHUB_SHA: SHA,
  });
  return { ...context, event };
}

async function comment(differs: Partial<Timing> = {}, pull = { number: 7, isFork: false }) {
  const api = new GitHubApi(await contextOf(), timing(differs));
  return writeComment(api, { repository: 'o/r', pullRequest: pull, marker: MARKER, body: `${MARKER}\nnew` });
}

describe('the comment of a gate', () => {
  it('is created where there is none, and updated from then on', async () => {
    expect((await comment()).action).toBe('created');
    expect((await comment()).action).toBe('updated');
    expect(server.comments).toHaveLength(1);
  });

  it('is the newest of its own that has the marker, on whatever page; others are left alone', async () => {
    server.pageSize = 10;
    const own = server.comment(server.login, `${MARKER}\nold`);
    for (let each = 0; each < 25; each++) server.comment('ada', 'a comment');
    const newest = server.comment(server.login, `${MARKER}\nless old`);
    const copied = server.comment('mallory', `${MARKER}\nmine`);
    const quoted = server.comment(server.login, `see ${MARKER}`);
    const other = server.comment(server.login, '<!-- plimsoll:other -->\nkept');
    expect((await comment()).action).toBe('updated');
    expect(newest.body).toBe(`${MARKER}\nnew`);
    expect([own, copied, quoted, other].map(({ body }) => body)).toEqual([
      `${MARKER}\nold`,
      `${MARKER}\nmine`,
      `see ${MARKER}`,
      '<!-- plimsoll:other -->\nkept',
    ]);
    expect(server.log.filter((each) => each === 'issues/list-comments')).toHaveLength(3);
  });

  it('is not taken for its own where only somebody else wrote one', async () => {
    server.comment('mallory', `${MARKER}\nmine`);
    expect((await comment()).action).toBe('created');
  });

  it('is made anew where it was deleted since it was listed', async () => {
    server.comment(server.login, `${MARKER}\nold`);
    server.troubles.push({ operation: 'issues/update-comment', status: 404, body: '{"message":"Not Found"}' });
    expect((await comment()).action).toBe('created');
  });

  it('is there once, though the answer to creating it was lost', async () => {
    server.troubles.push({ operation: 'issues/create-comment', status: 502, isDone: true });
    expect((await comment()).action).toBe('updated');
    expect(server.comments).toHaveLength(1);
  });

  it('is tried again after 5xx, lost connections, silence and answers that are no JSON', async () => {
    server.troubles.push(
      { operation: 'issues/list-comments', status: 503 },
      { operation: 'issues/list-comments', status: 200, body: '[{"id": 1' },
      { operation: 'issues/list-comments', isSilent: true },
      { operation: 'graphql', status: 500 },
    );
    expect((await comment({ timeoutMs: 300 })).action).toBe('created');
    expect(slept).toEqual([1000, 1000, 2000, 4000]);
  });

  it('is given up after four attempts, with the reason', async () => {
    for (let each = 0; each < 20; each++) server.troubles.push({ operation: 'issues/list-comments', status: 500 });
    await expect(comment()).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE', message: /GitHub answered 500/ });
  });

  it('follows a redirect on the same host with the same request', async () => {
    const location = '/redirected/repos/o/r/issues/7/comments';
    server.troubles.push({ operation: 'issues/create-comment', status: 307, headers: { location } });
    expect((await comment()).action).toBe('created');
  });

  it('takes its token to no other host', async () => {
    const headers = { location: 'http://localhost:1/steal' };
    server.troubles.push({ operation: 'issues/list-comments', status: 302, headers });
    await expect(comment()).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE', message: /another host/ });
  });

  it('takes the next page from no other host', async () => {
    const headers = { link: '<http://localhost:1/steal>; rel="next"' };
    server.troubles.push({ operation: 'issues/list-comments', status: 200, headers, body: '[]' });
    await expect(comment()).rejects.toMatchObject({ message: /another host/ });
  });
});

describe("GitHub's rate limits", () => {
  it('are waited for where the primary one is reset in time', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 30) };
    server.troubles.push({ operation: 'issues/create-comment', status: 403, headers });
    expect((await comment()).action).toBe('created');
    expect(slept).toEqual([31_000]);
  });

  it('are waited for as long as the secondary one says, a minute where it does not', async () => {
    server.troubles.push({ operation: 'issues/list-comments', status: 429, headers: { 'retry-after': '7' } });
    const body = '{"message":"You have exceeded a secondary rate limit."}';
    server.troubles.push({ operation: 'issues/create-comment', status: 403, body });
    expect((await comment()).action).toBe('created');
    expect(slept).toEqual([7000, 60_000]);
  });

  it('are no reason to wait for an hour', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 3000) };
    server.troubles.push({ operation: 'issues/list-comments', status: 403, headers });
    await expect(comment()).rejects.toMatchObject({ code: 'GITHUB_RATE_LIMIT', message: /another 3001 s/ });
    expect(slept).toEqual([]);
  });
});

describe('what GitHub refuses', () => {
  it.each([
    [403, 'Resource not accessible by integration', /permissions: \{ pull-requests: write \}/],
    [403, 'Unable to create comment because issue is locked.', /unlock/],
    [404, 'Not Found', /GITHUB_REPOSITORY/],
    [410, 'Issues are disabled for this repo', /turned off/],
    [422, 'Validation Failed', /found the request wrong/],
    [401, 'Bad credentials', /github\.token/],
  ])('%d, %s, is told with what to change', async (status, message, hint) => {
    server.troubles.push({ operation: 'issues/create-comment', status, body: JSON.stringify({ message }) });
    await expect(comment()).rejects.toMatchObject({
      code: 'GITHUB_REFUSED',
      status,
      hint: expect.stringMatching(hint),
    });
  });

  it('says of a fork that its token may only read', async () => {
    server.rights.delete('comment');
    const pull = { number: 7, isFork: true };
    await expect(comment({}, pull)).rejects.toMatchObject({ hint: expect.stringMatching(/--fork-comments/) });
  });

  it('never shows the token, not even where GitHub repeats it', async () => {
    const body = JSON.stringify({ message: `no such token: ${server.token}\u001b[2J\nX` });
    server.troubles.push({ operation: 'issues/create-comment', status: 422, body });
    const error = await comment().catch((each: Error) => each);
    expect(String(error)).not.toContain(server.token);
    expect((error as Error).message).toMatch(/no such token: \*\*\* \[2J X$/);
  });
});

describe('the pull request of a job', () => {
  const find = async (event: Record<string, unknown>, differs: Partial<GitHubContext> = {}) => {
    const context = { ...(await contextOf(event)), ...differs };
    return findPullRequest(new GitHubApi(context, timing()), context);
  };
  const repo = (full_name: string) => ({ repo: { full_name } });

  it('is that of the event', async () => {
    const pull = { number: 12, head: repo('o/r'), base: repo('o/r') };
    expect(await find({ number: 12, pull_request: pull })).toEqual({ number: 12, isFork: false });
    expect(server.log).toEqual([]);
  });

  it('is known to be of a fork, even of one that was deleted', async () => {
    expect(await find({ pull_request: { number: 12, head: repo('mallory/r'), base: repo('o/r') } })).toEqual({
      number: 12,
      isFork: true,
    });
    expect(await find({ pull_request: { number: 12, head: { repo: null }, base: repo('o/r') } })).toMatchObject({
      isFork: true,
    });
  });

  it('is the open one whose head a pushed commit is', async () => {
    server.pulls = [
      { number: 3, sha: SHA, state: 'closed', owner: 'o', branch: 'x' },
      { number: 4, sha: SHA, owner: 'o', branch: 'x' },
    ];
    expect(await find({})).toEqual({ number: 4, isFork: false });
    server.pulls = [];
    expect(await find({})).toBeUndefined();
  });

  it("is found by branch and commit after a fork's workflow, whatever that claims", async () => {
    server.pulls = [
      { number: 4, sha: SHA, owner: 'mallory', branch: 'fix' },
      { number: 5, sha: SHA.replace('4', '5'), owner: 'mallory', branch: 'fix' },
      { number: 1, sha: SHA, owner: 'o', branch: 'main' },
    ];
    const run = {
      head_sha: SHA,
      head_branch: 'fix',
      head_repository: { owner: { login: 'mallory' } },
      pull_requests: [{ number: 1 }],
    };
    expect(await find({ workflow_run: run }, { headSha: SHA })).toEqual({ number: 4, isFork: true });
  });
});

describe('the check run of a gate', () => {
  const annotation = (at: number): Annotation => {
    return { level: 'failure', file: 'a.ts', line: at + 1, title: `rule ${at}`, message: 'slower' };
  };
  const write = async (count: number) => {
    const api = new GitHubApi(await contextOf(), timing());
    return writeCheckRun(api, {
      repository: 'o/r',
      headSha: SHA,
      name: 'Plimsoll: gate',
      externalId: 'gate:1:1:now',
      conclusion: 'failure',
      title: 'x'.repeat(400),
      summary: 's',
      annotations: Array.from({ length: count }, (_, at) => annotation(at)),
      job: undefined,
    });
  };
  const annotations = () => (server.checkRuns[0] as { output: { annotations: unknown[] } }).output.annotations;

  it('takes its annotations 50 at a time', async () => {
    expect(await write(120)).toMatch(/runs\/\d+$/);
    expect(annotations()).toHaveLength(120);
    expect(server.log).toEqual(['checks/create', 'checks/update', 'checks/update']);
  });

  it('is there once, though the answer to creating it was lost', async () => {
    server.troubles.push({ operation: 'checks/create', status: 504, isDone: true });
    await write(60);
    expect(server.checkRuns).toHaveLength(1);
    expect(annotations()).toHaveLength(60);
  });

  it('says which permission it takes', async () => {
    server.rights.delete('check');
    await expect(write(1)).rejects.toMatchObject({ hint: expect.stringMatching(/checks: write/) });
  });
});

describe('what surrounds a job', () => {
  it.each([
    [{}, /GITHUB_REPOSITORY is not set/],
    [{ GITHUB_REPOSITORY: 'o/r/../x' }, /no owner\/name/],
    [{ GITHUB_REPOSITORY: 'o/r' }, /GITHUB_TOKEN is not set/],
    [{ GITHUB_REPOSITORY: 'o/r', GITHUB_TOKEN: 'a\r\nb: c' }, /GITHUB_TOKEN is no token/],
    [{ GITHUB_REPOSITORY: 'o/r', GITHUB_TOKEN: 't', GITHUB_API_URL: 'nowhere' }, /GITHUB_API_URL is no URL/],
    [{ GITHUB_REPOSITORY: 'o/r', GITHUB_TOKEN: 't', GITHUB_EVENT_PATH: '/nowhere.json' }, /GITHUB_EVENT_PATH/],
  ])('%o is told', async (env, message) => {
    await expect(readGitHubContext(env)).rejects.toMatchObject({
      code: 'GITHUB_CONTEXT',
      message: expect.stringMatching(message),
    });
  });

  it('knows where an Enterprise Server has its GraphQL', async () => {
    const env = { GITHUB_REPOSITORY: 'o/r', GITHUB_TOKEN: 't', GITHUB_API_URL: 'https://ghe.corp/api/v3/' };
    expect(await readGitHubContext(env)).toMatchObject({
      apiUrl: 'https://ghe.corp/api/v3',
      graphqlUrl: 'https://ghe.corp/api/graphql',
    });
  });
});
