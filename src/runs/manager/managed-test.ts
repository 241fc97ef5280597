import type { TraceOptions } from '../../engine/messages.ts';
import type { Problem } from '../../errors/problems.ts';
import type { LiveView } from '../../model/live.ts';
import type { Plan } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import type { Advice } from '../../plan/advice/advice.ts';
import type { Forecast } from '../../plan/forecast.ts';
import type { TestPhase } from '../load-phases.ts';
import type { PrepareOptions } from '../prepare-test.ts';
import type { ManagerEvent, ManagerEvents, ManagerListener, TestState } from './manager-events.ts';

/** How one test is run: what is laid over it, and with how many threads. */
export interface ManagedTestOptions extends Omit<PrepareOptions, 'rowsOf'> {
  /** Worker threads; by default the manager's share for each test. */
  readonly workers?: number;
  /** Keep the runs in the store, as the command line does (false). */
  readonly store?: boolean;
  readonly trace?: TraceOptions;
  /** Aborted: the test is stopped. */
  readonly signal?: AbortSignal;
}

/** What checking a test found. */
export interface Validation {
  readonly valid: boolean;
  /** Everything that is wrong. */
  readonly problems: readonly Problem[];
  /** Worth telling about the file, but no reason to stop. */
  readonly notes: readonly Problem[];
  readonly advice: readonly Advice[];
  /** Of a valid test. */
  readonly plan?: Plan;
  readonly forecast?: Forecast;
}

/** A test in the care of a `LoadTestManager`; what is read from it is how things stand now. */
export interface ManagedTest {
  readonly id: string;
  /** The test's own; until it is read, that of its file. */
  readonly name: string;
  readonly state: TestState;
  /** What the run that is under way is at. */
  readonly phase: TestPhase | undefined;
  /** What is carried out, once the test was validated. */
  readonly plan: Plan | undefined;
  readonly problems: readonly Problem[];
  readonly advice: readonly Advice[];
  /** The last second of the last run. */
  readonly live: LiveView | undefined;
  /** The last run that has ended. */
  readonly result: Run | undefined;
  /** Why the last run could not be made. */
  readonly error: Error | undefined;
  /** Reads and checks the test; sends nothing, and never rejects for what is wrong with the test. */
  validate(): Promise<Validation>;
  /** Runs the test as it was validated last. While it is under way, the same promise is returned. */
  run(): Promise<Run>;
  /** No new iterations start, running ones may finish, teardown runs. Settles when all is over. */
  stop(): Promise<Run | undefined>;
  /** Everything ends at once; teardown is left out. */
  kill(): Promise<Run | undefined>;
  /** Returns what ends the listening. */
  on<Name extends keyof ManagerEvents>(event: Name, listener: ManagerListener<Name>): () => void;
  /** Everything that happens to the test, to the end of its run. */
  events(): AsyncIterableIterator<ManagerEvent>;
  /** The live view of each second, to the end of the run; who reads slowly gets the latest. */
  views(): AsyncIterableIterator<LiveView>;
  /** What fits a list of tests. */
  toJSON(): ManagedTestSummary;
}

export interface ManagedTestSummary {
  readonly id: string;
  readonly name: string;
  readonly state: TestState;
  readonly phase?: TestPhase;
  readonly verdict?: Run['verdict'];
  readonly error?: string;
}
