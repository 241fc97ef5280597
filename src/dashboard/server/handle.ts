import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AppFiles, isAppPage } from '../app-files.ts';
import { checkOrigin } from './admission.ts';
import type { Answer } from './answer.ts';
import type { Crowd } from './crowd.ts';
import type { EventStreams } from './event-stream.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { type OnBug, problemAnswer } from './problem.ts';
import { readQuery } from './query.ts';
import { checkHost, type Reach } from './reach.ts';
import { readBody } from './read-body.ts';
import type { Route } from './route.ts';
import { findRoute, MethodRefused } from './router.ts';
import { sendAnswer } from './send.ts';
import { invalid, readTarget, type Target } from './target.ts';
import { type TokenGate, tokenRequired } from './token.ts';
import type { Traffic } from './traffic.ts';

export interface Handling {
  readonly routes: readonly Route[];
  readonly app: AppFiles;
  readonly crowd: Crowd;
  readonly streams: EventStreams;
  readonly traffic: Traffic;
  readonly reach: Reach;
  /** Without one, whoever is on this machine may ask. */
  readonly gate: TokenGate | undefined;
  readonly onBug: OnBug;
}

/** Answers one request, whatever it is. */
export async function handle(request: IncomingMessage, response: ServerResponse, handling: Handling): Promise<void> {
  if (!handling.crowd.isPatient(request, response)) {
    request.socket.destroy();
    return;
  }
  const handler = new Handler(request, response, handling);
  response.once('close', () => handling.traffic.count(handler.route, request.method ?? '', response.statusCode));
  try {
    await handler.answer();
  } catch (error) {
    await handler.fail(error);
  }
}

class Handler {
  /** As metrics name it: never what was asked for, of which there are any number. */
  route = 'none';
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #handling: Handling;
  #isPage = false;
  #leave = () => {};

  constructor(request: IncomingMessage, response: ServerResponse, handling: Handling) {
    this.#request = request;
    this.#response = response;
    this.#handling = handling;
  }

