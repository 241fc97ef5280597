import type { Annotation } from '../../reporters/gate/gate-annotations.ts';
import { cutTo } from '../../reporters/gate/gate-report.ts';
import type { GitHubApi } from './github-api.ts';
import { fieldsOf, numberOf, textOf } from './github-context.ts';
import { type Purpose, UnansweredError } from './github-errors.ts';

export interface CheckRunRequest {
  readonly repository: string;
  readonly headSha: string;
  /** Stable, so that it can be required: `Plimsoll: gate`. */
  readonly name: string;
  /** Names this one publication among others of the same name. */
  readonly externalId: string;
  readonly conclusion: 'success' | 'failure' | 'neutral';
  readonly title: string;
  /** Markdown of at most MOST_OF_A_SUMMARY characters. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly job: string | undefined;
}

/** Of a check run's output, in characters. */
export const MOST_OF_A_SUMMARY = 65_535;

/** GitHub takes so many in a request. */
const BATCH = 50;
const MOST_ANNOTATIONS = 1000;
const MOST_TITLE = 255;
const MOST_MESSAGE = 4000;

const PURPOSE: Purpose = { what: 'the check run', permission: 'checks: write' };

/** Makes a finished check run, and adds its annotations in batches. Returns the address of its page. */
export async function writeCheckRun(api: GitHubApi, request: CheckRunRequest): Promise<string> {
  const { repository } = request;
  const annotations = request.annotations.slice(0, MOST_ANNOTATIONS).map(bodyOf);
  const path = `/repos/${repository}/check-runs`;
  const output = { title: cutTo(request.title, MOST_TITLE), summary: request.summary };
  const body = {
    name: request.name,
    head_sha: request.headSha,
    external_id: request.externalId,
    status: 'completed',
    conclusion: request.conclusion,
    ...(request.job === undefined ? {} : { details_url: request.job }),
    output: { ...output, annotations: annotations.slice(0, BATCH) },
  };
  const created = fieldsOf(await createOnce(api, { request, path, body }));
  const id = numberOf(created.id);
  if (id === undefined) throw new UnansweredError('the check run: GitHub did not say which it is');
  for (let at = BATCH; at < annotations.length; at += BATCH) {
    // Annotations are added to those there are; so a batch whose answer was lost could be there twice, which harms nobody.
    const more = { output: { ...output, annotations: annotations.slice(at, at + BATCH) } };
    await api.request({ method: 'PATCH', path: `${path}/${id}`, body: more, purpose: PURPOSE });
  }
  return textOf(created.html_url);
}

interface Creation {
  readonly request: CheckRunRequest;
  readonly path: string;
  readonly body: unknown;
}

/** Where GitHub did not answer, it may have been made all the same. */
async function createOnce(api: GitHubApi, { request, path, body }: Creation): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await api.request({ method: 'POST', path, body, purpose: PURPOSE });
    } catch (error) {
      if (!(error instanceof UnansweredError) || attempt === ATTEMPTS) throw error;
      const made = await existing(api, request);
      if (made !== undefined) return made;
      await api.backOff(attempt, error);
    }
  }
}

const ATTEMPTS = 3;

async function existing(api: GitHubApi, { repository, headSha, name, externalId }: CheckRunRequest): Promise<unknown> {
  const query = `check_name=${encodeURIComponent(name)}&filter=all&per_page=100`;
  const path = `/repos/${repository}/commits/${headSha}/check-runs?${query}`;
  const { check_runs: runs } = fieldsOf(await api.request({ method: 'GET', path, purpose: PURPOSE }));
  return Array.isArray(runs) ? runs.find((run) => fieldsOf(run).external_id === externalId) : undefined;
}

function bodyOf({ file, line, level, title, message }: Annotation) {
  return {
    path: file,
    start_line: line,
    end_line: line,
    annotation_level: level,
    title: cutTo(title, MOST_TITLE),
    message: cutTo(message === '' ? title : message, MOST_MESSAGE),
  };
}
