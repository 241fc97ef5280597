import { MAX_TAG_VALUES } from '../../measure/recorder.ts';
import type { CallEnd, FunctionHost } from '../../protocols/function/call.ts';
import { FunctionProcess, type FunctionProcessOptions } from '../../protocols/function/function-process.ts';
import { FunctionSite } from '../../protocols/function/function-site.ts';
import type { ThreadTools } from '../../protocols/function/function-thread.ts';
import { HeapWatch } from '../../protocols/function/heap-watch.ts';
import { LoopWatch } from '../../protocols/function/loop-watch.ts';
import { describeThrown } from '../failures.ts';
import type { MeasuredGroup } from '../measured-group.ts';
import type { ShardContext } from '../program.ts';

/** A function's calls within one group of a scenario. */
export interface MeasuredSite {
  /** `dueUs` is NaN for a call that was due when it was made. */
  record(ended: CallEnd, dueUs: number): void;
  grew(bytes: number): void;
  restarted(): void;
}

type ProcessOptions = Omit<FunctionProcessOptions, 'clock' | 'onOutput' | 'onStray' | 'onRestart'>;

/** The functions under test of one shard: what measures them in its thread, and the processes that some of them have. */
export class ShardFunctions {
  readonly #context: ShardContext;
  readonly #sites = new WeakMap<MeasuredGroup, Map<string, MeasuredSite>>();
  readonly #hosts: { readonly host: FunctionHost; readonly site: MeasuredSite }[] = [];
  #tools: ThreadTools | undefined;

  private constructor(context: ShardContext) {
    this.#context = context;
  }

  static of(context: ShardContext): ShardFunctions {
    let functions = ofShard.get(context);
    if (functions === undefined) {
      functions = new ShardFunctions(context);
      ofShard.set(context, functions);
    }
    return functions;
  }

  /** What calls in this thread share. */
  get tools(): ThreadTools {
    if (this.#tools === undefined) {
      const { clock } = this.#context;
      const heap = new HeapWatch({ nowUs: () => clock.nowUs() });
      this.#tools = { clock, loop: new LoopWatch(clock), heap, describe: describeThrown, open: new Set() };
    }
    return this.#tools;
  }

  site(group: MeasuredGroup, name: string): MeasuredSite {
    let sites = this.#sites.get(group);
    if (sites === undefined) {
      sites = new Map();
      this.#sites.set(group, sites);
    }
    let site = sites.get(name);
    if (site === undefined) {
      site = measuredSite(this.#context, { ...group.tags, name });
      if (sites.size < MAX_TAG_VALUES) sites.set(name, site);
    }
    return site;
  }

  /** Takes a function's host over: it is waited for before the load, and ended after it. */
  keep(host: FunctionHost, site: MeasuredSite): void {
    this.#hosts.push({ host, site });
  }

  process(options: ProcessOptions, site: MeasuredSite): FunctionProcess {
    const { clock, recorder, log, mask } = this.#context;
    return new FunctionProcess({
      ...options,
      clock,
      onOutput: log,
      onStray: (text) => {
        recorder.error('exception', 'unhandled rejection', () => ({ text: mask(text) }));
        recorder.rate('iterations_failed', 'share', {}).add(true);
      },
      onRestart: () => site.restarted(),
    });
  }

  /** Settles once every function can be called. */
  async ready(): Promise<void> {
    await Promise.all(this.#hosts.map(({ host }) => host.ready));
  }

  async finish(): Promise<void> {
    // Whoever made them is gone: no timer is to be left behind.
    for (const call of this.#tools?.open ?? []) call.abandon({ kind: 'timeout', text: 'the test is over' });
    await Promise.all(
      this.#hosts.splice(0).map(async ({ host, site }) => {
        const growthBytes = await host.finish();
        if (growthBytes !== undefined) site.grew(growthBytes);
      }),
    );
  }
}

const ofShard = new WeakMap<ShardContext, ShardFunctions>();

/** Ends what a shard has of functions under test; what their memory has grown by is measured. */
export async function finishFunctions(context: ShardContext): Promise<void> {
  await ofShard.get(context)?.finish();
}

function measuredSite({ recorder, mask }: ShardContext, tags: Readonly<Record<string, string>>): MeasuredSite {
  const site = new FunctionSite(recorder, tags);
  return {
    record: (ended, dueUs) => {
      site.record(ended, dueUs);
      const { failure } = ended;
      if (failure !== undefined) recorder.error(failure.kind, tags.name ?? '', () => ({ text: mask(failure.text) }));
    },
    grew: (bytes) => site.grew(bytes),
    restarted: () => site.restarted(),
  };
}
