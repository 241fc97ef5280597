import { UserError } from '../../errors/user-error.ts';
import type { GitHubContext } from './github-context.ts';
import { type Purpose, refusal, UnansweredError } from './github-errors.ts';

/** Time, which tests move by hand. */
export interface Timing {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Of one request. */
  readonly timeoutMs: number;
  /** All that is done and waited for together may take so long. */
  readonly budgetMs: number;
}

const REAL_TIME: Timing = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  timeoutMs: 20_000,
  budgetMs: 120_000,
};

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** From the base of the API, with a slash, or a whole URL of it. */
  readonly path: string;
  readonly body?: unknown;
  readonly purpose: Purpose;
  /** Of a POST that changes nothing. */
  readonly mayRepeat?: true;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
}

const ATTEMPTS = 4;
const MOST_REDIRECTS = 3;
const MOST_PAGES = 300;
const MOST_BYTES = 64 * 2 ** 20;
/** What GitHub asks for after a secondary rate limit that does not say. */
const SECONDARY_MS = 60_000;

/** GitHub's REST API, as far as it is needed: retries, rate limits, pages; the token goes to its own host alone and into no message. */
export class GitHubApi {
  readonly #context: GitHubContext;
  readonly #timing: Timing;
  readonly #endsAt: number;

  constructor(context: GitHubContext, timing: Timing = REAL_TIME) {
    this.#context = context;
    this.#timing = timing;
    this.#endsAt = timing.now() + timing.budgetMs;
  }

  /** The parsed answer. What was asked for by POST is repeated only if it surely was not done. */
  async request(request: ApiRequest): Promise<unknown> {
    return (await this.#answered(request)).data;
  }

  /** Every element of a list, page by page. */
  async list(request: Omit<ApiRequest, 'method' | 'body'>): Promise<unknown[]> {
    const all: unknown[] = [];
    let path: string | undefined = request.path;
    for (let page = 0; path !== undefined && page < MOST_PAGES; page++) {
      const { data, headers } = await this.#answered({ ...request, path, method: 'GET' });
      if (Array.isArray(data)) all.push(...data);
      path = nextPage(headers.get('link'));
    }
    return all;
  }

  /** The login that comments are made by. */
  async login(purpose: Purpose): Promise<string> {
    const body = { query: 'query { viewer { login } }' };
    try {
      const answer = await this.request({
        method: 'POST',
        path: this.#context.graphqlUrl,
        body,
        purpose,
        mayRepeat: true,
      });
      const login = (answer as { data?: { viewer?: { login?: unknown } } } | null)?.data?.viewer?.login;
      if (typeof login === 'string' && login !== '') return login;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
    return ACTIONS_LOGIN;
  }

  /** Waits before another attempt, longer each time; throws the reason where no time is left. */
  async backOff(attempt: number, reason: Error): Promise<void> {
    const ms = BACKOFF_MS * 2 ** (attempt - 1);
    if (this.#timing.now() + ms > this.#endsAt) throw reason;
    await this.#timing.sleep(ms);
  }

  async #answered(request: ApiRequest): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt(request);
      if (!(outcome instanceof Error)) {
        const waitMs = this.#rateLimitMs(outcome, attempt);
        if (waitMs === undefined) return this.#accepted(outcome, request);
        await this.#waitForLimit(waitMs, { attempt, request });
        continue;
      }
      // Reading and setting may be repeated; what creates may have been done.
      const mayRepeat = request.method !== 'POST' || request.mayRepeat === true;
      if (!mayRepeat || attempt >= ATTEMPTS) throw outcome;
      await this.backOff(attempt, outcome);
    }
  }

  async #attempt(request: ApiRequest): Promise<Answer | UnansweredError> {
    const { what } = request.purpose;
    try {
      const answer = await this.#send(request);
      if (answer.status < 500) return answer;
      return new UnansweredError(`${what}: GitHub answered ${answer.status}`);
    } catch (error) {
      if (error instanceof UserError) throw error;
      return new UnansweredError(this.#hidden(`${what}: ${reasonOf(error)}`));
    }
  }

  async #send({ method, path, body, purpose }: ApiRequest): Promise<Answer> {
    let url = path.startsWith('/') ? `${this.#context.apiUrl}${path}` : path;
    for (let redirects = 0; ; redirects++) {
      this.#refuseForeign(url, purpose);
      const response = await fetch(url, {
        method,
        headers: this.#headers(body !== undefined),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#timing.timeoutMs),
      });
      const location = response.headers.get('location');
      if (!REDIRECTS.has(response.status) || location === null) return read(response);
      await response.body?.cancel();
      if (redirects === MOST_REDIRECTS) throw new Error(`more than ${MOST_REDIRECTS} redirects`);
      // GitHub wants the same request at the new place, whatever it was.
      url = new URL(location, url).href;
    }
  }

