import type { RequestTimings } from '../../measure/request-site.ts';
import type { ErrorKind } from '../../model/metrics.ts';
import { type DeadlineEntry, type DeadlineQueue, removeDeadline } from './deadlines.ts';
import type { PreparedRequest } from './request.ts';
import type { HttpResponse, ResponseParts } from './response.ts';

/** Whom an exchange tells that it has ended. */
export interface ExchangeOwner {
  /** Nobody waits for its exchanges any more. */
  readonly isClosed: boolean;
  /** Takes the exchange out of its deadline's queue, or passes the deadline on. */
  ended(exchange: Exchange): void;
  /** The answer's head has come, and its body is taken piece by piece. */
  opened(exchange: Exchange): void;
  /** So many more bytes of such a body have come. */
  received(exchange: Exchange, bytes: number): void;
}

/** What carries an exchange, and can be given up on. */
export interface Carrier {
  /** The remote end, `host:port` or a path, where the settings ask for it. */
  readonly address?: string | undefined;
  /** Stops carrying the exchange, which has failed for a reason of its own; a connection in mid-message is closed. */
  drop(exchange: Exchange): void;
}

/** What all hops of one call have in common. */
export interface ExchangeCall {
  readonly owner: ExchangeOwner;
  readonly onDone: (response: HttpResponse) => void;
  readonly maxBodyBytes: number;
}

/** Kept of the body of an unexpected answer that nobody asked to keep, to be shown. */
const EXCERPT_BYTES = 2048;

/**
 * One request on its way and its answer, from asked to ended: one hop of a chain of redirects. The connection that carries it
 * reports here what comes; times are microseconds of the run's clock.
 */
export class Exchange implements DeadlineEntry, ResponseParts {
  readonly request: PreparedRequest;
  readonly owner: ExchangeOwner;
  /** What is written, as UTF-8 bytes or a latin1 string. */
  wire: Buffer | string;
  carrier: Carrier | undefined;
  /** Continues on a fresh connection after a kept one turned out closed. */
  retried = false;
  ended = false;

  dueUs: number;
  askedUs: number;
  /** Zero in this and the next two stands for not yet. */
  sentUs = 0;
  firstByteUs = 0;
  endUs = 0;
  connectingUs = 0;
  tlsUs = 0;
  /** Sending took longer than one write. */
  sendingUs = 0;
  reused = false;
  /** Waited for a connection. */
  queued = false;
  /** The whole response came in one read. */
  whole = false;

  status = 0;
  head: string | undefined;
  bodyBytes = 0;
  sentBytes = 0;
  receivedBytes = 0;
  error: ErrorKind | undefined;
  errorText: string | undefined;
  readonly onDone: (response: HttpResponse) => void;
  readonly maxBodyBytes: number;
  /** Redirects followed before this hop. */
  redirects = 0;
  /** Counts attempts of a request that is to be retried. */
  attempt = 1;
  /** Answers the digest challenge of the hop before. */
  answersChallenge = false;
  /** The head says more than how the message goes on: a cookie, a place to go to, a challenge. */
  notable = false;
  #keep: number;
  #body: Buffer | undefined;
  #kept = 0;

  deadlineUs = 0;
  queue: DeadlineQueue | undefined;
  before: DeadlineEntry | undefined;
  after: DeadlineEntry | undefined;

  constructor(request: PreparedRequest, call: ExchangeCall, askedUs: number) {
    this.request = request;
    this.owner = call.owner;
    this.onDone = call.onDone;
    this.maxBodyBytes = call.maxBodyBytes;
    this.wire = request.wire;
    this.askedUs = askedUs;
    this.dueUs = askedUs;
    this.#keep = request.keep === 'body' ? Number.POSITIVE_INFINITY : 0;
  }

  /** The next hop or attempt of the same call. */
  next(request: PreparedRequest, askedUs: number): Exchange {
    return this.follow(new Exchange(request, this, askedUs));
  }

  protected follow<E extends Exchange>(next: E): E {
    next.redirects = this.redirects;
    next.attempt = this.attempt;
    return next;
  }

  /** Goes over a connection of its own, outside the pool. */
  get isAlone(): boolean {
    return false;
  }

  /** Nobody wants an answer any more. */
  get isGivenUp(): boolean {
    return this.owner.isClosed;
  }

  get isExpected(): boolean {
    return isWithin(this.status, this.request.expected);
  }

  get url(): string {
    return this.request.origin.key + this.request.path;
  }

