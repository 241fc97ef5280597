import type { DashboardEvent } from '../../model/dashboard-api.ts';
import type { KeptRuns } from '../data/kept-runs.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { EventStream } from '../server/event-stream.ts';
import type { LiveHub } from './live-hub.ts';

export interface ChangesOptions {
  readonly kept: Pick<KeptRuns, 'newest'>;
  readonly live: LiveHub;
  readonly jobs: Jobs;
}

/** Whatever is kept by anybody is noticed within this; looking takes a fraction of a millisecond. */
const LOOK_EVERY_MS = 1000;
const LOOKED_AT = 20;

/** What of the lists has changed, for all pages that are open. */
export class Changes {
  readonly #options: ChangesOptions;
  readonly #streams = new Set<EventStream>();
  readonly #unlisten: readonly (() => void)[];
  #timer: NodeJS.Timeout | undefined;
  #newest: string | undefined;

  constructor(options: ChangesOptions) {
    const { live, jobs } = options;
    this.#options = options;
    this.#unlisten = [
      live.onChange((runs) => {
        this.#tell({ type: 'live', runs });
        this.look();
      }),
      jobs.onChange(() => this.#tell({ type: 'jobs', jobs: jobs.list() })),
    ];
  }

  /** Begins with how the lists are now; what is returned takes the stream away again. */
  add(stream: EventStream): () => void {
    const { live, jobs } = this.#options;
    this.#streams.add(stream);
    live.runs().then(
      (runs) => stream.send({ type: 'live', runs } satisfies DashboardEvent),
      () => undefined,
    );
    stream.send({ type: 'jobs', jobs: jobs.list() } satisfies DashboardEvent);
    if (this.#streams.size === 1) {
      this.#newest = undefined;
      this.look();
    }
    return () => {
      this.#streams.delete(stream);
      if (this.#streams.size === 0) clearTimeout(this.#timer);
    };
  }

  /** Something may have changed in the store. */
  look(): void {
    clearTimeout(this.#timer);
    if (this.#streams.size === 0) return;
    void this.#lookNow().then(() => {
      clearTimeout(this.#timer);
      if (this.#streams.size > 0) this.#timer = setTimeout(() => this.look(), LOOK_EVERY_MS).unref();
    });
  }

  /** What this server itself has changed. */
  tellRuns(): void {
    this.#tell({ type: 'runs' });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#streams.clear();
    for (const unlisten of this.#unlisten) unlisten();
  }

  /** A store that can't be read says nothing; whoever asks for runs is told why. */
  async #lookNow(): Promise<void> {
    const runs = await this.#options.kept.newest(LOOKED_AT).catch(() => undefined);
    if (runs === undefined) return;
    const newest = JSON.stringify(runs);
    const isChanged = this.#newest !== undefined && this.#newest !== newest;
    this.#newest = newest;
    if (isChanged) this.tellRuns();
  }

  #tell(event: DashboardEvent): void {
    const text = JSON.stringify(event);
    for (const stream of this.#streams) stream.sendText(text);
  }
}
