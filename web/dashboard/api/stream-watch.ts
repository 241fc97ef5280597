const LOOK_MS = 2_000;
/** The machine was asleep: what it was connected to may be gone without a word. */
const SLEPT_MS = 10_000;
const SILENT_MS = 8_000;
const ANSWER_MS = 4_000;

interface StreamWatchParts {
  /** Settles once the server has answered; fails where it does not. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
  readonly now: () => number;
}

const PARTS: StreamWatchParts = { probe: (signal) => fetch('/api/info', { signal }), now: () => Date.now() };

/** Tells of a stream that is dead though nothing says so: its server stands still, or one of the two has been away. */
export class StreamWatch {
  readonly #onDead: () => void;
  readonly #parts: StreamWatchParts;
  #timer: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;
  #lookedAt = 0;
  #asking: AbortController | undefined;

  constructor(onDead: () => void, parts: StreamWatchParts = PARTS) {
    this.#onDead = onDead;
    this.#parts = parts;
  }

  start(): void {
    this.stop();
    this.heard();
    this.#lookedAt = this.#heardAt;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#asking?.abort();
    this.#asking = undefined;
  }

  heard(): void {
    this.#heardAt = this.#parts.now();
  }

  /** Called every now and then. */
  look(): void {
    const now = this.#parts.now();
    const hasSlept = now - this.#lookedAt > SLEPT_MS;
    this.#lookedAt = now;
    if (hasSlept) this.#onDead();
    else if (now - this.#heardAt > SILENT_MS && this.#asking === undefined) void this.#ask();
  }

  async #ask(): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const timer = setTimeout(() => asking.abort(), ANSWER_MS);
    const isThere = await this.#parts.probe(asking.signal).then(
      () => true,
      () => false,
    );
    clearTimeout(timer);
    // It was stopped meanwhile.
    if (this.#asking !== asking) return;
    this.#asking = undefined;
    if (isThere) this.heard();
    else this.#onDead();
  }
}
