/**
 * model/ holds the nouns that every other folder speaks in: what a person writes (TestSpec), what is carried out (Plan),
 * what a shard measures each second (Snapshot), and what remains (Run). Plain JSON all of it; no behaviour beyond
 * parsing and formatting units.
 */
import type { LoadSpec } from './load-spec.ts';
import type { Step } from './steps.ts';

/** `'30s'`, `'1m30s'`, `'250ms'`, or a number of seconds. */
export type Duration = string | number;

/** What a test sets out to learn: its load's shape and how it is judged follow from it. */
export type TestKind = 'smoke' | 'baseline' | 'load' | 'stress' | 'spike' | 'soak' | 'scalability' | 'regression';

/** A kind with what of its shape is to be other than usual; multiples are of the test's own, nominal load. */
export interface KindSpec {
  /** `endurance` is soak. */
  readonly type: TestKind | 'endurance';
  /** load, stress, spike: the highest load, as a multiple of the nominal one. */
  readonly peak?: number;
  /** spike: load before and after the spikes, as a multiple of the nominal one (1). */
  readonly base?: number;
  /** stress: how many levels lead up to the peak. scalability: how many levels there are, where they are not listed. */
  readonly steps?: number;
  /** scalability: the levels themselves, in users, arrivals per second, or values of `variable`. */
  readonly levels?: readonly number[];
  /** scalability: the variable that is varied in place of the load, such as the size of the data. */
  readonly variable?: string;
  /** How long each level, or each spike, is held. */
  readonly hold?: Duration;
  /** spike: how many. */
  readonly spikes?: number;
  /** stress, spike: how long the target may take to recover. */
  readonly recovery?: Duration;
  /** Limits that come with the kind: true by default. */
  readonly defaultLimits?: boolean;
}

/** A test as written: scenarios, load, limits. Plain JSON; functions are named, and live in the file that defines them. */
export interface TestSpec {
  readonly name: string;
  /** What the test sets out to learn: `'spike'`, or `{ type: 'spike', peak: 10 }`. */
  readonly kind?: TestKind | 'endurance' | KindSpec;
  /** Base URL that requests with a path alone go to. */
  readonly target?: string;
  readonly scenarios: readonly ScenarioSpec[];
  readonly load?: LoadSpec;
  readonly limits?: readonly LimitSpec[];
  /** Runs once before and after all scenarios; what `setup` returns is handed to every script. */
  readonly setup?: HookSpec;
  readonly teardown?: HookSpec;
  readonly http?: HttpSpec;
  /** Template variables; an array of values means: one at random for each iteration. */
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly data?: readonly DataSpec[];
  /** Custom metrics that limits may name. */
  readonly metrics?: Readonly<Record<string, MetricSpec>>;
  /** Names of environment variables whose values are masked wherever they turn up. */
  readonly secrets?: readonly string[];
  /** Values for `{{ $env.X }}` and `user.env.X`, over those of the process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hosts besides the target's that traffic may go to; `*.example.com` allowed. */
  readonly allowHosts?: readonly string[];
  readonly environments?: Readonly<Record<string, TestOverrides>>;
  readonly profiles?: Readonly<Record<string, TestOverrides>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly seed?: number | string;
  /** Measurements of this first part of the load stay out of totals and limits. */
  readonly warmup?: Duration;
  /** How long running iterations may take to finish once the load has ended (30s). */
  readonly gracefulStop?: Duration;
  /** The whole test is stopped after this, whatever its load says. */
  readonly maxDuration?: Duration;
  /** File with the functions that steps name, relative to the test's file. */
  readonly processor?: string;
}

/** Any part of a test, laid over it by `--env` or `--profile`. */
export type TestOverrides = Partial<Omit<TestSpec, 'environments' | 'profiles'>>;

/** What one user does: steps as data (a flow), or a named function (a script). */
export interface ScenarioSpec {
  readonly name: string;
  readonly steps?: readonly Step[];
  readonly function?: string;
  /** The function is what is tested: a plain one, called with `input`. */
  readonly measure?: MeasureSpec;
  /** Share of the test's load when the scenario has no load of its own (1). */
  readonly weight?: number;
  readonly load?: LoadSpec;
  /** Delay before this scenario's own load begins. */
  readonly start?: Duration;
  readonly env?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly http?: HttpSpec;
  readonly gracefulStop?: Duration;
}

