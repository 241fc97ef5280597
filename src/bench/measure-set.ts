import type { Random } from '../load/random.ts';
import { collectGarbage } from '../measure/collect-garbage.ts';
import { allocatedBytes } from './allocation.ts';
import { calibrate, isStable, sharedBatches, timed } from './calibrate.ts';
import { type CollectionPause, usedBytes, watchCollections } from './collection.ts';
import type { Subject } from './subject.ts';

export interface MeasureOptions {
  readonly random: Random;
  /** Milliseconds that the timed batches of all may take. */
  readonly timeMs: number;
  readonly batchMs: number;
  /** What measuring allocates itself, by whether the function is asynchronous. */
  readonly ownBytes: { readonly sync: number; readonly async: number };
  /** Whether to look if time grows with the number of iterations. */
  readonly isChecked: boolean;
  /** Aborted: what was measured so far is enough. */
  readonly stop: AbortSignal;
  /** Places of the functions that are second copies of others: of them only times are wanted. */
  readonly copies?: ReadonlyMap<number, number>;
  /** Called again and again while it goes on. */
  readonly onAlive?: () => void;
}

/** What one process measured of one function. */
export interface Measured {
  readonly batch: number;
  /** Nanoseconds an iteration, batch by batch; those at the same place in two functions of a set were measured side by side. */
  readonly times: readonly number[];
  /** Places of the batches in which the system gave the processor to something else. */
  readonly interrupted: readonly number[];
  readonly isAsync: boolean;
  readonly iterations: number;
  readonly failures: number;
  readonly failure?: string;
  readonly allocatedBytes?: number;
  readonly peakBytes: number;
  readonly gc: { readonly count: number; readonly totalMs: number };
  /** Time of twice the iterations over that of as many: 2 where each of them is carried out. */
  readonly doubling?: number;
  /** What it threw; it was left out from there on. */
  readonly error?: unknown;
}

interface Member {
  readonly subject: Subject;
  /** Iterations that take as long as a batch should. */
  calibrated: number;
  /** Fewer of them where their number is fixed. */
  batch: number;
  times: number[];
  readonly interrupted: number[];
  /** When its batches were under way, from and to in turn. */
  readonly windows: number[];
  allocated: number | undefined;
  peakBytes: number;
  doubling: number | undefined;
  error: unknown;
  hasFailed: boolean;
}

/** Warm-up takes at least and at most so long, for each function. */
const LEAST_WARMUP_MS = 25;
const MOST_WARMUP_MS = 250;
/** Rounds even where one takes longer than the time there is. */
const LEAST_ROUNDS = 2;
const LONG_ROUND_MS = 500;
/** On a busy machine it goes on, up to so many times as long, until so many rounds were not interrupted. */
const ENOUGH_ROUNDS = 7;
const MOST_LONGER = 3;
/** From so much on, garbage of one batch is collected before the next, so that none pays for another's. */
const MUCH_GARBAGE = 64 * 1024;

/**
 * Measures functions side by side: rounds in each of which every one of them runs a batch, in random order. Of a function that throws
 * nothing more is measured; the others go on.
 */
export async function measureSet(subjects: readonly Subject[], options: MeasureOptions): Promise<readonly Measured[]> {
  const members = subjects.map(newMember);
  await each(members, options, async (member) => {
    member.batch = await calibrate(member.subject, options.batchMs);
  });
  await warmUp(members, options);
  await recalibrate(members, options);
  const isCopy = (member: Member) => options.copies?.has(members.indexOf(member)) === true;
  for (const looked of [members.filter((member) => !isCopy(member)), members.filter(isCopy)]) {
    await each(looked, options, (member) => lookCloser(member, members, options));
  }
  const collections = watchCollections();
  await playRounds(members, options);
  // What was collected is told of on a later turn.
  await turn();
  await turn();
  collections.stop();
  return members.map((member) => told(member, collections.pauses));
}

