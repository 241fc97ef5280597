import type { Clock, ClockTimer } from '../../load/clock.ts';
import type { Recorder } from '../../measure/recorder.ts';
import type { ErrorKind } from '../../model/metrics.ts';
import { headerIn } from '../http/head-text.ts';
import type { PreparedRequest } from '../http/request.ts';
import type { HttpResponse } from '../http/response.ts';
import type { HttpSession, OpenStream } from '../http/session.ts';
import type { BodyTaker } from '../http/stream-exchange.ts';
import { EventMeter } from './event-meter.ts';
import { EventParser } from './event-parser.ts';
import { momentMs, preciseWallMs } from './event-time.ts';
import { ServerSentEvent } from './server-sent-event.ts';
import { UnreadEvents } from './unread-events.ts';

export interface Reconnecting {
  /** The server's own pause where it names one, else 3 s, when undefined. */
  readonly delayMs: number | undefined;
  /** So many attempts in a row that come to nothing. */
  readonly attempts: number;
}

export interface EventStreamOptions {
  readonly session: HttpSession;
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** The request, also to go on after an event; empty for the first. */
  readonly prepare: (lastEventId: string) => PreparedRequest;
  readonly lastEventId: string;
  /** 0 for none. */
  readonly idleTimeoutMs: number;
  /** Most events kept unread; with 0 they are only counted. */
  readonly buffer: number;
  readonly maxEventBytes: number;
  readonly reconnect: Reconnecting | undefined;
  /** When an event was sent, in any form that `momentMs` reads. */
  readonly latencyFrom: ((event: ServerSentEvent) => unknown) | undefined;
  /** What went wrong in a function of the user's, or with clocks. */
  readonly onProblem: (text: string) => void;
}

/** Which events are waited for. */
export interface EventFilter {
  readonly event?: string | undefined;
  readonly match?: ((event: ServerSentEvent) => unknown) | undefined;
}

interface Waiter extends EventFilter {
  readonly resolve: (event: ServerSentEvent | undefined) => void;
  readonly reject: (error: unknown) => void;
  timer: ClockTimer | undefined;
}

const DEFAULT_PAUSE_MS = 3000;
const LEAST_PAUSE_MS = 100;
const MOST_PAUSE_MS = 300_000;
/** Clocks of one machine agree to within this. */
const SKEW_MS = 1;

/**
 * One user's event stream. Events are read in the order in which they came: who asks for one of some kind passes over those
 * before it. What comes while nobody waits is kept, up to a bound.
 */
