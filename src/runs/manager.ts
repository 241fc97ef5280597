import { timerMs } from '../engine/stage.ts';
import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { LiveView } from '../model/live.ts';
import type { Run } from '../model/run.ts';
import { usableCores } from '../plan/usable-cores.ts';
import { eventFeed } from './manager/feed.ts';
import { Listeners } from './manager/listeners.ts';
import { Managed } from './manager/managed.ts';
import type { ManagedTest, ManagedTestOptions, Validation } from './manager/managed-test.ts';
import type { ManagerEvent, ManagerEvents, ManagerListener, TestState } from './manager/manager-events.ts';
import { Slots } from './manager/slots.ts';
import type { TestInput } from './prepare-test.ts';

/** What a manager does with all its tests; a test's own options go before these. */
export interface LoadTestManagerOptions extends Omit<ManagedTestOptions, 'signal'> {
  /** Tests that run at once; more wait for their turn (one for each core, at least 2). */
  readonly maxConcurrent?: number;
  /** Aborted: the manager is closed. */
  readonly signal?: AbortSignal;
}

/** A test by what `create()` returned, or its id. */
export type TestReference = string | Pick<ManagedTest, 'id'>;

export interface TestFilter {
  readonly state?: TestState | readonly TestState[];
  /** The whole name, or a pattern that it matches. */
  readonly name?: string | RegExp;
}

export interface CloseOptions {
  /** What has not ended so many milliseconds later is ended at once; by default all tests may end in order. */
  readonly withinMs?: number;
}

/** What became of a test that was run with others: exactly one of `run` and `error`. */
export interface RunOutcome {
  readonly id: string;
  readonly run?: Run;
  readonly error?: Error;
}

/**
 * Takes care of many tests in one program: creates, validates, runs and stops them, several at once, and tells what happens.
 *
 * @example
 * const manager = new LoadTestManager({ maxConcurrent: 2 });
 * const shop = manager.create('shop.ts', { target: 'http://localhost:3000' });
 * manager.on('phase', ({ name, phase }) => console.log(name, phase));
 * const { verdict } = await manager.run(shop);
 * await manager.close();
 */
export class LoadTestManager {
  readonly #options: LoadTestManagerOptions;
  readonly #tests = new Map<string, Managed>();
  readonly #listeners = new Listeners();
  readonly #feeds = new Set<{ end(): void }>();
  readonly #shared: ConstructorParameters<typeof Managed>[2];
  readonly #onAbort = (): void => void this.close();
  #created = 0;
  #closing: Promise<void> | undefined;

