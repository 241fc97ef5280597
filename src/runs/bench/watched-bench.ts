import type { Run, RunEvent } from '../../model/run.ts';
import type { BenchProgress, BenchRunOptions } from '../bench.ts';
import { Announcing } from '../live/announcing.ts';
import type { LiveBench } from '../live/live-bench.ts';

/** Options of a run that may also be stopped by whoever watches it. */
export interface WatchableOptions extends BenchRunOptions {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  readonly watch: BenchWatch;
}

/** Carries a run of benchmarks out that others may find and watch, where that is asked for. */
export async function announced(
  options: BenchRunOptions & { readonly announce: BenchRunOptions['announce'] | undefined },
  measure: (options: WatchableOptions) => Promise<Run>,
): Promise<Run> {
  const { announce, ...rest } = options;
  const watch = new BenchWatch(announce === undefined ? undefined : new Announcing());
  try {
    const run = await measure({ ...rest, watch, ...watch.signals(options) });
    await watch.end(run, announce === 'kept');
    return run;
  } finally {
    await watch.close();
  }
}

/** A run of benchmarks as those see it who watch. Its results are reckoned between processes, and only while someone watches. */
export class BenchWatch {
  readonly events: RunEvent[] = [];
  readonly #announcing: Announcing | undefined;
  readonly #ends = { stop: new AbortController(), kill: new AbortController() };
  readonly #startedMs = performance.now();
  #live: LiveBench | undefined;
  #soFar: (() => Promise<Run>) | undefined;
  #progress: BenchProgress | undefined;

  constructor(announcing: Announcing | undefined) {
    this.#announcing = announcing;
  }

  /** Aborted by whoever started the run, or by those who watch it. */
  signals({ stop, kill }: BenchRunOptions): { stop: AbortSignal; kill: AbortSignal } {
    const either = (given: AbortSignal | undefined, { signal }: AbortController): AbortSignal => {
      return given === undefined ? signal : AbortSignal.any([given, signal]);
    };
    return { stop: either(stop, this.#ends.stop), kill: either(kill, this.#ends.kill) };
  }

  /** What is to be measured is known. */
  begin(soFar: () => Promise<Run>, cwd: string): void {
    this.#soFar = soFar;
    if (this.#announcing === undefined) return;
    // Now, before anything is measured that it could disturb.
    const first = soFar();
    first.catch(() => undefined);
    this.#announcing.begin(async () => {
      const [{ LiveBench }, run] = await Promise.all([import('../live/live-bench.ts'), first]);
      this.#live = new LiveBench(run, { cwd, ask: (request) => this.#ask(request) });
      if (this.#progress !== undefined) this.#live.progress(this.#progress);
      return this.#live;
    });
  }

  progress(progress: BenchProgress): void {
    this.#progress = progress;
    if (this.#live?.progress(progress) === true) this.#announcing?.second();
  }

  /** Everything was measured in another process. */
  async measured(): Promise<void> {
    if (this.#announcing?.isWatched !== true || this.#soFar === undefined) return;
    this.#live?.measured(await this.#soFar());
    this.#announcing.second();
  }

  async end(run: Run, isToBeKept: boolean): Promise<void> {
    this.#live?.end(run);
    this.#announcing?.second();
    await this.#announcing?.end(run, isToBeKept);
  }

  async close(): Promise<void> {
    await this.#announcing?.close();
  }

  #ask(kind: 'stop' | 'kill'): void {
    if (this.#ends[kind].signal.aborted) return;
    const what = kind === 'stop' ? 'nothing more is begun' : 'everything ends at once';
    const atMs = performance.now() - this.#startedMs;
    this.events.push({ atMs, kind, text: `someone who watches asked to stop: ${what}` });
    this.#ends.stop.abort();
    if (kind === 'kill') this.#ends.kill.abort();
  }
}
