import { exactBounds } from '../measure/exact-bounds.ts';
import { createMask, createNameMask } from '../measure/mask.ts';
import { Recorder } from '../measure/recorder.ts';
import { type ProfilingOptions, ThreadProfile } from '../measure/thread-profile.ts';
import { BUILT_IN_METRICS } from '../model/metrics.ts';
import type { HttpSettings, Plan, PlannedHook, PlannedStream, Shard } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { HttpShard } from '../protocols/http/session.ts';
import type { TraceRecord } from '../protocols/http/trace.ts';
import { createHttp1 } from '../protocols/http1/http1.ts';
import { finishFunctions } from '../users/function/shard-functions.ts';
import { type Hook, type HookKind, prepareHook, prepareProgram } from '../users/prepare.ts';
import type { Program, ShardContext, UserFunction } from '../users/program.ts';
import type { Activity, TraceOptions } from './messages.ts';
import { ShardRun } from './shard-run.ts';
import { StartableClock } from './startable-clock.ts';
import { createTracer, type Tracer } from './tracer.ts';

/** Not packed: a process of its own loads it apart. */
const FUNCTION_ENTRY = new URL('../engine/function-process.js', import.meta.url);

export interface HostOptions {
  readonly shard: Shard;
  readonly functions: Readonly<Record<string, UserFunction>>;
  readonly trace?: TraceOptions;
  readonly onTrace?: (record: TraceRecord) => void;
  /** Of the load; set-up and teardown are left out. */
  readonly profiling?: ProfilingOptions;
  readonly onSnapshot: (snapshot: Snapshot) => void;
  /** Another shard of this thread measures the generator. */
  readonly sharesThread?: boolean;
}

/** One shard in this thread, taken through set-up, load and teardown. */
export class ShardHost {
  readonly #options: HostOptions;
  readonly #recorder: Recorder;
  readonly #mask: (text: string) => string;
  readonly #tracer: Tracer | undefined;
  readonly #clock = new StartableClock();
  #prepared: { readonly context: OpenContext; readonly programs: readonly Program[] } | undefined;
  #run: ShardRun | undefined;
  #profile: ThreadProfile | undefined;
  #asked: 'stop' | 'kill' | undefined;
  #second = 0;
  readonly #open = new Set<OpenContext>();
  #hookUnderWay: Hook | undefined;
  #isClosed = false;