export class EventStream implements BodyTaker {
  /** Events so far. */
  received = 0;
  /** The last answer, of a stream or of the failure to get one. */
  response: HttpResponse | undefined;
  /** Why the stream has ended, where its user did not close it. */
  failure: { readonly kind: ErrorKind; readonly text: string } | undefined;
  isOpen = false;
  readonly #options: EventStreamOptions;
  readonly #parser: EventParser;
  readonly #meter: EventMeter;
  readonly #unread: UnreadEvents;
  readonly #waiters = new Set<Waiter>();
  #arrived: ServerSentEvent[] = [];
  #connection: OpenStream | undefined;
  #askedUs = 0;
  #nowMs = 0;
  /** Attempts since the stream was open. */
  #attempts = 0;
  #timer: ClockTimer | undefined;
  #isOver = false;
  #onSettled: (() => void) | undefined;
  /** Prepared for the first attempt. */
  #first: PreparedRequest | undefined;
  #toldProblem = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#unread = new UnreadEvents(options.buffer);
    this.#parser = new EventParser(options.maxEventBytes, this.#onEvent);
    this.#parser.lastEventId = options.lastEventId;
    this.#parser.reset();
    const request = options.prepare(options.lastEventId);
    this.#meter = EventMeter.of(options.recorder, request.site);
    this.#first = request;
  }

  /** Opens it; `onSettled` is called when it is open, or known not to be. */
  open(dueUs: number, onSettled: () => void): void {
    this.#onSettled = onSettled;
    this.#connect(dueUs);
  }

  /** Opened, or on the way to it. */
  get isBegun(): boolean {
    return this.#first === undefined;
  }

  get lastEventId(): string {
    return this.#parser.lastEventId;
  }

  /** Neither open nor to be opened again. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * The next unread event that the filter lets through, those before it passed over; undefined when none has come in time, or
   * the stream is over. Rejects with what `match` throws.
   */
  next(filter: EventFilter, timeoutMs: number): Promise<ServerSentEvent | undefined> {
    return new Promise((resolve, reject) => {
      for (let event = this.#unread.shift(); event !== undefined; event = this.#unread.shift()) {
        if (!isLetThrough(event, filter)) continue;
        resolve(event);
        return;
      }
      if (this.#isOver || timeoutMs <= 0) resolve(undefined);
      else this.#wait({ ...filter, resolve, reject, timer: undefined }, timeoutMs);
    });
  }

  /** All that wait get nothing. */
  giveUp(): void {
    for (const waiter of [...this.#waiters]) this.#answer(waiter, undefined);
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer?.cancel();
    this.#connection?.close();
    this.#closed();
    this.giveUp();
    this.#settled();
  }

  dropped(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#closed();
    for (const { timer } of this.#waiters) timer?.cancel();
    this.#waiters.clear();
    this.#onSettled = undefined;
  }

  wants(status: number, head: string): true | string | undefined {
    if (status !== 200) return undefined;
    const type = headerIn(head, 'content-type');
    if (!/^text\/event-stream\s*(?:;|$)/i.test(type)) {
      return `the answer is ${type === '' ? 'of no type' : type.slice(0, 100)}, not text/event-stream`;
    }
    const encoding = headerIn(head, 'content-encoding');
    if (encoding === '' || encoding.toLowerCase() === 'identity') return true;
    return `the event stream is encoded as ${encoding.slice(0, 100)}, which was not asked for`;
  }

  opened(response: HttpResponse): void {
    this.response = response;
    this.isOpen = true;
    this.#attempts = 0;
    this.failure = undefined;
    this.#meter.count(1);
    this.#meter.failed.add(false);
    this.#meter.connecting.addUs(Math.round(this.#options.clock.nowUs() - this.#askedUs));
    this.#settled();
  }

  take(bytes: Buffer, start: number, end: number): string | undefined {
    this.#nowMs = preciseWallMs();
    if (this.#parser.read(bytes, start, end)) return undefined;
    return `an event is larger than ${this.#options.maxEventBytes} bytes`;
  }

  act(): void {
    if (this.#arrived.length === 0) return;
    const arrived = this.#arrived;
    this.#arrived = [];
    for (const event of arrived) {
      if (this.#isOver) return;
      this.#deliver(event);
    }
  }

  over(kind: ErrorKind = 'closed', text = 'the server has ended the stream'): void {
    this.#closed();
    this.#parser.reset();
    this.#meter.interrupted(kind);
    this.#ended(kind, text, true);
  }

  readonly #onEvent = (event: string, data: string, id: string): void => {
    this.received++;
    this.#meter.events.add(1);
    const one = new ServerSentEvent({ event, data, id, receivedAt: this.#nowMs });
    this.#arrived.push(one);
  };

  readonly #onDone = (response: HttpResponse): void => {
    this.response = response;
    const { error, errorText, status } = response;
    // With 204 a server ends reconnecting.
    if (status !== 204 || this.#attempts === 0) this.#meter.failed.add(true);
    if (error !== undefined) this.#ended(error, errorText ?? error, error !== 'malformed' && error !== 'blocked');
    else this.#ended('closed', `answered with status ${status}`, false);
  };

  #connect(dueUs: number): void {
    const { session, clock, idleTimeoutMs, prepare } = this.#options;
    const request = this.#first ?? prepare(this.lastEventId);
    this.#first = undefined;
    this.#askedUs = clock.nowUs();
    this.#connection = session.stream(request, {
      dueUs,
      idleMs: idleTimeoutMs,
      taker: this,
      onDone: this.#onDone,
    });
  }

  /** Of a stream that was open. */
  #closed(): void {
    if (this.isOpen) this.#meter.count(-1);
    this.isOpen = false;
  }

  /** The stream is over, unless it is to be opened again. */
  #ended(kind: ErrorKind, text: string, mayReconnect: boolean): void {
    const { reconnect, clock } = this.#options;
    this.failure = { kind, text };
    if (mayReconnect && reconnect !== undefined && this.#attempts < reconnect.attempts) {
      this.#attempts++;
      this.#timer = clock.at(clock.nowUs() + this.#pauseMs(reconnect) * 1000, () => {
        this.#meter.reconnects();
        this.#connect(Number.NaN);
      });
    } else {
      this.#isOver = true;
      this.giveUp();
    }
    this.#settled();
  }

  /** What the test says goes; a server's word is bounded, so that it can't have itself asked without end. */
  #pauseMs({ delayMs }: Reconnecting): number {
    if (delayMs !== undefined) return delayMs;
    const asked = this.#parser.retryMs;
    return asked === undefined ? DEFAULT_PAUSE_MS : Math.min(Math.max(asked, LEAST_PAUSE_MS), MOST_PAUSE_MS);
  }

  #settled(): void {
    const onSettled = this.#onSettled;
    this.#onSettled = undefined;
    onSettled?.();
  }

  #deliver(event: ServerSentEvent): void {
    this.#measureLatency(event);
    if (this.#waiters.size === 0) {
      for (let left = this.#unread.push(event); left > 0; left--) this.#meter.discarded();
      return;
    }
    for (const waiter of this.#waiters) {
      try {
        if (!isLetThrough(event, waiter)) continue;
      } catch (error) {
        this.#forget(waiter);
        waiter.reject(error);
        continue;
      }
      this.#answer(waiter, event);
      return;
    }
  }

  #measureLatency(event: ServerSentEvent): void {
    const { latencyFrom } = this.#options;
    if (latencyFrom === undefined) return;
    let sent: unknown;
    try {
      sent = latencyFrom(event);
    } catch (error) {
      this.#problem(`latencyFrom: ${error instanceof Error ? error.message : String(error)}`);
    }
    // Not every event needs to tell.
    if (sent === undefined) return;
    const sentMs = momentMs(sent);
    if (sentMs === undefined) {
      this.#problem(`latencyFrom gives ${JSON.stringify(sent)?.slice(0, 100)}, which is no time since 1970`);
      return;
    }
    const latencyMs = event.receivedAt - sentMs;
    if (latencyMs >= -SKEW_MS) this.#meter.latency(Math.max(0, Math.round(latencyMs * 1000)));
    else this.#problem(`an event was sent ${(-latencyMs).toFixed(1)} ms after it came, so the clocks differ`);
  }

  #problem(text: string): void {
    if (!this.#toldProblem) this.#options.onProblem(text);
    this.#toldProblem = true;
  }

  #wait(waiter: Waiter, timeoutMs: number): void {
    this.#waiters.add(waiter);
    if (timeoutMs === Number.POSITIVE_INFINITY) return;
    const { clock } = this.#options;
    waiter.timer = clock.at(clock.nowUs() + timeoutMs * 1000, () => this.#answer(waiter, undefined));
  }

  #answer(waiter: Waiter, event: ServerSentEvent | undefined): void {
    this.#forget(waiter);
    waiter.resolve(event);
  }

  #forget(waiter: Waiter): void {
    waiter.timer?.cancel();
    this.#waiters.delete(waiter);
  }
}

function isLetThrough(event: ServerSentEvent, { event: name, match }: EventFilter): boolean {
  return (name === undefined || event.event === name) && (match === undefined || Boolean(match(event)));
}
