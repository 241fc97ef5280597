import { performance } from 'node:perf_hooks';

/** Called when a slot is had, which counts from `startMs`: a little in the past where timers were late. */
export type Turn = (startMs: number, waitedMs: number) => void;

export interface Ticket {
  readonly arrivedMs: number;
  readonly turn: Turn;
}

/**
 * Slots, and a queue for them: first come first served. A slot given back at a time t serves the next from t on, not from
 * when a timer came round to it, so that late timers cost no capacity.
 */
export class SlotQueue {
  private inUse = 0;
  private slots: number;
  private readonly queue = new Set<Ticket>();
  private freeMs = 0;
  private serving = false;

  constructor(slots: number) {
    this.slots = slots;
  }

  get busy(): number {
    return this.inUse;
  }

  get waiting(): number {
    return this.queue.size;
  }

  /** Takes a slot or a place in the queue; undefined where `maxWaiting` are waiting already. */
  enter(turn: Turn, maxWaiting = Number.POSITIVE_INFINITY): Ticket | undefined {
    const ticket: Ticket = { arrivedMs: performance.now(), turn };
    if (this.inUse < this.slots && this.queue.size === 0) {
      this.inUse++;
      turn(ticket.arrivedMs, 0);
      return ticket;
    }
    if (this.queue.size >= maxWaiting) return undefined;
    this.queue.add(ticket);
    return ticket;
  }

  /** Gives up a place in the queue; nothing happens to who has a slot. */
  leave(ticket: Ticket): void {
    this.queue.delete(ticket);
  }

  release(freeMs: number): void {
    this.inUse--;
    this.freeMs = freeMs;
    this.serve();
  }

  /** Lets everyone in, from now on. */
  open(): void {
    this.slots = Number.POSITIVE_INFINITY;
    this.freeMs = performance.now();
    this.serve();
  }

  /** A loop, not a recursion, for turns that give their slot back at once. */
  private serve(): void {
    if (this.serving) return;
    this.serving = true;
    try {
      for (const ticket of this.queue) {
        if (this.inUse >= this.slots) break;
        this.queue.delete(ticket);
        this.inUse++;
        const startMs = Math.max(this.freeMs, ticket.arrivedMs);
        ticket.turn(startMs, startMs - ticket.arrivedMs);
      }
    } finally {
      this.serving = false;
    }
  }
}