  constructor(options: HostOptions) {
    const { shard } = options;
    this.#options = options;
    const secrets = secretValues(shard.plan);
    this.#mask = createMask(secrets);
    const maskName = createNameMask(secrets);
    this.#recorder = new Recorder({
      shard: shard.index,
      bounds: exactBounds(shard.plan.limits, (metric) => unitOf(shard.plan, metric)),
      nowUs: () => this.#clock.nowUs(),
      ...(maskName === undefined ? {} : { maskName }),
    });
    this.#tracer =
      options.trace === undefined
        ? undefined
        : createTracer({
            ...options.trace,
            seed: shard.plan.seed ^ shard.index,
            onTrace: options.onTrace,
            onFailure: (text) => this.#recorder.log('warn', text),
          });
  }

  /** Runs the test's set-up; what it returns is for every shard. */
  async setup(): Promise<unknown> {
    const { setup } = this.#options.shard.plan;
    return setup === undefined ? undefined : this.#hook('setup', setup, undefined);
  }

  /** Makes everything ready for the load, so that a test that can't run says so before it starts. */
  async prepare(setupData: unknown): Promise<void> {
    const context = this.#context(setupData);
    const programs: Program[] = [];
    for (const scenario of this.#options.shard.plan.scenarios) {
      programs.push(await prepareProgram(scenario, context.shard));
    }
    this.#prepared = { context, programs };
    const { profiling } = this.#options;
    if (profiling !== undefined) this.#profile = await ThreadProfile.start(profiling);
  }

  /** The load begins; its zero, a value of `hrNowUs()`, is the same for all shards. */
  start(startedHrUs: number): void {
    const { shard, onSnapshot, sharesThread = false } = this.#options;
    if (this.#prepared === undefined) throw new Error('start before prepare');
    const { programs } = this.#prepared;
    this.#clock.start(startedHrUs);
    const run = new ShardRun({
      shard,
      clock: this.#clock,
      recorder: this.#recorder,
      programs,
      onSnapshot,
      sharesThread,
    });
    this.#run = run;
    if (this.#asked === 'stop') run.stop();
    if (this.#asked === 'kill') run.kill();
  }

  /** Carries a part of the load out; parts may overlap. */
  async play(part: number, streams: readonly PlannedStream[]): Promise<void> {
    if (this.#run === undefined) throw new Error('play before start');
    await this.#run.play(part, streams);
  }

  endPart(part: number): void {
    this.#run?.endPart(part);
  }

  cutPart(part: number): void {
    this.#run?.cutPart(part);
  }

  /** The load is over: what is open is closed, and the last of what was measured is told. */
  async finish(): Promise<Activity> {
    this.#second = this.#run?.end() ?? 0;
    await this.#writeProfile();
    if (this.#prepared !== undefined) await finishFunctions(this.#prepared.context.shard);
    this.#prepared?.context.close();
    await this.#tracer?.close();
    this.#options.onSnapshot({ ...this.#recorder.snapshot(this.#second, true), ...this.#run?.takeStretch() });
    const { firstDueUs, lastResponseUs, lastIterationUs } = this.#recorder;
    return { firstDueUs, lastUs: lastResponseUs === 0 ? lastIterationUs : lastResponseUs };
  }

  async teardown(setupData: unknown): Promise<void> {
    const { teardown } = this.#options.shard.plan;
    if (teardown !== undefined) await this.#hook('teardown', teardown, setupData);
  }

  stop(): void {
    this.#asked ??= 'stop';
    this.#run?.stop();
  }

  kill(): void {
    this.#asked = 'kill';
    this.#run?.kill();
  }

  /** Leaves nothing behind, whatever is under way: no connection, no timer. What a thread has ends with it anyway. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.kill();
    this.#run?.end();
    this.#hookUnderWay?.close();
    for (const context of this.#open) {
      await finishFunctions(context.shard);
      context.close();
    }
    await this.#tracer?.close();
  }

  /** An error that no iteration could be charged with: a rejection that nobody awaited. */
  stray(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#recorder.error('exception', 'unhandled rejection', () => ({ text: this.#mask(text) }));
    this.#recorder.rate('iterations_failed', 'share', {}).add(true);
  }

  /** What was measured is not lost where a profile can't be written. */
  async #writeProfile(): Promise<void> {
    const { plan, index } = this.#options.shard;
    try {
      await this.#profile?.write(`${fileNameOf(plan.name)}-worker-${index + 1}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#recorder.log('warn', `the profile of worker ${index + 1} could not be written: ${reason}`);
    }
  }

  async #hook(kind: HookKind, planned: PlannedHook, setupData: unknown): Promise<unknown> {
    const context = this.#context(setupData);
    try {
      const hook = await prepareHook(planned, context.shard, kind);
      this.#hookUnderWay = hook;
      if (this.#isClosed) return undefined;
      return await hook.run();
    } finally {
      this.#hookUnderWay = undefined;
      await finishFunctions(context.shard);
      context.close();
      if (kind === 'teardown') this.#options.onSnapshot(this.#recorder.snapshot(this.#second, true));
    }
  }

  #context(setupData: unknown): OpenContext {
    const { shard, functions } = this.#options;
    const open = new Map<HttpSettings, HttpShard>();
    const clock = this.#clock;
    const recorder = this.#recorder;
    const mask = this.#mask;
    const trace = this.#tracer?.exchange(mask);
    const http = (settings: HttpSettings): HttpShard => {
      let found = open.get(settings);
      if (found === undefined) {
        found = createHttp1({ shard, settings, clock, recorder, mask, trace });
        open.set(settings, found);
      }
      return found;
    };
    const context: ShardContext = {
      shard,
      clock,
      recorder,
      http,
      functions,
      setupData,
      functionEntry: FUNCTION_ENTRY,
      log: (level, text) => recorder.log(level, mask(text)),
      mask,
    };
    const opened: OpenContext = {
      shard: context,
      close: () => {
        this.#open.delete(opened);
        for (const each of open.values()) each.close();
      },
    };
    this.#open.add(opened);
    return opened;
  }
}

interface OpenContext {
  readonly shard: ShardContext;
  close(): void;
}

function fileNameOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return [...plain.replace(/^-+|-+$/g, '')].slice(0, 50).join('') || 'test';
}

function unitOf(plan: Plan, metric: string): string {
  const builtIn: { readonly unit: string } | undefined = BUILT_IN_METRICS[metric as keyof typeof BUILT_IN_METRICS];
  return builtIn?.unit ?? plan.metrics[metric]?.unit ?? '';
}

function secretValues(plan: Plan): string[] {
  return plan.secrets.map((name) => plan.env[name] ?? process.env[name] ?? '').filter((value) => value !== '');
}
