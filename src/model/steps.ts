import type { Duration, StatusSet } from './test-spec.ts';

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
  | SetStep;

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

/** Calls a function of the user's: `(user, setupData) => void | Promise<void>`. */
export interface CallStep {
  readonly kind: 'call';
  readonly function: string;
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
