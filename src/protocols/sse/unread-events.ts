import type { ServerSentEvent } from './server-sent-event.ts';

/** So many characters of data for each event that may be kept; fewer events are kept of longer ones. */
const CHARACTERS_AN_EVENT = 256;

/** Events that have come and were not asked for yet, the oldest thrown away where there are too many. */
export class UnreadEvents {
  readonly #most: number;
  #events: ServerSentEvent[] = [];
  #head = 0;
  #characters = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** How many were thrown away to make room. */
  push(event: ServerSentEvent): number {
    if (this.#most === 0) return 0;
    this.#events.push(event);
    this.#characters += event.data.length;
    let discarded = 0;
    while (this.#length > 1 && (this.#length > this.#most || this.#characters > this.#most * CHARACTERS_AN_EVENT)) {
      this.shift();
      discarded++;
    }
    return discarded;
  }

  shift(): ServerSentEvent | undefined {
    const event = this.#events[this.#head];
    if (event === undefined) return undefined;
    this.#head++;
    this.#characters -= event.data.length;
    if (this.#head === this.#events.length) {
      this.#events = [];
      this.#head = 0;
    } else if (this.#head > 64 && this.#head * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#head);
      this.#head = 0;
    }
    return event;
  }

  get #length(): number {
    return this.#events.length - this.#head;
  }
}