function newMember(subject: Subject): Member {
  return {
    subject,
    calibrated: 1,
    batch: 1,
    times: [],
    interrupted: [],
    windows: [],
    allocated: undefined,
    peakBytes: 0,
    doubling: undefined,
    error: undefined,
    hasFailed: false,
  };
}

/** Does something for each that has not failed; what throws has. */
async function each(
  members: readonly Member[],
  { onAlive }: Pick<MeasureOptions, 'onAlive'>,
  act: (member: Member) => Promise<void>,
): Promise<void> {
  for (const member of members) {
    if (member.hasFailed) continue;
    onAlive?.();
    try {
      await act(member);
    } catch (error) {
      member.error = error;
      member.hasFailed = true;
    }
  }
}

/** What there is to know beside times; from here on, iterations count. */
async function lookCloser(member: Member, members: readonly Member[], options: MeasureOptions): Promise<void> {
  const { subject, calibrated } = member;
  const original = members[options.copies?.get(members.indexOf(member)) ?? -1];
  if (original !== undefined) member.allocated = original.allocated;
  else {
    member.allocated = await allocatedBytes(subject, calibrated, options.ownBytes[subject.isAsync ? 'async' : 'sync']);
    if (options.isChecked) member.doubling = await doublingOf(subject, calibrated);
  }
  subject.iterations = 0;
  if (subject.failures !== undefined) subject.failures.count = 0;
}

/** Iterations that take so long are not repeated for anything but their times. */
const SLOW_MS = 100;

async function warmUp(members: readonly Member[], options: MeasureOptions): Promise<void> {
  const { timeMs, stop } = options;
  const startedMs = performance.now();
  const [least, most] = [LEAST_WARMUP_MS, Math.min(MOST_WARMUP_MS, Math.max(LEAST_WARMUP_MS, timeMs))];
  const times = new Map<Member, number[]>(members.map((member) => [member, []]));
  const asked = (member: Member) => member.subject.bench.facts.warmupIterations;
  await each(members, options, async ({ subject }) => {
    const count = subject.bench.facts.warmupIterations ?? 0;
    if (count > 0) await timed(subject, count);
  });
  const open = members.filter((member) => asked(member) === undefined && !isSlow(member));
  for (let isWarm = open.length === 0; !isWarm && !stop.aborted; ) {
    await each(open, options, async (member) => {
      times.get(member)?.push((await timed(member.subject, member.batch)) / member.batch);
    });
    await turn();
    const perMember = (performance.now() - startedMs) / members.length;
    const settled = open.every((member) => member.hasFailed || isStable(times.get(member) ?? []));
    isWarm = perMember >= most || (perMember >= least && settled);
  }
}

function isSlow({ subject }: Member): boolean {
  return subject.firstNs >= SLOW_MS * 1e6;
}

/** Compiled code is faster than what batches were first calibrated with. */
async function recalibrate(members: readonly Member[], options: MeasureOptions): Promise<void> {
  const { batchMs } = options;
  await each(members, options, async (member) => {
    if (isSlow(member)) return;
    // The shorter of two: one that was interrupted would make batches too small.
    const ms = Math.min(await timed(member.subject, member.batch), await timed(member.subject, member.batch)) / 1e6;
    member.batch = Math.max(1, Math.round((member.batch * batchMs) / Math.max(ms, 1e-6)));
  });
  const alive = members.filter(({ hasFailed }) => !hasFailed);
  const shared = sharedBatches(alive.map(({ batch }) => batch));
  for (const [at, member] of alive.entries()) {
    const { iterations } = member.subject.bench.facts;
    const batch = shared[at] ?? 1;
    member.calibrated = batch;
    member.batch =
      iterations === undefined ? batch : Math.max(1, Math.min(batch, Math.floor(iterations / LEAST_BATCHES)));
  }
}

