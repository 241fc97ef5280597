import type { LiveView } from '../../model/live.ts';
import type { Finding, Run } from '../../model/run.ts';
import type { LogLine } from '../../model/snapshot.ts';
import type { TraceRecord } from '../../protocols/http/trace.ts';
import type { PhaseChange } from '../load-phases.ts';

/**
 * Where a test stands. It waits in `queued` for a place among those that run at once. `preparing`, `running` and `cleaning-up`
 * are one run; `stopping` is one that was asked to end and lets running iterations finish. `failed` tests could not be run.
 */
export type TestState =
  | 'created'
  | 'validating'
  | 'queued'
  | 'preparing'
  | 'running'
  | 'stopping'
  | 'cleaning-up'
  | 'ended'
  | 'failed';

/** The test that an event is about. */
interface OfTest {
  readonly id: string;
  /** The test's name. */
  readonly name: string;
}

/** What is told, by the name that `on()` listens for. */
export interface ManagerEvents {
  readonly state: OfTest & { readonly type: 'state'; readonly from: TestState; readonly to: TestState };
  readonly phase: OfTest & { readonly type: 'phase' } & PhaseChange;
  /** Once a second. */
  readonly second: OfTest & { readonly type: 'second'; readonly view: LiveView };
  readonly log: OfTest & { readonly type: 'log'; readonly line: LogLine };
  /** Requests, where the test's `trace` has `send`. */
  readonly trace: OfTest & { readonly type: 'trace'; readonly record: TraceRecord };
  /** `live`: seen while the test runs, once for each kind; otherwise one of the run's own. */
  readonly finding: OfTest & { readonly type: 'finding'; readonly finding: Finding; readonly live: boolean };
  /** Another test runs at the same time, so that both share the machine. */
  readonly overlap: OfTest & { readonly type: 'overlap'; readonly with: string };
  readonly ended: OfTest & { readonly type: 'ended'; readonly run: Run };
  /** The test could not be run; `error` says why. */
  readonly failed: OfTest & { readonly type: 'failed'; readonly error: Error };
  /** Something beside the run went wrong: a listener threw, or the run could not be kept. */
  readonly error: OfTest & { readonly type: 'error'; readonly error: unknown; readonly while: string };
}

export type ManagerEvent = ManagerEvents[keyof ManagerEvents];

/** An event before it is known which test it is about. */
export type UntoldEvent = {
  [Name in keyof ManagerEvents]: Omit<ManagerEvents[Name], keyof OfTest>;
}[keyof ManagerEvents];

export type ManagerListener<Name extends keyof ManagerEvents> = (event: ManagerEvents[Name]) => unknown;
