import { type LiveWatch, watchRun } from '../../runs/live/watch-run.ts';
import type { EventStream } from '../server/event-stream.ts';

/** The run is asked to begin anew for whoever comes late; past so many watches, for all of them together. */
const MOST_WATCHES = 3;

interface Watch {
  readonly streams: Set<EventStream>;
  hasBegun: boolean;
  watching: LiveWatch | undefined;
}

/** A run as any number of pages watch it: each line of the run is passed on as it came, and the run has few watchers to tell. */
export class WatchedByPages {
  readonly #id: string;
  readonly #onEmpty: () => void;
  readonly #watches = new Set<Watch>();

  constructor(id: string, onEmpty: () => void) {
    this.#id = id;
    this.#onEmpty = onEmpty;
  }

  /** What is returned takes the stream away again. */
  add(stream: EventStream): () => void {
    const waiting = [...this.#watches].find(({ hasBegun }) => !hasBegun) ?? this.#begin();
    waiting.streams.add(stream);
    return () => this.#remove(stream);
  }

  close(): void {
    for (const watch of this.#watches) watch.watching?.close();
    this.#watches.clear();
  }

  #begin(): Watch {
    const watch: Watch = { streams: new Set(), hasBegun: false, watching: undefined };
    this.#watches.add(watch);
    watch.watching = watchRun(this.#id, {
      onText: (text) => this.#told(watch, text),
      onClose: () => this.#ended(watch),
    });
    return watch;
  }

  #told(watch: Watch, text: string): void {
    if (!watch.hasBegun) {
      watch.hasBegun = true;
      if (this.#watches.size > MOST_WATCHES) this.#gatherIn(watch);
    }
    for (const stream of watch.streams) stream.sendText(text);
  }

  /** Everything is told anew to all, so that one watch does for all. */
  #gatherIn(watch: Watch): void {
    for (const other of [...this.#watches]) {
      if (other === watch || !other.hasBegun) continue;
      for (const stream of other.streams) watch.streams.add(stream);
      other.watching?.close();
      this.#watches.delete(other);
    }
  }

  /** The run is over, or gone: pages find out which by asking again. */
  #ended(watch: Watch): void {
    this.#watches.delete(watch);
    for (const stream of watch.streams) stream.end();
    if (this.#watches.size === 0) this.#onEmpty();
  }

  #remove(stream: EventStream): void {
    for (const watch of this.#watches) {
      if (!watch.streams.delete(stream) || watch.streams.size > 0) continue;
      watch.watching?.close();
      this.#watches.delete(watch);
    }
    if (this.#watches.size === 0) this.#onEmpty();
  }
}
