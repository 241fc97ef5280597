import { UserError } from '../errors/user-error.ts';
import type { GateDecision } from '../model/gate.ts';
import type { Run } from '../model/run.ts';
import { formatDuration } from '../model/units.ts';
import { renderGate } from '../reporters/terminal/gate.ts';
import { type Look, paintFor } from '../reporters/terminal/text/paint.ts';
import { type LeftOut, type RanSuite, runPlannedSuite, spentText } from '../runs/ci/run-suite.ts';
import type { Stage, SuiteBench, SuiteTest } from '../runs/ci/suite-plan.ts';
import { GateSession } from '../runs/gate-session.ts';
import { runLoad } from '../runs/load.ts';
import type { PreparedTest } from '../runs/prepare-test.ts';
import type { StartedTarget } from '../runs/start-target.ts';
import { RunKeeper } from '../runs/store-run.ts';
import { leftOutText, planText } from './ci-plan-text.ts';
import { writeSuiteReports } from './ci-reports.ts';
import { analysisText, resultLine } from './ci-result-text.ts';
import { setUp } from './ci-set-up.ts';
import { budgetText, type CiOptions, type PreparedSuite } from './ci-suite.ts';
import { publishGate } from './gate-outputs.ts';
import { type Interrupts, watchInterrupts } from './interrupts.ts';
import { printError } from './print-error.ts';
import type { Terminal } from './terminal.ts';

interface Context {
  readonly options: CiOptions;
  readonly terminal: Terminal;
  /** Where people read. */
  readonly people: Terminal['stdout'];
  readonly look: Look;
  readonly startedMs: number;
}

export interface EndedSuite {
  readonly runs: readonly Run[];
  /** Absent where the suite was stopped before it. */
  readonly decision: GateDecision | undefined;
  readonly isStopped: boolean;
  /** Something could not be run at all. */
  readonly isBroken: boolean;
}

const TITLES: Record<Stage, string> = {
  smoke: 'Smoke',
  pagination: 'Pagination',
  streaming: 'Streaming',
  load: 'Load',
  monitoring: 'Monitoring',
  benchmarks: 'Benchmarks',
};

/** A suite while it is carried out, stage by stage, each with a heading. */
export class SuiteInProgress {
  readonly #suite: PreparedSuite;
  readonly #context: Context;
  readonly #interrupts: Interrupts;
  readonly #keeper: RunKeeper;
  #target: StartedTarget | undefined;

