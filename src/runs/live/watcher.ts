import type { Socket } from 'node:net';
import type { LiveRequest } from '../../model/live-run.ts';
import { LineReader } from './line-reader.ts';

/** What may come from a watcher: nothing is told before it asks to `watch`. */
export type WatcherRequest = LiveRequest['type'] | 'watch';

const REQUESTS: readonly string[] = ['watch', 'stop', 'kill'];
const LONGEST_REQUEST = 1000;
const MOST_REQUESTS = 100;
/** Told and not yet taken: a watcher that is this far behind is cut off. */
const MOST_WAITING = 8_000_000;
/** A watcher that says nothing, or takes nothing, for so long is cut off. */
const PATIENCE_MS = 10_000;
/** After the end, what is left may take so long to be taken. */
const LAST_WORDS_MS = 2_000;

export interface WatcherEvents {
  onRequest(request: WatcherRequest, watcher: Watcher): void;
  onGone(watcher: Watcher): void;
}

/** One who watches a run: takes what is told in order, in bounded memory, or is cut off. Nothing of it keeps the process going. */
export class Watcher {
  readonly #socket: Socket;
  /** What was told while the beginning is still being written. */
  #waiting: Buffer[] | undefined;
  #waitingBytes = 0;
  #requests = 0;
  #isEnding = false;
  #patience: NodeJS.Timeout | undefined;

  constructor(socket: Socket, events: WatcherEvents) {
    this.#socket = socket;
    const cut = (): void => this.cut();
    const lines = new LineReader(LONGEST_REQUEST, (line) => this.#heard(line, events), cut);
    socket.unref();
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => lines.add(text));
    socket.on('error', cut);
    socket.once('close', () => {
      clearTimeout(this.#patience);
      lines.end();
      this.#waiting = undefined;
      events.onGone(this);
    });
    this.#bePatient(PATIENCE_MS);
  }

  /** Writes the beginning piece by piece, as fast as it is taken; what is told meanwhile follows. */
  async begin(pieces: Iterable<string>): Promise<void> {
    this.#waiting = [];
    for (const piece of pieces) {
      this.#bePatient(PATIENCE_MS);
      await this.#taken(piece);
      if (this.#socket.destroyed) return;
    }
    clearTimeout(this.#patience);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#waitingBytes = 0;
    for (const bytes of waiting) this.tell(bytes);
    if (this.#isEnding) this.end();
  }

  tell(bytes: Buffer): void {
    if (this.#socket.destroyed) return;
    if (this.#waiting === undefined) this.#socket.write(bytes);
    else {
      this.#waiting.push(bytes);
      this.#waitingBytes += bytes.length;
    }
    if (this.#waitingBytes + this.#socket.writableLength > MOST_WAITING) this.cut();
  }

  /** What was told may still be taken, for a moment. */
  end(): void {
    this.#isEnding = true;
    if (this.#waiting === undefined) this.#socket.end();
    this.#bePatient(LAST_WORDS_MS);
  }

  cut(): void {
    this.#socket.destroy();
  }

  get isBehind(): boolean {
    return !this.#socket.destroyed && (this.#waiting !== undefined || this.#socket.writableLength > 0);
  }

  /** Settles when it is on its way, and others have had their turn. */
  async #taken(piece: string): Promise<void> {
    await new Promise((resolve) => this.#socket.write(piece, resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }

  #bePatient(ms: number): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.cut(), ms).unref();
  }

  #heard(line: string, { onRequest }: WatcherEvents): void {
    const request = readRequest(line);
    if (request === undefined || ++this.#requests > MOST_REQUESTS) this.cut();
    else onRequest(request, this);
  }
}

function readRequest(line: string): WatcherRequest | undefined {
  try {
    const { type }: { type?: unknown } = JSON.parse(line) ?? {};
    return REQUESTS.find((request): request is WatcherRequest => request === type);
  } catch {
    return undefined;
  }
}
