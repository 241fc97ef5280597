import { resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import { EXIT, exitCode } from '../judge/exit-code.ts';
import type { Run } from '../model/run.ts';
import { parseDurationMs } from '../model/units.ts';
import { createTerminalReporter } from '../reporters/terminal/terminal.ts';
import { type BenchRunOptions, runBenchmarks } from '../runs/bench.ts';
import { findFiles } from '../runs/ci/find-files.ts';
import { readProjectConfig } from '../runs/project-config.ts';
import { RunKeeper } from '../runs/store-run.ts';
import { type BenchProgressView, showBenchProgress } from './bench-progress.ts';
import type { CommandInput } from './command.ts';
import { type Interrupts, watchInterrupts } from './interrupts.ts';
import { type benchOptions, FAIL_ON } from './options/bench-options.ts';
import { printError } from './print-error.ts';
import { type Reports, reportsOf, terminalForReports } from './reports.ts';
import { debugAsked, lookOf, type Terminal } from './terminal.ts';

type Input = CommandInput<typeof benchOptions>;
type Options = Input['options'];

/** `plimsoll bench [FILE…]` */
export async function bench({ arguments: files, options: given, terminal: whole }: Input): Promise<number> {
  const options = { ...given, log: undefined, logSample: undefined };
  const terminal = terminalForReports(options, whole);
  const reports = await reportsOf(options, terminal);
  const progress = showBenchProgress(terminal, options.quiet);
  const interrupts = watchInterrupts({
    onStop: () => progress.say('Stopping: what was measured is reported. Ctrl-C again ends the function under way.'),
  });
  try {
    const run = await measured(files, options, { terminal, progress, interrupts });
    progress.end();
    const hasWritten = await told(run, options, { terminal, reports });
    if (run.verdict === 'interrupted') return EXIT.interrupted;
    const code = exitCode([run], { strict: options.strict });
    if (code !== EXIT.passed) return code;
    if (isTooSlow(run, options.failOn)) return EXIT.failed;
    return hasWritten ? EXIT.passed : EXIT.wrongInput;
  } catch (error) {
    progress.end();
    // What was asked to stop before anything was measured has nothing to tell.
    if (interrupts.stop.aborted && error instanceof UserError) return EXIT.interrupted;
    throw error;
  } finally {
    interrupts.close();
  }
}

interface Surroundings {
  readonly terminal: Terminal;
  readonly progress: BenchProgressView;
  readonly interrupts: Interrupts;
}

async function measured(files: readonly string[], options: Options, around: Surroundings): Promise<Run> {
  const { terminal, progress, interrupts } = around;
  const { cwd } = terminal;
  const { config, dir } = await readProjectConfig(cwd);
  const asked = files.length > 0 || config.benches === undefined ? files : await projectFiles(dir, config.benches);
  const shared: BenchRunOptions = {
    ...measurementOf(options, cwd),
    files: asked,
    cwd,
    margin: options.margin ?? config.compare?.margin,
    grades: { ...config.compare, ...config.compare?.metrics?.bench_time },
    onProgress: (state) => progress.update(state),
    onOutput: (line) => progress.say(line),
    stop: interrupts.stop,
    kill: interrupts.kill,
    announce: options.noStore ? 'not kept' : 'kept',
  };
  if (options.compare === undefined) return runBenchmarks(shared);
  const { openCheckouts } = await import('../runs/checkouts/open-checkouts.ts');
  const checkouts = await openCheckouts(options.compare, {
    cwd,
    ...(options.noBuild ? { build: false as const } : options.build === undefined ? {} : { build: options.build }),
    onStep: (text) => {
      if (!options.quiet) progress.say(`${text} …`);
    },
    signal: interrupts.stop,
  });
  try {
    return await runBenchmarks({ ...shared, compare: { before: checkouts.before, after: checkouts.after } });
  } finally {
    await checkouts.close();
  }
}

async function projectFiles(dir: string, patterns: readonly string[]): Promise<string[]> {
  const { files } = await findFiles(dir, patterns);
  if (files.length > 0) return files.map((file) => resolve(dir, file));
  throw new UserError(`no file fits the 'benches' of plimsoll.config: ${patterns.join(', ')}`, {
    code: 'BENCH_NONE',
    hint: `the patterns count from ${dir}`,
  });
}

function measurementOf(options: Options, cwd: string): BenchRunOptions {
  const { filter, quick, apart, seed, cpuProfile, heapProfile } = options;
  const ms = (text: string | undefined) => (text === undefined ? undefined : parseDurationMs(text));
  const isProfiled = cpuProfile !== undefined || heapProfile !== undefined;
  return {
    filter,
    quick,
    apart,
    seed,
    // Profiling slows everything down: what it tells is where time goes, for which one process is enough.
    processes: options.processes ?? (isProfiled ? 1 : undefined),
    timeMs: ms(options.time),
    budgetMs: ms(options.budget),
    tags: Object.fromEntries(options.tag),
    nodeFlags: [
      ...options.nodeFlag,
      ...(cpuProfile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(cwd, cpuProfile)}`]),
      ...(heapProfile === undefined ? [] : ['--heap-prof', `--heap-prof-dir=${resolve(cwd, heapProfile)}`]),
    ],
  };
}

/** Keeps the run, shows it, and writes the reports; false when one of them could not be written. */
async function told(
  run: Run,
  options: Options,
  { terminal, reports }: { readonly terminal: Terminal; readonly reports: Reports },
): Promise<boolean> {
  const verbose = options.verbose || debugAsked(terminal.env);
  const where = options.noStore ? undefined : await kept(run, terminal, verbose);
  const reporter = createTerminalReporter({
    stream: reports.people,
    ...lookOf(reports.people, terminal.env),
    quiet: options.quiet,
    files: () => (where === undefined ? [] : [where]),
  });
  await reporter.end(run);
  try {
    const written = await reports.write([run], false);
    if (written.length > 0 && !options.quiet) reports.people.write(`Written: ${written.join(', ')}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    printError(error, { terminal, as: 'error', verbose });
    return false;
  }
}

async function kept(run: Run, terminal: Terminal, verbose: boolean): Promise<string | undefined> {
  const keeper = new RunKeeper({ cwd: terminal.cwd });
  try {
    const { where, problem } = await keeper.keep(run);
    if (problem !== undefined) printError(problem, { terminal, as: 'warning', verbose });
    return where;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    printError(error, { terminal, as: 'warning', verbose });
    return undefined;
  } finally {
    await keeper.close();
  }
}

function isTooSlow({ comparisons = [] }: Run, failOn: Options['failOn']): boolean {
  if (failOn === undefined || failOn === 'never') return false;
  const least = FAIL_ON.indexOf(failOn);
  return comparisons.some(
    ({ verdict, severity = 'info' }) => verdict === 'slower' && FAIL_ON.indexOf(severity) >= least,
  );
}
