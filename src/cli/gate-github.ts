import { appendFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MOST_OF_A_SUMMARY, writeCheckRun } from '../channels/github/check-run.ts';
import { writeComment } from '../channels/github/comment.ts';
import { GitHubApi } from '../channels/github/github-api.ts';
import { filesPage, type GitHubContext, jobPage, readGitHubContext } from '../channels/github/github-context.ts';
import { GitHubRefusal } from '../channels/github/github-errors.ts';
import { findPullRequest } from '../channels/github/pull-request.ts';
import { UserError } from '../errors/user-error.ts';
import { annotationsOf, renderAnnotations } from '../reporters/gate/gate-annotations.ts';
import { renderGateJson } from '../reporters/gate/gate-json.ts';
import { MOST_OF_A_COMMENT, markerOf, renderGateMarkdown } from '../reporters/gate/gate-markdown.ts';
import { countsOf, type GateReport, headlineOf } from '../reporters/gate/gate-report.ts';
import { DEFAULT_KEY, type GateOutputOptions } from './options/gate-output-options.ts';
import { printError } from './print-error.ts';
import { writeReport } from './reports.ts';
import type { Terminal } from './terminal.ts';

/** What is told on GitHub, and by whom. */
export interface Telling {
  readonly options: Pick<GateOutputOptions, 'stepSummary' | 'githubComment' | 'commentKey'> &
    Partial<Pick<GateOutputOptions, 'checkRun' | 'json'>>;
  readonly terminal: Terminal;
  /** The decision comes from another workflow, which may be a stranger's. */
  readonly isForeign?: true;
}

/** Longest summary of a step, in bytes; a longer one is dropped whole. */
const MOST_OF_A_STEP = 2 ** 20;
/** Where there is less room than this, nothing worth reading fits. */
const LEAST_OF_A_STEP = 2000;

/** What a job of a fork leaves for a workflow that may comment. */
const LEFT_FOR_COMMENT = 'plimsoll-gate.json';

/** Step summary and annotations where it runs on GitHub, comment and check run where they are asked for. Never throws. */
export async function tellGitHub(report: GateReport, telling: Telling): Promise<void> {
  const { options, terminal } = telling;
  const isOnGitHub = terminal.env.GITHUB_ACTIONS === 'true';
  if (isOnGitHub && options.stepSummary !== 'never' && telling.isForeign === undefined) {
    terminal.stderr.write(renderAnnotations(report));
  }
  await warned(telling, () => writeStepSummary(report, telling));
  if (!options.githubComment && options.checkRun !== true) return;
  await warned(telling, async () => {
    const context = await readGitHubContext(terminal.env);
    const api = new GitHubApi(context);
    if (options.githubComment) await warned(telling, () => comment(report, { ...telling, api, context }));
    if (options.checkRun === true) await warned(telling, () => checkRun(report, { ...telling, api, context }));
  });
}

async function warned({ terminal }: Telling, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const shown = error instanceof UserError ? error : notTold(error);
    printError(shown, { terminal, as: 'warning', verbose: false });
  }
}

function notTold(error: unknown): UserError {
  return new UserError(`GitHub could not be told: ${error instanceof Error ? error.message : error}`, {
    code: 'GITHUB_UNREACHABLE',
    hint: 'the verdict stands; the reports in files have all of it',
    cause: error,
  });
}

async function writeStepSummary(report: GateReport, { options, terminal }: Telling): Promise<void> {
  const { GITHUB_STEP_SUMMARY: file = '', GITHUB_ACTIONS: isOn } = terminal.env;
  const { stepSummary = 'auto' } = options;
  if (stepSummary === 'never' || (stepSummary === 'auto' && (file === '' || isOn !== 'true'))) return;
  if (file === '') {
    throw new UserError('GITHUB_STEP_SUMMARY is not set', {
      code: 'GITHUB_CONTEXT',
      hint: 'GitHub Actions sets it; elsewhere write --markdown FILE',
    });
  }
  const taken = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const room = MOST_OF_A_STEP - taken - 2;
  if (room < LEAST_OF_A_STEP) throw cannotSummarise('it is full: GitHub takes 1 MiB of each step');
  const text = renderGateMarkdown(report, { most: room, of: 'bytes', ...pagesOf(terminal) });
  await appendFile(file, `${taken > 0 ? '\n' : ''}${text}`).catch((cause: unknown) => {
    throw cannotSummarise(cause instanceof Error ? cause.message : String(cause));
  });
}

