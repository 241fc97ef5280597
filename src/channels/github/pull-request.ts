import type { GitHubApi } from './github-api.ts';
import { type Fields, fieldsOf, type GitHubContext, isSha, numberOf, textOf } from './github-context.ts';
import type { Purpose } from './github-errors.ts';

export interface PullRequest {
  readonly number: number;
  /** Its branch lies in another repository. */
  readonly isFork: boolean;
}

/** The open pull request that a job is about; undefined where there is none. */
export async function findPullRequest(api: GitHubApi, context: GitHubContext): Promise<PullRequest | undefined> {
  const named = pullRequestOfEvent(context.event);
  if (named !== undefined) return named;
  const run = fieldsOf(context.event.workflow_run);
  const found = Object.keys(run).length > 0 ? await ofBranch(api, context, run) : await ofCommit(api, context);
  const open = found.filter(({ state, head }) => state === 'open' && fieldsOf(head).sha === context.headSha);
  // The newest, where one commit is the head of several.
  return open.map(pullRequestOf).sort((a, b) => (b?.number ?? 0) - (a?.number ?? 0))[0];
}

/** The pull request that an event is about. */
function pullRequestOfEvent({ pull_request: pull, issue, number }: Fields): PullRequest | undefined {
  if (pull !== undefined && pull !== null) return pullRequestOf({ number, ...fieldsOf(pull) });
  const { number: ofIssue, pull_request: link } = fieldsOf(issue);
  const known = link === undefined ? undefined : numberOf(ofIssue);
  return known === undefined ? undefined : { number: known, isFork: false };
}

/** A job that another workflow's end has started: nothing is taken from that workflow, which may be a stranger's, but its branch and commit. */
function ofBranch(api: GitHubApi, { repository }: GitHubContext, run: Fields): Promise<Fields[]> {
  const owner = textOf(fieldsOf(fieldsOf(run.head_repository).owner).login);
  const branch = textOf(run.head_branch);
  if (owner === '' || branch === '') return Promise.resolve([]);
  const head = encodeURIComponent(`${owner}:${branch}`);
  return listed(api, `/repos/${repository}/pulls?state=open&head=${head}&per_page=100`);
}

function ofCommit(api: GitHubApi, { repository, headSha }: GitHubContext): Promise<Fields[]> {
  if (headSha === undefined || !isSha(headSha)) return Promise.resolve([]);
  return listed(api, `/repos/${repository}/commits/${headSha}/pulls?per_page=100`);
}

async function listed(api: GitHubApi, path: string): Promise<Fields[]> {
  return (await api.list({ path, purpose: LOOKING })).map(fieldsOf);
}

const LOOKING: Purpose = { what: 'the pull request of this commit', permission: 'pull-requests: read' };

function pullRequestOf({ number, head, base }: Fields): PullRequest | undefined {
  const known = numberOf(number);
  if (known === undefined) return undefined;
  const from = textOf(fieldsOf(fieldsOf(head).repo).full_name);
  const to = textOf(fieldsOf(fieldsOf(base).repo).full_name);
  return { number: known, isFork: to !== '' && from.toLowerCase() !== to.toLowerCase() };
}
