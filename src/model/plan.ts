import type { Curve } from './curve.ts';
import type { LimitRule } from './limit.ts';
import type { Severity } from './run.ts';
import type { Step } from './steps.ts';
import type { DataSpec, MeasureSpec, MetricSpec, TlsSpec } from './test-spec.ts';

/** The test after every check and default: plain JSON that shards are cut from. Nothing after it validates or defaults. */
export interface Plan {
  readonly name: string;
  readonly kind?: PlannedKind;
  /** Stretches of constant load that are measured by themselves, in order of time. */
  readonly levels: readonly PlannedLevel[];
  /** The file, as the user named it; `inline` for a test made by a calling program. */
  readonly source: string;
  /** Absolute folder that relative paths count from. */
  readonly baseDir: string;
  readonly seed: number;
  readonly target?: string;
  readonly scenarios: readonly PlannedScenario[];
  readonly streams: readonly PlannedStream[];
  readonly setup?: PlannedHook;
  readonly teardown?: PlannedHook;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly data: readonly PlannedData[];
  readonly limits: readonly PlannedLimit[];
  readonly metrics: Readonly<Record<string, MetricSpec>>;
  readonly secrets: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Host names (without port) that traffic may go to; `*.x` matches below x, `*` everything. */
  readonly allowHosts: readonly string[];
  readonly warmupMs: number;
  /** End of the whole test, load and graceful stop together, or undefined. */
  readonly maxDurationMs?: number;
  /** Stretches every timeout. */
  readonly timeoutMultiplier: number;
  readonly code?: PlannedCode;
  /** Played against a second target, in turns. */
  readonly against?: PlannedAgainst;
}

/** The target that a test's own is compared with in one run. */
export interface PlannedAgainst {
  readonly url: string;
  /** How long one of the two is under load at a time; by default it follows from the load. */
  readonly sliceMs?: number;
  /** What is slower by so much fails the run (critical). */
  readonly failOn?: Severity | 'never';
}

/** Which of two targets: the one given by `--against`, or the test's own. */
export type Arm = 'before' | 'after';

/** A slice of a load that two targets take in turns; times by the load's clock. */
export interface Turn {
  /** The same for the two slices of a pair. */
  readonly number: number;
  readonly fromMs: number;
  /** What comes before, while the target settles, is not measured. */
  readonly measuredFromMs: number;
  readonly toMs: number;
  /** The stretch of the load that is played in it, quicker: both targets get the same one. */
  readonly ofFromMs: number;
  readonly ofToMs: number;
}

/** Where rows come from; of a schema file what it describes, so that workers need neither the file nor what it imports. */
export type PlannedData = DataSpec & { readonly schema?: unknown };

/** A kind of test with every default in place. */
export type PlannedKind =
  | { readonly type: 'smoke' | 'soak' }
  | {
      readonly type: 'baseline' | 'regression';
      /** The load ends once percentiles are known this well (a share of their value), but not before `leastMs`; otherwise with its curve. */
      readonly stable?: { readonly precision: number; readonly leastMs: number };
    }
  | { readonly type: 'load'; readonly nominal: number; readonly peak: number }
  | {
      readonly type: 'stress';
      readonly nominal: number;
      /** How long recovery is watched, at the lowest level, once the load is down again. */
      readonly recoveryMs: number;
      /** Played in place of the rest of the climb once the target is broken; starts count from then. */
      readonly descent: readonly PlannedStream[];
    }
  | {
      readonly type: 'spike';
      readonly nominal: number;
      readonly peak: number;
      readonly recoveryMs: number;
      /** What the kind expects beside its default limits (scale-out, even load, cache hits) is judged unless this is false. */
      readonly defaultLimits?: false;
    }
  | {
      readonly type: 'scalability';
      /** Varied in place of the load: one run of the streams for each value. */
      readonly variable?: { readonly name: string; readonly values: readonly number[] };
    };

