import type { ClockTimer } from '../../load/clock.ts';
import type { Recorder } from '../../measure/recorder.ts';
import type { RequestSite } from '../../measure/request-site.ts';
import type { HttpSettings } from '../../model/plan.ts';
import type { Connect, ConnectionOwner } from './connection.ts';
import { CookieJar } from './cookie-jar.ts';
import { type Deadlines, passDeadline, removeDeadline } from './deadlines.ts';
import { DigestState } from './digest-state.ts';
import { joinWire } from './encode-body.ts';
import { Exchange, type ExchangeOwner } from './exchange.ts';
import type { Pool } from './pool.ts';
import type { Prepare } from './prepare.ts';
import { type NextHop, redirected } from './redirect.ts';
import { bodyOf, type PreparedRequest } from './request.ts';
import { HttpResponse } from './response.ts';
import type { ResponseMarks } from './response-marks.ts';
import { retryDelayMs } from './retry.ts';
import type { HttpSession, OpenStream, StreamOptions } from './session.ts';
import { BodyStream, StreamExchange } from './stream-exchange.ts';
import { responseText } from './trace.ts';
import type { Target } from './url.ts';

/** What the sessions of one shard share. */
export interface SessionTools {
  readonly settings: HttpSettings;
  readonly target: Target | undefined;
  readonly recorder: Recorder;
  readonly prepare: Prepare;
  readonly deadlines: Deadlines;
  readonly nowUs: () => number;
  /** Milliseconds since 1970, for cookies. */
  readonly wallMs: () => number;
  readonly soon: (run: () => void) => void;
  readonly at: (atUs: number, run: () => void) => ClockTimer;
  /** For connections outside the pool. */
  readonly connect: Connect;
  readonly marks: ResponseMarks | undefined;
  readonly random: () => number;
  readonly mask: (text: string) => string;
  /** Told of every exchange that has ended; then heads and bodies are kept for it. */
  readonly trace?: (exchange: Exchange) => void;
}

const EXCERPT_CHARACTERS = 1024;

/** The HTTP of one user over a pool of its own or a shared one: cookies, redirects, digest answers, and all measuring. */
export class UserSession implements HttpSession, ExchangeOwner {
  readonly #tools: SessionTools;
  readonly #pool: Pool;
  readonly #ownsPool: boolean;
  #jar: CookieJar | undefined;
  /** By origin. */
  #digests: Map<string, DigestState> | undefined;
  #streams: Set<BodyStream> | undefined;
  /** Of attempts to come. */
  #timers: Set<ClockTimer> | undefined;
  #closed = false;

  constructor(tools: SessionTools, pool: Pool, ownsPool: boolean) {
    this.#tools = tools;
    this.#pool = pool;
    this.#ownsPool = ownsPool;
    this.#fillJar();
  }

  get cookies(): CookieJar {
    this.#jar ??= new CookieJar();
    return this.#jar;
  }

  send(request: PreparedRequest, dueUs: number, onDone: (response: HttpResponse) => void): void {
    const { nowUs, settings } = this.#tools;
    const call = { owner: this, onDone, maxBodyBytes: settings.maxBodyBytes };
    const exchange = new Exchange(request, call, nowUs());
    // NaN: due now.
    if (dueUs < exchange.askedUs) exchange.dueUs = dueUs;
    this.#dispatch(exchange);
  }

  stream(request: PreparedRequest, { dueUs, idleMs, taker, onDone }: StreamOptions): OpenStream {
    const { nowUs, settings, deadlines } = this.#tools;
    this.#streams ??= new Set();
    const streams = this.#streams;
    const stream = new BodyStream({ taker, idleMs, nowUs, deadlines, onOver: (over) => streams.delete(over) });
    streams.add(stream);
    const refused = (response: HttpResponse) => {
      stream.close();
      onDone(response);
    };
    const call = { owner: this, onDone: refused, maxBodyBytes: settings.maxBodyBytes };
    const exchange = new StreamExchange(request, call, nowUs(), stream);
    if (dueUs < exchange.askedUs) exchange.dueUs = dueUs;
    this.#dispatch(exchange);
    return stream;
  }

