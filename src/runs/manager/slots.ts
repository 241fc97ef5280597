interface Waiting {
  readonly take: () => void;
  readonly leave: () => void;
}

/** Places for so many at once. Whoever asks first gets one first. */
export class Slots {
  #free: number;
  readonly #queue: Waiting[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** Settles with what gives the place back; rejects with the signal's reason once that is aborted. */
  take(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(signal.reason);
      };
      const waiting: Waiting = {
        take: () => resolve(this.#place()),
        leave: () => signal.removeEventListener('abort', giveUp),
      };
      this.#queue.push(waiting);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#serve();
    });
  }

  #place(): () => void {
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#free++;
      this.#serve();
    };
  }

  #serve(): void {
    while (this.#free > 0) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#free--;
      next.leave();
      next.take();
    }
  }
}
