import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { type NodeServer, nodeServer } from '../servers/node-server.ts';

type Json = Record<string, unknown>;

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Json }[];
  readonly requestBody?: { readonly schema: Json };
}

const fixture = fileURLToPath(new URL('../fixtures/schemas/github-api.json', import.meta.url));
const { paths } = JSON.parse(readFileSync(fixture, 'utf8')) as { paths: Record<string, Record<string, Operation>> };
const ajv = new Ajv({ strict: false, validateFormats: false, useDefaults: false });

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly operation: Operation;
  readonly body: ValidateFunction | undefined;
}

/** The published description takes unknown fields; here they are mistakes. */
const routes: readonly Route[] = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    operation,
    body: operation.requestBody === undefined ? undefined : ajv.compile(closed(operation.requestBody.schema) as Json),
  })),
);

export interface FakeComment {
  readonly id: number;
  readonly issue: number;
  user: string;
  body: string;
}

/** Something that goes wrong, once, with the next request of this operation. */
export interface Trouble {
  readonly operation: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What was asked for is done all the same. */
  readonly isDone?: true;
  /** Never answered. */
  readonly isSilent?: true;
}

/** GitHub's API as far as a gate needs it: requests are held against the published description, strictly. */
export class GitHubServer {
  readonly comments: FakeComment[] = [];
  readonly checkRuns: Json[] = [];
  pulls: Json[] = [];
  login = 'github-actions[bot]';
  token = 'ghs_secret0123456789';
  /** Elements of a page, at most. */
  pageSize = 100;
  readonly rights = new Set(['comment', 'check']);
  readonly troubles: Trouble[] = [];
  /** `GET issues/list-comments` */
  readonly log: string[] = [];
  /** Everything in which a request was not as described. */
  readonly mistakes: string[] = [];
  #server: NodeServer | undefined;
  #lastId = 1000;