  endIteration(): void {
    const { keepCookies, reuse } = this.#tools.settings;
    if (!keepCookies && this.#jar !== undefined) {
      this.#jar = undefined;
      this.#fillJar();
    }
    this.#digests = undefined;
    if (reuse === 'iteration' && this.#ownsPool) this.#pool.reset();
  }

  close(): void {
    this.#closed = true;
    for (const stream of this.#streams ?? []) stream.drop();
    for (const timer of this.#timers ?? []) timer.cancel();
    if (this.#ownsPool) this.#pool.close();
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  ended(exchange: Exchange): void {
    if (this.#closed) {
      removeDeadline(exchange);
      return;
    }
    const isNotable = exchange.notable && exchange.error === undefined;
    const response = new HttpResponse(exchange);
    const step = isNotable ? this.#stepAfter(exchange, response) : undefined;
    this.#measure(exchange, step !== undefined);
    this.#tools.trace?.(exchange);
    if (isNotable) this.#storeCookies(response, exchange.request);
    if (step === undefined) {
      removeDeadline(exchange);
      if (exchange.request.retry === undefined || !this.#tryAgain(exchange, response)) exchange.onDone(response);
    } else {
      const next = this.#follow(exchange, step);
      // One timeout for all hops.
      passDeadline(exchange, next);
      this.#dispatch(next);
    }
  }

  opened(exchange: Exchange): void {
    removeDeadline(exchange);
    this.#measure(exchange, false);
    this.#tools.trace?.(exchange);
    if (exchange.notable) this.#storeCookies(new HttpResponse(exchange), exchange.request);
  }

  received(exchange: Exchange, bytes: number): void {
    this.#siteOf(exchange).status(exchange.status).bytes(0, bytes);
  }

  /** Sends the request again after a pause, where its policy says so. */
  #tryAgain(exchange: Exchange, response: HttpResponse): boolean {
    const { random: chance, wallMs, nowUs, at } = this.#tools;
    const { request, attempt } = exchange;
    if (request.retry === undefined) return false;
    const delayMs = retryDelayMs(request.retry, { response, attempt, chance, wallMs });
    if (delayMs === undefined) return false;
    this.#timers ??= new Set();
    const timers = this.#timers;
    const timer = at(nowUs() + delayMs * 1000, () => {
      timers.delete(timer);
      if (exchange.isGivenUp) return;
      request.site.retried();
      const next = exchange.next(request, nowUs());
      next.attempt++;
      this.#dispatch(next);
    });
    timers.add(timer);
    return true;
  }

  #fillJar(): void {
    const { settings, target, wallMs } = this.#tools;
    if (target === undefined) return;
    for (const name in settings.cookies) {
      this.cookies.set(target, { name, value: settings.cookies[name] as string }, wallMs());
    }
  }

  #dispatch(exchange: Exchange): void {
    const { request } = exchange;
    if (request.error !== undefined) {
      const { kind, text } = request.error;
      this.#tools.soon(() => exchange.fail(kind, text, this.#tools.nowUs()));
      return;
    }
    if (this.#jar !== undefined || request.digest !== undefined) this.#personalise(exchange);
    if (exchange.queue === undefined) this.#tools.deadlines.add(exchange, request.timeoutMs, exchange.askedUs);
    if (!exchange.isAlone) this.#pool.send(exchange);
    else this.#tools.connect(request.origin, NO_OWNER).open(exchange);
  }

  /** Adds what only this user sends: its cookies, its answer to a challenge. */
  #personalise(exchange: Exchange): void {
    const { request } = exchange;
    const held = this.#jar?.headerFor(request, this.#tools.wallMs()) ?? '';
    const digest = this.#digests?.get(request.origin.key);
    const authorization = digest?.authorization(request, this.#tools.random) ?? '';
    if (held === '' && authorization === '') return;
    const cookies = request.cookies === '' ? held : held === '' ? request.cookies : `${request.cookies}; ${held}`;
    const head = `${request.head}${authorization}${cookies === '' ? '' : `cookie: ${cookies}\r\n`}`;
    exchange.wire = joinWire(head, { bytes: bodyOf(request), length: request.bodyLength });
  }

  /** The challenge of a 401 that this user can answer, and has not just answered. */
  #challengeIn(exchange: Exchange, response: HttpResponse): DigestState | undefined {
    if (exchange.status !== 401 || exchange.request.digest === undefined || exchange.answersChallenge) return undefined;
    return DigestState.from(response);
  }

  /** What an answer that is not the last asks for: a digest to be sent, or another place to be gone to. */
  #stepAfter(exchange: Exchange, response: HttpResponse): DigestState | NextHop | undefined {
    const challenge = this.#challengeIn(exchange, response);
    if (challenge !== undefined) return challenge;
    if (exchange.redirects >= exchange.request.maxRedirects) return undefined;
    return redirected(exchange, response.header('location'));
  }

  #follow(exchange: Exchange, step: DigestState | NextHop): Exchange {
    const { request } = exchange;
    if (step instanceof DigestState) {
      this.#digests ??= new Map();
      this.#digests.set(request.origin.key, step);
      const next = exchange.next(request, this.#tools.nowUs());
      next.answersChallenge = true;
      return next;
    }
    const to = 'error' in step ? nowhere(request, step.error) : this.#tools.prepare(step.input);
    const next = exchange.next(to, this.#tools.nowUs());
    next.redirects++;
    return next;
  }

  #storeCookies(response: HttpResponse, request: PreparedRequest): void {
    const lines = response.header('set-cookie');
    if (lines === undefined) return;
    for (const cookie of lines.split('\n')) this.cookies.store(request, cookie, this.#tools.wallMs());
  }

  #siteOf(exchange: Exchange): RequestSite {
    const { marks } = this.#tools;
    return marks === undefined ? exchange.request.site : marks.siteOf(exchange);
  }

  /** The 401 that starts a digest dialogue and a redirect that is followed are steps on the way, and no failures. */
  #measure(exchange: Exchange, isStep: boolean): void {
    const site = this.#siteOf(exchange);
    const responseUs = exchange.endUs - exchange.dueUs;
    this.#tools.recorder.lastResponseUs = exchange.endUs;
    if (exchange.error !== undefined) {
      const leaf = site.failure(exchange.error);
      leaf.incomplete(responseUs);
      leaf.bytes(exchange.sentBytes, exchange.receivedBytes);
      this.#recordFailure(exchange, exchange.error, exchange.errorText ?? '');
      return;
    }
    this.#tools.marks?.countCache(exchange, site);
    const leaf = site.status(exchange.status);
    if (!exchange.isPlain) leaf.complete(exchange.timings as NonNullable<Exchange['timings']>, responseUs);
    else if (exchange.dueUs === exchange.askedUs) leaf.prompt(exchange.endUs - exchange.sentUs);
    else leaf.whole(exchange.endUs - exchange.sentUs, responseUs);
    leaf.bytes(exchange.sentBytes, exchange.receivedBytes);
    if (exchange.isExpected || isStep) return;
    leaf.unexpected();
    this.#recordFailure(exchange, `status ${exchange.status}`, `answered with status ${exchange.status}`);
  }

  #recordFailure(exchange: Exchange, kind: string, text: string): void {
    const { recorder, mask } = this.#tools;
    const { request } = exchange;
    recorder.error(kind, request.site.key.name, () => {
      const sent =
        typeof exchange.wire === 'string' ? exchange.wire : exchange.wire.toString('utf8', 0, EXCERPT_CHARACTERS);
      return {
        text: mask(`${request.method} ${request.origin.key}${request.path}: ${text}`),
        request: mask(sent.slice(0, EXCERPT_CHARACTERS)),
        response: mask(responseText(exchange, EXCERPT_CHARACTERS)),
      };
    });
  }
}

/** Of a connection that serves one answer and is closed. */
const NO_OWNER: ConnectionOwner = {
  idle: (connection) => connection.close(),
  closed: () => {},
};

/** Stands for the request that a redirect without a place to go to asks for. */
function nowhere(request: PreparedRequest, text: string): PreparedRequest {
  return { ...request, error: { kind: 'malformed', text } };
}
