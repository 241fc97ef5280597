import { asTestDefinition } from '../../define/test-definition.ts';
import type { Problem } from '../../errors/problems.ts';
import { UserError } from '../../errors/user-error.ts';
import type { LiveView } from '../../model/live.ts';
import type { Plan } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import type { Advice } from '../../plan/advice/advice.ts';
import type { TestPhase } from '../load-phases.ts';
import type { PreparedTest, TestInput } from '../prepare-test.ts';
import { eventFeed, type Feed, viewFeed } from './feed.ts';
import { Listeners } from './listeners.ts';
import type { ManagedTest, ManagedTestOptions, ManagedTestSummary, Validation } from './managed-test.ts';
import type { ManagerEvent, ManagerEvents, ManagerListener, TestState, UntoldEvent } from './manager-events.ts';
import { OpenRun } from './open-run.ts';
import type { Slots } from './slots.ts';
import { problemsOf, TestReading } from './test-reading.ts';

/** What the tests of one manager share. */
export interface Shared {
  /** Worker threads of a test that does not say. */
  readonly workers: number;
  readonly listeners: Listeners;
  /** Places for tests that run. */
  readonly slots: Slots;
  readonly readers: Slots;
  /** Those that are being carried out. */
  readonly active: Set<OpenRun>;
  /** Throws once the manager is closed. */
  assertOpen(): void;
}

export interface Given {
  readonly input: TestInput;
  readonly options: ManagedTestOptions;
}

const CANCELLED = 'TEST_CANCELLED';

/** One test: read, given a place, and carried out; tells what happens. */
export class Managed implements ManagedTest {
  readonly id: string;
  readonly #given: Given;
  readonly #shared: Shared;
  readonly #listeners: Listeners;
  readonly #reading: TestReading;
  readonly #feeds = new Set<Feed<ManagerEvent> | Feed<LiveView>>();
  #state: TestState = 'created';
  #open: OpenRun | undefined;
  #live: LiveView | undefined;
  #result: Run | undefined;
  #error: Error | undefined;

  constructor(id: string, given: Given, shared: Shared) {
    const { workers: _, store: _store, trace: _trace, signal: _signal, ...options } = given.options;
    this.id = id;
    this.#given = given;
    this.#shared = shared;
    this.#listeners = new Listeners(shared.listeners);
    this.#reading = new TestReading({ input: given.input, options, readers: shared.readers });
  }

  get name(): string {
    const { input } = this.#given;
    return this.plan?.name ?? (typeof input === 'string' ? input : asTestDefinition(input)?.spec.name) ?? this.id;
  }

  get state(): TestState {
    return this.#state;
  }

  get phase(): TestPhase | undefined {
    return this.#open?.phase;
  }

  get plan(): Plan | undefined {
    return this.#reading.prepared?.plan;
  }

  get problems(): readonly Problem[] {
    return this.#reading.problems;
  }

  get advice(): readonly Advice[] {
    return this.#reading.prepared?.advice ?? [];
  }

  get live(): LiveView | undefined {
    return this.#live;
  }

  get result(): Run | undefined {
    return this.#result;
  }

  get error(): Error | undefined {
    return this.#error;
  }

  /** Whether it is being read, or a run of it is under way. */
  get isBusy(): boolean {
    return this.#open !== undefined || this.#reading.isUnderWay;
  }

  async validate(): Promise<Validation> {
    try {
      const { plan, advice, notes, forecast } = await this.#validated();
      return { valid: true, problems: [], notes, advice, plan, forecast };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { valid: false, problems: problemsOf(error), notes: [], advice: [] };
    }
  }

  run(): Promise<Run> {
    if (this.#open !== undefined) return this.#open.result;
    this.#shared.assertOpen();
    const open = this.#opened();
    this.#open = open;
    void this.#seeThrough(open);
    return open.result;
  }

  stop(): Promise<Run | undefined> {
    return this.#end((open, reason) => {
      open.stop(reason);
      if (this.#state === 'preparing' || this.#state === 'running') this.#enter('stopping');
    });
  }

  kill(): Promise<Run | undefined> {
    return this.#end((open, reason) => open.kill(reason));
  }

  on<Name extends keyof ManagerEvents>(event: Name, listener: ManagerListener<Name>): () => void {
    return this.#listeners.on(event, listener);
  }

  events(): AsyncIterableIterator<ManagerEvent> {
    return this.#fed(eventFeed(this.#listeners));
  }

  views(): AsyncIterableIterator<LiveView> {
    return this.#fed(viewFeed(this.#listeners));
  }

