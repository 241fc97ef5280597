import type { ErrorKind } from '../../model/metrics.ts';
import { type Deadlines, removeDeadline } from './deadlines.ts';
import { Exchange, type ExchangeCall } from './exchange.ts';
import type { PreparedRequest } from './request.ts';
import { HttpResponse } from './response.ts';
import type { OpenStream } from './session.ts';

/** Who takes the body of an answer piece by piece. What others are to be told of it waits for `act`, where they may do anything. */
export interface BodyTaker {
  /** True for an answer whose body is wanted, a text for why it is not what was asked for; undefined for an ordinary answer. */
  wants(status: number, head: string): true | string | undefined;
  /** The answer that is wanted. */
  opened(response: HttpResponse): void;
  /** A piece, to be read during the call; a text says why no more is wanted. */
  take(bytes: Buffer, start: number, end: number): string | undefined;
  /** All that has come so far was taken. */
  act(): void;
  /** The body is over: complete, or why it is not. */
  over(error?: ErrorKind, text?: string): void;
  /** Its user is gone: nobody is to be told anything any more. */
  dropped(): void;
}

export interface StreamCall {
  readonly taker: BodyTaker;
  /** 0 for no bound. */
  readonly idleMs: number;
  readonly nowUs: () => number;
  readonly deadlines: Deadlines;
  /** It has ended by itself. */
  readonly onOver: (stream: BodyStream) => void;
}

/** One call for a body that is taken piece by piece, over all its hops and attempts. */
export class BodyStream implements OpenStream {
  readonly call: StreamCall;
  exchange: StreamExchange | undefined;
  isClosed = false;

  constructor(call: StreamCall) {
    this.call = call;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const { exchange } = this;
    if (exchange !== undefined && !exchange.ended) {
      exchange.cancel();
      exchange.carrier?.drop(exchange);
    }
    this.call.onOver(this);
  }

  /** Its user is gone. */
  drop(): void {
    if (this.isClosed) return;
    this.close();
    this.call.taker.dropped();
  }
}

/**
 * An exchange whose answer, where it is the one wanted, counts as answered with its head; its body goes to a taker for as long
 * as it comes. Its connection serves nothing else and is closed afterwards. Any other answer ends it as every exchange ends.
 */
export class StreamExchange extends Exchange {
  readonly #stream: BodyStream;
  #wanted: true | string | undefined;
  #unwantedBecause: string | undefined;
  #isOpen = false;
  #reportedBytes = 0;

  // biome-ignore lint/complexity/useMaxParams: those of an exchange, and its stream
  constructor(request: PreparedRequest, call: ExchangeCall, askedUs: number, stream: BodyStream) {
    super(request, call, askedUs);
    this.#stream = stream;
    stream.exchange = this;
  }

  override next(request: PreparedRequest, askedUs: number): StreamExchange {
    return this.follow(new StreamExchange(request, this, askedUs, this.#stream));
  }

  override get isAlone(): boolean {
    return true;
  }

  override get isGivenUp(): boolean {
    return this.#stream.isClosed;
  }

  override onHead(status: number, notable: boolean): boolean {
    super.onHead(status, notable);
    return true;
  }

  override keepHead(head: string): void {
    super.keepHead(head);
    this.#wanted = this.#stream.call.taker.wants(this.status, head);
  }

  override onBody(bytes: Buffer, start: number, end: number): boolean {
    if (this.#wanted === undefined) return super.onBody(bytes, start, end);
    this.bodyBytes += end - start;
    if (this.#wanted === true && this.#unwantedBecause === undefined) {
      this.#unwantedBecause = this.#stream.call.taker.take(bytes, start, end);
    }
    return true;
  }

  override settle(): void {
    if (this.ended || this.#wanted === undefined) return;
    const { taker, idleMs, deadlines, nowUs } = this.#stream.call;
    if (this.#wanted !== true) {
      this.carrier?.drop(this);
      super.fail('malformed', this.#wanted, nowUs());
      return;
    }
    this.#report();
    if (this.ended) return;
    if (this.#unwantedBecause !== undefined) {
      const because = this.#unwantedBecause;
      this.#unwantedBecause = undefined;
      taker.act();
      if (this.ended) return;
      this.carrier?.drop(this);
      this.#over('too-large', because);
      return;
    }
    if (idleMs > 0) deadlines.add(this, idleMs, nowUs());
    taker.act();
  }

  override complete(nowUs: number): void {
    if (this.ended) return;
    if (this.#wanted === undefined) super.complete(nowUs);
    else {
      this.settle();
      if (!this.ended) this.#over();
    }
  }

  override fail(kind: ErrorKind, text: string, nowUs: number): void {
    if (this.ended) return;
    if (this.#wanted !== true) {
      super.fail(kind, text, nowUs);
      return;
    }
    this.settle();
    if (!this.ended) this.#over(kind, text);
  }

  override expire(): void {
    if (this.ended) return;
    if (!this.#isOpen) {
      super.expire();
      return;
    }
    this.carrier?.drop(this);
    this.#over('timeout', `nothing came for ${this.#stream.call.idleMs} ms`);
  }

  /** Measures the answer by its head, and then what comes. */
  #report(): void {
    if (this.#isOpen) {
      this.owner.received(this, this.receivedBytes - this.#reportedBytes);
      this.#reportedBytes = this.receivedBytes;
      return;
    }
    this.#isOpen = true;
    this.#reportedBytes = this.receivedBytes;
    this.endUs = this.#stream.call.nowUs();
    this.owner.opened(this);
    this.#stream.call.taker.opened(new HttpResponse(this));
  }

  #over(kind?: ErrorKind, text?: string): void {
    this.ended = true;
    removeDeadline(this);
    this.#stream.isClosed = true;
    this.#stream.call.onOver(this.#stream);
    this.#stream.call.taker.over(kind, text);
  }
}