/** Iterations of a number fixed beforehand are timed in no fewer batches. */
const LEAST_BATCHES = 10;

const DOUBLINGS = 3;
const MOST_DOUBLING_MS = 30;

async function doublingOf(subject: Subject, batch: number): Promise<number | undefined> {
  let [once, twice] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < DOUBLINGS; round++) {
    once = Math.min(once, await timed(subject, batch));
    if (once > MOST_DOUBLING_MS * 1e6) return undefined;
    twice = Math.min(twice, await timed(subject, 2 * batch));
  }
  return twice / once;
}

async function playRounds(members: readonly Member[], options: MeasureOptions): Promise<void> {
  const { random, timeMs, stop } = options;
  collectGarbage('all');
  const base = usedBytes();
  const startedMs = performance.now();
  for (let rounds = 0; ; rounds++) {
    const playing = shuffled(
      members.filter((member) => !member.hasFailed && !isDone(member)),
      random,
    );
    const elapsedMs = performance.now() - startedMs;
    const isLong = rounds > 0 && elapsedMs / rounds > LONG_ROUND_MS;
    const isFixed = playing.some(({ subject }) => subject.bench.facts.iterations !== undefined);
    const isEnough = elapsedMs >= timeMs * MOST_LONGER || wholeRounds(members, rounds) >= ENOUGH_ROUNDS;
    const isLate = elapsedMs >= timeMs && !isFixed && isEnough && (rounds >= LEAST_ROUNDS || isLong);
    if (playing.length === 0 || isLate || (stop.aborted && rounds > 0)) return;
    await each(playing, options, async (member) => {
      const { subject, batch, allocated = 0 } = member;
      if (allocated * batch > MUCH_GARBAGE) collectGarbage('young');
      const switches = interruptions();
      const from = performance.now();
      const ns = await timed(subject, batch);
      member.windows.push(from, performance.now());
      if (interruptions() > switches) member.interrupted.push(member.times.length);
      member.times.push(ns / batch);
      member.peakBytes = Math.max(member.peakBytes, usedBytes() - base);
    });
    await turn();
  }
}

/** Rounds in which nobody was interrupted. */
function wholeRounds(members: readonly Member[], rounds: number): number {
  return rounds - new Set(members.flatMap(({ interrupted }) => interrupted)).size;
}

/** How often the system has taken the processor away so far; always 0 where it does not count that. */
function interruptions(): number {
  return process.resourceUsage().involuntaryContextSwitches;
}

function isDone({ subject, batch, times }: Member): boolean {
  const { iterations } = subject.bench.facts;
  return iterations !== undefined && times.length * batch >= iterations;
}

function told(member: Member, pauses: readonly CollectionPause[]): Measured {
  const { subject, batch, times, interrupted, allocated, peakBytes, doubling, error, hasFailed } = member;
  const { failures } = subject;
  return {
    batch,
    times,
    interrupted,
    isAsync: subject.isAsync,
    iterations: subject.iterations,
    failures: failures?.count ?? 0,
    ...(failures?.first === undefined ? {} : { failure: String(failures.first) }),
    ...(allocated === undefined ? {} : { allocatedBytes: allocated }),
    peakBytes,
    gc: collectionsIn(member.windows, pauses),
    ...(doubling === undefined ? {} : { doubling }),
    ...(hasFailed ? { error } : {}),
  };
}

function collectionsIn(windows: readonly number[], pauses: readonly CollectionPause[]): Measured['gc'] {
  const during = pauses.filter(({ atMs }) => {
    const next = windows.findIndex((edge) => edge > atMs);
    return next % 2 === 1;
  });
  return { count: during.length, totalMs: during.reduce((sum, { durationMs }) => sum + durationMs, 0) };
}

/** Fisher and Yates. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const at = random.int(0, last);
    [order[last], order[at]] = [order[at] as T, order[last] as T];
  }
  return order;
}

/** Messages, timers and what was observed get their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