  async start(): Promise<void> {
    this.#server = await nodeServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.mistakes.push(String(error));
        response.destroy();
      });
    });
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  close(): void {
    this.#server?.close();
  }

  comment(user: string, body: string, issue = 7): FakeComment {
    const comment = { id: ++this.#lastId, issue, user, body };
    this.comments.push(comment);
    return comment;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const text = await bodyOf(request);
    const path = url.pathname.replace(/^\/redirected/, '');
    const route = routes.find(({ method, pattern }) => method === request.method && pattern.test(path));
    const operation = path === '/graphql' ? 'graphql' : route?.operation.operationId;
    this.log.push(operation ?? `${request.method} ${path}`);
    this.#checkHeaders(request, text);
    const at = this.troubles.findIndex((trouble) => trouble.operation === operation);
    const trouble = at === -1 ? undefined : this.troubles.splice(at, 1)[0];
    if (trouble?.isSilent) return;
    if (trouble !== undefined && trouble.isDone === undefined) return this.#trouble(response, trouble);
    const answer = this.#route({ route, url, path, text, request });
    if (trouble !== undefined) return this.#trouble(response, trouble);
    const [status, body, headers = {}] = answer;
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }

  #trouble(response: ServerResponse, { status = 502, headers = {}, body = '{"message":"trouble"}' }: Trouble): void {
    response.writeHead(status, headers).end(body);
  }

  #checkHeaders({ headers, method }: IncomingMessage, text: string): void {
    if (headers['user-agent'] === undefined) this.mistakes.push('no user-agent');
    if (headers.accept !== 'application/vnd.github+json') this.mistakes.push(`accept: ${headers.accept}`);
    if (text !== '' && headers['content-type'] !== 'application/json') this.mistakes.push('no content-type');
    if (method === 'GET' && text !== '') this.mistakes.push('a GET with a body');
  }

  #route({ route, url, path, text, request }: Asked): Answer {
    if (request.headers.authorization !== `Bearer ${this.token}`) return [401, { message: 'Bad credentials' }];
    if (path === '/graphql') return [200, { data: { viewer: { login: this.login } } }];
    if (route === undefined) return [404, { message: 'Not Found' }];
    const wrong = this.#wrong(route, url, text);
    if (wrong !== undefined) {
      this.mistakes.push(wrong);
      return [422, { message: 'Validation Failed', errors: [wrong] }];
    }
    const parts = route.pattern.exec(path)?.groups ?? {};
    return this.#carryOut(route.operation.operationId, { parts, url, body: text === '' ? {} : JSON.parse(text) });
  }

  #wrong({ operation, body }: Route, url: URL, text: string): string | undefined {
    const known = operation.parameters.filter((each) => each.in === 'query');
    for (const [name, value] of url.searchParams) {
      const parameter = known.find((each) => each.name === name);
      if (parameter === undefined) return `${operation.operationId} has no parameter ${name}`;
      if (name === 'per_page' && !(Number(value) >= 1 && Number(value) <= 100)) return `per_page=${value}`;
      const { enum: words } = parameter.schema as { enum?: readonly string[] };
      if (words !== undefined && !words.includes(value)) return `${name}=${value}`;
    }
    if (body === undefined) return undefined;
    return body(JSON.parse(text)) ? undefined : `${operation.operationId}: ${ajv.errorsText(body.errors)}`;
  }

  #carryOut(operation: string, { parts, url, body }: Carried): Answer {
    switch (operation) {
      case 'issues/list-comments':
        return this.#page(this.comments.filter(({ issue }) => issue === Number(parts.issue_number)).map(shown), url);
      case 'issues/create-comment':
        return this.#write(body, () => this.comment(this.login, String(body.body), Number(parts.issue_number)));
      case 'issues/update-comment':
        return this.#update(Number(parts.comment_id), body);
      case 'pulls/list': {
        const head = url.searchParams.get('head');
        return this.#page(this.pulls.filter((pull) => `${pull.owner}:${pull.branch}` === head).map(shownPull), url);
      }
      case 'repos/list-pull-requests-associated-with-commit':
        return this.#page(this.pulls.filter(({ sha }) => sha === parts.commit_sha).map(shownPull), url);
      case 'checks/create':
        return this.#createCheck(body);
      case 'checks/update':
        return this.#updateCheck(Number(parts.check_run_id), body);
      case 'checks/list-for-ref':
        return [200, { total_count: this.checkRuns.length, check_runs: this.checkRuns }];
      default:
        return [404, { message: 'Not Found' }];
    }
  }

  #write(body: Json, write: () => FakeComment): Answer {
    if (!this.rights.has('comment')) return [403, { message: 'Resource not accessible by integration' }];
    if ([...String(body.body)].length > 65_536) {
      return [422, { message: 'Validation Failed', errors: ['body is too long (maximum is 65536 characters)'] }];
    }
    return [201, shown(write())];
  }

  #update(id: number, body: Json): Answer {
    const comment = this.comments.find((each) => each.id === id);
    if (comment === undefined) return [404, { message: 'Not Found' }];
    const [status, answer] = this.#write(body, () => Object.assign(comment, { body: String(body.body) }));
    return [status === 201 ? 200 : status, answer];
  }

  #createCheck(body: Json): Answer {
    if (!this.rights.has('check')) return [403, { message: 'Resource not accessible by integration' }];
    const id = ++this.#lastId;
    const check = { ...body, id, html_url: `https://github.com/o/r/runs/${id}` };
    this.checkRuns.push(check);
    return [201, check];
  }

  #updateCheck(id: number, body: Json): Answer {
    const check = this.checkRuns.find((each) => each.id === id) as { output: { annotations: unknown[] } } | undefined;
    if (check === undefined) return [404, { message: 'Not Found' }];
    check.output.annotations.push(...((body.output as { annotations?: unknown[] })?.annotations ?? []));
    return [200, check];
  }

  #page(all: readonly Json[], url: URL): Answer {
    const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), this.pageSize);
    const page = Number(url.searchParams.get('page') ?? 1);
    const last = Math.max(1, Math.ceil(all.length / size));
    const linkTo = (to: number, rel: string) => {
      const at = new URL(url);
      at.searchParams.set('page', String(to));
      return `<${at.href}>; rel="${rel}"`;
    };
    const links = [
      ...(page > 1 ? [linkTo(page - 1, 'prev')] : []),
      ...(page < last ? [linkTo(page + 1, 'next'), linkTo(last, 'last')] : []),
    ];
    return [200, all.slice((page - 1) * size, page * size), links.length === 0 ? {} : { link: links.join(', ') }];
  }
}

type Answer = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

interface Asked {
  readonly route: Route | undefined;
  readonly url: URL;
  readonly path: string;
  readonly text: string;
  readonly request: IncomingMessage;
}

interface Carried {
  readonly parts: Readonly<Record<string, string | undefined>>;
  readonly url: URL;
  readonly body: Json;
}

function shown({ id, issue, user, body }: FakeComment): Json {
  const html = `https://github.com/o/r/pull/${issue}#issuecomment-${id}`;
  return { id, body, user: { login: user, type: user.endsWith('[bot]') ? 'Bot' : 'User' }, html_url: html };
}

function shownPull({ number, state = 'open', sha, owner, branch }: Json): Json {
  const head = { sha, ref: branch, repo: { full_name: `${owner}/r` } };
  return { number, state, head, base: { repo: { full_name: 'o/r' } } };
}

/** The same schema, without room for fields that it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, each]) => [key, key === 'anyOf' ? each : closed(each)] as const);
  const isOpen = 'properties' in schema && !('additionalProperties' in schema);
  return { ...Object.fromEntries(entries), ...(isOpen ? { additionalProperties: false } : {}) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
