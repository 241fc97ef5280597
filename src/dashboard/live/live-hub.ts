import { UserError } from '../../errors/user-error.ts';
import type { LiveRequest, LiveRun } from '../../model/live-run.ts';
import { type LiveRunsWatch, liveRuns, watchLiveRuns } from '../../runs/live/live-runs.ts';
import { askRun } from '../../runs/live/watch-run.ts';
import type { EventStream } from '../server/event-stream.ts';
import { WatchedByPages } from './watched-by-pages.ts';

type Listener = (runs: readonly LiveRun[]) => void;

/** The runs under way on this machine, for all who look at them. */
export class LiveHub {
  readonly #watch: LiveRunsWatch;
  readonly #listeners = new Set<Listener>();
  readonly #pages = new Map<string, WatchedByPages>();
  readonly #first: Promise<void>;
  #runs: readonly LiveRun[] = [];

  constructor() {
    let known = () => {};
    this.#first = new Promise((resolve) => {
      known = resolve;
    });
    this.#watch = watchLiveRuns((runs) => {
      this.#runs = runs;
      known();
      for (const listener of [...this.#listeners]) listener(runs);
    });
  }

  async runs(): Promise<readonly LiveRun[]> {
    await this.#first;
    return this.#runs;
  }

  /** Until what is returned is called. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Throws where no such run is under way. */
  async find(id: string): Promise<LiveRun> {
    const isIt = (run: LiveRun) => run.id === id;
    // It may have begun this very moment.
    const found = (await this.runs()).find(isIt) ?? (await liveRuns()).find(isIt);
    if (found === undefined) throw noSuchRun(id);
    return found;
  }

  /** Tells a stream everything of a run; what is returned ends that. */
  follow(id: string, stream: EventStream): () => void {
    const pages = this.#pages.get(id) ?? new WatchedByPages(id, () => this.#pages.delete(id));
    this.#pages.set(id, pages);
    return pages.add(stream);
  }

  async ask(id: string, type: LiveRequest['type']): Promise<void> {
    if (!(await askRun(id, type))) throw noSuchRun(id);
  }

  close(): void {
    this.#watch.close();
    for (const pages of this.#pages.values()) pages.close();
    this.#pages.clear();
  }
}

function noSuchRun(id: string): UserError {
  return new UserError(`no run '${id}' is under way on this machine`, {
    code: 'NO_SUCH_LIVE_RUN',
    hint: 'GET /api/live has those that are; one that has ended is at /api/runs/ID',
  });
}
