import type { Handler } from './exchange.ts';

/** Something that is made at its first use, so that a demo that never needs it starts without. */
export class Lazy<T> {
  /** Undefined until somebody needed it. */
  made: T | undefined;
  private making: Promise<T> | undefined;
  private readonly make: () => Promise<T>;

  constructor(make: () => Promise<T>) {
    this.make = make;
  }

  get(): Promise<T> {
    this.making ??= this.start();
    return this.making;
  }

  private async start(): Promise<T> {
    try {
      this.made = await this.make();
      return this.made;
    } catch (error) {
      this.making = undefined;
      throw error;
    }
  }
}

/** Handlers whose code is loaded at the first request for one of them. */
export function lazyHandlers<N extends string>(
  load: () => Promise<Readonly<Record<N, Handler>>>,
): (name: N) => Handler {
  const handlers = new Lazy(load);
  return (name) => async (exchange) => (await handlers.get())[name](exchange);
}
