import type { Duration, MeasureSpec, StatusSet } from './test-spec.ts';

/** One step of a flow, as data. Strings may hold templates: `{{ id }}`, `{{ $uuid() }}`. */
export type Step =
  | RequestStep
  | ThinkStep
  | PaceStep
  | LoopStep
  | ParallelStep
  | IfStep
  | GroupStep
  | LogStep
  | CallStep
  | CheckStep
  | SetStep
  | SubscribeStep
  | ReceiveStep
  | UnsubscribeStep;

export type StepKind = Step['kind'];

export interface RequestStep {
  readonly kind: 'request';
  readonly method: string;
  readonly url: string;
  readonly name?: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, unknown>>;
  readonly multipart?: readonly MultipartField[];
  readonly body?: string;
  readonly auth?: AuthSpec;
  readonly timeout?: Duration;
  readonly followRedirects?: boolean;
  readonly maxRedirects?: number;
  readonly expectedStatuses?: StatusSet;
  readonly retry?: RetrySpec;
  readonly capture?: readonly Capture[];
  readonly expect?: readonly Expectation[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Skipped unless this holds. */
  readonly when?: Condition;
  /** Chance in percent that the request is made. */
  readonly probability?: number;
  /** Named functions of the user's around the request. */
  readonly beforeRequest?: readonly string[];
  readonly afterResponse?: readonly string[];
}

/** When a request is sent again; each attempt is a request of its own. */
export interface RetrySpec {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  /** Statuses (`503`, `'5xx'`) and kinds of failure (`'timeout'`); `'error'` stands for all of these. */
  readonly on?: readonly (number | string)[];
  /** Pause before the second attempt (1s). */
  readonly delay?: Duration;
  /** Each pause is so many times as long as the one before (1). */
  readonly backoff?: number;
  /** No pause is longer (30s). */
  readonly maxDelay?: Duration;
  /** Spread of each pause, in percent either way. */
  readonly jitter?: number;
  /** Waits as long as the answer's Retry-After says, where it says so. */
  readonly retryAfter?: boolean;
}

/** Opens a stream of server-sent events, which stays open while later steps do other things. */
export interface SubscribeStep {
  readonly kind: 'subscribe';
  readonly url: string;
  /** What later steps call the stream (`events`). */
  readonly as?: string;
  readonly name?: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly auth?: AuthSpec;
  /** Until the head of the response has come. */
  readonly timeout?: Duration;
  readonly followRedirects?: boolean;
  readonly maxRedirects?: number;
  readonly expectedStatuses?: StatusSet;
  readonly retry?: RetrySpec;
  readonly tags?: Readonly<Record<string, string>>;
  /** Skipped unless this holds. */
  readonly when?: Condition;
  readonly lastEventId?: string;
  /** The stream has failed when nothing, not even a comment, comes for so long. */
  readonly idleTimeout?: Duration;
  readonly reconnect?: ReconnectSpec;
  /** Stays open from one iteration to the next. */
  readonly keep?: boolean;
  /** Events kept for a `receive` to come (1000). */
  readonly buffer?: number;
  /** A larger event ends the stream (1 MiB). */
  readonly maxEventBytes?: number;
  /** JSONPath of the time in an event's data that its latency counts from. */
  readonly latencyFrom?: string;
}

/** Whether a stream that has ended is opened anew, after what pause (3s, or what the server says), how often in a row without success. */
export type ReconnectSpec = boolean | { readonly delay?: Duration; readonly attempts?: number };

/** Waits for events of a stream. */
export interface ReceiveStep {
  readonly kind: 'receive';
  /** The stream, as its `subscribe` calls it (`events`). */
  readonly from?: string;
  /** Name of the check that the events came. */
  readonly name?: string;
  /** Only events of this name count. */
  readonly event?: string;
  /** Only events count whose data has these values, by JSONPath. */
  readonly match?: Readonly<Record<string, unknown>>;
  /** How many (1). */
  readonly count?: number;
  /** All of them within this time (10s). */
  readonly within?: Duration;
  /** From the data of each event; the last one's values stay. */
  readonly capture?: readonly Capture[];
  /** What the data of each event must be. */
  readonly expect?: readonly Expectation[];
}

export interface UnsubscribeStep {
  readonly kind: 'unsubscribe';
  readonly from?: string;
}

export interface MultipartField {
  readonly name: string;
  readonly value?: string;
  /** A file beside the test. */
  readonly file?: string;
  readonly filename?: string;
  readonly contentType?: string;
}

export interface AuthSpec {
  readonly type: 'basic' | 'bearer' | 'digest';
  readonly username?: string;
  readonly password?: string;
  readonly token?: string;
}

export interface ThinkStep {
  readonly kind: 'think';
  /** One duration, `'1s..3s'` (uniform), or `{ mean, deviation }` (normal, cut at zero). */
  readonly duration: Duration | { readonly mean: Duration; readonly deviation: Duration };
  /** Spread around a fixed duration, in percent either way. */
  readonly jitter?: number;
}

/** The iteration ends no sooner than this after it began; may be a template. */
export interface PaceStep {
  readonly kind: 'pace';
  readonly every: Duration;
}

/** Repeats its steps: a number of times, over a list, or while a condition holds. */
export interface LoopStep {
  readonly kind: 'loop';
  /** A number, a template, `'2-4'`, or -1 for ever. */
  readonly count?: number | string;
  /** A list, or the name of a variable that holds one. */
  readonly over?: readonly unknown[] | string;
  readonly while?: Condition;
  /** Variable that holds the index or the element (`$loopCount`, `$loopElement`). */
  readonly as?: string;
  readonly steps: readonly Step[];
}

export interface ParallelStep {
  readonly kind: 'parallel';
  readonly limit?: number;
  readonly steps: readonly Step[];
}

export interface IfStep {
  readonly kind: 'if';
  readonly condition: Condition;
  readonly steps: readonly Step[];
  readonly else?: readonly Step[];
}

export interface GroupStep {
  readonly kind: 'group';
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface LogStep {
  readonly kind: 'log';
  readonly message: string;
}

/** Calls a function of the user's: `(user, setupData) => void | Promise<void>`, or a plain one that is measured. */
export interface CallStep {
  readonly kind: 'call';
  readonly function: string;
  readonly measure?: MeasureSpec;
}

export interface CheckStep {
  readonly kind: 'check';
  readonly name: string;
  readonly condition: Condition;
}

/** Sets variables from templates. */
export interface SetStep {
  readonly kind: 'set';
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An expression over the variables (`count < 3 and role == "admin"`), or the name of a function of the user's. */
export type Condition = string | { readonly function: string };

export interface Capture {
  readonly as: string;
  readonly from: 'json' | 'header' | 'regexp' | 'cookie' | 'css' | 'body' | 'status';
  /** JSONPath, header or cookie name, regular expression, selector. */
  readonly expression?: string;
  readonly group?: number | string;
  readonly flags?: string;
  /** Attribute of the selected element; its text otherwise. */
  readonly attribute?: string;
  /** Which one of several matches (the first). */
  readonly pick?: number | 'first' | 'last' | 'random' | 'all';
  /** Without a match the iteration ends as failed, unless this is true or there is a default. */
  readonly optional?: boolean;
  readonly default?: unknown;
}

/** What a response must be; each becomes a check of that name. Of a JSONPath with several hits, each one must be so. */
export type Expectation = { readonly name?: string; readonly not?: boolean } & (
  | { readonly kind: 'status'; readonly status: StatusSet }
  | { readonly kind: 'header'; readonly header: string; readonly equals?: string; readonly matches?: string }
  | { readonly kind: 'contentType'; readonly contentType: string }
  | {
      readonly kind: 'json';
      readonly path: string;
      readonly equals?: unknown;
      readonly matches?: string;
      readonly exists?: boolean;
    }
  | { readonly kind: 'body'; readonly contains?: string; readonly matches?: string; readonly equals?: string }
  | { readonly kind: 'duration'; readonly below: Duration }
);
