import { UserError } from '../../errors/user-error.ts';
import type { ClockTimer } from '../../load/clock.ts';
import type { Random } from '../../load/random.ts';
import type { MetricType } from '../../model/metrics.ts';
import type { PreparedRequest } from '../../protocols/http/request.ts';
import { HttpResponse } from '../../protocols/http/response.ts';
import type { EventStream } from '../../protocols/sse/event-stream.ts';
import { IterationError } from '../expressions/scope.ts';
import { recordFailedCheck } from '../failures.ts';
import { callInScript } from '../function/script-call.ts';
import type { MeasuredGroup } from '../measured-group.ts';
import { requestInput } from '../request-input.ts';
import { isThenable } from '../thenable.ts';
import { cachedThinkTime } from '../think-time.ts';
import type {
  CallOptions,
  EventsOptions,
  RequestOptions,
  ThinkDuration,
  User,
  UserEvents,
  UserResponse,
} from '../user.ts';
import type { UserState } from '../user-state.ts';
import { CustomMetrics, type MetricPlace } from './custom-metrics.ts';
import { ScriptCookies } from './script-cookies.ts';
import { ScriptEvents, streamFor } from './script-events.ts';

type Tags = MetricPlace['tags'];

/** The `user` object of scripts and of functions that flows call. */
export class ScriptUser implements User {
  readonly #state: UserState;
  #group: MeasuredGroup;
  /** When the next request is due; NaN once the first of the iteration was sent. */
  #dueUs = Number.NaN;
  #timers: Set<ClockTimer> | undefined;
  /** Requests not yet answered, and what waits for the last of them. */
  #inFlight = 0;
  #whenIdle: (() => void) | undefined;
  /** Whether the event loop has turned since the function was called. */
  #waited = false;
  #cookies: ScriptCookies | undefined;
  #data: Record<string, unknown> | undefined;

  constructor(state: UserState) {
    this.#state = state;
    this.#group = state.context.root;
  }

  /** Starts an iteration, or a function's call in one, within a group. */
  enter(group: MeasuredGroup, dueUs: number): void {
    this.#group = group;
    this.#dueUs = dueUs;
    this.#data = undefined;
    this.#waited = false;
  }

  /** Whether requests are under way. */
  get busy(): boolean {
    return this.#inFlight > 0;
  }

  /**
   * Calls back on a later turn of the event loop than the one in which the function was called, once requests that it
   * did not wait for are answered, and what they led to as well. Its pauses are over.
   */
  leave(then: () => void): void {
    const { clock } = this.#state.context.shard;
    this.endPauses();
    if (this.#inFlight > 0) {
      this.#whenIdle = () => {
        this.#whenIdle = undefined;
        clock.soon(() => this.leave(then));
      };
    } else if (this.#waited) then();
    else clock.soon(then);
  }