  get method(): string {
    return this.request.method;
  }

  get durationUs(): number {
    return this.sentUs === 0 ? 0 : this.endUs - this.sentUs;
  }

  /** Undefined when the response came whole over an open connection: all of it was waiting. */
  get timings(): RequestTimings | undefined {
    if (this.isPlain) return undefined;
    const sentUs = this.sentUs === 0 ? this.endUs : this.sentUs;
    const sending = this.sendingUs;
    const firstUs = this.firstByteUs === 0 ? this.endUs : this.firstByteUs;
    return {
      blocked: sentUs - this.askedUs,
      connecting: this.connectingUs,
      tls: this.tlsUs,
      sending,
      waiting: Math.max(0, firstUs - sentUs - sending),
      receiving: this.endUs - firstUs,
    };
  }

  /** Whole response, open connection, nothing waited for before. */
  get isPlain(): boolean {
    return this.whole && this.reused && this.sendingUs === 0 && !this.queued;
  }

  /** The final head has come; true when it is to be kept. */
  onHead(status: number, notable: boolean): boolean {
    this.status = status;
    this.notable = notable;
    const expected = isWithin(status, this.request.expected);
    if (!expected && this.#keep === 0) this.#keep = EXCERPT_BYTES;
    return notable || !expected || this.request.keep !== 'status';
  }

  keepHead(head: string): void {
    this.head = head;
  }

  /** All that came in one read was handed over, and more is to come. Called last, so that it may act on what came. */
  settle(): void {}

  /** A piece of the body; false when more came than may be kept. */
  onBody(bytes: Buffer, start: number, end: number): boolean {
    this.bodyBytes += end - start;
    if (this.#keep === 0) return true;
    if (this.bodyBytes > this.maxBodyBytes && this.#keep === Number.POSITIVE_INFINITY) return false;
    const length = Math.min(end - start, this.#keep - this.#kept);
    if (length > 0) this.#keepPiece(bytes, start, length);
    return true;
  }

  /** Most bodies come in one piece; many small ones must not become as many objects. */
  #keepPiece(bytes: Buffer, start: number, length: number): void {
    const kept = this.#kept;
    const needed = kept + length;
    let body = this.#body;
    if (body === undefined) body = Buffer.allocUnsafe(needed);
    else if (body.length < needed) {
      const larger = Buffer.allocUnsafeSlow(Math.max(1024, Math.min(needed * 2, this.maxBodyBytes)));
      body.copy(larger, 0, 0, kept);
      body = larger;
    }
    bytes.copy(body, kept, start, start + length);
    this.#body = body;
    this.#kept = needed;
  }

  /** What was kept of the body. */
  get body(): Buffer | undefined {
    if (this.#body !== undefined && this.#body.length > this.#kept) this.#body = this.#body.subarray(0, this.#kept);
    return this.#body;
  }

  /** The response is complete. */
  complete(nowUs: number): void {
    if (this.ended) return;
    this.#end(nowUs);
  }

  fail(kind: ErrorKind, text: string, nowUs: number): void {
    if (this.ended) return;
    this.status = 0;
    this.error = kind;
    this.errorText = text;
    this.#end(nowUs);
  }

  /** Forgets what came so far, to be sent again. */
  restart(): void {
    this.retried = true;
    this.reused = false;
    this.sentUs = 0;
    this.firstByteUs = 0;
    this.sendingUs = 0;
    this.carrier = undefined;
  }

  /** Ends without telling anybody. */
  cancel(): void {
    this.ended = true;
    removeDeadline(this);
  }

  /** Measured as if it had ended the moment it was due to, however late the loop noticed. */
  expire(): void {
    if (this.ended) return;
    this.status = 0;
    this.error = 'timeout';
    this.errorText = `${this.#missing()} within ${this.request.timeoutMs} ms`;
    this.ended = true;
    this.endUs = Math.max(this.deadlineUs, this.sentUs);
    this.carrier?.drop(this);
    this.owner.ended(this);
  }

  #missing(): string {
    if (this.sentUs === 0) return this.queued ? 'no free connection' : 'no connection';
    return this.firstByteUs === 0 ? 'no response' : 'no complete response';
  }

  #end(nowUs: number): void {
    this.ended = true;
    this.endUs = nowUs;
    this.owner.ended(this);
  }
}

function isWithin(status: number, ranges: readonly (readonly [number, number])[]): boolean {
  for (const range of ranges) if (status >= range[0] && status <= range[1]) return true;
  return false;
}