  #headers(hasBody: boolean): Record<string, string> {
    return {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${this.#context.token}`,
      'user-agent': 'plimsoll',
      'x-github-api-version': '2022-11-28',
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    };
  }

  #refuseForeign(url: string, { what }: Purpose): void {
    const origins = [this.#context.apiUrl, this.#context.graphqlUrl].map((each) => new URL(each).origin);
    if (URL.canParse(url) && origins.includes(new URL(url).origin)) return;
    throw new UserError(`${what}: GitHub pointed to another host, which is not given the token: ${url.slice(0, 200)}`, {
      code: 'GITHUB_UNREACHABLE',
      hint: 'set GITHUB_API_URL to where the API is',
    });
  }

  #accepted(answer: Answer, { purpose }: ApiRequest): Answer {
    if (answer.status >= 200 && answer.status < 300) return answer;
    const refused = refusal(answer.status, answer.data, purpose);
    refused.message = this.#hidden(refused.message);
    throw refused;
  }

  /** How long GitHub asks to wait; undefined where it does not. */
  #rateLimitMs({ status, headers, data }: Answer, attempt: number): number | undefined {
    if (status !== 403 && status !== 429) return undefined;
    const after = Number(headers.get('retry-after') ?? Number.NaN);
    if (after >= 0) return Math.max(after * 1000, BACKOFF_MS);
    const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
    if (headers.get('x-ratelimit-remaining') === '0' && Number.isFinite(reset)) {
      return Math.max(reset * 1000 - this.#timing.now(), 0) + BACKOFF_MS;
    }
    const { message } = (data ?? {}) as { message?: unknown };
    const isSecondary = status === 429 || (typeof message === 'string' && /rate limit|abuse/i.test(message));
    return isSecondary ? SECONDARY_MS * 2 ** (attempt - 1) : undefined;
  }

  async #waitForLimit(waitMs: number, { attempt, request }: { attempt: number; request: ApiRequest }): Promise<void> {
    const isTooLong = this.#timing.now() + waitMs > this.#endsAt;
    if (attempt < ATTEMPTS && !isTooLong) return this.#timing.sleep(waitMs);
    throw new UserError(
      `${request.purpose.what}: GitHub's rate limit is used up for another ${Math.ceil(waitMs / 1000)} s`,
      {
        code: 'GITHUB_RATE_LIMIT',
        hint: 'run the job again later, or let fewer jobs talk to GitHub; the verdict stands',
      },
    );
  }

  #hidden(text: string): string {
    return text.replaceAll(this.#context.token, '***');
  }
}

/** Whose comments are, that are made with a job's own token. */
const ACTIONS_LOGIN = 'github-actions[bot]';
const BACKOFF_MS = 1000;
const REDIRECTS = new Set([301, 302, 307, 308]);

async function read(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await boundedText(response);
  const isRight = status >= 200 && status < 300;
  if (text === '' && status !== 200 && status !== 201) return { status, headers, data: undefined };
  try {
    return { status, headers, data: JSON.parse(text) };
  } catch {
    if (isRight) throw new Error('the answer is no JSON');
    return { status, headers, data: undefined };
  }
}

async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) throw new Error(`the answer is longer than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** `<https://…?page=2>; rel="next", <…>; rel="last"` */
function nextPage(link: string | null): string | undefined {
  return /<([^>]*)>\s*;[^,<]*\brel="?next"?/.exec(link ?? '')?.[1];
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'GitHub did not answer in time';
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`;
}