  /** Pauses that nobody waits for any more. */
  endPauses(): void {
    if (this.#timers === undefined || this.#timers.size === 0) return;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  close(): void {
    this.endPauses();
    this.#whenIdle = undefined;
  }

  get id(): number {
    return this.#state.id;
  }

  get iteration(): number {
    return this.#state.iteration.number;
  }

  get scenario(): string {
    return this.#state.context.name;
  }

  get vars() {
    return this.#state.values;
  }

  get data() {
    this.#data ??= this.#rows();
    return this.#data;
  }

  get env(): User['env'] {
    return this.#state.context.env;
  }

  get random(): Random {
    return this.#state.iteration.random;
  }

  get cookies(): ScriptCookies {
    this.#cookies ??= new ScriptCookies(this.#state);
    return this.#cookies;
  }

  get(url: string, options?: RequestOptions): Promise<UserResponse> {
    return this.request('GET', url, options);
  }

  post(url: string, options?: RequestOptions): Promise<UserResponse> {
    return this.request('POST', url, options);
  }

  put(url: string, options?: RequestOptions): Promise<UserResponse> {
    return this.request('PUT', url, options);
  }

  patch(url: string, options?: RequestOptions): Promise<UserResponse> {
    return this.request('PATCH', url, options);
  }

  delete(url: string, options?: RequestOptions): Promise<UserResponse> {
    return this.request('DELETE', url, options);
  }

  head(url: string, options?: RequestOptions): Promise<UserResponse> {
    return this.request('HEAD', url, options);
  }

  options(url: string, options?: RequestOptions): Promise<UserResponse> {
    return this.request('OPTIONS', url, options);
  }

  request(method: string, url: string, options?: RequestOptions): Promise<UserResponse> {
    const { session, closed } = this.#state;
    if (closed) return never();
    let request: PreparedRequest;
    try {
      request = options === undefined ? this.#plain(method, url) : this.#prepare(method, url, options);
    } catch (error) {
      return Promise.reject(error);
    }
    const dueUs = this.#dueUs;
    this.#dueUs = Number.NaN;
    this.#inFlight++;
    return new Promise((resolve) => {
      session.send(request, dueUs, (response) => {
        this.#waited = true;
        resolve(response);
        if (--this.#inFlight === 0) this.#whenIdle?.();
      });
    });
  }

  events(url: string, options: EventsOptions = {}): Promise<UserEvents> {
    const state = this.#state;
    if (state.closed) return never();
    let stream: EventStream;
    try {
      stream = streamFor(state, this.#group, { ...options, url: String(url) });
    } catch (error) {
      return Promise.reject(error);
    }
    if (stream.isBegun) return Promise.resolve(new ScriptEvents(stream, state));
    const dueUs = this.#dueUs;
    this.#dueUs = Number.NaN;
    this.#inFlight++;
    return new Promise((resolve) => {
      stream.open(dueUs, () => {
        this.#waited = true;
        resolve(new ScriptEvents(stream, state));
        if (--this.#inFlight === 0) this.#whenIdle?.();
      });
    });
  }

  call<T>(name: string, run: () => T, options: CallOptions<Awaited<T>> = {}): Promise<Awaited<T>> {
    const { closed, context } = this.#state;
    if (closed) return never();
    const call = { name: String(name), run, options, context, group: this.#group, dueUs: this.#dueUs };
    this.#dueUs = Number.NaN;
    this.#inFlight++;
    return new Promise((resolve, reject) => {
      const isClosed = () => this.#state.closed;
      callInScript(call, isClosed, (ended) => {
        if ('thrown' in ended) reject(ended.thrown);
        else resolve(ended.value as Awaited<T>);
        if (--this.#inFlight === 0) this.#whenIdle?.();
      });
    });
  }

  check<T>(value: T, checks: Readonly<Record<string, (value: T) => unknown>>): boolean {
    let all = true;
    for (const name in checks) {
      const test = checks[name];
      if (test === undefined) continue;
      const held = this.#holds(value, name, test);
      this.#group.check(name).add(held);
      if (!held) all = false;
    }
    return all;
  }

  group<T>(name: string, run: () => T): T {
    const outer = this.#group;
    const inner = outer.child(name);
    const { clock } = this.#state.context.shard;
    const startedUs = clock.nowUs();
    const leave = () => {
      this.#group = outer;
      if (!this.#state.closed) inner.ended(clock.nowUs() - startedUs);
    };
    this.#group = inner;
    let result: T;
    try {
      result = run();
    } catch (error) {
      leave();
      throw error;
    }
    if (!isThenable(result)) {
      leave();
      return result;
    }
    return Promise.resolve(result).finally(leave) as T;
  }

  think(duration: ThinkDuration): Promise<void> {
    const { closed, context, iteration } = this.#state;
    if (closed) return never();
    const { clock } = context.shard;
    const startedUs = clock.nowUs();
    const atUs = startedUs + cachedThinkTime(duration)(iteration.random) * 1000;
    this.#timers ??= new Set();
    const timers = this.#timers;
    return new Promise((resolve) => {
      const timer = clock.at(atUs, () => {
        timers.delete(timer);
        this.#waited = true;
        // A first request after a pause is as late as the iteration was, and no later for the timer.
        this.#dueUs += clock.nowUs() - startedUs;
        resolve();
      });
      timers.add(timer);
    });
  }

  pick<T>(items: readonly T[]): T {
    return this.#state.iteration.random.pick(items);
  }

  counter(name: string, tags?: Tags) {
    return this.#metric('counter', name, tags);
  }

  gauge(name: string, tags?: Tags) {
    return this.#metric('gauge', name, tags);
  }

  rate(name: string, tags?: Tags) {
    return this.#metric('rate', name, tags);
  }

  trend(name: string, tags?: Tags) {
    return this.#metric('trend', name, tags);
  }

  secret(name: string): string {
    const { secrets } = this.#state.context.shard.shard.plan;
    if (!secrets.includes(name)) {
      throw new UserError(`the secret ${name} is not declared`, {
        code: 'SECRET_UNDECLARED',
        hint: `add secrets: ['${name}'] to the test, so that its value is masked`,
      });
    }
    const value = this.env[name];
    if (value !== undefined) return value;
    throw new UserError(`the secret ${name} is not set`, { code: 'ENV_MISSING', hint: `set it in the environment` });
  }

  log(message: unknown, level: 'debug' | 'info' | 'warn' | 'error' = 'info'): void {
    const { shard } = this.#state.context;
    if (!this.#state.closed) shard.log(level, shard.mask(logText(message)));
  }

  fail(message: string): never {
    throw new IterationError('fail', this.scenario, message);
  }

  #holds<T>(value: T, name: string, test: (value: T) => unknown): boolean {
    const { shard } = this.#state.context;
    let held: unknown;
    try {
      held = test(value);
    } catch (error) {
      const text = `${name}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
      recordFailedCheck(shard, name, { text, value });
      return false;
    }
    if (isThenable(held)) {
      throw new UserError(`the check '${name}' is async, so it would always hold`, {
        code: 'ASYNC_CHECK',
        hint: 'await what it needs first, and check the result',
      });
    }
    if (held) return true;
    const seen = value instanceof HttpResponse ? '' : `, the value is ${shortened(logText(value))}`;
    recordFailedCheck(shard, name, { text: `${name} does not hold${seen}`, value });
    return false;
  }

  #metric(type: MetricType, name: string, tags: Tags) {
    return CustomMetrics.of(this.#state.context.shard).handle(type, { name, group: this.#group, tags });
  }

  #plain(method: string, url: string): PreparedRequest {
    const group = this.#group;
    return group.request(method, url) ?? this.#remember(method, url, group);
  }

  #remember(method: string, url: string, group: MeasuredGroup): PreparedRequest {
    const request = this.#prepare(method, url, {});
    group.remember(method, url, request);
    return request;
  }

  #prepare(method: string, url: string, options: RequestOptions): PreparedRequest {
    const { context } = this.#state;
    const keep = context.settings.discardBodies ? 'head' : 'body';
    const draft = { ...options, method, url: String(url) };
    return context.http.prepare(requestInput(draft, { context, group: this.#group, keep }));
  }

  #rows(): Record<string, unknown> {
    const rows: Record<string, unknown> = {};
    for (const source of this.#state.context.data) {
      const { name, whole } = source;
      if (name === undefined) continue;
      // Asked for one by one: a source that has run out troubles only who reads it.
      Object.defineProperty(rows, name, {
        enumerable: true,
        get: () => whole ?? source.row(this.#state.iteration),
      });
    }
    return rows;
  }
}

/** A promise for which nothing waits any more. */
function never<T>(): Promise<T> {
  return new Promise(() => {});
}

function logText(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Error) return message.stack ?? message.message;
  try {
    return JSON.stringify(message) ?? String(message);
  } catch {
    return String(message);
  }
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
