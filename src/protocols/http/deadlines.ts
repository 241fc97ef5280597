import type { Clock, ClockTimer } from '../../load/clock.ts';

/** Something that must have happened by a moment. The links belong to the queue. */
export interface DeadlineEntry {
  deadlineUs: number;
  queue: DeadlineQueue | undefined;
  before: DeadlineEntry | undefined;
  after: DeadlineEntry | undefined;
  expire(): void;
}

/**
 * Timeouts by the hundred thousand: entries of one duration expire in the order they came, so a linked list and one timer
 * serve each duration, and adding and removing cost a few assignments.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #queues = new Map<number, DeadlineQueue>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** No deadline when `durationMs` is 0 or not finite. */
  add(entry: DeadlineEntry, durationMs: number, nowUs: number): void {
    if (durationMs <= 0 || durationMs === Number.POSITIVE_INFINITY) return;
    let queue = this.#queues.get(durationMs);
    if (queue === undefined) {
      queue = new DeadlineQueue(this.#clock);
      this.#queues.set(durationMs, queue);
    }
    entry.deadlineUs = nowUs + durationMs * 1000;
    queue.append(entry);
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.close();
    this.#queues.clear();
  }
}

/** Takes an entry out of the queue it is in, if any. */
export function removeDeadline(entry: DeadlineEntry): void {
  entry.queue?.remove(entry);
}

export class DeadlineQueue {
  readonly #clock: Clock;
  #first: DeadlineEntry | undefined;
  #last: DeadlineEntry | undefined;
  #timer: ClockTimer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  append(entry: DeadlineEntry): void {
    entry.queue = this;
    entry.before = this.#last;
    entry.after = undefined;
    if (this.#last === undefined) this.#first = entry;
    else this.#last.after = entry;
    this.#last = entry;
    this.#timer ??= this.#arm(entry.deadlineUs);
  }

  remove(entry: DeadlineEntry): void {
    if (entry.before === undefined) this.#first = entry.after;
    else entry.before.after = entry.after;
    if (entry.after === undefined) this.#last = entry.before;
    else entry.after.before = entry.before;
    entry.queue = undefined;
    entry.before = undefined;
    entry.after = undefined;
  }

  close(): void {
    this.#timer?.cancel();
  }

  #arm(atUs: number): ClockTimer {
    return this.#clock.at(atUs, () => {
      this.#timer = undefined;
      const now = this.#clock.nowUs();
      for (let entry = this.#first; entry !== undefined && entry.deadlineUs <= now; entry = this.#first) {
        this.remove(entry);
        entry.expire();
      }
      if (this.#first !== undefined) this.#timer ??= this.#arm(this.#first.deadlineUs);
    });
  }
}
