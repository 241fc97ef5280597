import { hrNowUs } from '../load/clock.ts';
import { curveDurationMs } from '../load/curve.ts';
import type { PlannedStream } from '../model/plan.ts';
import type { Activity } from './messages.ts';
import { type ShardHandle, ShardLostError } from './shard-handle.ts';

/** Decides what load comes when; the load is over when it settles. */
export type Conduct = (stage: Stage) => Promise<void>;

/** Where load is played: on all shards at once, by one clock. */
export interface Stage {
  /** Since the load began, in milliseconds. */
  nowMs(): number;
  /** Starts streams, whose own starts count from `fromMs` by this clock. Parts may overlap. */
  play(streams: readonly PlannedStream[], fromMs: number): PlayedPart;
  /** Settles at that time by this clock, or when the load is to end. */
  until(ms: number): Promise<void>;
  /** Aborted when the load is to end: nothing more is to be played. */
  readonly stop: AbortSignal;
}

export interface PlayedPart {
  /** Settles when no iteration of the part is under way, on any shard that still lives. */
  readonly ended: Promise<void>;
  /** No new iterations; those under way may finish. */
  end(): void;
  /** Iterations under way are interrupted. */
  cut(): void;
}

export interface StageOptions {
  readonly shards: readonly ShardHandle[];
  readonly onLost: (shard: number, reason: string) => void;
  /** The test's own bound on its time. */
  readonly maxDurationMs: number | undefined;
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

/** What became of a load. */
export interface PlayedLoad {
  /** Why shards were lost. */
  readonly lost: readonly string[];
  /** From the first due arrival to the last response; 0 when there was none. */
  readonly activeMs: number;
}

/** Between everything being ready and the load's first moment. */
const START_DELAY_US = 5_000;
/** A thread that has not come to its end so long after it must have is ended by force. */
const GRACE_MS = 2_000;
const LONGEST_TIMER_MS = 0x7fff_ffff;
export const STUCK =
  'a worker did not stop and was ended by force: its script keeps the event loop busy without a pause';

/** Has a load conducted on shards that are ready. `onStart` is told the load's first moment, in milliseconds since 1970. */
export async function playLoad(
  conduct: Conduct,
  onStart: (startedAtMs: number) => void,
  options: StageOptions,
): Promise<PlayedLoad> {
  const { stop, kill } = options;
  onStart(Date.now() + START_DELAY_US / 1000);
  const stage = new ShardStage(hrNowUs() + START_DELAY_US, options);
  const onStop = (): void => stage.stopAll();
  const onKill = (): void => stage.killAll();
  stop.addEventListener('abort', onStop, { once: true });
  kill.addEventListener('abort', onKill, { once: true });
  if (stop.aborted) onStop();
  if (kill.aborted) onKill();
  try {
    await conduct(stage);
    return await stage.finish();
  } finally {
    stage.close();
    stop.removeEventListener('abort', onStop);
    kill.removeEventListener('abort', onKill);
  }
}

interface OpenPart {
  readonly graceMs: number;
  /** Ends threads that no longer come to their end by themselves: a script that loops for ever never lets its timers fire. */
  overrun: NodeJS.Timeout | undefined;
  isOver: boolean;
}

class ShardStage implements Stage {
  readonly stop: AbortSignal;
  readonly #options: StageOptions;
  readonly #startedHrUs: number;
  readonly #lost = new Map<ShardHandle, string>();
  readonly #open = new Map<number, OpenPart>();
  #parts = 0;
  #isStuck = false;

  constructor(startedHrUs: number, options: StageOptions) {
    this.#startedHrUs = startedHrUs;
    this.#options = options;
    this.stop = options.stop;
    for (const shard of options.shards) void this.#unlessLost(shard, shard.start(startedHrUs));
  }