/** A stretch of constant load. */
export interface PlannedLevel {
  readonly name: string;
  /** Users or arrivals per second, all streams together, or the value of the variable that is varied. */
  readonly load: number;
  readonly unit: 'users' | 'arrivals/s' | (string & {});
  readonly startMs: number;
  readonly endMs: number;
  /** Its first part, in which the target settles, is not measured. */
  readonly settleMs: number;
}

/** The user's file with all it imports, bundled once; every shard runs this same text. */
export interface PlannedCode {
  readonly file: string;
  /** ESM text with an inline source map. */
  readonly text: string;
  readonly sha256: string;
}

export interface PlannedScenario {
  readonly name: string;
  /** Exactly one of `steps` and `function`. */
  readonly steps?: readonly Step[];
  readonly function?: string;
  /** The function is what is tested. */
  readonly measure?: MeasureSpec;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly http: HttpSettings;
}

export interface PlannedHook {
  readonly steps?: readonly Step[];
  readonly function?: string;
  readonly timeoutMs: number;
  readonly http: HttpSettings;
}

/** One load curve and the scenarios it starts, picked by weight for each iteration. */
export interface PlannedStream {
  readonly name: string;
  readonly startMs: number;
  readonly load: PlannedLoad;
  /** Indices into `scenarios`, with whole-number weights. */
  readonly mix: readonly { readonly scenario: number; readonly weight: number }[];
  readonly gracefulStopMs: number;
  /** The load is played for this arm only, and only in these slices. */
  readonly turns?: {
    readonly arm: Arm;
    readonly slices: readonly Turn[];
    /** Stands for the load in what is told of it; played for two arms, it is still one. */
    readonly isTold: boolean;
  };
}

export type PlannedLoad =
  | { readonly model: 'users'; readonly curve: Curve; readonly gracefulRampDownMs: number }
  | {
      readonly model: 'arrivals';
      readonly curve: Curve;
      readonly maxUsers: number;
      /** Bounded by the test, so that Little's law is worth a word; otherwise the default bound. */
      readonly bounded: boolean;
      readonly arrivals: 'even' | 'poisson';
      readonly newUsers: boolean;
    }
  | {
      readonly model: 'iterations';
      readonly iterations: number;
      readonly users: number;
      readonly perUser: boolean;
      readonly maxDurationMs: number;
    };

export interface PlannedLimit {
  readonly rule: LimitRule;
  readonly abort: boolean;
  readonly delayMs: number;
  /** The test's kind brought it along: it holds only where what it limits was measured. */
  readonly isDefault?: boolean;
  /** Judged on the levels of this name alone. */
  readonly level?: string;
}

/** HttpSpec with every default in place. */
export interface HttpSettings {
  /** Header name as to be sent, and value (may hold templates in flows). */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Infinity when not bounded apart from the timeout. */
  readonly firstByteTimeoutMs: number;
  /** 0 when redirects are not followed. */
  readonly maxRedirects: number;
  readonly userAgent: string;
  /** Accept-Encoding, or undefined for none. */
  readonly acceptEncoding?: string;
  /** Shared pool size over all workers; undefined: connections per user. */
  readonly connections?: number;
  readonly reuse: 'user' | 'iteration' | 'request';
  readonly connectionsPerHost: number;
  readonly keepCookies: boolean;
  readonly tls: TlsSpec;
  readonly proxy?: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly dns: {
    readonly ttlMs: number;
    readonly select: 'first' | 'random' | 'roundRobin';
    readonly policy: 'preferIPv4' | 'preferIPv6' | 'onlyIPv4' | 'onlyIPv6' | 'any';
  };
  readonly localAddress?: string;
  readonly maxHeaderBytes: number;
  readonly maxBodyBytes: number;
  readonly discardBodies: boolean;
  /** Inclusive ranges. */
  readonly expectedStatuses: readonly (readonly [number, number])[];
  /** Lower-case name of a header, or `address`. */
  readonly instances?: string;
  /** Lower-case name of a header. */
  readonly cacheHeader?: string;
}

/** The part of a plan that one thread or agent carries out. */
export interface Shard {
  readonly plan: Plan;
  readonly index: number;
  readonly count: number;
}
