import { setTimeout as pause } from 'node:timers/promises';
import type { Snapshot } from '../model/snapshot.ts';
import type { RunJournal, Store, UnfinishedRun } from '../stores/store.ts';
import type { RunNote } from './run-notes.ts';

type Entry = { readonly snapshot: Snapshot } | { readonly note: RunNote };

/** More seconds than a store may take to open. */
const MOST_WAITING = 2000;

/** The first requests of a load are not to wait for a database to be opened. */
const OPEN_AFTER_MS = 400;

/** Has a run written down while it goes on. What can't be written is no reason to end a load: the run itself is kept at its end. */
export class RunRecording {
  readonly #store: () => Promise<Store>;
  #waiting: Entry[] | undefined = [];
  #journal: RunJournal | undefined;
  #opening: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(store: () => Promise<Store>) {
    this.#store = store;
  }

  /** Opens the store now, where that would take time from a load later. */
  async open(): Promise<void> {
    await this.#store().catch(() => undefined);
  }

  /** What was added before is written once the store is open. */
  begin(run: Promise<UnfinishedRun>): void {
    this.#opening = this.#begin(run).catch(() => {
      this.#waiting = undefined;
    });
  }

  add(snapshot: Snapshot): void {
    this.#take({ snapshot });
  }

  note(note: RunNote): void {
    this.#take({ note });
  }

  /** Settles when all is written that can be. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#opening;
    await this.#journal?.close();
  }

  async #begin(run: Promise<UnfinishedRun>): Promise<void> {
    const { signal } = this.#closing;
    await pause(OPEN_AFTER_MS, undefined, { signal }).catch(() => undefined);
    // So short a run is kept whole, and nothing else.
    if (signal.aborted) return;
    const store = await this.#store();
    this.#journal = await store.begin(await run);
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const entry of waiting) this.#take(entry);
  }

  #take(entry: Entry): void {
    const journal = this.#journal;
    if (journal === undefined) {
      if ((this.#waiting?.length ?? MOST_WAITING) < MOST_WAITING) this.#waiting?.push(entry);
    } else if ('snapshot' in entry) journal.add(entry.snapshot);
    else journal.note(entry.note);
  }
}
