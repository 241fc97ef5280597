import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import type { Confirmation } from '../judge/gate/gate-input.ts';
import { benchmarkName } from '../judge/gate/requirement-reasons.ts';
import type { RunComparison } from '../model/comparison.ts';
import type { Plan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import { formatDuration } from '../model/units.ts';
import { type Candidates, confirmationsFrom, notPossible } from './gate.ts';
import type { PreparedTest } from './prepare-test.ts';

export interface ConfirmOptions {
  /** Folder that the sources of runs count from. */
  readonly cwd: string;
  /** The plan that made a run, where it is still known. */
  readonly planOf?: (run: Run) => PreparedTest | undefined;
  /** Holds the second run against the same baseline. */
  readonly compareAgain: (run: Run, again: Run) => Promise<RunComparison | undefined>;
  readonly workers?: number | undefined;
  readonly stop: AbortSignal;
  readonly whileMeasuring: <T>(measure: () => Promise<T>) => Promise<T>;
  readonly onStart: (text: string) => void;
}

/** Less time than this leaves nothing to be measured. */
const LEAST_MS = 5_000;
/** Before a test begins and after it ends. */
const OVERHEAD_MS = 3_000;

/** Measures what would fail a gate once more: tests by another run, benchmarks in fresh processes. */
export async function confirmByRunning(
  candidates: Candidates,
  options: ConfirmOptions,
): Promise<readonly Confirmation[]> {
  const { run, deadlineMs } = candidates;
  const leftMs = deadlineMs - performance.now();
  if (options.stop.aborted) return notPossible(candidates, 'stopped before it was measured again');
  if (leftMs < LEAST_MS) return notPossible(candidates, 'the time for measuring again was used up');
  try {
    const again = await options.whileMeasuring(() =>
      run.kind === 'bench' ? benchAgain(candidates, leftMs, options) : testAgain(run, leftMs, options),
    );
    if (typeof again === 'string') return notPossible(candidates, again);
    const comparison = await options.compareAgain(run, again);
    if (comparison === undefined) return notPossible(candidates, 'the second run could not be compared');
    return confirmationsFrom(candidates, comparison, run.kind === 'bench' ? 'fresh processes' : 'a second run');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return notPossible(candidates, error.message.split('\n')[0] ?? '');
  }
}

/** Those functions again, and those that stand in the same file; a file of another tool's can't be run. */
async function benchAgain(
  { run, reasons }: Candidates,
  leftMs: number,
  options: ConfirmOptions,
): Promise<Run | string> {
  const suspects = reasons.flatMap(({ file }) => file ?? []);
  const files = [...new Set(suspects)].filter((file) => existsSync(resolve(options.cwd, file)));
  if (files.length === 0) return 'its file is not here';
  const [only, ...others] = [...new Set(reasons.map(({ subject }) => nameIn(run, subject)))];
  options.onStart(`Measuring ${files.join(', ')} again in fresh processes`);
  const { runBenchmarks } = await import('./bench.ts');
  return runBenchmarks({
    files,
    cwd: options.cwd,
    name: run.name,
    budgetMs: Math.min(leftMs, MOST_BENCH_MS),
    stop: options.stop,
    ...(only === undefined || others.length > 0 ? {} : { filter: only }),
  });
}

const MOST_BENCH_MS = 30_000;

function nameIn({ benchmarks = [] }: Run, subject: string): string | undefined {
  return benchmarks.find((benchmark) => benchmarkName(benchmark) === subject)?.name;
}

/** The second run, or why there is none. */
async function testAgain(run: Run, leftMs: number, options: ConfirmOptions): Promise<Run | string> {
  if (run.kind !== 'load') return `runs of the kind ${run.kind} are not measured again`;
  const prepared = options.planOf?.(run) ?? (await preparedAgain(run, options.cwd));
  if (typeof prepared === 'string') return prepared;
  const plan = await fitted(prepared, leftMs - OVERHEAD_MS);
  if (plan === undefined)
    return `its ${formatDuration(prepared.forecast.durationMs)} do not fit into the time for measuring again`;
  options.onStart(`Measuring ${run.name} again: ${formatDuration(Math.min(prepared.forecast.durationMs, leftMs))}`);
  const { runLoad } = await import('./load.ts');
  const again = await runLoad(plan, {
    workers: options.workers ?? run.test.workers,
    cwd: options.cwd,
    stop: options.stop,
  });
  if (again.verdict === 'interrupted') return 'stopped while it was measured again';
  return again;
}

/** As it was written, with the load that it had; a test that has changed since can't confirm anything. */
async function preparedAgain(run: Run, cwd: string): Promise<PreparedTest | string> {
  const { source, target, seed } = run.test;
  const path = isAbsolute(source) ? source : resolve(cwd, source);
  if (source === '' || source === 'inline' || !existsSync(path)) return `its test ${source} is not here`;
  const { prepareTest } = await import('./prepare-test.ts');
  const { summariseLoad } = await import('./test-summary.ts');
  const prepared = await prepareTest(source, {
    cwd,
    seed,
    tags: run.environment.tags,
    ...(target === undefined ? {} : { target }),
  });
  const load = JSON.stringify(prepared.plan.streams.map(summariseLoad));
  return load === JSON.stringify(run.test.load) ? prepared : 'its test has another load by now, or was run with one';
}

/** The plan as it is where it fits, or with its load cut off; undefined where too little would be left. */
async function fitted({ plan, forecast }: PreparedTest, leftMs: number): Promise<Plan | undefined> {
  if (forecast.durationMs <= leftMs) return plan;
  const isConstant = plan.streams.every(({ load }) => {
    return load.model !== 'iterations' && load.curve.every(({ fromValue, toValue }) => fromValue === toValue);
  });
  if (!isConstant || leftMs < LEAST_MS) return undefined;
  const share = leftMs / forecast.durationMs;
  const streams = plan.streams.map((stream) => {
    if (stream.load.model === 'iterations') return stream;
    const curve = stream.load.curve.map((stretch) => ({ ...stretch, durationMs: stretch.durationMs * share }));
    return { ...stream, startMs: stream.startMs * share, load: { ...stream.load, curve } };
  });
  return { ...plan, streams };
}
