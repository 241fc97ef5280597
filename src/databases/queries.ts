import { AsyncLocalStorage } from 'node:async_hooks';
import type { Queries, Row, SqlValue, Statement } from './database.ts';

/** What a driver does, at once or by promises. */
export interface Link {
  exec(sql: string): void | Promise<void>;
  run(sql: string, values: readonly SqlValue[]): number | Promise<number>;
  all(sql: string, values: readonly SqlValue[]): object[] | Promise<object[]>;
  iterate(sql: string, values: readonly SqlValue[]): Iterable<object> | AsyncIterable<object>;
  begin(): OpenTransaction | Promise<OpenTransaction>;
  /** One connection, so that whoever is not inside its transaction has to wait for the end of it. */
  readonly isOneConnection: boolean;
}

export interface OpenTransaction {
  readonly link: Link;
  commit(): void | Promise<void>;
  undo(): void | Promise<void>;
}

/** The innermost transaction that the running code was called by. */
const current = new AsyncLocalStorage<LinkQueries>();

/** `Queries` over a driver's link: whose turn it is, and what a transaction means. */
export class LinkQueries implements Queries {
  private readonly link: Link;
  private readonly parent: LinkQueries | undefined;
  private busy: Promise<void> | undefined;
  private hasEnded = false;
  private failure: { readonly error: unknown } | undefined;

  constructor(link: Link, parent?: LinkQueries) {
    this.link = link;
    this.parent = parent;
  }

  exec(sql: string): Promise<void> {
    return this.perform(() => this.link.exec(sql));
  }

  run(sql: string, values: readonly SqlValue[] = []): Promise<number> {
    return this.perform(() => this.link.run(sql, values));
  }

  all<R extends object = Row>(sql: string, values: readonly SqlValue[] = []): Promise<R[]> {
    return this.perform(() => this.link.all(sql, values)) as Promise<R[]>;
  }

  async get<R extends object = Row>(sql: string, values: readonly SqlValue[] = []): Promise<R | undefined> {
    return (await this.all<R>(sql, values))[0];
  }

  async *iterate<R extends object = Row>(sql: string, values: readonly SqlValue[] = []): AsyncGenerator<R> {
    const rows = await this.perform(() => this.link.iterate(sql, values));
    try {
      yield* rows as AsyncIterable<R>;
    } catch (error) {
      this.failure ??= { error };
      throw error;
    }
  }

  prepare<R extends object = Row>(sql: string): Statement<R> {
    return {
      run: (values) => this.run(sql, values),
      get: (values) => this.get<R>(sql, values),
      all: (values) => this.all<R>(sql, values),
      iterate: (values) => this.iterate<R>(sql, values),
    };
  }

  async transaction<T>(work: (inside: Queries) => Promise<T>): Promise<T> {
    this.refuseFromInside();
    while (this.busy !== undefined) await this.busy;
    this.refuseAfterEnd();
    const { promise, resolve } = deferred();
    if (this.link.isOneConnection) this.busy = promise;
    try {
      const transaction = await this.link.begin();
      return await new LinkQueries(transaction.link, this).carryOut(transaction, work);
    } finally {
      this.busy = undefined;
      resolve();
    }
  }

  private async carryOut<T>(transaction: OpenTransaction, work: (inside: Queries) => Promise<T>): Promise<T> {
    let result: T;
    try {
      result = await current.run(this, () => work(this));
      if (this.failure !== undefined) throw this.failure.error;
    } catch (error) {
      this.hasEnded = true;
      await this.undone(transaction);
      throw error;
    }
    this.hasEnded = true;
    await transaction.commit();
    return result;
  }

  /** Where undoing fails, the connection is gone, and the transaction with it. */
  private async undone(transaction: OpenTransaction): Promise<void> {
    try {
      await transaction.undo();
    } catch {
      return;
    }
  }

  /** Work starts in the same turn of the event loop in which it is found that nobody else is at it. */
  private async perform<T>(work: () => T | Promise<T>): Promise<T> {
    this.refuseFromInside();
    while (this.busy !== undefined) await this.busy;
    this.refuseAfterEnd();
    try {
      return await work();
    } catch (error) {
      this.failure ??= { error };
      throw error;
    }
  }

  /** It would wait for itself, or, on another connection, not see what the transaction did. */
  private refuseFromInside(): void {
    for (let inner = current.getStore(); inner !== undefined; inner = inner.parent) {
      if (inner.parent === this && !inner.hasEnded) {
        throw new Error('Inside a transaction only the handle that it was given can be used.');
      }
    }
  }

  private refuseAfterEnd(): void {
    if (this.hasEnded) throw new Error('The transaction has ended.');
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
