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
  readonly #idle: Connection[] = [];
  readonly #all: Connection[] = [];
  #waiting: Exchange[] | undefined;
  /** How often others went before the one that has waited longest. */
  #passedOver = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  send(exchange: Exchange): void {
    const connection = this.#takeIdle(exchange);
    if (connection !== undefined) connection.start(exchange);
    else if (this.#hasRoom(exchange)) this.#open(exchange);
    else this.#wait(exchange);
  }

  idle(connection: Connection): void {
    if (this.#closed) {
      connection.close();
      return;
    }
    if (this.#waiting !== undefined && this.#waiting.length > 0) this.#serveWaiting(connection);
    else this.#idle.push(connection);
  }

  closed(connection: Connection, unanswered?: Exchange): void {
    remove(this.#idle, connection);
    remove(this.#all, connection);
    if (this.#closed) {
      unanswered?.cancel();
      return;
    }
    if (unanswered !== undefined) {
      unanswered.restart();
      this.#options.onRetry();
      this.#open(unanswered);
      return;
    }
    // Room was made in all, or for this origin alone.
    const next = this.#nextWaiting(this.#options.total === true ? undefined : connection.origin.key);
    if (next !== undefined) this.send(next);
  }

  /** An exchange that was waiting has timed out. */
  drop(exchange: Exchange): void {
    if (this.#waiting !== undefined) remove(this.#waiting, exchange);
  }

  /** Keeps no connection: idle ones are closed, the others as soon as they are free. Later requests open new ones. */
  reset(): void {
    for (const connection of this.#idle.splice(0)) {
      remove(this.#all, connection);
      connection.close();
    }
    for (const connection of this.#all) connection.retire();
  }

  close(): void {
    this.#closed = true;
    this.#idle.length = 0;
    for (const connection of this.#all.splice(0)) connection.close();
    for (const exchange of this.#waiting ?? []) exchange.cancel();
    this.#waiting = undefined;
  }

  /** The connection used last, unless its server is about to close it. */
  #takeIdle(exchange: Exchange): Connection | undefined {
    const idle = this.#idle;
    const { key } = exchange.request.origin;
    for (let index = idle.length - 1; index >= 0; index--) {
      const connection = idle[index] as Connection;
      if (connection.origin.key !== key) continue;
      if (index === idle.length - 1) idle.pop();
      else idle.splice(index, 1);
      if (connection.freshUntilUs > exchange.askedUs) return connection;
      remove(this.#all, connection);
      connection.close();
    }
    return undefined;
  }

  #hasRoom(exchange: Exchange): boolean {
    const { limit, total } = this.#options;
    if (this.#all.length < limit) return true;
    if (total === true) return this.#evictIdle();
    const { key } = exchange.request.origin;
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

  /**
   * Gives the free connection to whom has waited longest for its origin. In a pool bounded in all, one that waits for another
   * origin is passed over for a while only, as to open a connection costs more than to reuse one; then it gets this one's place.
   */
  #serveWaiting(connection: Connection): void {
    const total = this.#options.total === true;
    const isPatient = !total || this.#passedOver < this.#options.limit;
    const next = this.#nextWaiting(isPatient ? connection.origin.key : undefined);
    if (next === undefined) {
      this.#idle.push(connection);
      const elsewhere = total ? this.#nextWaiting() : undefined;
      if (elsewhere !== undefined) this.send(elsewhere);
    } else if (next.request.origin.key === connection.origin.key) connection.start(next);
    else {
      remove(this.#all, connection);
      connection.close();
      this.#open(next);
    }
  }

  /** The exchange that has waited longest, for any origin or the given one. */
  #nextWaiting(key?: string): Exchange | undefined {
    const waiting = this.#waiting ?? [];
    for (let index = 0; index < waiting.length; index++) {
      const exchange = waiting[index] as Exchange;
      if (exchange.owner.isClosed) exchange.cancel();
      else if (key !== undefined && exchange.request.origin.key !== key) continue;
      if (index === 0) waiting.shift();
      else waiting.splice(index, 1);
      index--;
      if (exchange.ended) continue;
      this.#passedOver = index < 0 ? 0 : this.#passedOver + 1;
      return exchange;
    }
    return undefined;
  }
}

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