  async answer(): Promise<void> {
    const { reach } = this.#handling;
    this.#leave = this.#handling.crowd.enter();
    this.#response.once('close', this.#leave);
    this.#checkFraming();
    checkHost(this.#request.headers.host, this.#request.socket.localAddress, reach);
    const target = readTarget(this.#request.url ?? '');
    const file = this.#handling.app.files.get(target.segments.join('/'));
    this.#isPage = file === undefined && isAppPage(target.segments);
    checkOrigin({ method: this.#method, headers: this.#request.headers, isPage: this.#isPage });
    if (this.#isPage && this.#takesToken(target)) return;
    if (this.#handling.gate?.admits(this.#request.headers) === false) throw tokenRequired();
    if (!this.#isPage && file === undefined) return this.#answerRoute(target);
    this.route = file === undefined ? 'app' : target.path;
    if (this.#method !== 'GET' && this.#method !== 'HEAD') throw new MethodRefused(['GET']);
    this.#refuseBody();
    await (file ?? this.#handling.app.page).send(this.#request, this.#response);
  }

  async fail(error: unknown): Promise<void> {
    const response = this.#response;
    if (response.headersSent || response.destroyed) {
      // Who went away needs no answer; what breaks in the middle of one can't be told any more.
      response.destroy();
      return;
    }
    // Of a body that was refused the rest would be taken for another request.
    if (!this.#request.complete) response.setHeader('connection', 'close');
    const answer = problemAnswer(error, this.#handling.onBug);
    if (answer.status === 401 && this.#isPage) return this.#sendLocked();
    await sendAnswer(this.#request, response, answer);
  }

  get #method(): string {
    return this.#request.method ?? '';
  }

  async #answerRoute(target: Target): Promise<void> {
    if (target.segments.some((segment) => segment.includes('/'))) throw invalid('a slash is part of no name here');
    const { route, params } = findRoute(this.#handling.routes, this.#method, target.segments);
    this.route = route.path;
    const query = readQuery(target.query, route.query);
    if (route.body === undefined) this.#refuseBody();
    const body = route.body === undefined ? undefined : await readBody(this.#request, route.body);
    const accept = this.#request.headers.accept ?? '';
    await this.#send(await route.handle({ params, query, body, accept }));
  }

  async #send(answer: Answer): Promise<void> {
    if (!('open' in answer)) return sendAnswer(this.#request, this.#response, answer);
    // Who has gone by now would never be noticed to go.
    if (this.#response.destroyed) return;
    const { streams } = this.#handling;
    streams.checkRoom();
    if (this.#method === 'HEAD')
      return sendAnswer(this.#request, this.#response, { type: 'text/event-stream', body: '' });
    this.#leave();
    let close = () => {};
    let hasEnded = false;
    const stream = streams.begin(this.#response, this.route, () => {
      hasEnded = true;
      close();
    });
    close = answer.open(stream);
    if (hasEnded) close();
  }

  /** What two servers in a row could read differently is not read at all. */
  #checkFraming(): void {
    const names = this.#request.rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
    const twice = ['host', 'content-length', 'transfer-encoding', 'content-type', 'origin', 'authorization'].find(
      (name) => names.indexOf(name) !== names.lastIndexOf(name),
    );
    if (twice !== undefined) throw invalid(`the header ${twice} is sent twice`);
    if (names.includes('content-length') && names.includes('transfer-encoding'))
      throw invalid('the body has two lengths');
  }

  #refuseBody(): void {
    const { headers } = this.#request;
    if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return;
    throw invalid('this takes no body');
  }

  /** A browser that comes with the token in the URL gets a cookie for it, and is sent to the same page without. */
  #takesToken({ path, query }: Target): boolean {
    const given = query.find(([name]) => name === 'token')?.[1];
    if (given === undefined || (this.#method !== 'GET' && this.#method !== 'HEAD')) return false;
    const { gate } = this.#handling;
    if (gate !== undefined && !gate.is(given)) throw tokenRequired();
    const rest = query.filter(([name]) => name !== 'token');
    const search = rest.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
    this.#leadTo(`${path}${search === '' ? '' : `?${search}`}`, gate?.setCookie());
    return true;
  }

  /**
   * Strict cookies are not sent along where a link of another site leads here, nor behind a redirect from there. A page of this
   * origin that leads on at once makes the next request one of its own.
   */
  #leadTo(url: string, cookie: string | undefined): void {
    this.route = 'app';
    const site = this.#request.headers['sec-fetch-site'];
    const cookies = cookie === undefined ? {} : { 'set-cookie': cookie };
    const head = { ...SECURITY_HEADERS, 'cache-control': 'no-store', ...cookies };
    if (site === undefined || site === 'none' || site === 'same-origin') {
      this.#response.writeHead(303, { ...head, location: url, 'content-length': 0 }).end();
      return;
    }
    const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${forAttribute(url)}"><title>Plimsoll</title>`;
    this.#response.writeHead(200, { ...head, 'content-type': 'text/html; charset=utf-8' }).end(page);
  }

  /** For a browser without the cookie; one that came by a link of another site may have it, and keep it back. */
  #sendLocked(): void {
    const { headers, url = '/' } = this.#request;
    const site = headers['sec-fetch-site'];
    if (
      (site === 'cross-site' || site === 'same-site') &&
      headers['sec-fetch-mode'] === 'navigate' &&
      !/[?&]token=/.test(url)
    ) {
      this.#leadTo(url, undefined);
      return;
    }
    this.#response
      .writeHead(401, {
        ...SECURITY_HEADERS,
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=utf-8',
        'www-authenticate': 'Bearer realm="plimsoll"',
      })
      .end(LOCKED);
  }
}

const LOCKED = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Plimsoll</title></head>
<body><main><h1>This dashboard needs its token</h1><p>Open the URL that <code>plimsoll serve</code> printed: it ends in <code>/?token=…</code>. The browser is known from then on.</p></main></body>
</html>
`;

function forAttribute(url: string): string {
  return url
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