  constructor(options: LoadTestManagerOptions = {}) {
    const cores = usableCores();
    const { maxConcurrent = Math.max(2, Math.floor(cores)), workers } = options;
    assertWhole('maxConcurrent', maxConcurrent);
    assertWhole('workers', workers ?? 1);
    this.#options = options;
    this.#shared = {
      workers: workers ?? Math.max(1, Math.floor((cores - 1) / maxConcurrent)),
      listeners: this.#listeners,
      slots: new Slots(maxConcurrent),
      readers: new Slots(Math.max(1, Math.floor(cores))),
      active: new Set(),
      assertOpen: () => this.#assertOpen(),
    };
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal?.aborted === true) this.#onAbort();
  }

  /** Takes a test in: the path of a file, or what `test()`, `scenario()` or `createScenario()` returned. Nothing is read yet. */
  create(test: TestInput, options: ManagedTestOptions = {}): ManagedTest {
    this.#assertOpen();
    assertWhole('workers', options.workers ?? 1);
    const { maxConcurrent: _, signal: _signal, ...defaults } = this.#options;
    const id = `test-${++this.#created}`;
    const managed = new Managed(id, { input: test, options: { ...defaults, ...options } }, this.#shared);
    this.#tests.set(id, managed);
    return managed;
  }

  /** Reads and checks a test; sends nothing, and does not reject for what is wrong with the test. */
  async validate(test: TestReference): Promise<Validation> {
    return this.#of(test).validate();
  }

  /** Runs a test as soon as there is a place for it. Rejects where it cannot be run; a failed limit is no reason. */
  run(test: TestReference): Promise<Run> {
    try {
      return this.#of(test).run();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Runs tests, by default all that have not been run; settles when all are over, and does not reject. */
  async runAll(tests: readonly TestReference[] = this.list({ state: 'created' })): Promise<RunOutcome[]> {
    this.#assertOpen();
    const managed = tests.map((test) => this.#of(test));
    const outcome = (id: string, run: Promise<Run>): Promise<RunOutcome> => {
      return run.then(
        (ended) => ({ id, run: ended }),
        (error: Error) => ({ id, error }),
      );
    };
    return Promise.all(managed.map((test) => outcome(test.id, test.run())));
  }

  /** No new iterations start, running ones may finish, teardown runs. Settles when all is over, with the run if there is one. */
  async stop(test: TestReference): Promise<Run | undefined> {
    return this.#of(test).stop();
  }

  /** Everything ends at once; teardown is left out. */
  async kill(test: TestReference): Promise<Run | undefined> {
    return this.#of(test).kill();
  }

  list({ state, name }: TestFilter = {}): ManagedTest[] {
    const states = state === undefined ? undefined : [state].flat();
    return [...this.#tests.values()].filter((test) => {
      return (states === undefined || states.includes(test.state)) && isNamed(test.name, name);
    });
  }

  get(test: TestReference): ManagedTest | undefined {
    return this.#tests.get(idOf(test));
  }

  /** The last second of a test's last run. */
  live(test: TestReference): LiveView | undefined {
    return this.#of(test).live;
  }

  /** The last run of a test that has ended. */
  result(test: TestReference): Run | undefined {
    return this.#of(test).result;
  }

  /** Forgets a test and its result; it must not be under way. */
  remove(test: TestReference): void {
    const managed = this.#of(test);
    if (managed.isBusy) {
      throw new UserError(`'${managed.name}' (${managed.id}) is under way (${managed.state})`, {
        code: 'TEST_UNDER_WAY',
        hint: 'stop it, and remove it when that has settled',
      });
    }
    this.#tests.delete(managed.id);
    managed.forget();
  }

  /**
   * Listens to all tests, until what is returned is called. What a listener throws disturbs nothing: it is told as an `error`
   * event, or as a warning of the process where nobody listens for those.
   */
  on<Name extends keyof ManagerEvents>(event: Name, listener: ManagerListener<Name>): () => void {
    return this.#listeners.on(event, listener);
  }

  /** Everything that happens to a test until its run is over, or to all tests until the manager is closed. */
  events(test?: TestReference): AsyncIterableIterator<ManagerEvent> {
    if (test !== undefined) return this.#of(test).events();
    const feed = eventFeed(this.#listeners, () => this.#feeds.delete(feed));
    this.#feeds.add(feed);
    if (this.#closing !== undefined) feed.end();
    return feed;
  }

  /** The live view of each second until the test's run is over; who reads slowly gets the latest. */
  views(test: TestReference): AsyncIterableIterator<LiveView> {
    return this.#of(test).views();
  }

  /**
   * Stops every test and waits until all is over; nothing is left then, no thread, no timer, no connection. Results can still
   * be read.
   */
  close({ withinMs }: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#ended();
    if (withinMs !== undefined) this.#bound(withinMs);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #bound(withinMs: number): void {
    const late = setTimeout(() => void this.#all((test) => test.kill()), timerMs(withinMs));
    void this.#closing?.finally(() => clearTimeout(late));
  }

  async #ended(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    await this.#all((test) => test.stop());
    for (const test of this.#tests.values()) test.forget();
    for (const feed of [...this.#feeds]) feed.end();
    this.#listeners.clear();
  }

  async #all(act: (test: Managed) => Promise<unknown>): Promise<void> {
    await Promise.all([...this.#tests.values()].map(act));
  }

  #of(test: TestReference): Managed {
    const id = idOf(test);
    const found = this.#tests.get(id);
    if (found !== undefined) return found;
    const hint = didYouMean(id, this.#tests.keys());
    throw new UserError(`there is no test '${id}'`, { code: 'UNKNOWN_TEST', ...(hint === undefined ? {} : { hint }) });
  }

  #assertOpen(): void {
    if (this.#closing === undefined) return;
    throw new UserError('the manager is closed', { code: 'MANAGER_CLOSED', hint: 'make another one' });
  }
}

function idOf(test: TestReference): string {
  return typeof test === 'string' ? test : test.id;
}

function isNamed(name: string, wanted: TestFilter['name']): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? name === wanted : name.search(wanted) >= 0;
}

function assertWhole(what: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new UserError(`${what} cannot be ${value}`, { code: 'INVALID_NUMBER', hint: 'write a whole number from 1 up' });
}
