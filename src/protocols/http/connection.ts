import type { Exchange } from './exchange.ts';
import type { Origin } from './url.ts';

/** A connection that carries one exchange at a time. */
export interface Connection {
  readonly origin: Origin;
  /** Until when the server said it would keep the connection while idle; Infinity where it did not say. */
  readonly freshUntilUs: number;
  /** Opens the connection, then sends. */
  open(exchange: Exchange): void;
  /** Sends over the open, idle connection. */
  start(exchange: Exchange): void;
  /** Carries its exchange to the end, and closes then. */
  retire(): void;
  /** Closes at once; its exchange, if any, ends without telling anybody. */
  close(): void;
}

/** Whom a connection tells that it is free again, or gone. */
export interface ConnectionOwner {
  idle(connection: Connection): void;
  /** `unanswered`: the exchange, if any, that a kept connection was closed under before a byte of its answer had come. */
  closed(connection: Connection, unanswered?: Exchange): void;
}

export type Connect = (origin: Origin, owner: ConnectionOwner) => Connection;
