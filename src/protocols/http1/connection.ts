import type { Socket } from 'node:net';
import type { ErrorKind } from '../../model/metrics.ts';
import type { Connection, ConnectionOwner } from '../http/connection.ts';
import { type DeadlineEntry, type DeadlineQueue, type Deadlines, removeDeadline } from '../http/deadlines.ts';
import type { Carrier, Exchange } from '../http/exchange.ts';
import type { Origin } from '../http/url.ts';
import { ChunkedBody } from './chunked-body.ts';
import type { Dial, DialHandlers } from './dial.ts';
import { HeadStash } from './head-stash.ts';
import { Head, INCOMPLETE, MALFORMED, parseHead } from './parse-head.ts';

/** What all connections of a shard share. */
export interface ConnectionTools {
  readonly nowUs: () => number;
  readonly deadlines: Deadlines;
  readonly dial: Dial;
  readonly connectTimeoutMs: number;
  /** 0 for none. */
  readonly firstByteTimeoutMs: number;
  readonly maxHeaderBytes: number;
  /** Requests go through with `connection: close`. */
  readonly once: boolean;
  readonly onOpened: () => void;
  /** Connections know the address they lead to. */
  readonly keepsAddress: boolean;
}

type Phase = 'new' | 'opening' | 'idle' | 'head' | 'length' | 'chunked' | 'until-close' | 'closed';

/** So many interim (1xx) responses before the final one are taken for an endless stream of them. */
const MAX_INTERIM = 100;
/** Smaller requests are taken by the kernel as they are written. */
const SENT_WHOLE_BYTES = 16 * 1024;
const FAREWELL_US = 1_000_000;

/** One keep-alive HTTP/1.1 connection. Responses are parsed where they lie in the read buffer that all connections share. */
export class Http1Connection implements Connection, Carrier, DeadlineEntry, DialHandlers {
  readonly origin: Origin;
  freshUntilUs = Number.POSITIVE_INFINITY;
  readonly #tools: ConnectionTools;
  readonly #owner: ConnectionOwner;
  #socket: Socket | undefined;
  #exchange: Exchange | undefined;
  #phase: Phase = 'new';
  /** A head that has not come whole yet. */
  #stash: HeadStash | undefined;
  #remaining = 0;
  #interim = 0;
  #keepAlive = true;
  /** How long the server keeps the connection while it is idle; negative where it does not say. */
  #keptUs = -1;
  /** A long request is still being written. */
  #isSending = false;
  #chunked: ChunkedBody | undefined;
  address: string | undefined;

  deadlineUs = 0;
  queue: DeadlineQueue | undefined;
  before: DeadlineEntry | undefined;
  after: DeadlineEntry | undefined;

  constructor(origin: Origin, owner: ConnectionOwner, tools: ConnectionTools) {
    this.origin = origin;
    this.#owner = owner;
    this.#tools = tools;
  }

  open(exchange: Exchange): void {
    this.#exchange = exchange;
    exchange.carrier = this;
    this.#phase = 'opening';
    this.#tools.deadlines.add(this, this.#tools.connectTimeoutMs, this.#tools.nowUs());
    this.#tools.dial(this.origin, this);
  }

  start(exchange: Exchange): void {
    this.#exchange = exchange;
    exchange.carrier = this;
    exchange.reused = true;
    this.#send(exchange);
  }

  retire(): void {
    this.#keepAlive = false;
  }

  close(): void {
    this.#exchange?.cancel();
    this.#shut();
  }

  /** The exchange has timed out: what comes after belongs to nobody. */
  drop(_exchange: Exchange): void {
    this.#gone();
  }

