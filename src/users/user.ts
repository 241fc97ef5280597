import type { Random } from '../load/random.ts';
import type { ErrorKind } from '../model/metrics.ts';
import type { AuthSpec, ReconnectSpec, RetrySpec } from '../model/steps.ts';
import type { Duration, StatusSet } from '../model/test-spec.ts';
import type { ResponseTimings } from '../protocols/http/response.ts';

/**
 * What a script is given: one user of the system under test, with connections, cookies and chance of its own.
 *
 * @example
 * async (user, { token }) => {
 *   const res = await user.get('/cart', { headers: { authorization: `Bearer ${token}` } });
 *   user.check(res, { 'is 200': (r) => r.status === 200 });
 *   await user.think('1s..3s');
 * }
 */
export interface User {
  /** Number of the user, from 0, over all workers. */
  readonly id: number;
  /** Number of the iteration, from 0, over all users and workers; it seeds the iteration's chance. */
  readonly iteration: number;
  readonly scenario: string;
  /** Variables of the test and the scenario, columns of unnamed data, and whatever the script puts there; new in each iteration. */
  // biome-ignore lint/suspicious/noExplicitAny: only the test knows the types of its variables
  readonly vars: Record<string, any>;
  /** This iteration's row of each named data file (all of its rows with `loadAll`). */
  // biome-ignore lint/suspicious/noExplicitAny: only the test knows the types of its columns
  readonly data: Readonly<Record<string, any>>;
  /** Environment variables: the process's, with those of the test and `-e` over them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Chance from the run's seed: the same iteration draws the same numbers in every run. */
  readonly random: Random;
  readonly cookies: UserCookies;

  /**
   * Requests settle with a response whatever the server does: a refused connection is a response with `status` 0 and an
   * `error`. They reject for what the script itself did wrong.
   *
   * @example const res = await user.get('/items', { query: { page: 2 } });
   */
  get(url: string, options?: RequestOptions): Promise<UserResponse>;
  /** @example await user.post('/login', { json: { name: 'ann' } }); */
  post(url: string, options?: RequestOptions): Promise<UserResponse>;
  put(url: string, options?: RequestOptions): Promise<UserResponse>;
  patch(url: string, options?: RequestOptions): Promise<UserResponse>;
  delete(url: string, options?: RequestOptions): Promise<UserResponse>;
  head(url: string, options?: RequestOptions): Promise<UserResponse>;
  options(url: string, options?: RequestOptions): Promise<UserResponse>;
  request(method: string, url: string, options?: RequestOptions): Promise<UserResponse>;

  /**
   * Opens a stream of server-sent events. It stays open while the user does other things, until the iteration ends.
   *
   * @example
   * const events = await user.events('/events?channel=news');
   * await user.post('/publish?channel=news', { json: { text: 'hello' } });
   * const event = await events.next({ timeout: '5s' });
   */
  events(url: string, options?: EventsOptions): Promise<UserEvents>;
  /**
   * Counts for each name whether it holds; true when all do. A test that throws does not hold.
   *
   * @example user.check(res, { 'has items': (r) => r.json<Cart>().items.length > 0 });
   */
  check<T>(value: T, checks: Readonly<Record<string, (value: T) => unknown>>): boolean;
  /**
   * Measures what `run` does as a group of that name; groups may hold groups. Groups that run at the same time within one
   * user share the name of the one entered last.
   *
   * @example await user.group('checkout', async () => { await user.post('/order'); });
   */
  group<T>(name: string, run: () => T): T;
  /**
   * Calls a function that is itself what is tested, and measures the call as `function_…`. Rejects with what it throws.
   *
   * @example const rows = await user.call('read page', () => readPage(50), { items: (page) => page.rows.length });
   */
  call<T>(name: string, run: () => T, options?: CallOptions<Awaited<T>>): Promise<Awaited<T>>;
  /** Pauses: `'2s'`, a number of seconds, `'1s..3s'` (uniform), or `{ mean, deviation }` (normal). */
  think(duration: ThinkDuration): Promise<void>;
  /** One of the items, by the iteration's chance. */
  pick<T>(items: readonly T[]): T;

  /** A metric of the test's own; ask where it is used, or keep the handle within the iteration. */
  counter(name: string, tags?: Readonly<Record<string, string>>): CounterMetric;
  gauge(name: string, tags?: Readonly<Record<string, string>>): GaugeMetric;
  rate(name: string, tags?: Readonly<Record<string, string>>): RateMetric;
  /** @example user.trend('queue_length').add(res.json<Status>().queued); */
  trend(name: string, tags?: Readonly<Record<string, string>>): TrendMetric;

  /** The value of an environment variable that the test declares in `secrets`; it is masked in everything shown. */
  secret(name: string): string;
  log(message: unknown, level?: 'debug' | 'info' | 'warn' | 'error'): void;
  /** Ends the iteration as failed. */
  fail(message: string): never;
}

/** What of a call is measured besides time. */
export interface CallOptions<Result> {
  /** How many items the result holds: `true` for the result itself, a part of it (`'page.rows'`), or a function. */
  items?: ResultCount<Result>;
  bytes?: ResultCount<Result>;
  /** A call that takes longer has failed (60s). */
  timeout?: Duration;
  /** Measure memory too (false): the heap is shared with everything else the worker does. */
  memory?: boolean;
}

export type ResultCount<Result> = true | string | ((result: Result) => unknown);