  nowMs(): number {
    return (hrNowUs() - this.#startedHrUs) / 1000;
  }

  until(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.stop.removeEventListener('abort', settle);
        resolve();
      };
      const wait = (): void => {
        const left = ms - this.nowMs();
        if (left <= 0 || this.stop.aborted) settle();
        else timer = setTimeout(wait, timerMs(left));
      };
      let timer: NodeJS.Timeout | undefined;
      this.stop.addEventListener('abort', settle, { once: true });
      wait();
    });
  }

  play(streams: readonly PlannedStream[], fromMs: number): PlayedPart {
    const { shards } = this.#options;
    const part = this.#parts++;
    const placed = streams.map((stream) => ({ ...stream, startMs: stream.startMs + fromMs }));
    const open: OpenPart = {
      graceMs: Math.max(0, ...streams.map(({ gracefulStopMs }) => gracefulStopMs)),
      overrun: undefined,
      isOver: false,
    };
    this.#open.set(part, open);
    const playing = shards.map((shard) => this.#unlessLost(shard, shard.play(part, placed)));
    this.#boundAt(open, latestEndMs(placed, this.#options.maxDurationMs));
    const ended = Promise.all(playing).then(() => {
      open.isOver = true;
      clearTimeout(open.overrun);
      this.#open.delete(part);
    });
    // Whoever conducts may look at it late, or never.
    ended.catch(() => {});
    return {
      ended,
      end: () => {
        for (const shard of shards) shard.endPart(part);
        this.#boundAt(open, this.nowMs() + open.graceMs);
      },
      cut: () => {
        for (const shard of shards) shard.cutPart(part);
        this.#boundAt(open, this.nowMs());
      },
    };
  }

  stopAll(): void {
    for (const shard of this.#options.shards) shard.stop();
    for (const open of this.#open.values()) this.#boundAt(open, this.nowMs() + open.graceMs);
  }

  killAll(): void {
    for (const shard of this.#options.shards) shard.kill();
    for (const open of this.#open.values()) this.#boundAt(open, this.nowMs());
  }

  async finish(): Promise<PlayedLoad> {
    const { shards } = this.#options;
    const ends = await Promise.all(shards.map((shard) => this.#unlessLost(shard, shard.finish())));
    return { lost: [...this.#lost.values()], activeMs: activeMs(ends.filter((end) => end !== undefined)) };
  }

  close(): void {
    for (const { overrun } of this.#open.values()) clearTimeout(overrun);
  }

  async #unlessLost<T>(shard: ShardHandle, work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof ShardLostError)) throw error;
      if (!this.#lost.has(shard)) {
        const reason = this.#isStuck ? STUCK : error.message;
        this.#lost.set(shard, reason);
        this.#options.onLost(shard.index, reason);
      }
      return undefined;
    }
  }

  /** A part must be over by then. */
  #boundAt(open: OpenPart, ms: number): void {
    clearTimeout(open.overrun);
    if (open.isOver) return;
    const left = Math.max(0, ms - this.nowMs()) + GRACE_MS;
    open.overrun = setTimeout(() => this.#endByForce(), timerMs(left));
  }

  #endByForce(): void {
    this.#isStuck = true;
    for (const shard of this.#options.shards) void shard.close();
  }
}

function activeMs(ends: readonly Activity[]): number {
  const firstUs = Math.min(...ends.map(({ firstDueUs }) => firstDueUs));
  const lastUs = Math.max(...ends.map((end) => end.lastUs));
  return lastUs > firstUs ? (lastUs - firstUs) / 1000 : 0;
}

/** As a timer takes it: what is longer would fire at once. */
export function timerMs(ms: number): number {
  return Math.min(Math.max(0, ms), LONGEST_TIMER_MS);
}

/** When the last iteration of streams must have ended. */
export function latestEndMs(streams: readonly PlannedStream[], maxDurationMs: number | undefined): number {
  const ends = streams.map((stream) => stream.startMs + loadDurationMs(stream) + stream.gracefulStopMs);
  return Math.min(Math.max(0, ...ends), maxDurationMs ?? Number.POSITIVE_INFINITY);
}

function loadDurationMs({ load }: PlannedStream): number {
  return load.model === 'iterations' ? load.maxDurationMs : curveDurationMs(load.curve);
}
