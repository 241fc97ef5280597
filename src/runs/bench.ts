/** A run of benchmarks: files are bundled and listed, functions measured in fresh processes until enough is known, and judged once. */
import { MARGIN } from '../bench/judge.ts';
import { UserError } from '../errors/user-error.ts';
import { hashString, SeededRandom } from '../load/random.ts';
import { DEFAULT_GRADES, type Grades } from '../model/comparison.ts';
import type { Run } from '../model/run.ts';
import { type BenchFile, bundleBenchFile, findBenchFiles, type ListedFile, type Side } from './bench/bench-files.ts';
import { Budget, Looks } from './bench/looks.ts';
import { deathError, Measuring } from './bench/measuring.ts';
import { runTask } from './bench/process.ts';
import { planSets } from './bench/sets.ts';
import { type BenchEvidence, benchRun } from './bench/to-run.ts';
import { announced, type WatchableOptions } from './bench/watched-bench.ts';
import { describeEnvironment } from './environment.ts';
import { createRunId } from './run-id.ts';
import { makeAndKeep } from './store-run.ts';

/** What is measured, for how long, and who watches. */
export interface BenchRunOptions {
  /** Files, folders and patterns; without any, every `*.bench.*` below `cwd`. */
  readonly files?: readonly string[];
  readonly cwd?: string;
  /** Name of the run: that of its only file, or `benchmarks`. */
  readonly name?: string;
  /** Two builds, measured side by side; `after` is the folder worked in unless told otherwise. */
  readonly compare?: { readonly before: Side; readonly after?: Side };
  /** Measure each build in processes of its own even where one could hold both. */
  readonly apart?: boolean;
  /** Part of the names to measure, or a regular expression between slashes. */
  readonly filter?: string | undefined;
  /** Five processes and shorter batches. */
  readonly quick?: boolean;
  /** Fresh processes for each file; otherwise 10, and up to 30 until comparisons are clear. */
  readonly processes?: number | undefined;
  /** Milliseconds of timed batches of each function in each process. */
  readonly timeMs?: number | undefined;
  /** Milliseconds that all of it may take. */
  readonly budgetMs?: number | undefined;
  /** Changes smaller than this share matter to nobody (0.01). */
  readonly margin?: number | undefined;
  /** From which share on something slower is how grave. */
  readonly grades?: Partial<Grades>;
  readonly seed?: number | string | undefined;
  readonly tags?: Readonly<Record<string, string>>;
  /** Flags of Node for the processes that measure. */
  readonly nodeFlags?: readonly string[];
  readonly onProgress?: (progress: BenchProgress) => void;
  /** Lines that the code under test writes, of the first process. */
  readonly onOutput?: (line: string) => void;
  /** Aborted: what was measured so far is reported. */
  readonly stop?: AbortSignal;
  /** Aborted: the same, without waiting for the function under way. */
  readonly kill?: AbortSignal;
  /** Keep the run in the store, as the command line does (false). */
  readonly store?: boolean;
  /** Let it be found, watched and stopped by other processes of this user; by default where it is kept in the store. */
  readonly announce?: 'kept' | 'not kept';
}

export interface BenchProgress {
  readonly stage: 'preparing' | 'measuring';
  /** What is being measured. */
  readonly name: string;
  /** Functions measured in this round of processes, and how many there are. */
  readonly done: number;
  readonly all: number;
  /** Rounds of processes that are over, and how many there will be at most. */
  readonly processes: number;
  readonly mostProcesses: number;
  readonly elapsedMs: number;
}

/** Beside it lies what the processes run, whether this is packed or not. */
const ENTRY = new URL('./bench-process.js', import.meta.url);

/**
 * Measures benchmarks and returns what was measured and judged.
 *
 * @example
 * const { benchmarks, comparisons } = await runBenchmarks({ files: ['src/parse.bench.ts'], budgetMs: 10_000 });
 */
export async function runBenchmarks(options: BenchRunOptions = {}): Promise<Run> {
  const { cwd = process.cwd(), store = false } = options;
  const announce = options.announce ?? (store ? 'kept' : undefined);
  return makeAndKeep({ cwd, store }, () => announced({ ...options, announce }, (watched) => measureAll(watched, cwd)));
}

