import type { EventStream } from '../protocols/sse/event-stream.ts';

interface NamedStream {
  readonly stream: EventStream;
  /** Where it leads, if it is kept from one iteration to the next. */
  readonly keptUrl: string | undefined;
}

/** Iterations without end forget streams that are over once they have made so many. */
const PRUNED_AT = 64;

/** The event streams of one user: those of the iteration, and those kept beyond it under a name. */
export class UserStreams {
  readonly #ofIteration = new Set<EventStream>();
  #prunedAt = PRUNED_AT;
  readonly #named = new Map<string, NamedStream>();

  /** Of that name, open or to be opened again. */
  named(name: string): EventStream | undefined {
    return this.#named.get(name)?.stream;
  }

  /** A kept stream of that name and URL, unless it is over. */
  kept(name: string, url: string): EventStream | undefined {
    const known = this.#named.get(name);
    return known?.keptUrl === url && !known.stream.isOver ? known.stream : undefined;
  }

  /** A stream that ends with the iteration. */
  add(stream: EventStream): void {
    this.#ofIteration.add(stream);
    if (this.#ofIteration.size < this.#prunedAt) return;
    for (const each of this.#ofIteration) if (each.isOver) this.#ofIteration.delete(each);
    this.#prunedAt = Math.max(PRUNED_AT, this.#ofIteration.size * 2);
  }

  /** A stream by name, in the place of another of that name, which is closed. One without `keptUrl` ends with the iteration. */
  name(name: string, named: NamedStream): void {
    this.#named.get(name)?.stream.close();
    this.#named.set(name, named);
  }

  close(name: string): void {
    this.#named.get(name)?.stream.close();
    this.#named.delete(name);
  }

  giveUp(): void {
    for (const stream of this.#ofIteration) stream.giveUp();
    for (const { stream } of this.#named.values()) stream.giveUp();
  }

  endIteration(): void {
    for (const stream of this.#ofIteration) stream.close();
    this.#ofIteration.clear();
    for (const [name, { stream, keptUrl }] of this.#named) {
      if (keptUrl !== undefined && !stream.isOver) continue;
      stream.close();
      this.#named.delete(name);
    }
  }
}