  /** Connecting, or the first byte, has taken too long. */
  expire(): void {
    const { connectTimeoutMs, firstByteTimeoutMs } = this.#tools;
    const opening = this.#phase === 'opening';
    this.#fail(
      'timeout',
      opening ? `no connection within ${connectTimeoutMs} ms` : `no first byte within ${firstByteTimeoutMs} ms`,
    );
  }

  get isWanted(): boolean {
    return this.#phase === 'opening';
  }

  dialed(socket: Socket): void {
    this.#socket = socket;
  }

  opened(connectingUs: number, tlsUs: number): void {
    const exchange = this.#exchange;
    if (this.#phase !== 'opening' || exchange === undefined) return;
    removeDeadline(this);
    this.#tools.onOpened();
    if (this.#tools.keepsAddress) this.address = addressOf(this.#socket as Socket, this.origin);
    exchange.connectingUs = connectingUs;
    exchange.tlsUs = tlsUs;
    const keepAlive = this.#keepAlive;
    this.#send(exchange);
    // Retired while it was being opened.
    if (!keepAlive) this.#keepAlive = false;
  }

  failed(kind: ErrorKind, text: string): void {
    if (this.#phase === 'closed') return;
    if (this.#isUnanswered()) this.#retryElsewhere();
    else this.#fail(kind, text);
  }

  /** The server has ended its side, or the socket is gone. */
  ended(): void {
    if (this.#phase === 'closed') return;
    if (this.#phase === 'until-close') this.#complete(this.#tools.nowUs(), false);
    else if (this.#isUnanswered()) this.#retryElsewhere();
    else if (this.#exchange !== undefined) this.#fail('closed', this.#describeCut());
    else this.#gone();
  }

  /** Bytes have come, `length` of them at the start of `bytes`. */
  read(length: number, bytes: Buffer): void {
    const exchange = this.#exchange;
    if (exchange === undefined) {
      // Nothing was asked: an answer too many, or a farewell.
      if (this.#phase !== 'closed') this.#gone();
      return;
    }
    const now = this.#tools.nowUs();
    exchange.receivedBytes += length;
    const first = exchange.firstByteUs === 0;
    if (first) exchange.firstByteUs = now;
    let position = 0;
    if (this.#phase === 'head') {
      position = this.#readHead(bytes, length, now);
      // Failed, or more of the head is to come.
      if (position < 0) return;
    }
    if (this.#readBody(exchange, bytes, position, length)) this.#complete(now, first);
    else exchange.settle();
  }

  #send(exchange: Exchange): void {
    const socket = this.#socket as Socket;
    const { nowUs, firstByteTimeoutMs, deadlines, once } = this.#tools;
    const now = nowUs();
    this.#phase = 'head';
    this.#keepAlive = !once;
    this.#interim = 0;
    exchange.sentUs = now;
    const { wire } = exchange;
    exchange.sentBytes = wire.length;
    if (typeof wire === 'string') socket.write(wire, 'latin1');
    else if (wire.length <= SENT_WHOLE_BYTES) socket.write(wire);
    else {
      this.#sendLong(socket, wire, exchange);
      return;
    }
    if (firstByteTimeoutMs > 0) deadlines.add(this, firstByteTimeoutMs, now);
  }

  /** A long request counts as sent when the kernel has taken all of it; only then is its answer waited for. */
  #sendLong(socket: Socket, wire: Buffer, exchange: Exchange): void {
    this.#isSending = true;
    socket.write(wire, () => {
      this.#isSending = false;
      if (this.#exchange !== exchange || exchange.firstByteUs !== 0) return;
      const now = this.#tools.nowUs();
      exchange.sendingUs = now - exchange.sentUs;
      this.#awaitFirstByte(now);
    });
  }

  #awaitFirstByte(now: number): void {
    const { firstByteTimeoutMs, deadlines } = this.#tools;
    if (firstByteTimeoutMs > 0) deadlines.add(this, firstByteTimeoutMs, now);
  }

  /** The position after the final head in `bytes`, or -1 while it is incomplete or when the exchange has failed. */
  #readHead(bytes: Buffer, length: number, now: number): number {
    const stash = this.#stash;
    if (stash === undefined) return this.#readHeads(bytes, length, now);
    const stashed = stash.length;
    stash.append(bytes.subarray(0, length));
    if (!stash.isWorthReading(length) && stash.length <= this.#tools.maxHeaderBytes) return -1;
    const next = this.#readHeads(stash.bytes, stash.length, now);
    return next < 0 ? -1 : next - stashed;
  }

  /** Passes over interim heads. What is left of an incomplete one is kept. */
  #readHeads(bytes: Buffer, end: number, now: number): number {
    let start = 0;
    for (;;) {
      const next = parseHead(bytes, start, end, HEAD);
      if (next === MALFORMED) return this.#failHead('malformed', 'what came is no HTTP/1 response', bytes, start, end);
      if (next === INCOMPLETE) return this.#keepPart(bytes, start, end);
      if (next - start > this.#tools.maxHeaderBytes) return this.#failLargeHead();
      if (HEAD.status >= 200 || HEAD.status === 101) return this.#beginBody(bytes, start, next);
      if (++this.#interim > MAX_INTERIM)
        return this.#failHead('malformed', `more than ${MAX_INTERIM} interim responses`);
      start = next;
      if (start === end) return this.#awaitFinal(now);
    }
  }

  // biome-ignore lint/complexity/useMaxParams: a slice of a buffer
  #failHead(kind: ErrorKind, text: string, bytes?: Buffer, start?: number, end?: number): -1 {
    this.#fail(kind, text, bytes?.subarray(start, end));
    return -1;
  }

  #failLargeHead(): -1 {
    return this.#failHead('too-large', `the response's head is larger than ${this.#tools.maxHeaderBytes} bytes`);
  }

  #keepPart(bytes: Buffer, start: number, end: number): -1 {
    if (end - start > this.#tools.maxHeaderBytes) return this.#failLargeHead();
    if (this.queue !== undefined) removeDeadline(this);
    if (start > 0 || this.#stash === undefined) this.#stash = new HeadStash(bytes.subarray(start, end));
    return -1;
  }

  /** Only interim responses so far: the first byte of the real one is still to come. */
  #awaitFinal(now: number): -1 {
    this.#stash = undefined;
    const exchange = this.#exchange as Exchange;
    exchange.firstByteUs = 0;
    this.#awaitFirstByte(now);
    return -1;
  }

  /** Decides from the head how the body ends. The position after the head, or -1 when the exchange has failed. */
  #beginBody(bytes: Buffer, start: number, end: number): number {
    const exchange = this.#exchange as Exchange;
    const head = HEAD;
    const { status } = head;
    if (this.queue !== undefined) removeDeadline(this);
    this.#stash = undefined;
    if (exchange.onHead(status, head.setCookie || head.location || head.challenge)) {
      exchange.keepHead(bytes.toString('latin1', start, end));
    }
    if (head.contentLength >= 0 && head.transferEncoding) {
      return this.#failHead('malformed', 'the response has both Content-Length and Transfer-Encoding');
    }
    if (head.close || (head.minor === 0 && !head.keepAlive) || status === 101) this.#keepAlive = false;
    this.#keptUs = head.keepAliveSeconds * 1_000_000;
    this.#remaining = 0;
    if (status === 204 || status === 304 || status === 101 || exchange.request.method === 'HEAD') {
      this.#phase = 'length';
    } else if (head.chunked) {
      this.#phase = 'chunked';
      this.#chunked ??= new ChunkedBody();
      this.#chunked.begin(this.#tools.maxHeaderBytes);
    } else if (head.contentLength >= 0) {
      this.#phase = 'length';
      this.#remaining = head.contentLength;
    } else {
      this.#phase = 'until-close';
      this.#keepAlive = false;
    }
    return end;
  }

  /** True when the response is complete. */
  // biome-ignore lint/complexity/useMaxParams: a slice of a buffer, on the hot path
  #readBody(exchange: Exchange, bytes: Buffer, start: number, end: number): boolean {
    switch (this.#phase) {
      case 'length': {
        const take = Math.min(this.#remaining, end - start);
        if (take > 0 && !exchange.onBody(bytes, start, start + take)) return this.#tooLarge(exchange);
        this.#remaining -= take;
        if (this.#remaining > 0) return false;
        if (start + take < end) this.#keepAlive = false;
        return true;
      }
      case 'until-close':
        if (start < end && !exchange.onBody(bytes, start, end)) return this.#tooLarge(exchange);
        return false;
      case 'chunked':
        return this.#readChunks(exchange, bytes, start, end);
      default:
        return false;
    }
  }

  // biome-ignore lint/complexity/useMaxParams: a slice of a buffer, on the hot path
  #readChunks(exchange: Exchange, bytes: Buffer, start: number, end: number): boolean {
    const chunked = this.#chunked as ChunkedBody;
    const next = chunked.read(bytes, start, end, exchange);
    if (next === ChunkedBody.REFUSED) return this.#tooLarge(exchange);
    if (next === ChunkedBody.MALFORMED) {
      this.#fail('malformed', 'the chunked body is broken', bytes.subarray(start, end));
      return false;
    }
    if (!chunked.done) return false;
    if (next < end) this.#keepAlive = false;
    return true;
  }

  #tooLarge(exchange: Exchange): false {
    this.#fail('too-large', `the response's body is larger than ${exchange.maxBodyBytes} bytes`);
    return false;
  }

  #complete(now: number, whole: boolean): void {
    const exchange = this.#exchange as Exchange;
    this.#exchange = undefined;
    exchange.whole = whole;
    // A server that answers before it has read the whole request may not read the rest of it.
    if (this.#keepAlive && !this.#isSending) {
      this.#phase = 'idle';
      // A request that meets the server's own closing is lost, so the connection counts as stale somewhat earlier.
      const kept = this.#keptUs;
      this.freshUntilUs = kept < 0 ? Number.POSITIVE_INFINITY : now + kept - Math.min(FAREWELL_US, kept / 2);
      this.#owner.idle(this);
    } else {
      this.#gone();
    }
    exchange.complete(now);
  }

  #fail(kind: ErrorKind, text: string, received?: Uint8Array): void {
    const exchange = this.#exchange;
    this.#gone();
    if (exchange === undefined) return;
    if (received !== undefined && exchange.head === undefined) {
      exchange.head = Buffer.from(received.subarray(0, 512)).toString('latin1');
    }
    exchange.fail(kind, text, this.#tools.nowUs());
  }

  /** A kept connection that the server closed as the request was being written. */
  #isUnanswered(): boolean {
    const exchange = this.#exchange;
    if (exchange === undefined || this.#phase !== 'head' || !exchange.reused || exchange.retried) return false;
    return exchange.receivedBytes === 0 && RETRIABLE.has(exchange.request.method);
  }

  #retryElsewhere(): void {
    const exchange = this.#exchange;
    this.#shut();
    this.#owner.closed(this, exchange);
  }

  #gone(): void {
    this.#shut();
    this.#owner.closed(this);
  }

  #shut(): void {
    this.#phase = 'closed';
    this.#exchange = undefined;
    this.#stash = undefined;
    removeDeadline(this);
    this.#socket?.destroy();
  }

  #describeCut(): string {
    if (this.#phase === 'opening') return 'the connection was closed while it was being opened';
    if (this.#exchange?.firstByteUs === 0) return 'the connection was closed before a response came';
    if (this.#phase === 'length') return `the response was cut short, ${this.#remaining} bytes of its body are missing`;
    return 'the response was cut short';
  }
}

function addressOf({ remoteAddress, remoteFamily, remotePort }: Socket, origin: Origin): string | undefined {
  if (remoteAddress === undefined) return origin.socketPath;
  return remoteFamily === 'IPv6' ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}

/** Idempotent: sent twice they do no more than sent once (RFC 9110, 9.2.2). */
const RETRIABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
/** Heads are read one at a time, and acted on at once. */
const HEAD = new Head();
