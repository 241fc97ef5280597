import type { CookieJar } from './cookie-jar.ts';
import type { PreparedRequest, RequestInput } from './request.ts';
import type { HttpResponse } from './response.ts';
import type { BodyTaker } from './stream-exchange.ts';

/** The HTTP of one shard under one set of settings: prepares requests, opens sessions, holds what they share. */
export interface HttpShard {
  /** Encodes a request. A request that can't be made is prepared with its error, and fails when sent. */
  prepare(input: RequestInput): PreparedRequest;
  session(): HttpSession;
  close(): void;
}

/** The HTTP of one user: its connections and cookies. */
export interface HttpSession {
  readonly cookies: CookieJar;
  /**
   * Sends a request and measures it; `onDone` is called once, never synchronously, never after `close`.
   * `dueUs` is when the request was due, NaN for now.
   */
  send(request: PreparedRequest, dueUs: number, onDone: (response: HttpResponse) => void): void;
  /** As `send`, for an answer whose body is taken as it comes, over a connection of its own. */
  stream(request: PreparedRequest, options: StreamOptions): OpenStream;
  /** Between iterations: forgets cookies and connections as the settings say. */
  endIteration(): void;
  /** Drops connections; nothing is called back any more. */
  close(): void;
}

export interface StreamOptions {
  /** When the request was due, NaN for now. */
  readonly dueUs: number;
  /** The stream has failed when nothing comes for so long; 0 for never. */
  readonly idleMs: number;
  readonly taker: BodyTaker;
  /** An answer came that is no stream, or none at all. Then nothing of the taker's is called. */
  readonly onDone: (response: HttpResponse) => void;
}

export interface OpenStream {
  /** Ends it, open or not; nothing is called back any more. */
  close(): void;
}