export type ThinkDuration = Duration | { readonly mean: Duration; readonly deviation: Duration };

/** How one request is made; at most one of `json`, `form`, `multipart` and `body`. */
export interface RequestOptions {
  headers?: Record<string, string>;
  /** Added to the URL; lists repeat their name. */
  query?: Record<string, unknown>;
  /** For this request alone. */
  cookies?: Record<string, string>;
  json?: unknown;
  form?: Record<string, unknown>;
  multipart?: readonly MultipartInput[] | Record<string, string | Uint8Array>;
  body?: string | Uint8Array;
  auth?: AuthSpec;
  timeout?: Duration;
  followRedirects?: boolean;
  maxRedirects?: number;
  /** Name it is measured under; else method and path with ids as `:id`. */
  name?: string;
  tags?: Record<string, string>;
  /** Statuses that don't count as failed. */
  expectedStatuses?: StatusSet;
  /** Sends the request again after some failures; each attempt is a request of its own, and the last one's answer counts. */
  retry?: RetrySpec;
}

/** How an event stream is opened and read. */
export interface EventsOptions extends RequestOptions {
  /** GET. */
  method?: string;
  /** Sent as Last-Event-ID. */
  lastEventId?: string;
  /** Opens the stream anew when it ends (no). */
  reconnect?: ReconnectSpec;
  /** The stream has failed when nothing, not even a comment, comes for so long. */
  idleTimeout?: Duration;
  /** Stays open when the iteration ends: a later one that asks for this URL with `keep` gets the same stream. */
  keep?: boolean;
  /** Events kept while nobody waits for them (1000); 0 only counts them. */
  buffer?: number;
  /** A larger event ends the stream (1 MiB). */
  maxEventBytes?: number;
  /** When an event was sent, for `sse_event_latency`: seconds, ms, µs or ns since 1970, a Date, or its text. */
  latencyFrom?: (event: ServerEvent) => unknown;
}

/** An event stream of the user's; it may also have failed to open. Events are read in the order in which they came. */
export interface UserEvents extends AsyncIterable<ServerEvent> {
  readonly open: boolean;
  /** The head that opened it, or the answer, or failure, that came instead. */
  readonly response: UserResponse;
  /** Events received so far, read or not. */
  readonly received: number;
  readonly lastEventId: string;
  /** Why the stream is not open, unless it was closed by the user. */
  readonly error: ErrorKind | undefined;
  readonly errorText: string | undefined;
  /**
   * The next event, those that are not asked for passed over; undefined when none comes in time (that of requests), or the
   * stream ends.
   *
   * @example const mine = await events.next({ match: (event) => event.json<Message>().id === id, timeout: '2s' });
   */
  next(options?: NextEventOptions): Promise<ServerEvent | undefined>;
  close(): void;
}

export interface NextEventOptions {
  /** Name of the event; `message` where the server gives none. */
  event?: string;
  match?: (event: ServerEvent) => unknown;
  timeout?: Duration;
}

export interface ServerEvent {
  /** `message` where the server gave no name. */
  readonly event: string;
  readonly data: string;
  /** The last id that the stream has set, empty before the first. */
  readonly id: string;
  /** Milliseconds since 1970, with fractions. */
  readonly receivedAt: number;
  /** The data as JSON. */
  json<T = unknown>(): T;
}

export interface MultipartInput {
  readonly name: string;
  readonly value?: string | Uint8Array;
  /** A file to send, relative to the test. */
  readonly file?: string;
  readonly filename?: string;
  readonly contentType?: string;
}

/** A request before it is sent, as functions named in `beforeRequest` get it: whatever they change is sent. */
export interface RequestDraft extends RequestOptions {
  method: string;
  url: string;
}

/** An answer, or the failure to get one (`status` 0 and an `error`). */
export interface UserResponse {
  readonly status: number;
  /** True for statuses 200 to 299. */
  readonly ok: boolean;
  /** By lower-case name; repeated ones joined with `, ` (`set-cookie` with newlines). */
  readonly headers: Readonly<Record<string, string>>;
  /** The last URL, after redirects. */
  readonly url: string;
  readonly method: string;
  /** Milliseconds, named as k6 does. */
  readonly timings: ResponseTimings;
  readonly error: ErrorKind | undefined;
  readonly errorText: string | undefined;
  /** How many attempts were made; more than 1 only with `retry`. */
  readonly attempts: number;
  header(name: string): string | undefined;
  text(): string;
  /** Throws a SyntaxError that shows what came instead of JSON. */
  json<T = unknown>(): T;
  bytes(): Uint8Array;
}

/** The user's cookies; without a URL those for the target. */
export interface UserCookies {
  get(name: string, url?: string): string | undefined;
  set(name: string, value: string, attributes?: CookieOptions): void;
  clear(): void;
}

export interface CookieOptions {
  readonly url?: string;
  readonly domain?: string;
  readonly path?: string;
  readonly expires?: Date;
  readonly secure?: boolean;
  readonly httpOnly?: boolean;
}

export interface CounterMetric {
  /** Adds 1, or as much as said. */
  add(amount?: number): void;
}

export interface GaugeMetric {
  set(value: number): void;
}

export interface RateMetric {
  add(held: boolean): void;
}

export interface TrendMetric {
  /** A value in the metric's unit; milliseconds where the test declares `ms`. */
  add(value: number): void;
}
