import type { ServerResponse } from 'node:http';
import { UserError } from '../../errors/user-error.ts';
import { SECURITY_HEADERS } from './headers.ts';

/** A connection that is told of things as they happen (server-sent events). */
export interface EventStream {
  send(event: unknown): void;
  /** JSON that was made once for several. */
  sendText(text: string): void;
  end(): void;
}

const MOST_STREAMS = 200;
/** Proxies cut connections on which nothing is said for long, and a reader that is gone shows by writing to it. */
const HEARTBEAT_MS = 15_000;
/** Whoever has that much before them when more comes is too slow, or stands still; the beginning of a run may be as large. */
const MOST_UNREAD = 32 * 1024 * 1024;
/** Of all together. */
const MOST_UNREAD_IN_ALL = 128 * 1024 * 1024;

/** All streams of a server. */
export class EventStreams {
  readonly #open = new Map<ServerStream, string>();
  readonly #heart: NodeJS.Timeout;

  constructor() {
    this.#heart = setInterval(() => {
      for (const stream of this.#open.keys()) stream.beat();
    }, HEARTBEAT_MS);
    this.#heart.unref();
  }

  /** Throws where there are too many already. `onEnd` is called once. */
  begin(response: ServerResponse, route: string, onEnd: () => void): EventStream {
    this.checkRoom();
    const stream = new ServerStream(response, () => this.#makeRoom());
    this.#open.set(stream, route);
    response.once('close', () => {
      this.#open.delete(stream);
      onEnd();
    });
    return stream;
  }

  checkRoom(): void {
    if (this.#open.size < MOST_STREAMS) return;
    throw new UserError(`${MOST_STREAMS} streams of events are open already`, {
      code: 'TOO_MANY_STREAMS',
      hint: 'close some pages of the dashboard',
    });
  }

  /** The slowest readers go first. */
  #makeRoom(): void {
    const streams = [...this.#open.keys()];
    let unread = streams.reduce((sum, each) => sum + each.unread, 0);
    if (unread <= MOST_UNREAD_IN_ALL) return;
    for (const stream of streams.sort((a, b) => b.unread - a.unread)) {
      if (unread <= MOST_UNREAD_IN_ALL) return;
      unread -= stream.unread;
      stream.cut();
    }
  }

  /** How many there are of each route. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const route of this.#open.values()) counts.set(route, (counts.get(route) ?? 0) + 1);
    return counts;
  }

  close(): void {
    clearInterval(this.#heart);
    for (const stream of this.#open.keys()) stream.end();
  }
}

class ServerStream implements EventStream {
  readonly #response: ServerResponse;
  readonly #onUnread: () => void;

  constructor(response: ServerResponse, onUnread: () => void) {
    this.#response = response;
    this.#onUnread = onUnread;
    response.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Of nginx: nothing is to be held back.
      'x-accel-buffering': 'no',
    });
    // Whoever loses the connection asks again after a second.
    this.#write('retry: 1000\n\n');
  }

  send(event: unknown): void {
    this.sendText(JSON.stringify(event));
  }

  sendText(text: string): void {
    // JSON has no line breaks outside of texts, and escapes those within.
    this.#write(`data: ${text}\n\n`);
  }

  beat(): void {
    this.#write(':\n\n');
  }

  end(): void {
    this.#response.end();
  }

  /** What was written and has not been taken. */
  get unread(): number {
    return this.#response.destroyed ? 0 : this.#response.writableLength;
  }

  cut(): void {
    this.#response.destroy();
  }

  #write(text: string): void {
    const response = this.#response;
    if (response.writableEnded || response.destroyed) return;
    if (response.writableLength > MOST_UNREAD) this.cut();
    else if (!response.write(text)) this.#onUnread();
  }
}
