import type { ScenarioAdvice } from '../define/scenarios/scenario-advice.ts';
import type { Problem } from '../errors/problems.ts';
import type { PlannedCode } from '../model/plan.ts';
import type { Severity } from '../model/run.ts';
import type { DataSpec, Duration, LimitSpec, TestSpec } from '../model/test-spec.ts';

/** A test as loaded: what it says, the functions it names, and where each part of it stands. */
export interface PlanInput {
  readonly spec: TestSpec;
  /** The exports of the user's file, by name. */
  readonly functions: Readonly<Record<string, unknown>>;
  /** As the user named it; `inline` for a test made by a calling program. */
  readonly file: string;
  /** Absolute folder that relative paths count from. */
  readonly baseDir: string;
  readonly code?: PlannedCode;
  /** What is known to be wrong with it; the spec lacks the parts that could not be read. */
  readonly problems?: readonly Problem[];
  /** What is worth saying of the configuration that the test was made from. */
  readonly advice?: readonly ScenarioAdvice[];
  locate(path: string): { readonly file?: string; readonly line: number; readonly column: number } | undefined;
}

export type Locate = PlanInput['locate'];

/** What the command line, or a calling program, lays over a test. */
export interface PlanOptions {
  readonly target?: string;
  /** A second target: the load is played against both in turns, and the test's own is compared with it. */
  readonly against?: string;
  /** How long one of the two is under load at a time; by default it follows from the load. */
  readonly slice?: Duration;
  /** What is slower by so much fails a run against a second target (critical). */
  readonly failOn?: Severity | 'never';
  /** In place of the test's own; the load takes its shape, even where the test draws its curve itself. */
  readonly kind?: TestSpec['kind'];
  readonly users?: number;
  /** Arrivals per second. */
  readonly rate?: number;
  readonly duration?: Duration;
  readonly iterations?: number;
  readonly maxUsers?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly seed?: number | string;
  readonly timeoutMultiplier?: number;
  readonly maxDuration?: Duration;
  /** Added to the test's own. */
  readonly limits?: readonly LimitSpec[];
  readonly tags?: Readonly<Record<string, string>>;
  /** How many rows a table has, where that is known: for advice on rows that will run out. */
  readonly rowsOf?: (data: DataSpec) => number | undefined;
  /** How long a request is expected to take, for forecasts of closed models (100). */
  readonly expectedLatencyMs?: number;
  /** The environment of the process, in which declared secrets are looked for. */
  readonly processEnv?: Readonly<Record<string, string | undefined>>;
}