/** How a plain function is called, and what of it is measured. It gets `input`, and what set-up returned. */
export interface MeasureSpec {
  /** `thread`: beside the load generator (default). `process`: in one of its own, which it may block, fill or end. */
  readonly isolate?: 'thread' | 'process';
  /** Name it is measured under (the function's). */
  readonly name?: string;
  /** Its argument; texts in it may hold templates. */
  readonly input?: unknown;
  /** Function of the test's that makes the argument instead, before the call: `(user, data) => input`. */
  readonly inputFrom?: string;
  /** How many items a result holds. */
  readonly items?: ResultPart;
  /** How many bytes. */
  readonly bytes?: ResultPart;
  /** A call that takes longer has failed (60s). */
  readonly timeout?: Duration;
  /** Whether memory is measured: by default in a scenario that is a function, and not in a call within others. */
  readonly memory?: boolean;
  /** Bound on the heap of a process of its own: `'256MB'`. */
  readonly maxHeap?: string | number;
}

/** The result itself (`true`), a part of it (`'page.rows'`), or what a function of the test's says of it. */
export type ResultPart = true | string | { readonly function: string };

export interface HookSpec {
  readonly steps?: readonly Step[];
  readonly function?: string;
  readonly timeout?: Duration;
}

/** `http_req_duration p95 < 200ms`, or the long form. */
export type LimitSpec = string | { readonly rule: string; readonly abort?: boolean; readonly delay?: Duration };

export interface MetricSpec {
  readonly type: 'counter' | 'gauge' | 'rate' | 'trend';
  /** `ms` marks a trend of times. */
  readonly unit?: string;
}

/** Rows that iterations get: those of a file, or made from a preset or schema. */
export type DataSpec = FileDataSpec | GeneratedDataSpec;

interface DataUse {
  /** With a name, a row is the variable `name`; without, each column is a variable of its own. */
  readonly name?: string;
  readonly order?: 'sequence' | 'random' | 'shuffle' | 'unique';
  /** Hand over the whole table as an array variable `name`. */
  readonly loadAll?: boolean;
}

export interface FileDataSpec extends DataUse {
  readonly path: string;
  readonly generate?: undefined;
  readonly format?: 'csv' | 'json' | 'ndjson';
  readonly fields?: readonly string[];
  readonly skipHeader?: boolean;
  readonly delimiter?: string;
  readonly cast?: boolean;
  readonly skipEmptyLines?: boolean;
  /** Passed to csv-parse. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Rows as `plimsoll data generate` makes them. */
export interface GeneratedDataSpec extends DataUse {
  /** A table such as `users`, a preset, or a file with a schema, relative to the test's. */
  readonly generate: string;
  readonly path?: undefined;
  readonly fields?: undefined;
  /** One table of a preset or schema that has several; the first unless told otherwise. */
  readonly table?: string;
  /** How many rows; as many as the table has unless told otherwise. */
  readonly count?: number;
  /** All chance comes from it, whatever the run's seed is (1). */
  readonly seed?: number;
}

/** How requests are made, for a whole test or one scenario. */
export interface HttpSpec {
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly timeout?: Duration;
  readonly connectTimeout?: Duration;
  readonly firstByteTimeout?: Duration;
  readonly maxRedirects?: number;
  readonly followRedirects?: boolean;
  readonly userAgent?: string;
  /** Accept-Encoding to send and decode; true means all that this Node can decode. */
  readonly compression?: boolean | string;
  /** A shared pool of so many connections per worker set, instead of connections per user. */
  readonly connections?: number;
  /** `user`: connections live as long as the user (default); `iteration`: fresh ones each iteration; `request`: no keep-alive. */
  readonly reuse?: 'user' | 'iteration' | 'request';
  /** Connections a user may have open to one host at once (6). */
  readonly connectionsPerHost?: number;
  /** Keep cookies from one iteration to the next (false). */
  readonly keepCookies?: boolean;
  readonly tls?: TlsSpec;
  readonly proxy?: string;
  /** `name` or `name:port` to an address. */
  readonly hosts?: Readonly<Record<string, string>>;
  readonly dns?: {
    readonly ttl?: Duration | 'inf';
    readonly select?: 'first' | 'random' | 'roundRobin';
    readonly policy?: 'preferIPv4' | 'preferIPv6' | 'onlyIPv4' | 'onlyIPv6' | 'any';
  };
  readonly localAddress?: string;
  readonly maxHeaderBytes?: number;
  readonly maxBodyBytes?: number;
  /** Bodies that no check or capture reads are not kept. */
  readonly discardBodies?: boolean;
  readonly expectedStatuses?: StatusSet;
  /** Tags every response with the instance that gave it: a header's name, or `address` for the remote address. */
  readonly instances?: string;
  /** Header that says whether a cache gave the response, counted in `cache_hits`. */
  readonly cacheHeader?: string;
}

/** `200`, `'2xx'`, `'200-399'`, or a list of these. */
export type StatusSet = number | string | readonly (number | string)[];

export interface TlsSpec {
  readonly insecure?: boolean;
  /** PEM file or PEM text. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly servername?: string;
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly ciphers?: string;
}
