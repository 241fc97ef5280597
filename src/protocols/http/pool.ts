import type { Connect, Connection, ConnectionOwner } from './connection.ts';
import type { Carrier, Exchange } from './exchange.ts';

export interface PoolOptions {
  readonly connect: Connect;
  /** Connections open at once, to one origin or (`total`) in all. */
  readonly limit: number;
  readonly total?: boolean;
  /** Called when a kept connection was closed by the server as a request was being written. */
  readonly onRetry: () => void;
}

/** Connections of one user, or shared by many: hands an exchange to an idle one, a new one, or lets it wait for one. */
export class Pool implements ConnectionOwner, Carrier {
  readonly #options: PoolOptions;
  #idle: Connection[] = [];
  #all: Connection[] = [];
  #waiting: Exchange[] | undefined;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  send(exchange: Exchange): void {
    const connection = this.#takeIdle(exchange.request.origin.key);
    if (connection !== undefined) connection.start(exchange);
    else if (this.#hasRoom(exchange)) this.#open(exchange);
    else this.#wait(exchange);
  }

  idle(connection: Connection): void {
    if (this.#closed) {
      connection.close();
      return;
    }
    const next = this.#waiting === undefined ? undefined : this.#nextWaiting(connection.origin.key);
    if (next !== undefined) {
      connection.start(next);
      return;
    }
    this.#idle.push(connection);
    const elsewhere = this.#options.total === true && this.#waiting !== undefined ? this.#nextWaiting() : undefined;
    if (elsewhere !== undefined) this.send(elsewhere);
  }

  closed(connection: Connection, unanswered?: Exchange): void {
    remove(this.#idle, connection);
    remove(this.#all, connection);
    if (this.#closed) return;
    if (unanswered !== undefined) {
      unanswered.restart();
      this.#options.onRetry();
      this.#open(unanswered);
      return;
    }
    const next = this.#waiting === undefined ? undefined : this.#nextWaiting();
    if (next !== undefined) this.send(next);
  }

  /** An exchange that was waiting has timed out; it is passed over when its turn comes. */
  drop(_exchange: Exchange): void {}

  /** Closes every connection; later requests open new ones. */
  reset(): void {
    const all = this.#all;
    this.#all = [];
    this.#idle = [];
    for (const connection of all) connection.close();
  }

  close(): void {
    this.#closed = true;
    this.reset();
    this.#waiting = undefined;
  }

  #takeIdle(key: string): Connection | undefined {
    const idle = this.#idle;
    for (let index = idle.length - 1; index >= 0; index--) {
      const connection = idle[index] as Connection;
      if (connection.origin.key !== key) continue;
      if (index === idle.length - 1) idle.pop();
      else idle.splice(index, 1);
      return connection;
    }
    return undefined;
  }

  #hasRoom(exchange: Exchange): boolean {
    const { limit, total } = this.#options;
    if (this.#all.length < limit) return true;
    if (total === true) return this.#evictIdle();
    const key = exchange.request.origin.key;
    let open = 0;
    for (const connection of this.#all) if (connection.origin.key === key) open++;
    return open < limit;
  }

  /** A full shared pool whose idle connections all lead elsewhere gives one up. */
  #evictIdle(): boolean {
    const oldest = this.#idle.shift();
    if (oldest === undefined) return false;
    remove(this.#all, oldest);
    oldest.close();
    return true;
  }

  #open(exchange: Exchange): void {
    const connection = this.#options.connect(exchange.request.origin, this);
    this.#all.push(connection);
    connection.open(exchange);
  }

  #wait(exchange: Exchange): void {
    exchange.carrier = this;
    exchange.queued = true;
    this.#waiting ??= [];
    this.#waiting.push(exchange);
  }

  #nextWaiting(key?: string): Exchange | undefined {
    const waiting = this.#waiting ?? [];
    for (let index = 0; index < waiting.length; index++) {
      const exchange = waiting[index] as Exchange;
      if (!exchange.ended && key !== undefined && exchange.request.origin.key !== key) continue;
      waiting.splice(index, 1);
      if (!exchange.ended) return exchange;
      index--;
    }
    return undefined;
  }
}

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
