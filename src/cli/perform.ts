import { resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import { EXIT, exitCode } from '../judge/exit-code.ts';
import type { Plan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import { formatDuration, parseDurationMs } from '../model/units.ts';
import type { Reporter } from '../reporters/reporter.ts';
import type { LoadOptions } from '../runs/load.ts';
import type { StartedTarget } from '../runs/start-target.ts';
import type { RunKeeper } from '../runs/store-run.ts';
import { runSuite } from '../runs/suite.ts';
import { type Interrupts, watchInterrupts } from './interrupts.ts';
import type { OptionValues } from './options/option.ts';
import type { loadOptions, profileOptions, reportOptions, startOptions, watchOptions } from './options/run-options.ts';
import { printError } from './print-error.ts';
import { profilingOf } from './profiling.ts';
import { type Reports, reportsOf } from './reports.ts';
import { debugAsked, isLive, lookOf, type Terminal } from './terminal.ts';
import type { WatchPage } from './watch-page.ts';

export type PerformOptions = OptionValues<typeof reportOptions> &
  OptionValues<typeof startOptions> &
  Partial<OptionValues<typeof profileOptions>> &
  Pick<OptionValues<typeof loadOptions>, 'workers' | 'timeoutMultiplier'> &
  Partial<OptionValues<typeof watchOptions>>;

/** How plans are carried out for a command. */
export interface Performance {
  readonly options: PerformOptions;
  readonly terminal: Terminal;
  /** Shows every request and its answer. */
  readonly once?: boolean;
  /** Decides the load as it goes on. */
  readonly direction?: LoadOptions['direction'];
}

/** Carries plans out, keeps and shows what came of them, and returns the exit code. */
export async function perform(plans: readonly Plan[], input: Performance): Promise<number> {
  const reports = await reportsOf(input.options, input.terminal);
  const performing = new Performing(input, reports);
  try {
    return await performing.all(plans);
  } finally {
    await performing.close();
  }
}

class Performing {
  readonly #input: Performance;
  readonly #reports: Reports;
  readonly #interrupts: Interrupts;
  #reporter: Reporter | undefined;
  readonly #kept = new Map<string, string>();
  #keeper: Promise<RunKeeper> | undefined;
  readonly #verbose: boolean;
  /** Whether lines are drawn over: what is said between them would be lost. */
  readonly #isLive: boolean;
  #target: StartedTarget | undefined;
  #page: WatchPage | undefined;
  #hasFailed = false;

  constructor(input: Performance, reports: Reports) {
    const { options, terminal } = input;
    this.#input = input;
    this.#reports = reports;
    this.#verbose = options.verbose || debugAsked(terminal.env);
    this.#isLive = isLive(reports.people, terminal.env) && !options.quiet && !this.#verbose && input.once !== true;
    this.#interrupts = watchInterrupts({
      onStop: () => this.#whileRunning('Stopping: running iterations may finish. Ctrl-C again stops at once.'),
      onKill: () => this.#whileRunning('Stopping at once.'),
      onQuit: () => this.#target?.kill(),
    });
  }

  async all(plans: readonly Plan[]): Promise<number> {
    await this.#checkStore();
    await this.#watch();
    try {
      await this.#start(plans);
    } catch (error) {
      if (this.#interrupts.stop.aborted) return EXIT.interrupted;
      throw error;
    }
    if (this.#verbose) {
      const { planLines } = await import('./verbose.ts');
      for (const plan of plans) this.#log(planLines(plan));
    }
    const onTrace = this.#input.once === true ? await this.#exchanges() : undefined;
    const running = runSuite(plans, {
      stop: this.#interrupts.stop,
      optionsOf: (plan, index) => {
        if (plans.length > 1) this.#say(`\n${index + 1}/${plans.length}  ${plan.source}  ${plan.name}`);
        return this.#loadOptions(onTrace);
      },
      onRun: (run) => this.#ended(run),
    });
    // The workers are starting now: time enough to load what shows their work.
    const [runs] = await Promise.all([running, this.#report()]);
    await this.#summarise(plans, runs);
    const code = this.#code(runs);
    // From here on Ctrl-C ends the page, and no run.
    if (this.#page !== undefined) this.#interrupts.close();
    await this.#page?.stay();
    return code;
  }

  async close(): Promise<void> {
    await this.#target?.stop();
    await this.#page?.close();
    await this.#closeStore();
    this.#interrupts.close();
  }

  async #watch(): Promise<void> {
    const { options, terminal } = this.#input;
    if (options.watch !== true) return;
    const { WatchPage } = await import('./watch-page.ts');
    const { people } = this.#reports;
    const isInteractive = process.stdin.isTTY === true && isLive(people, terminal.env);
    this.#page = await WatchPage.start({ terminal, people, isInteractive });
  }

  async #start(plans: readonly Plan[]): Promise<void> {
    const { options, terminal } = this.#input;
    if (options.start === undefined) return;
    const readyUrl = options.ready ?? plans[0]?.target;
    if (readyUrl === undefined || !/^https?:/.test(readyUrl)) {
      throw new UserError('--start does not tell when the target is ready', {
        code: 'INVALID_OPTION',
        hint: 'add --ready with a URL that answers once it is: --ready http://localhost:3000/health',
      });
    }
    const { startTarget, targetLogFile } = await import('../runs/start-target.ts');
    const logFile = targetLogFile(terminal.cwd, Date.now());
    this.#say(`Starting the target: ${options.start}`);
    this.#target = await startTarget({
      command: options.start,
      readyUrl,
      readyTimeoutMs: (parseDurationMs(options.readyTimeout ?? '60s') ?? 0) * (options.timeoutMultiplier ?? 1),
      cwd: terminal.cwd,
      logFile,
      signal: this.#interrupts.stop,
      ...(this.#verbose ? { onOutput: (text: string) => terminal.stderr.write(text) } : {}),
    });
    this.#say(`Ready after ${formatDuration(this.#target.readyAfterMs)}; its output is in ${logFile}`);
  }

  #loadOptions(onTrace: LoadOptions['onTrace']): LoadOptions {
    const { options, terminal } = this.#input;
    const file = options.log === undefined ? undefined : resolve(terminal.cwd, options.log);
    const isTraced = file !== undefined || onTrace !== undefined;
    return {
      workers: onTrace === undefined ? options.workers : 1,
      trace: isTraced ? { file, sample: options.logSample ?? 1, send: onTrace !== undefined } : undefined,
      onTrace,
      profiling: profilingOf(options, terminal.cwd),
      direction: this.#input.direction,
      cwd: terminal.cwd,
      ...(options.noStore ? {} : { record: async () => (await this.#keeping()).store() }),
      announce: true,
      onSecond: (view) => this.#reporter?.second?.(view),
      stop: this.#interrupts.stop,
      kill: this.#interrupts.kill,
    };
  }

  async #report(): Promise<Reporter> {
    const { options, terminal } = this.#input;
    const { createTerminalReporter } = await import('../reporters/terminal/terminal.ts');
    const stream = this.#reports.people;
    this.#reporter ??= createTerminalReporter({
      stream,
      ...lookOf(stream, terminal.env),
      quiet: options.quiet,
      live: this.#isLive,
      files: (run) => [this.#kept.get(run.id) ?? []].flat(),
    });
    return this.#reporter;
  }

  /** The store's code is loaded beside the load. */
  #keeping(): Promise<RunKeeper> {
    const { cwd } = this.#input.terminal;
    this.#keeper ??= import('../runs/store-run.ts').then(({ RunKeeper }) => new RunKeeper({ cwd }));
    return this.#keeper;
  }

  /** Says what an earlier command may have left there. */
  async #closeStore(): Promise<void> {
    const keeper = await this.#keeper;
    const cutOff = (await keeper?.cutOff()) ?? 0;
    await keeper?.close();
    if (cutOff === 0 || this.#input.options.quiet) return;
    const { cutOffLine } = await import('./cut-off-line.ts');
    this.#input.terminal.stderr.write(cutOffLine(cutOff));
  }

  /** What can't be a store is known before anything is sent. */
  async #checkStore(): Promise<void> {
    const { options, terminal } = this.#input;
    if (options.noStore || (terminal.env.PLIMSOLL_STORE ?? '') === '') return;
    const { checkStoreUrl } = await import('../runs/open-store.ts');
    await checkStoreUrl({ cwd: terminal.cwd });
  }

  async #exchanges(): Promise<NonNullable<LoadOptions['onTrace']>> {
    const { exchangeText } = await import('./exchange-text.ts');
    const { people } = this.#reports;
    const look = lookOf(people, this.#input.terminal.env);
    return (record) => people.write(exchangeText(record, look));
  }

  async #ended(run: Run): Promise<void> {
    const { options, terminal } = this.#input;
    if (!options.noStore) {
      try {
        const { where, problem } = await (await this.#keeping()).keep(run);
        this.#kept.set(run.id, where);
        if (problem !== undefined) printError(problem, { terminal, as: 'warning', verbose: this.#verbose });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        printError(error, { terminal, as: 'warning', verbose: this.#verbose });
      }
    }
    const reporter = await this.#report();
    await reporter.end(run);
    if (!this.#verbose) return;
    const { runLines } = await import('./verbose.ts');
    this.#log(runLines(run));
  }

  async #summarise(plans: readonly Plan[], runs: readonly Run[]): Promise<void> {
    const { terminal } = this.#input;
    const { people } = this.#reports;
    if (plans.length > 1 && runs.length > 0) {
      const { renderSuite } = await import('../reporters/terminal/suite.ts');
      people.write(`\n${renderSuite(runs, lookOf(people, terminal.env))}`);
    }
    const left = plans.slice(runs.length);
    if (left.length > 0) people.write(`Not run: ${left.map(({ source }) => source).join(', ')}\n`);
    try {
      const written = await this.#reports.write(runs, plans.length > 1);
      if (written.length > 0) this.#say(`Written: ${written.join(', ')}`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#hasFailed = true;
      printError(error, { terminal, as: 'error', verbose: this.#verbose });
    }
  }

  #code(runs: readonly Run[]): number {
    const { options, terminal } = this.#input;
    const code = this.#interrupts.stop.aborted ? EXIT.interrupted : exitCode(runs, { strict: options.strict });
    const decided: readonly number[] = [EXIT.interrupted, EXIT.bug];
    if (decided.includes(code)) return code;
    if (this.#target?.ended !== undefined) {
      const error = new UserError(`the target ${this.#target.ended} while it was under load`, {
        code: 'TARGET_DIED',
        hint: 'the last it wrote is below; all of it is in .plimsoll/targets',
      });
      printError(error, { terminal, as: 'error', verbose: this.#verbose });
      terminal.stderr.write(`${this.#target.lastOutput()}\n`);
      return EXIT.unreachable;
    }
    return code === EXIT.passed && this.#hasFailed ? EXIT.wrongInput : code;
  }

  #whileRunning(text: string): void {
    if (!this.#isLive) this.#input.terminal.stderr.write(`${text}\n`);
  }

  #say(text: string): void {
    if (!this.#input.options.quiet) this.#reports.people.write(`${text}\n`);
  }

  #log(lines: readonly string[]): void {
    for (const line of lines) this.#input.terminal.stderr.write(`${line}\n`);
  }
}