async function measureAll({ watch, ...options }: WatchableOptions, cwd: string): Promise<Run> {
  const startedAtMs = Date.now();
  const startedMs = performance.now();
  const id = createRunId(startedAtMs);
  const environment = describeEnvironment(cwd, options.tags ?? {});
  // Whoever fails first is told of; this one's processes are not to outlive the run.
  environment.catch(() => undefined);
  const seed = seedOf(options.seed);
  const files = await prepare(options, cwd);
  const planned = planSets(files, options.filter);
  const members = planned.sets.reduce((sum, set) => sum + set.members.length, 0);
  let began = 0;
  const measuring = new Measuring(files, planned.sets, {
    stop: options.stop,
    kill: options.kill,
    entry: ENTRY,
    nodeFlags: flagsOf(options),
    isApart: options.apart === true,
    random: new SeededRandom(seed),
    onBegan: (name) => tell(name),
    ...(options.onOutput === undefined ? {} : { onOutput: options.onOutput }),
  });
  const { budgetMs, quick = false, processes, timeMs } = options;
  const budget = new Budget(
    {
      quick,
      members,
      loadingMs: files.reduce((sum, { loadingMs }) => sum + loadingMs, 0),
      ...(budgetMs === undefined ? {} : { deadlineMs: startedMs + budgetMs }),
      ...(processes === undefined ? {} : { processes }),
      ...(timeMs === undefined ? {} : { memberMs: timeMs }),
    },
    performance.now(),
  );
  const looks = new Looks(budget.processes);
  const margin = options.margin ?? MARGIN;
  const grades = { ...DEFAULT_GRADES, ...options.grades };
  const tell = (name: string): void => {
    const progress: BenchProgress = {
      stage: 'measuring',
      name,
      done: began++,
      all: measuring.open.length,
      processes: measuring.processes,
      mostProcesses: looks.most,
      elapsedMs: performance.now() - startedMs,
    };
    options.onProgress?.(progress);
    watch.progress(progress);
  };
  const name = options.name ?? nameOf(files);
  const evidence = async (): Promise<BenchEvidence> => ({
    ...{ id, startedAtMs, seed, margin, grades, name, files, planned, states: measuring.states },
    durationMs: performance.now() - startedMs,
    environment: await environment,
    apartFiles: measuring.apartFiles,
    passMs: measuring.processes === 0 ? 0 : (performance.now() - startedMs) / measuring.processes,
    ...(options.compare === undefined ? {} : { beforeLabel: options.compare.before.label }),
    isInterrupted: options.stop.aborted || options.kill.aborted,
    events: watch.events,
  });
  watch.begin(async () => benchRun(await evidence()), cwd);
  let lastMs = 0;
  while (measuring.open.length > 0 && !options.stop.aborted && !options.kill.aborted) {
    const nowMs = performance.now();
    if (!budget.allows(measuring.processes, lastMs, nowMs)) break;
    began = 0;
    await measuring.measureOnce(budget.memberMs(measuring.processes, measuring.overheadMs, nowMs));
    lastMs = performance.now() - nowMs;
    looks.look(measuring.processes, measuring.open, margin);
    // Between processes nothing is measured that it could disturb.
    await watch.measured();
  }
  looks.end(measuring.processes, measuring.open);
  return benchRun(await evidence());
}

/** Options whose signals are there. */
type StoppableOptions = Omit<WatchableOptions, 'watch'>;

type PreparedFile = ListedFile & { readonly loadingMs: number };

/** Bundles every file, and has a process of its own tell which benchmarks each build of it has. */
async function prepare(options: StoppableOptions, cwd: string): Promise<PreparedFile[]> {
  const { files = [], compare, onProgress } = options;
  // What is named lies where the command is given, else each build is searched.
  const base = files.length > 0 ? cwd : (compare?.after?.dir ?? cwd);
  const found = await findBenchFiles(files, base);
  const prepared: PreparedFile[] = [];
  for (const [done, path] of found.entries()) {
    if (options.stop.aborted) break;
    onProgress?.({
      stage: 'preparing',
      name: path,
      done,
      all: found.length,
      processes: 0,
      mostProcesses: 0,
      elapsedMs: 0,
    });
    const file = await bundleBenchFile(path, { cwd: base, ...compare });
    prepared.push(await list(file, options));
  }
  return prepared;
}

async function list(file: BenchFile, options: StoppableOptions): Promise<PreparedFile> {
  const [after, before] = await Promise.all(
    [file.after, file.before].map(async (side) => {
      if (side === undefined) return undefined;
      const outcome = await runTask(
        { sides: [side], sets: [], seed: 0, isChecked: false },
        {
          stop: options.stop,
          kill: options.kill,
          entry: ENTRY,
          env: process.env,
          nodeFlags: flagsOf(options).filter((flag) => !/^--(?:cpu|heap)-prof/.test(flag)),
          patienceMs: () => LISTING_PATIENCE_MS,
        },
      );
      if (outcome.problem !== undefined) {
        const { message, code, hint } = outcome.problem.problem;
        throw new UserError(message, { code, ...(hint === undefined ? {} : { hint }) });
      }
      if (outcome.death !== undefined && !options.stop.aborted) throw deathError(file.path, outcome.death.text);
      return outcome;
    }),
  );
  return { ...file, cases: after?.cases ?? [], beforeCases: before?.cases ?? [], loadingMs: after?.wallMs ?? 0 };
}

const LISTING_PATIENCE_MS = 60_000;

/** Those of this process, but for a debugger's, which can't be shared. */
function flagsOf({ nodeFlags = [] }: BenchRunOptions): string[] {
  return [
    ...process.execArgv.filter((flag) => !/^--(?:inspect|debug|test|watch|eval|print|input-type|check)/.test(flag)),
    ...nodeFlags,
  ];
}

function seedOf(seed: number | string | undefined): number {
  if (seed === undefined) return Math.floor(Math.random() * 0x1_0000_0000);
  return typeof seed === 'number' ? seed : /^\d{1,10}$/.test(seed) ? Number(seed) : hashString(seed);
}

function nameOf(files: readonly ListedFile[]): string {
  const [first, ...others] = files;
  if (first === undefined || others.length > 0) return 'benchmarks';
  return first.path.replace(/\.bench\.\w+$/, '').replace(/^.*[\\/]/, '');
}
