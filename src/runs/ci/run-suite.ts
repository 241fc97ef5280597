import { UserError } from '../../errors/user-error.ts';
import type { Run } from '../../model/run.ts';
import { formatDuration } from '../../model/units.ts';
import type { PreparedTest } from '../prepare-test.ts';
import {
  costOf,
  type PlannedSuite,
  STAGES,
  type Stage,
  type SuiteBench,
  type SuiteItem,
  type SuiteTest,
} from './suite-plan.ts';

export interface LeftOut {
  readonly file: string;
  readonly name: string;
  readonly why: string;
}

export interface RanSuite {
  /** What was measured to its end. */
  readonly runs: readonly Run[];
  readonly leftOut: readonly LeftOut[];
  /** What could not be carried out for reasons that somebody has to mend. */
  readonly broken: readonly { readonly file: string; readonly error: UserError }[];
  /** What made the runs, by their ids. */
  readonly prepared: ReadonlyMap<string, PreparedTest>;
}

export interface RunSuiteOptions {
  /** When the suite began, setting up included, by `performance.now()`. */
  readonly startedMs: number;
  /** Aborted: what is under way ends, and nothing new begins. */
  readonly stop: AbortSignal;
  onStage(stage: Stage, items: readonly SuiteItem[]): void;
  onItem(item: SuiteItem, position: { readonly at: number; readonly of: number }): void;
  runTest(item: SuiteTest, prepared: PreparedTest, stop: AbortSignal): Promise<Run>;
  runBench(item: SuiteBench, stop: AbortSignal): Promise<Run>;
  /** The same test at another length. */
  shortened(item: SuiteTest, lengthMs: number): Promise<PreparedTest>;
  onRun(run: Run): Promise<void>;
  onBroken(item: SuiteItem, error: UserError): void;
}

/** Nothing is begun with less time than this. */
const LEAST_MS = 5_000;
/** Setting up may have taken its time: a test is made shorter by no more than this, or left out. */
const LEAST_SHARE = 0.5;

const TOLERANCE = 1.05;
/** A timer that is to wait longer than this ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Fitting {
  readonly prepared?: PreparedTest;
  readonly run: (stop: AbortSignal) => Promise<Run>;
}

/** Runs what was planned, stage by stage, and never beyond the time there is. */
export async function runPlannedSuite(planned: PlannedSuite, options: RunSuiteOptions): Promise<RanSuite> {
  const running = new RunningSuite(planned, options);
  const chosen = planned.items.filter(({ decision }) => decision.does !== 'leave out');
  for (const item of planned.items) if (!chosen.includes(item)) running.leaveOut(item, item.why ?? '');
  let at = 0;
  for (const stage of STAGES) {
    const items = chosen.filter((item) => item.stage === stage);
    if (items.length === 0 || options.stop.aborted) continue;
    options.onStage(stage, items);
    for (const item of items) await running.carryOut(item, { at: ++at, of: chosen.length });
  }
  return running.ended(chosen);
}

class RunningSuite {
  readonly #planned: PlannedSuite;
  readonly #options: RunSuiteOptions;
  readonly #runs: Run[] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #broken: { readonly file: string; readonly error: UserError }[] = [];
  readonly #prepared = new Map<string, PreparedTest>();
  readonly #begun = new Set<SuiteItem>();

  constructor(planned: PlannedSuite, options: RunSuiteOptions) {
    this.#planned = planned;
    this.#options = options;
  }

  async carryOut(item: SuiteItem, position: { readonly at: number; readonly of: number }): Promise<void> {
    if (this.#options.stop.aborted) return;
    this.#begun.add(item);
    const fitting = await this.#fitting(item);
    if (fitting === undefined) return this.leaveOut(item, 'the time was used up before it');
    this.#options.onItem(item, position);
    const cut = AbortSignal.timeout(Math.min(LONGEST_TIMER_MS, Math.max(1, Math.ceil(this.#leftMs()))));
    const run = await this.#attempt(item, () => fitting.run(AbortSignal.any([this.#options.stop, cut])));
    if (run === undefined) return;
    const wasCut = run.verdict === 'interrupted' && cut.aborted && !this.#options.stop.aborted;
    await this.#options.onRun(run);
    if (wasCut) return this.leaveOut(item, 'it was still running when the time was used up, and was ended');
    this.#runs.push(run);
    if (fitting.prepared !== undefined) this.#prepared.set(run.id, fitting.prepared);
  }

  leaveOut({ file, name }: SuiteItem, why: string): void {
    this.#leftOut.push({ file, name, why });
  }

  ended(chosen: readonly SuiteItem[]): RanSuite {
    for (const item of chosen) if (!this.#begun.has(item)) this.leaveOut(item, 'the suite was stopped before it');
    return { runs: this.#runs, leftOut: this.#leftOut, broken: this.#broken, prepared: this.#prepared };
  }

  /** What one file gets wrong does not keep the others from being measured. */
  async #attempt(item: SuiteItem, run: () => Promise<Run>): Promise<Run | undefined> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#broken.push({ file: item.file, error });
      this.leaveOut(item, `it could not be run: ${error.message.split('\n')[0]}`);
      this.#options.onBroken(item, error);
      return undefined;
    }
  }

  #leftMs(): number {
    return this.#planned.budgetMs - (performance.now() - this.#options.startedMs);
  }

  /** How the item is run in what is left; undefined where it does not fit. */
  async #fitting(item: SuiteItem): Promise<Fitting | undefined> {
    const leftMs = this.#leftMs();
    if (leftMs < Math.min(LEAST_MS, this.#planned.budgetMs)) return undefined;
    const { runBench, runTest } = this.#options;
    if (item.kind === 'bench') return { run: (stop) => runBench(item, stop) };
    const prepared = await this.#fittingTest(item, leftMs);
    return prepared === undefined ? undefined : { prepared, run: (stop) => runTest(item, prepared, stop) };
  }

  async #fittingTest(item: SuiteTest, leftMs: number): Promise<PreparedTest | undefined> {
    const overMs = costOf(item) - leftMs;
    if (overMs <= 0) return item.prepared;
    const lengthMs = item.decision.lengthMs - overMs;
    if (lengthMs < item.decision.lengthMs * LEAST_SHARE) return undefined;
    const prepared = await this.#options.shortened(item, lengthMs);
    return prepared.forecast.durationMs <= lengthMs * TOLERANCE ? prepared : undefined;
  }
}

/** How the plan went, in a line. */
export function spentText({ budgetMs }: PlannedSuite, startedMs: number): string {
  return `${formatDuration(performance.now() - startedMs)} of ${formatDuration(budgetMs)} spent`;
}
