import type {
  AuthSpec,
  LoopStep,
  MultipartField,
  ReceiveStep,
  RetrySpec,
  SubscribeStep,
  ThinkStep,
} from '../../model/steps.ts';
import type { Duration, StatusSet } from '../../model/test-spec.ts';
import type { RequestDraft, User, UserResponse } from '../../users/user.ts';
import type { MeasureInput } from '../measure-input.ts';
import type { CaptureInput, CaptureOptions } from './captures.ts';
import type { ExpectInput } from './expectations.ts';

/** A function called in a flow, with the user and what the test's setup returned. */
// biome-ignore lint/suspicious/noExplicitAny: the type of the setup's data is known where the test is defined
export type FlowFunction = (user: User, data: any) => unknown;

/** An expression over the variables (`count < 3 and role == 'admin'`), or a function that says whether it holds. */
// biome-ignore lint/suspicious/noExplicitAny: the type of the setup's data is known where the test is defined
export type ConditionInput = string | ((user: User, data: any) => boolean | Promise<boolean>);

export type BeforeRequest = (request: RequestDraft, user: User) => unknown;
export type AfterResponse = (response: UserResponse, user: User) => unknown;

/** How a request of a flow is made; strings may hold templates: `{{ id }}`. */
export interface FlowRequestOptions {
  readonly name?: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  /** At most one of `json`, `form`, `multipart` and `body`. */
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, unknown>>;
  readonly multipart?: readonly MultipartField[];
  readonly body?: string;
  readonly auth?: AuthSpec;
  readonly timeout?: Duration;
  readonly followRedirects?: boolean;
  readonly maxRedirects?: number;
  readonly expectedStatuses?: StatusSet;
  /** Sends the request again after some failures. */
  readonly retry?: RetrySpec;
  readonly tags?: Readonly<Record<string, string>>;
  /** Skipped unless this holds. */
  readonly when?: ConditionInput;
  /** Chance in percent that the request is made. */
  readonly probability?: number;
  /** Variables to keep from the response. */
  readonly capture?: Readonly<Record<string, CaptureInput>>;
  readonly expect?: ExpectInput | readonly ExpectInput[];
  readonly beforeRequest?: BeforeRequest | readonly BeforeRequest[];
  readonly afterResponse?: AfterResponse | readonly AfterResponse[];
}

/** How an event stream is opened; strings may hold templates. */
export interface FlowSubscribeOptions extends Omit<SubscribeStep, 'kind' | 'url' | 'when'> {
  /** Skipped unless this holds. */
  readonly when?: ConditionInput;
}

/** Which events are waited for, and what is done with them. */
export interface FlowReceiveOptions extends Omit<ReceiveStep, 'kind' | 'from' | 'capture' | 'expect'> {
  /** Variables to keep from the data. */
  readonly capture?: Readonly<Record<string, CaptureInput>>;
  readonly expect?: ExpectInput | readonly ExpectInput[];
}

/** How often a loop repeats: a number, a template or `'2-4'`, or an object. */
export type LoopInput =
  | number
  | string
  | { readonly count: number | string; readonly as?: string }
  | { readonly over: NonNullable<LoopStep['over']>; readonly as?: string }
  | { readonly while: ConditionInput; readonly as?: string };

export type Nested = (flow: Flow) => Flow;

/** The steps of a flow. Each method returns a longer flow and leaves the one it is called on as it was. */
export interface FlowMethods<Self> {
  get(url: string, options?: FlowRequestOptions): Self;
  post(url: string, options?: FlowRequestOptions): Self;
  put(url: string, options?: FlowRequestOptions): Self;
  patch(url: string, options?: FlowRequestOptions): Self;
  delete(url: string, options?: FlowRequestOptions): Self;
  head(url: string, options?: FlowRequestOptions): Self;
  options(url: string, options?: FlowRequestOptions): Self;
  request(method: string, url: string, options?: FlowRequestOptions): Self;

  /**
   * Keeps a part of the last request's response, or of the events received last, in a variable.
   *
   * @example .capture('id', '$.items[0].id').capture('etag', { header: 'etag' })
   */
  capture(as: string, from: CaptureInput, options?: CaptureOptions): Self;
  /** What the last request's response, or each event received last, must be. @example .expect({ status: 200, maxDuration: '500ms' }) */
  expect(expected: ExpectInput): Self;
  /**
   * Opens a stream of server-sent events, which stays open while later steps do other things.
   *
   * @example .subscribe('/events?channel=news', { as: 'feed' }).post('/publish').receive('feed', { within: '2s' })
   */
  subscribe(url: string, options?: FlowSubscribeOptions): Self;
  /** Waits for events of a stream (`events` when it was given no name). */
  receive(from?: string, options?: FlowReceiveOptions): Self;
  /** Closes a stream. */
  unsubscribe(from?: string): Self;

  /** Names the last request in reports. */
  name(name: string): Self;
  /** Tags the last request's measurements. */
  tag(name: string, value: string): Self;

  /** A check of the variables, by expression or function. */
  check(name: string, condition: ConditionInput): Self;
  /** A pause: `'2s'`, `'1s..3s'`, a number of seconds, or `{ mean, deviation }`; `jitter` in percent. */
  think(duration: ThinkStep['duration'], options?: { readonly jitter?: number }): Self;
  /** The iteration takes at least so long. */
  pace(every: Duration): Self;
  /** @example .loop(3, (flow) => flow.get('/next')).loop({ over: 'ids', as: 'id' }, (flow) => flow.get('/items/{{ id }}')) */
  loop(times: LoopInput, steps: Nested): Self;
  /** Steps carried out at the same time. */
  parallel(steps: Nested, options?: { readonly limit?: number }): Self;
  /** Steps only where a condition holds. */
  when(condition: ConditionInput, steps: Nested): Self;
  /** Steps where the condition of the `when` just before did not hold. */
  otherwise(steps: Nested): Self;
  /** Steps measured together. */
  group(name: string, steps: Nested): Self;
  log(message: string): Self;
  /**
   * Calls a function with the user and what the test's setup returned; with `measure`, a plain function that is what is
   * tested, with its input.
   */
  call(run: FlowFunction): Self;
  // biome-ignore lint/suspicious/noExplicitAny: a measured function has an argument of its own
  call(run: (input: any, data: any) => unknown, options: { readonly measure: true | MeasureInput }): Self;
  /** Sets variables from values or templates. */
  set(variables: Readonly<Record<string, unknown>>): Self;
}

/** Steps within a loop, a group and the like. */
export interface Flow extends FlowMethods<Flow> {}
