import type { Socket } from 'node:net';
import type { ErrorKind } from '../../model/metrics.ts';
import type { Connection, ConnectionOwner } from '../http/connection.ts';
import { type DeadlineEntry, type DeadlineQueue, type Deadlines, removeDeadline } from '../http/deadlines.ts';
import type { Carrier, Exchange } from '../http/exchange.ts';
import type { Origin } from '../http/url.ts';
import { ChunkedBody } from './chunked-body.ts';
import type { Dial, DialHandlers } from './dial.ts';
import { Head, INCOMPLETE, MALFORMED, parseHead } from './parse-head.ts';

/** What all connections of a shard share. */
export interface ConnectionTools {
  readonly nowUs: () => number;
  readonly deadlines: Deadlines;
  readonly dial: Dial;
  readonly connectTimeoutMs: number;
  readonly firstByteTimeoutMs: number;
  readonly maxHeaderBytes: number;
  readonly maxBodyBytes: number;
  /** Requests go through with `connection: close`. */
  readonly once: boolean;
  readonly onOpened: () => void;
}

type Phase = 'new' | 'opening' | 'idle' | 'head' | 'length' | 'chunked' | 'until-close' | 'closed';

/** So many interim (1xx) responses before the final one are taken for an endless stream of them. */
const MAX_INTERIM = 100;
const SENT_WHOLE_BYTES = 16 * 1024;

