import type { GitHubApi } from './github-api.ts';
import { type Fields, fieldsOf, numberOf, textOf } from './github-context.ts';
import { GitHubRefusal, type Purpose, UnansweredError } from './github-errors.ts';
import type { PullRequest } from './pull-request.ts';

export interface CommentRequest {
  readonly repository: string;
  readonly pullRequest: PullRequest;
  /** The first line of every comment that is this one. */
  readonly marker: string;
  /** Begins with the marker. */
  readonly body: string;
}

export interface Commented {
  readonly action: 'created' | 'updated';
  readonly url: string;
}

const ATTEMPTS = 3;

/** Writes a comment, in place of the newest of its own that has the marker. What others wrote is left alone, whatever it holds. */
export async function writeComment(api: GitHubApi, request: CommentRequest): Promise<Commented> {
  const { pullRequest } = request;
  const purpose: Purpose = {
    what: `the comment on pull request ${pullRequest.number}`,
    permission: 'pull-requests: write',
    isFork: pullRequest.isFork,
  };
  const login = await api.login(purpose);
  for (let attempt = 1; ; attempt++) {
    try {
      return await updateOrCreate(api, { ...request, login, purpose });
    } catch (error) {
      // Whether it was written is seen by looking again.
      if (!(error instanceof UnansweredError) || attempt === ATTEMPTS) throw error;
      await api.backOff(attempt, error);
    }
  }
}

type Attempt = CommentRequest & { readonly login: string; readonly purpose: Purpose };

async function updateOrCreate(api: GitHubApi, attempt: Attempt): Promise<Commented> {
  const { repository, pullRequest, body, purpose } = attempt;
  const path = `/repos/${repository}/issues/${pullRequest.number}/comments`;
  const comments = (await api.list({ path: `${path}?per_page=100`, purpose })).map(fieldsOf);
  const own = newest(comments.filter((comment) => isOwn(comment, attempt)));
  const updated = own === undefined ? undefined : await update(api, own, attempt);
  if (updated === undefined) {
    const created = await api.request({ method: 'POST', path, body: { body }, purpose });
    return { action: 'created', url: textOf(fieldsOf(created).html_url) };
  }
  return { action: 'updated', url: textOf(fieldsOf(updated).html_url) };
}

/** Undefined where it was deleted since it was listed. */
async function update(api: GitHubApi, id: number, { repository, body, purpose }: Attempt): Promise<unknown> {
  try {
    return await api.request({
      method: 'PATCH',
      path: `/repos/${repository}/issues/comments/${id}`,
      body: { body },
      purpose,
    });
  } catch (error) {
    if (error instanceof GitHubRefusal && error.status === 404) return undefined;
    throw error;
  }
}

function isOwn({ user, body }: Fields, { login, marker }: Attempt): boolean {
  return textOf(fieldsOf(user).login) === login && textOf(body).trimStart().startsWith(marker);
}

function newest(comments: readonly Fields[]): number | undefined {
  return comments.reduce<number | undefined>((found, { id }) => {
    const known = numberOf(id);
    return known !== undefined && (found === undefined || known > found) ? known : found;
  }, undefined);
}