  constructor(suite: PreparedSuite, context: Context) {
    const { terminal } = context;
    this.#suite = suite;
    this.#context = context;
    this.#keeper = new RunKeeper({ cwd: suite.project.dir });
    const say = (text: string) => void terminal.stderr.write(`${text}\n`);
    this.#interrupts = watchInterrupts({
      onStop: () =>
        say('Stopping: what is under way may finish, and what was measured is kept. Ctrl-C again stops at once.'),
      onKill: () => say('Stopping at once.'),
      onQuit: () => this.#target?.kill(),
    });
  }

  async carryOut(): Promise<EndedSuite> {
    const { look } = this.#context;
    this.#say(`${budgetText(this.#suite)}\n\n${planText(this.#suite.planned, look).trimEnd()}`);
    await this.#setUp();
    const ran = await this.#run();
    const leftOut = [...this.#suite.leftOut, ...ran.leftOut];
    const isStopped = this.#interrupts.stop.aborted;
    const isBroken = ran.broken.length > 0;
    if (ran.runs.length === 0 && !isStopped && !isBroken) throw this.#nothingRan(leftOut);
    // Where nothing was measured there is nothing to decide about: a gate never passes on nothing.
    const decision = isStopped || ran.runs.length === 0 ? undefined : await this.#judge(ran, leftOut);
    if (decision !== undefined || isStopped) await this.#write({ ...ran, leftOut }, decision);
    return { runs: ran.runs, decision, isStopped, isBroken };
  }

  async close(): Promise<void> {
    await this.#target?.stop();
    await this.#keeper.close();
    this.#interrupts.close();
  }

  async #setUp(): Promise<void> {
    const { options, terminal } = this.#context;
    const { project, planned } = this.#suite;
    const targets = planned.items.flatMap((item) => (item.kind === 'test' ? (item.prepared.plan.target ?? []) : []));
    this.#target = await setUp({
      options,
      project,
      target: targets[0],
      cwd: terminal.cwd,
      stop: this.#interrupts.stop,
      onBegin: () => this.#heading('Set-up'),
      say: (text) => this.#say(text),
    });
  }

  #run(): Promise<RanSuite> {
    const { startedMs } = this.#context;
    return runPlannedSuite(this.#suite.planned, {
      startedMs,
      stop: this.#interrupts.stop,
      onStage: (stage) => this.#heading(TITLES[stage]),
      onItem: (item, { at, of }) => this.#say(`${at}/${of}  ${item.file}  ${formatDuration(item.decision.lengthMs)}`),
      runTest: (item, prepared, stop) => this.#runTest(item, prepared, stop),
      runBench: (item, stop) => this.#runBench(item, stop),
      shortened: (item, lengthMs) => this.#suite.prepare(item.file, lengthMs),
      onRun: (run) => this.#ended(run),
      onBroken: ({ file }, error) => this.#tellBroken(file, error),
    });
  }

  async #runTest(_: SuiteTest, { plan }: PreparedTest, stop: AbortSignal): Promise<Run> {
    const { workers, noStore } = this.#context.options;
    return runLoad(plan, {
      workers,
      cwd: this.#suite.project.dir,
      ...(noStore ? {} : { record: () => this.#keeper.store() }),
      announce: true,
      stop,
      kill: this.#interrupts.kill,
    });
  }

  async #runBench({ file, decision }: SuiteBench, stop: AbortSignal): Promise<Run> {
    const { seed, tag = [], noStore } = this.#context.options;
    const { runBenchmarks } = await import('../runs/bench.ts');
    return runBenchmarks({
      files: [file],
      cwd: this.#suite.project.dir,
      budgetMs: decision.lengthMs,
      tags: Object.fromEntries(tag),
      announce: noStore ? 'not kept' : 'kept',
      stop,
      kill: this.#interrupts.kill,
      ...(seed === undefined ? {} : { seed }),
    });
  }

  #tellBroken(file: string, error: UserError): void {
    const { terminal, options } = this.#context;
    terminal.stderr.write(`${file} could not be run:\n`);
    printError(error, { terminal, as: 'error', verbose: options.verbose });
  }

  async #ended(run: Run): Promise<void> {
    const { options, terminal, people, look } = this.#context;
    people.write(resultLine(run, look));
    if (options.verbose || run.verdict !== 'passed') {
      const { renderSummary } = await import('../reporters/terminal/summary/summary.ts');
      people.write(`\n${renderSummary(run, { ...look, files: [] })}\n`);
    }
    if (options.noStore) return;
    const { problem } = await this.#keeper.keep(run);
    if (problem !== undefined) printError(problem, { terminal, as: 'warning', verbose: options.verbose });
  }

  async #judge(ran: RanSuite, leftOut: readonly LeftOut[]): Promise<GateDecision> {
    const { options, terminal, people, look, startedMs } = this.#context;
    const { runs, prepared } = ran;
    this.#heading('Analysis');
    people.write(analysisText(runs, look));
    people.write(leftOutText(leftOut, look));
    this.#say(spentText(this.#suite.planned, startedMs));
    this.#heading('Gate');
    const session = await GateSession.open({
      ...options,
      cwd: terminal.cwd,
      env: terminal.env,
      project: this.#suite.project,
      planOf: ({ id }) => prepared.get(id),
      confirmMs: this.#suite.planned.budgetMs - (performance.now() - startedMs),
      say: (text) => this.#say(text),
      warn: (text) => void terminal.stderr.write(`${text}\n`),
      stop: this.#interrupts.stop,
    });
    try {
      const outcome = await session.decide(runs);
      people.write(renderGate(outcome.decision, look, { onlyWrong: options.quiet }));
      await session.promote(outcome.decision, runs);
      return outcome.decision;
    } finally {
      await session.close();
    }
  }

  async #write({ runs, leftOut }: RanSuite, decision: GateDecision | undefined): Promise<void> {
    const { options, terminal } = this.#context;
    const { environment } = this.#suite;
    const written = await writeSuiteReports({ runs, decision, leftOut, environment }, options, terminal);
    if (written.length > 0) this.#say(`Written: ${written.join(', ')}`);
    if (decision === undefined) return;
    const ofGate = { ...options, json: undefined, junit: undefined, markdown: undefined };
    await publishGate({ decision, runs, options: ofGate, terminal });
  }

  #nothingRan(leftOut: readonly LeftOut[]): UserError {
    const { people, look } = this.#context;
    people.write(leftOutText(leftOut, look));
    return new UserError(`nothing could be run within ${formatDuration(this.#suite.planned.budgetMs)}`, {
      code: 'NO_RUNS',
      hint: 'allow more time with --budget, or in plimsoll.config.ts under environments; what was left out is listed above',
    });
  }

  #heading(title: string): void {
    const { options, people, look } = this.#context;
    if (options.quiet) return;
    const paint = paintFor(look.color);
    const rule = (look.unicode ? '─' : '-').repeat(Math.max(3, Math.min(60, look.columns) - title.length - 4));
    people.write(`\n${paint.dim(look.unicode ? '──' : '--')} ${paint.bold(title)} ${paint.dim(rule)}\n`);
  }

  #say(text: string): void {
    if (!this.#context.options.quiet) this.#context.people.write(`${text}\n`);
  }
}
