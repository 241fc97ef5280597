import type { LiveView } from '../../model/live.ts';
import type { Listeners } from './listeners.ts';
import type { ManagerEvent } from './manager-events.ts';

interface FeedOptions<T> {
  /** So many wait for a slow reader. */
  readonly most: number;
  /** Beyond that, the oldest of these is left out. */
  readonly mayDrop: (value: T) => boolean;
}

/** What happens, for `for await`: kept until it is read. */
export class Feed<T> implements AsyncIterableIterator<T> {
  readonly #options: FeedOptions<T>;
  readonly #kept: T[] = [];
  readonly #readers: ((result: IteratorResult<T, undefined>) => void)[] = [];
  #leave: (() => void) | undefined;
  #ended = false;

  constructor(options: FeedOptions<T>) {
    this.#options = options;
  }

  /** `leave` ends the listening that feeds it. */
  fedBy(leave: () => void): this {
    this.#leave = leave;
    return this;
  }

  push(value: T): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader({ done: false, value });
      return;
    }
    const { most, mayDrop } = this.#options;
    this.#kept.push(value);
    if (this.#kept.length <= most) return;
    const oldest = this.#kept.findIndex(mayDrop);
    if (oldest >= 0) this.#kept.splice(oldest, 1);
  }

  /** What was kept can still be read. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const reader of this.#readers.splice(0)) reader({ done: true, value: undefined });
    this.#leave?.();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#kept.length > 0) return Promise.resolve({ done: false, value: this.#kept.shift() as T });
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#kept.length = 0;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

const MOST_EVENTS_KEPT = 1_000;
const FREQUENT: ReadonlySet<ManagerEvent['type']> = new Set(['second', 'log', 'trace']);

/** Everything that is told; of very much, seconds and log lines are left out first. */
export function eventFeed(listeners: Listeners, onEnd: () => void = () => {}): Feed<ManagerEvent> {
  const feed = new Feed<ManagerEvent>({ most: MOST_EVENTS_KEPT, mayDrop: ({ type }) => FREQUENT.has(type) });
  const leave = listeners.onAll((event) => feed.push(event));
  return feed.fedBy(() => {
    leave();
    onEnd();
  });
}

/** The live view of each second, or the latest one for who reads slowly. */
export function viewFeed(listeners: Listeners): Feed<LiveView> {
  const feed = new Feed<LiveView>({ most: 1, mayDrop: () => true });
  return feed.fedBy(listeners.on('second', ({ view }) => feed.push(view)));
}
