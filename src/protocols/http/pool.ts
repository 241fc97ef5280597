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
  /** The idle connection used last. Most users have only this one, and a list costs more. */
  #warmest: Connection | undefined;
  /** The other idle ones, oldest first. */
  #idle: Connection[] | undefined;
  #all: Connection[] = NONE;
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
    else this.#lay(connection);
  }

  closed(connection: Connection, unanswered?: Exchange): void {
    if (this.#warmest === connection) this.#warmest = this.#idle?.pop();
    else if (this.#idle !== undefined) remove(this.#idle, connection);
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
    for (let connection = this.#takeOldest(); connection !== undefined; connection = this.#takeOldest()) {
      this.#discard(connection);
    }
    for (const connection of this.#all) connection.retire();
  }

  close(): void {
    this.#closed = true;
    const all = this.#all;
    const waiting = this.#waiting ?? [];
    this.#warmest = undefined;
    this.#idle = undefined;
    this.#all = NONE;
    this.#waiting = undefined;
    for (const connection of all) connection.close();
    for (const exchange of waiting) exchange.cancel();
  }

  #lay(connection: Connection): void {
    const before = this.#warmest;
    this.#warmest = connection;
    if (before === undefined) return;
    this.#idle ??= [];
    this.#idle.push(before);
  }

  /** The connection used last, unless its server is about to close it. */
  #takeIdle(exchange: Exchange): Connection | undefined {
    const { key } = exchange.request.origin;
    let connection = this.#warmest;
    if (connection === undefined) return undefined;
    if (connection.origin.key === key) this.#warmest = this.#idle?.pop();
    else connection = this.#takeCooler(key);
    if (connection === undefined || connection.freshUntilUs > exchange.askedUs) return connection;
    this.#discard(connection);
    return this.#takeIdle(exchange);
  }

  #takeCooler(key: string): Connection | undefined {
    const idle = this.#idle ?? NONE;
    for (let index = idle.length - 1; index >= 0; index--) {
      const connection = idle[index] as Connection;
      if (connection.origin.key !== key) continue;
      idle.splice(index, 1);
      return connection;
    }
    return undefined;
  }

  #takeOldest(): Connection | undefined {
    const oldest = this.#idle?.shift();
    if (oldest !== undefined) return oldest;
    const last = this.#warmest;
    this.#warmest = undefined;
    return last;
  }

  #discard(connection: Connection): void {
    remove(this.#all, connection);
    connection.close();
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
    const oldest = this.#takeOldest();
    if (oldest !== undefined) this.#discard(oldest);
    return oldest !== undefined;
  }

  #open(exchange: Exchange): void {
    const connection = this.#options.connect(exchange.request.origin, this);
    // An array made with one element holds one; pushed to, it makes room for seventeen.
    if (this.#all.length === 0) this.#all = [connection];
    else this.#all.push(connection);
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
      this.#lay(connection);
      const elsewhere = total ? this.#nextWaiting() : undefined;
      if (elsewhere !== undefined) this.send(elsewhere);
    } else if (next.request.origin.key === connection.origin.key) connection.start(next);
    else {
      this.#discard(connection);
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

/** Never pushed to. */
const NONE: Connection[] = [];

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