/** One keep-alive HTTP/1.1 connection. Responses are parsed where they lie in the read buffer that all connections share. */
export class Http1Connection implements Connection, Carrier, DeadlineEntry, DialHandlers {
  readonly origin: Origin;
  readonly #tools: ConnectionTools;
  readonly #owner: ConnectionOwner;
  #socket: Socket | undefined;
  #exchange: Exchange | undefined;
  #phase: Phase = 'new';
  /** A head that has not come whole yet. */
  #stash: Buffer | undefined;
  #remaining = 0;
  #interim = 0;
  #keepAlive = true;
  #chunked: ChunkedBody | undefined;

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
    this.#socket = this.#tools.dial(this.origin, this);
  }

  start(exchange: Exchange): void {
    this.#exchange = exchange;
    exchange.carrier = this;
    exchange.reused = true;
    this.#send(exchange);
  }

  close(): void {
    this.#phase = 'closed';
    this.#exchange = undefined;
    removeDeadline(this);
    this.#socket?.destroy();
  }

  /** The exchange has timed out: what comes after belongs to nobody. */
  drop(_exchange: Exchange): void {
    this.close();
    this.#owner.closed(this);
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

  dialed(socket: Socket): void {
    if (this.#phase === 'closed') socket.destroy();
    else this.#socket = socket;
  }

  opened(connectingUs: number, tlsUs: number): void {
    if (this.#phase !== 'opening') return;
    removeDeadline(this);
    this.#tools.onOpened();
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    exchange.connectingUs = connectingUs;
    exchange.tlsUs = tlsUs;
    this.#send(exchange);
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
      this.#gone();
      return;
    }
    const now = this.#tools.nowUs();
    exchange.receivedBytes += length;
    const first = exchange.firstByteUs === 0;
    if (first) {
      exchange.firstByteUs = now;
      if (this.queue !== undefined) removeDeadline(this);
    }
    this.#consume(bytes, length, first, now);
  }

  #send(exchange: Exchange): void {
    const socket = this.#socket as Socket;
    const now = this.#tools.nowUs();
    this.#phase = 'head';
    this.#keepAlive = !this.#tools.once;
    this.#interim = 0;
    exchange.sentUs = now;
    const { wire } = exchange;
    exchange.sentBytes = wire.length;
    if (typeof wire === 'string') socket.write(wire, 'latin1');
    else if (wire.length <= SENT_WHOLE_BYTES) socket.write(wire);
    else this.#sendLong(socket, wire, exchange);
    const { firstByteTimeoutMs } = this.#tools;
    if (firstByteTimeoutMs > 0) this.#tools.deadlines.add(this, firstByteTimeoutMs, now);
  }

  /** A long request counts as sent when the kernel has taken all of it. */
  #sendLong(socket: Socket, wire: Buffer, exchange: Exchange): void {
    socket.write(wire, () => {
      if (!exchange.ended && exchange.firstByteUs === 0) exchange.sendingUs = this.#tools.nowUs() - exchange.sentUs;
    });
  }

  #consume(bytes: Buffer, length: number, first: boolean, now: number): void {
    let position = 0;
    if (this.#phase === 'head') {
      position = this.#readHead(bytes, length);
      if (position < 0) return;
      if (this.#phase === 'head') return;
    }
    // A head stashed over several reads leaves `position` counting from the start of this read.
    if (this.#readBody(bytes, position, length)) this.#complete(now, first);
  }

  /** The position after the final head in `bytes`, or -1 when the exchange has failed; interim heads are passed over. */
  #readHead(bytes: Buffer, length: number): number {
    const stash = this.#stash;
    const all = stash === undefined ? bytes : Buffer.concat([stash, bytes.subarray(0, length)]);
    const end = stash === undefined ? length : all.length;
    const stashed = end - length;
    let start = 0;
    for (;;) {
      const next = parseHead(all, start, end, HEAD);
      if (next === MALFORMED) {
        this.#fail('malformed', 'what came is no HTTP/1 response', all.subarray(start, end));
        return -1;
      }
      const headBytes = (next === INCOMPLETE ? end : next) - start;
      if (headBytes > this.#tools.maxHeaderBytes) {
        this.#fail('too-large', `the response's head is larger than ${this.#tools.maxHeaderBytes} bytes`);
        return -1;
      }
      if (next === INCOMPLETE) {
        this.#keepPart(all, start, end);
        return length;
      }
      if (HEAD.status >= 200 || HEAD.status === 101) {
        this.#stash = undefined;
        return this.#beginBody(all, start, next) ? next - stashed : -1;
      }
      if (++this.#interim > MAX_INTERIM) {
        this.#fail('malformed', `more than ${MAX_INTERIM} interim responses`);
        return -1;
      }
      start = next;
    }
  }

  #keepPart(bytes: Buffer, start: number, end: number): void {
    this.#stash = start < end ? Buffer.from(bytes.subarray(start, end)) : undefined;
    // Only interim responses so far: the first byte of the real one is still to come.
    if (start === end && this.#exchange !== undefined) this.#exchange.firstByteUs = 0;
  }

  /** Decides from the head how the body ends. False when the exchange has failed. */
  #beginBody(bytes: Buffer, start: number, end: number): boolean {
    const exchange = this.#exchange as Exchange;
    const head = HEAD;
    const needed = head.setCookie || head.location || head.challenge;
    if (exchange.onHead(head.status, needed)) exchange.head = bytes.toString('latin1', start, end);
    if (head.close || (head.minor === 0 && !head.keepAlive)) this.#keepAlive = false;
    if (head.contentLength >= 0 && head.transferEncoding) {
      this.#fail('malformed', 'the response has both Content-Length and Transfer-Encoding');
      return false;
    }
    if (exchange.request.method === 'HEAD' || head.status === 204 || head.status === 304) {
      this.#phase = 'length';
      this.#remaining = 0;
    } else if (head.status === 101) {
      this.#phase = 'length';
      this.#remaining = 0;
      this.#keepAlive = false;
    } else if (head.chunked) {
      this.#phase = 'chunked';
      this.#chunked ??= new ChunkedBody();
      this.#chunked.begin(this.#tools.maxHeaderBytes);
    } else if (head.contentLength >= 0 && !head.transferEncoding) {
      this.#phase = 'length';
      this.#remaining = head.contentLength;
    } else {
      this.#phase = 'until-close';
      this.#keepAlive = false;
    }
    return true;
  }

  /** True when the response is complete. */
  #readBody(bytes: Buffer, start: number, end: number): boolean {
    const exchange = this.#exchange;
    if (exchange === undefined) return false;
    switch (this.#phase) {
      case 'length': {
        const take = Math.min(this.#remaining, end - start);
        if (take > 0 && !exchange.onBody(bytes, start, start + take, this.#tools.maxBodyBytes)) return this.#tooLarge();
        this.#remaining -= take;
        if (this.#remaining > 0) return false;
        if (start + take < end) this.#keepAlive = false;
        return true;
      }
      case 'until-close':
        if (start < end && !exchange.onBody(bytes, start, end, this.#tools.maxBodyBytes)) return this.#tooLarge();
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
    const { maxBodyBytes } = this.#tools;
    const next = chunked.read(bytes, start, end, (from, to) => exchange.onBody(bytes, from, to, maxBodyBytes));
    if (next === ChunkedBody.REFUSED) return this.#tooLarge();
    if (next === ChunkedBody.MALFORMED) {
      this.#fail('malformed', 'the chunked body is broken', bytes.subarray(start, end));
      return false;
    }
    if (!chunked.done) return false;
    if (next < end) this.#keepAlive = false;
    return true;
  }

  #tooLarge(): false {
    this.#fail('too-large', `the response's body is larger than ${this.#tools.maxBodyBytes} bytes`);
    return false;
  }

  #complete(now: number, whole: boolean): void {
    const exchange = this.#exchange as Exchange;
    this.#exchange = undefined;
    exchange.whole = whole;
    if (this.#keepAlive) {
      this.#phase = 'idle';
      this.#owner.idle(this);
    } else {
      this.close();
      this.#owner.closed(this);
    }
    exchange.complete(now);
  }

  #fail(kind: ErrorKind, text: string, received?: Uint8Array): void {
    const exchange = this.#exchange;
    this.close();
    this.#owner.closed(this);
    if (exchange === undefined) return;
    if (received !== undefined && exchange.head === undefined) {
      exchange.head = Buffer.from(received.subarray(0, 512)).toString('latin1');
    }
    exchange.fail(kind, text, this.#tools.nowUs());
  }

  /** A kept connection that the server closed as the request was being written. */
  #isUnanswered(): boolean {
    const exchange = this.#exchange;
    return (
      exchange !== undefined &&
      exchange.reused &&
      !exchange.retried &&
      exchange.firstByteUs === 0 &&
      this.#phase === 'head' &&
      RETRIABLE.has(exchange.request.method)
    );
  }

  #retryElsewhere(): void {
    const exchange = this.#exchange;
    this.close();
    this.#owner.closed(this, exchange);
  }

  #gone(): void {
    this.close();
    this.#owner.closed(this);
  }

  #describeCut(): string {
    if (this.#phase === 'opening') return 'the connection was closed while it was being opened';
    const exchange = this.#exchange;
    if (exchange?.firstByteUs === 0) return 'the connection was closed before a response came';
    if (this.#phase === 'length') return `the response was cut short, ${this.#remaining} bytes of its body are missing`;
    return 'the response was cut short';
  }
}

/** Idempotent: sent twice they do no more than sent once (RFC 9110, 9.2.2). */
const RETRIABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
/** Heads are read one at a time, and acted on at once. */
const HEAD = new Head();
