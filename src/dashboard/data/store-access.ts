import { stat } from 'node:fs/promises';
import { hasStore, type OpenStoreOptions, openStore, type StorePlace } from '../../runs/open-store.ts';
import type { Store } from '../../stores/store.ts';

interface Opened {
  readonly store: Store;
  /** Of its file: another one of the same name is another store. */
  readonly identity: string;
}

/**
 * The store for as long as the server runs: opened when it is first needed and there, opened anew when its file was replaced or the
 * connection was lost.
 */
export class StoreAccess {
  readonly place: string;
  readonly #options: OpenStoreOptions;
  readonly #file: string | undefined;
  #opened: Opened | undefined;
  #opening: Promise<Opened | undefined> | undefined;
  #isClosed = false;

  constructor({ url, file, place }: StorePlace, { cwd, onNotice }: Omit<OpenStoreOptions, 'url'>) {
    this.place = place;
    this.#file = file;
    this.#options = { cwd, url, ...(onNotice === undefined ? {} : { onNotice }) };
  }

  /** Does something with the store; `none` where nothing was ever kept. */
  async use<T>(work: (store: Store) => Promise<T>, none: T): Promise<T> {
    const first = await this.#current();
    if (first === undefined) return none;
    try {
      return await work(first.store);
    } catch (error) {
      if (!(await this.#isLost(first, error))) throw error;
      const second = await this.#current();
      return second === undefined ? none : work(second.store);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening?.catch(() => undefined);
    await this.#opened?.store.close();
    this.#opened = undefined;
  }

  async #current(): Promise<Opened | undefined> {
    if (this.#isClosed) return undefined;
    if (this.#opened !== undefined && this.#opened.identity !== (await this.#identity()))
      await this.#drop(this.#opened);
    if (this.#opened !== undefined) return this.#opened;
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #open(): Promise<Opened | undefined> {
    if (!(await hasStore(this.#options))) return undefined;
    const store = await openStore(this.#options);
    this.#opened = { store, identity: await this.#identity() };
    return this.#opened;
  }

  /** Whether another try is worth it: the file is another one meanwhile, the server was gone, or somebody else has closed it. */
  async #isLost(used: Opened, error: unknown): Promise<boolean> {
    const isGone = error instanceof Error && 'code' in error && error.code === 'DATABASE_LOST';
    const isOther = this.#opened !== used || used.identity !== (await this.#identity());
    if (isGone && this.#opened === used) await this.#drop(used);
    return isGone || isOther;
  }

  async #drop(opened: Opened): Promise<void> {
    if (this.#opened === opened) this.#opened = undefined;
    await opened.store.close().catch(() => undefined);
  }

  async #identity(): Promise<string> {
    if (this.#file === undefined || this.#file.startsWith(':')) return 'kept';
    const found = await stat(this.#file).catch(() => undefined);
    return found === undefined ? 'none' : `${found.dev}:${found.ino}`;
  }
}