function cannotSummarise(why: string): UserError {
  return new UserError(`the summary of the step cannot be written: ${why}`, {
    code: 'CANNOT_WRITE_FILE',
    hint: 'give the gate a step of its own, or pass --step-summary never',
  });
}

function pagesOf({ env }: Terminal): { filesAt: string | undefined; job: string | undefined } {
  return { filesAt: filesPage(env), job: jobPage(env) };
}

interface ToldApi extends Telling {
  readonly api: GitHubApi;
  readonly context: GitHubContext;
}

async function comment(report: GateReport, { api, context, options, terminal, isForeign }: ToldApi): Promise<void> {
  const found = await findPullRequest(api, context);
  if (found === undefined) {
    terminal.stderr.write('There is no open pull request of this commit to comment on.\n');
    return;
  }
  // Dependabot's jobs are kept from writing as those of forks are.
  const isReadOnly = found.isFork || terminal.env.GITHUB_ACTOR === 'dependabot[bot]';
  const pullRequest = { ...found, isFork: isReadOnly && isForeign === undefined };
  const key = options.commentKey ?? DEFAULT_KEY;
  const pages = isForeign === undefined ? pagesOf(terminal) : { job: jobPage(terminal.env) };
  const body = renderGateMarkdown(report, { key, most: MOST_OF_A_COMMENT, of: 'characters', ...pages });
  try {
    const request = { repository: context.repository, pullRequest, marker: markerOf(key), body };
    const { action, url } = await writeComment(api, request);
    terminal.stderr.write(`Comment on pull request ${pullRequest.number} ${action}: ${oneLine(url)}\n`);
  } catch (error) {
    const isForbidden = error instanceof GitHubRefusal && error.status === 403 && pullRequest.isFork;
    if (isForbidden && options.json === undefined) await leave(report, terminal);
    throw error;
  }
}

async function leave(report: GateReport, terminal: Terminal): Promise<void> {
  const path = resolve(terminal.cwd, LEFT_FOR_COMMENT);
  await writeReport(path, renderGateJson(report), '--github-comment');
  terminal.stderr.write(`${LEFT_FOR_COMMENT} is left for a workflow that may comment: plimsoll gate publish\n`);
}

async function checkRun(report: GateReport, { api, context, options, terminal }: ToldApi): Promise<void> {
  const { decision } = report;
  if (context.headSha === undefined) {
    throw new UserError('the commit that a check run would be of is not known', {
      code: 'GITHUB_CONTEXT',
      hint: 'GitHub Actions sets GITHUB_SHA; elsewhere set it to the full hash of the commit',
    });
  }
  const key = options.commentKey ?? DEFAULT_KEY;
  const { GITHUB_RUN_ID: runId = '', GITHUB_RUN_ATTEMPT: attempt = '' } = terminal.env;
  const url = await writeCheckRun(api, {
    repository: context.repository,
    headSha: context.headSha,
    name: `Plimsoll: ${key}`,
    externalId: [key, runId, attempt, decision.decidedAt].join(':'),
    conclusion: conclusionOf(report),
    title: `${headlineOf(decision)} (${countsOf(decision)})`,
    summary: renderGateMarkdown(report, { most: MOST_OF_A_SUMMARY, of: 'characters', ...pagesOf(terminal) }),
    annotations: annotationsOf(report),
    job: context.job,
  });
  terminal.stderr.write(`Check run made: ${oneLine(url)}\n`);
}

/** Neutral where nothing could be judged at all, which a required check takes for passed. */
function conclusionOf({ decision: { verdict, reasons } }: GateReport): 'success' | 'failure' | 'neutral' {
  if (verdict === 'failed') return 'failure';
  return reasons.some(({ status }) => status !== 'noisy' && status !== 'skipped') ? 'success' : 'neutral';
}

function oneLine(text: string): string {
  return text.replace(/[^\x21-\x7E]+/g, ' ').slice(0, 500);
}
