/**
 * github/ tells GitHub what a gate decided: a comment on the pull request that updates itself, and a check run. What surrounds
 * the job comes in as environment variables (github-context.ts), what is to be said as finished text; nothing here knows of
 * verdicts. Only the event and GitHub's answers say which pull request is meant, never a file that a build may have written.
 */

import { readFile } from 'node:fs/promises';
import { UserError } from '../../errors/user-error.ts';

type Env = Readonly<Record<string, string | undefined>>;
export type Fields = Readonly<Record<string, unknown>>;

/** What a job of GitHub Actions knows of itself. */
export interface GitHubContext {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly serverUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly token: string;
  readonly eventName: string;
  readonly event: Fields;
  /** The commit that the job is about: of a pull request its head, not the merge that was measured. */
  readonly headSha: string | undefined;
  /** The job's own page. */
  readonly job: string | undefined;
}

/** Reads what GitHub Actions sets; GITHUB_TOKEN has to be passed on by the workflow. */
export async function readGitHubContext(env: Env): Promise<GitHubContext> {
  const repository = env.GITHUB_REPOSITORY ?? '';
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new UserError(
      repository === '' ? 'GITHUB_REPOSITORY is not set' : `GITHUB_REPOSITORY is no owner/name: '${repository}'`,
      { code: 'GITHUB_CONTEXT', hint: 'GitHub Actions sets it; elsewhere set it to owner/name, and GITHUB_SHA too' },
    );
  }
  const token = env.GITHUB_TOKEN ?? '';
  if (!/^[\x21-\x7E]+$/.test(token)) {
    throw new UserError(token === '' ? 'GITHUB_TOKEN is not set' : 'GITHUB_TOKEN is no token', {
      code: 'GITHUB_CONTEXT',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's workflows.
      hint: 'pass it on in the step: env: { GITHUB_TOKEN: ${{ github.token }} }',
    });
  }
  const event = await readEvent(env.GITHUB_EVENT_PATH);
  const apiUrl = baseUrl('GITHUB_API_URL', env.GITHUB_API_URL ?? 'https://api.github.com');
  return {
    apiUrl,
    graphqlUrl: baseUrl('GITHUB_GRAPHQL_URL', env.GITHUB_GRAPHQL_URL ?? graphqlBeside(apiUrl)),
    serverUrl: baseUrl('GITHUB_SERVER_URL', env.GITHUB_SERVER_URL ?? 'https://github.com'),
    repository,
    token,
    eventName: env.GITHUB_EVENT_NAME ?? '',
    event,
    headSha: headShaOf(event, env),
    job: jobPage(env),
  };
}

/** The page of the job that surrounds this process, where there is one. */
export function jobPage(env: Env): string | undefined {
  const { GITHUB_SERVER_URL: server = '', GITHUB_REPOSITORY: repository = '', GITHUB_RUN_ID: id = '' } = env;
  const isKnown = /^https?:\/\/[\w.:-]+$/.test(server) && /^[\w.-]+\/[\w.-]+$/.test(repository) && /^\d+$/.test(id);
  return isKnown ? `${server}/${repository}/actions/runs/${id}` : undefined;
}

/** Where the files of the measured commit are shown, where that is known. */
export function filesPage(env: Env): string | undefined {
  const { GITHUB_SERVER_URL: server = '', GITHUB_REPOSITORY: repository = '', GITHUB_SHA: sha = '' } = env;
  const isKnown = /^https?:\/\/[\w.:-]+$/.test(server) && /^[\w.-]+\/[\w.-]+$/.test(repository) && isSha(sha);
  return isKnown ? `${server}/${repository}/blob/${sha}` : undefined;
}

/** What GitHub says the job was started by. */
async function readEvent(path: string | undefined): Promise<Fields> {
  if (path === undefined || path === '') return {};
  try {
    return fieldsOf(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new UserError(`GITHUB_EVENT_PATH cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      code: 'GITHUB_CONTEXT',
      hint: 'GitHub Actions sets it to a file with the event; in a container that file has to be mounted',
      cause,
    });
  }
}

/** An object's fields; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

export function isSha(text: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(text);
}

function headShaOf(event: Fields, env: Env): string | undefined {
  const { pull_request: pull, workflow_run: run } = event;
  const candidates = [fieldsOf(fieldsOf(pull).head).sha, fieldsOf(run).head_sha, env.GITHUB_SHA].map(textOf);
  return candidates.find(isSha);
}

/** As Enterprise Server has it: `/api/graphql` beside `/api/v3`. */
function graphqlBeside(apiUrl: string): string {
  return apiUrl.endsWith('/api/v3') ? `${apiUrl.slice(0, -'/v3'.length)}/graphql` : `${apiUrl}/graphql`;
}

function baseUrl(name: string, given: string): string {
  const isUrl = /^https?:\/\//i.test(given) && URL.canParse(given);
  if (isUrl) return given.replace(/\/+$/, '');
  throw new UserError(`${name} is no URL: '${given}'`, {
    code: 'GITHUB_CONTEXT',
    hint: 'such as https://api.github.com, or https://HOST/api/v3 of an Enterprise Server',
  });
}
