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
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** No deadline when `durationMs` is 0 or not finite. An entry has one deadline: an earlier one is forgotten. */
  add(entry: DeadlineEntry, durationMs: number, nowUs: number): void {
    if (entry.queue !== undefined) entry.queue.remove(entry);
    if (!(durationMs > 0) || durationMs === Number.POSITIVE_INFINITY || this.#closed) return;
    let queue = this.#queues.get(durationMs);
    if (queue === undefined) {
      queue = new DeadlineQueue(this.#clock);
      this.#queues.set(durationMs, queue);
    }
    entry.deadlineUs = nowUs + durationMs * 1000;
    queue.append(entry);
  }

  /** Everything that has a deadline, in no order. */
  *entries(): Generator<DeadlineEntry> {
    for (const queue of this.#queues.values()) yield* queue.entries();
  }

  /** Nothing expires any more. */
  close(): void {
    this.#closed = true;
    for (const queue of this.#queues.values()) queue.close();
    this.#queues.clear();
  }
}

/** Takes an entry out of the queue it is in, if any. */
export function removeDeadline(entry: DeadlineEntry): void {
  entry.queue?.remove(entry);
}

/** Hands an entry's deadline, if it has one, on to another, which has none. */
export function passDeadline(from: DeadlineEntry, to: DeadlineEntry): void {
  from.queue?.replace(from, to);
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

  /** Puts `entry` in the place of `old`, so that the order by time stays. */
  replace(old: DeadlineEntry, entry: DeadlineEntry): void {
    entry.deadlineUs = old.deadlineUs;
    entry.queue = this;
    entry.before = old.before;
    entry.after = old.after;
    if (old.before === undefined) this.#first = entry;
    else old.before.after = entry;
    if (old.after === undefined) this.#last = entry;
    else old.after.before = entry;
    old.queue = undefined;
    old.before = undefined;
    old.after = undefined;
  }

  *entries(): Generator<DeadlineEntry> {
    for (let entry = this.#first; entry !== undefined; entry = entry.after) yield entry;
  }

  close(): void {
    this.#timer?.cancel();
    for (let entry = this.#first; entry !== undefined; entry = this.#first) this.remove(entry);
  }

  #arm(atUs: number): ClockTimer {
    return this.#clock.at(atUs, () => {
      this.#timer = undefined;
      try {
        this.#expireDue();
      } finally {
        if (this.#first !== undefined) this.#timer ??= this.#arm(this.#first.deadlineUs);
      }
    });
  }

  #expireDue(): void {
    const now = this.#clock.nowUs();
    for (let entry = this.#first; entry !== undefined && entry.deadlineUs <= now; entry = this.#first) {
      this.remove(entry);
      entry.expire();
    }
  }
}
