import type { Exchange } from './exchange.ts';
import type { Origin } from './url.ts';

/** A connection that carries one exchange at a time. */
export interface Connection {
  readonly origin: Origin;
  /** Opens the connection, then sends. */
  open(exchange: Exchange): void;
  /** Sends over the open, idle connection. */
  start(exchange: Exchange): void;
  close(): void;
}

/** Whom a connection tells that it is free again, or gone. */
export interface ConnectionOwner {
  idle(connection: Connection): void;
  /** `unanswered`: the exchange, if any, that a kept connection was closed under before a byte of its answer had come. */
  closed(connection: Connection, unanswered?: Exchange): void;
}

export type Connect = (origin: Origin, owner: ConnectionOwner) => Connection;
