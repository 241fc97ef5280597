import type { LiveRun, LiveSecond } from '../../model/live-run.ts';
import type { Run } from '../../model/run.ts';
import type { BenchProgress } from '../bench.ts';
import type { WatchedRun } from './announcement.ts';
import { begunPieces, secondLine } from './live-lines.ts';
import { withoutHistogram } from './told.ts';

/** A process measures something: it is not to be disturbed more often. */
const LEAST_BETWEEN_MS = 1_000;

interface BenchUnderWay {
  readonly cwd: string;
  ask(request: 'stop' | 'kill'): void;
}

/** Tells watchers of a run of benchmarks. */
export class LiveBench implements WatchedRun {
  readonly live: LiveRun;
  readonly #under: BenchUnderWay;
  readonly #startedMs: number;
  #run: Run;
  #progress: BenchProgress | undefined;
  #toldMs = Number.NEGATIVE_INFINITY;
  #hasEnded = false;

  /** `run`: what is known of it as it begins. */
  constructor(run: Run, under: BenchUnderWay) {
    const { id, name, kind, test, startedAt, durationMs } = run;
    const { cwd } = under;
    this.live = { id, name, kind, source: test.source, startedAt, cwd, pid: process.pid, plannedMs: null };
    this.#under = under;
    this.#run = withoutHistograms(run);
    this.#startedMs = performance.now() - durationMs;
  }

  begun(): Iterable<string> {
    const run: Run = { ...this.#run, durationMs: this.#elapsedMs, verdict: 'inconclusive' };
    return begunPieces({ type: 'begun', live: this.live, run, second: this.#second() }, []);
  }

  second(): string {
    return secondLine(this.#second());
  }

  ask(request: 'stop' | 'kill'): void {
    this.#under.ask(request);
  }

  /** Answers whether it is time to tell of it. */
  progress(progress: BenchProgress): boolean {
    this.#progress = progress;
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < LEAST_BETWEEN_MS) return false;
    this.#toldMs = nowMs;
    return true;
  }

  /** Results so far. */
  measured(run: Run): void {
    this.#run = withoutHistograms(run);
  }

  end(run: Run): void {
    this.measured(run);
    this.#hasEnded = true;
  }

  get #elapsedMs(): number {
    return this.#hasEnded ? this.#run.durationMs : performance.now() - this.#startedMs;
  }

  #second(): LiveSecond {
    const { metrics, limits, checks, findings, errors, events, benchmarks, growth, comparisons } = this.#run;
    const isMeasured = benchmarks?.some(({ processes }) => processes > 0) === true;
    return {
      type: 'second',
      elapsedMs: this.#elapsedMs,
      plannedMs: null,
      state: this.#hasEnded ? 'ended' : 'running',
      doing: this.#hasEnded || this.#progress === undefined ? [] : [this.#progress.name],
      ...(this.#progress === undefined ? {} : { progress: progressOf(this.#progress) }),
      recent: null,
      ...{ metrics, limits, checks, errors, events, load: [], phases: [], series: [], heat: [] },
      findings: isMeasured ? findings : [],
      ...(benchmarks !== undefined && isMeasured ? { benchmarks } : {}),
      ...(growth === undefined ? {} : { growth }),
      ...(comparisons === undefined ? {} : { comparisons }),
    };
  }
}

function progressOf({ done, all, processes, mostProcesses }: BenchProgress): NonNullable<LiveSecond['progress']> {
  const text = `${Math.min(done + 1, all)} of ${all} ${all === 1 ? 'benchmark' : 'benchmarks'}`;
  const round = Math.min(processes + 1, mostProcesses);
  return {
    done: processes * all + done,
    total: mostProcesses * all,
    text: `${text}, process ${round} of ${mostProcesses}`,
  };
}

function withoutHistograms(run: Run): Run {
  return { ...run, metrics: run.metrics.map(withoutHistogram) };
}