  toJSON(): ManagedTestSummary {
    const { id, name, state, phase, result, error } = this;
    return {
      id,
      name,
      state,
      ...(phase === undefined ? {} : { phase }),
      ...(result === undefined ? {} : { verdict: result.verdict }),
      ...(error === undefined ? {} : { error: error.message }),
    };
  }

  /** Nobody hears of it any more. */
  forget(): void {
    this.#endFeeds([...this.#feeds]);
    this.#listeners.clear();
  }

  async #end(ask: (open: OpenRun, reason: Error) => void): Promise<Run | undefined> {
    const open = this.#open;
    const reason = this.#cancelled();
    if (open !== undefined) ask(open, reason);
    await this.#reading.cancel(reason);
    return open === undefined ? this.#result : open.result.catch(() => undefined);
  }

  #cancelled(): UserError {
    return new UserError(`'${this.name}' (${this.id}) was stopped before it began`, { code: CANCELLED });
  }

  async #seeThrough(open: OpenRun): Promise<void> {
    const { signal } = this.#given.options;
    const stop = (): void => void this.stop();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) open.stop(this.#cancelled());
    try {
      const run = await this.#queued(open);
      this.#result = run;
      this.#error = undefined;
      this.#over('ended', () => {
        for (const finding of run.findings) this.#tell({ type: 'finding', finding, live: false });
        this.#tell({ type: 'ended', run });
      });
      open.resolve(run);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const isCancelled = error instanceof UserError && error.code === CANCELLED;
      if (!isCancelled) this.#error = error;
      this.#over(isCancelled ? this.#restState() : 'failed', () => {
        if (!isCancelled) this.#tell({ type: 'failed', error });
      });
      open.reject(error);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** A validated test is carried out as it was validated. */
  async #queued(open: OpenRun): Promise<Run> {
    const { stopSignal } = open;
    stopSignal.throwIfAborted();
    const prepared = this.#reading.prepared ?? (await this.#validated());
    stopSignal.throwIfAborted();
    this.#enter('queued');
    const leave = await this.#shared.slots.take(stopSignal);
    try {
      this.#live = undefined;
      return await open.carryOut(prepared, this.#shared.active);
    } finally {
      leave();
    }
  }

  #opened(): OpenRun {
    const { workers = this.#shared.workers, store, trace, cwd } = this.#given.options;
    return new OpenRun({
      test: this,
      workers,
      store,
      trace,
      cwd,
      tell: (event) => this.#tell(event),
      onPhase: ({ phase }) => {
        if (phase === 'preparation') this.#enter('preparing');
        else if (phase === 'clean-up') this.#enter('cleaning-up');
        else if (this.#state === 'preparing') this.#enter('running');
      },
      onView: (view) => {
        this.#live = view;
      },
    });
  }

  /** Reads the test, unless a run of what was read is under way. */
  #validated(): Promise<PreparedTest> {
    const { prepared, isUnderWay } = this.#reading;
    if (this.#open !== undefined && prepared !== undefined && !isUnderWay) return Promise.resolve(prepared);
    this.#shared.assertOpen();
    const reading = this.#reading.read();
    if (isUnderWay) return reading;
    this.#enter('validating');
    return reading.finally(() => {
      if (this.#open === undefined) this.#enter(this.#restState());
    });
  }

  #restState(): TestState {
    if (this.#error !== undefined) return 'failed';
    return this.#result === undefined ? 'created' : 'ended';
  }

  /** The run is over: what is told last is told before anything of a next run. */
  #over(state: TestState, tellLast: () => void): void {
    this.#open = undefined;
    const feeds = [...this.#feeds];
    this.#enter(state);
    tellLast();
    this.#endFeeds(feeds);
  }

  #fed<F extends Feed<ManagerEvent> | Feed<LiveView>>(feed: F): F {
    this.#feeds.add(feed);
    if (this.#open === undefined && (this.#state === 'ended' || this.#state === 'failed')) this.#endFeeds([feed]);
    return feed;
  }

  #endFeeds(feeds: readonly (Feed<ManagerEvent> | Feed<LiveView>)[]): void {
    for (const feed of feeds) {
      feed.end();
      this.#feeds.delete(feed);
    }
  }

  #enter(to: TestState): void {
    const from = this.#state;
    if (from === to) return;
    this.#state = to;
    this.#tell({ type: 'state', from, to });
  }

  #tell(event: UntoldEvent): void {
    this.#listeners.tell({ ...event, id: this.id, name: this.name } as ManagerEvent);
  }
}
