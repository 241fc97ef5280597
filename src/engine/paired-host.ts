import { UserError } from '../errors/user-error.ts';
import type { Arm, PlannedStream } from '../model/plan.ts';
import { maskUrl } from '../protocols/http/url.ts';
import type { UserFunction } from '../users/program.ts';
import { armPlan } from './arm-plan.ts';
import type { Activity } from './messages.ts';
import { type HostOptions, ShardHost } from './shard-host.ts';

/** What takes a shard through set-up, load and teardown in this thread. */
export type Host = Pick<
  ShardHost,
  | 'setup'
  | 'prepare'
  | 'start'
  | 'play'
  | 'endPart'
  | 'cutPart'
  | 'finish'
  | 'teardown'
  | 'stop'
  | 'kill'
  | 'close'
  | 'stray'
>;

export interface CreateHostOptions extends HostOptions {
  /** The functions for the second target: their own copy of what the test's file keeps. */
  readonly otherFunctions?: Readonly<Record<string, UserFunction>>;
}

/** One host, or two where the plan has a second target. */
export function createHost(options: CreateHostOptions): Host {
  return options.shard.plan.against === undefined ? new ShardHost(options) : new PairedHost(options);
}

/**
 * The same shard twice in one thread, once for each of two targets: each with its own set-up, users, connections and data, while the
 * thread, and what it has compiled, is the same for both.
 */
class PairedHost implements Host {
  readonly #after: ShardHost;
  readonly #before: ShardHost;
  readonly #targets: Readonly<Record<Arm, string>>;

  constructor(options: CreateHostOptions) {
    const { shard, functions, otherFunctions = functions, onSnapshot, profiling: _, ...rest } = options;
    const { plan, count } = shard;
    this.#targets = { after: plan.target ?? '', before: plan.against?.url ?? '' };
    this.#after = new ShardHost({ ...options, shard: { ...shard, plan: armPlan(plan, 'after') } });
    this.#before = new ShardHost({
      ...rest,
      functions: otherFunctions,
      shard: { ...shard, plan: armPlan(plan, 'before') },
      onSnapshot: (snapshot) => onSnapshot({ ...snapshot, shard: snapshot.shard + count }),
      sharesThread: true,
    });
  }

  /** One after the other, since both may prepare the same data. */
  async setup(): Promise<unknown> {
    const before = await this.#named('before', () => this.#before.setup());
    const after = await this.#named('after', () => this.#after.setup());
    return { before, after };
  }

  async prepare(setupData: unknown): Promise<void> {
    const { before, after } = dataOf(setupData);
    await this.#before.prepare(before);
    await this.#after.prepare(after);
  }

  start(startedHrUs: number): void {
    this.#before.start(startedHrUs);
    this.#after.start(startedHrUs);
  }

  async play(part: number, streams: readonly PlannedStream[]): Promise<void> {
    const of = (arm: Arm) => streams.filter(({ turns }) => turns?.arm === arm);
    await Promise.all([this.#before.play(part, of('before')), this.#after.play(part, of('after'))]);
  }

  endPart(part: number): void {
    for (const host of this.#both()) host.endPart(part);
  }

  cutPart(part: number): void {
    for (const host of this.#both()) host.cutPart(part);
  }

  async finish(): Promise<Activity> {
    const [before, after] = [await this.#before.finish(), await this.#after.finish()];
    return {
      firstDueUs: Math.min(before.firstDueUs, after.firstDueUs),
      lastUs: Math.max(before.lastUs, after.lastUs),
    };
  }

  /** The second is torn down even where the first can't be. */
  async teardown(setupData: unknown): Promise<void> {
    const { before, after } = dataOf(setupData);
    try {
      await this.#named('before', () => this.#before.teardown(before));
    } finally {
      await this.#named('after', () => this.#after.teardown(after));
    }
  }

  stop(): void {
    for (const host of this.#both()) host.stop();
  }

  kill(): void {
    for (const host of this.#both()) host.kill();
  }

  async close(): Promise<void> {
    await Promise.all(this.#both().map((host) => host.close()));
  }

  stray(error: unknown): void {
    this.#after.stray(error);
  }

  #both(): ShardHost[] {
    return [this.#before, this.#after];
  }

  async #named<T>(arm: Arm, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const message = error.message.replace(/^((?:setup|teardown) failed: )?/, `$1at ${maskUrl(this.#targets[arm])}: `);
      throw new UserError(message, { code: error.code, hint: error.hint, cause: error });
    }
  }
}

function dataOf(setupData: unknown): { readonly before?: unknown; readonly after?: unknown } {
  return typeof setupData === 'object' && setupData !== null ? setupData : {};
}
