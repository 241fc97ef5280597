import { UserError } from '../errors/user-error.ts';
import { SeededRandom } from '../load/random.ts';
import { ownBytes } from './allocation.ts';
import type { BenchCase } from './bench-case.ts';
import { batchTargetMs, calibrate, timed } from './calibrate.ts';
import { collectCases } from './collect.ts';
import { type Measured, measureSet, shuffled } from './measure-set.ts';
import type { EmptyTimes, FromProcess, ProcessTask, SetTask, SideCode, SideName, TaskMeasured } from './messages.ts';
import { openSubject, type Subject } from './subject.ts';

export interface ServeOptions {
  /** Evaluates a bundle. */
  readonly load: (code: SideCode['code']) => Promise<unknown>;
  readonly send: (message: FromProcess) => void;
  readonly describe: (thrown: unknown) => string;
  readonly stop: AbortSignal;
}

/** Does one task in this process: loads the code, in random order, and measures set by set, in random order. */
export async function serveTask(task: ProcessTask, options: ServeOptions): Promise<void> {
  const random = new SeededRandom(task.seed);
  const sides = await loadSides(shuffled(task.sides, random), options);
  if (sides === undefined) return;
  options.send({ type: 'loaded', cases: (sides.get('after') ?? sides.get('before') ?? []).map(({ facts }) => facts) });
  if (task.sets.length === 0) return options.send({ type: 'done' });
  const empty = await openEmpties();
  const own = { sync: await ownBytes(empty.sync), async: await ownBytes(empty.async) };
  const batchMs = batchTargetMs();
  const onAlive = everySecond(() => options.send({ type: 'alive' }));
  for (const set of shuffled(task.sets, random)) {
    if (options.stop.aborted) break;
    options.send({ type: 'began', set: set.id });
    const measured = await measureTask(set, sides, {
      ...options,
      measure: {
        onAlive,
        random,
        timeMs: set.timeMs,
        batchMs,
        ownBytes: own,
        isChecked: task.isChecked,
        stop: options.stop,
      },
    });
    options.send({ type: 'measured', set: set.id, members: measured });
  }
  options.send({ type: 'done', ...(task.isChecked ? { empty: await emptyTimes(empty) } : {}) });
}

type Sides = Map<SideName, readonly BenchCase[]>;

/** Undefined where one can't be loaded, which has been told. */
async function loadSides(sides: readonly SideCode[], { load, send }: ServeOptions): Promise<Sides | undefined> {
  const loaded: Sides = new Map();
  for (const { name, code } of sides) {
    try {
      loaded.set(name, await collectCases(() => load(code)));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { message, code: errorCode, hint } = error;
      const problem = { message, code: errorCode, ...(hint === undefined ? {} : { hint }) };
      send({ type: 'problem', side: name, isFirst: loaded.size === 0, problem });
      return undefined;
    }
  }
  return loaded;
}

interface TaskOptions extends ServeOptions {
  readonly measure: Parameters<typeof measureSet>[1];
}

async function measureTask(set: SetTask, sides: Sides, options: TaskOptions): Promise<readonly TaskMeasured[]> {
  const { describe, measure } = options;
  const opened = new Map<number, Subject>();
  const failed = new Map<number, string>();
  for (const at of shuffled([...set.members.keys()], measure.random)) {
    const member = set.members[at];
    const found = member === undefined ? undefined : sides.get(member.side)?.[member.index];
    try {
      if (found === undefined) throw new Error('it is not there when the file is loaded once more');
      opened.set(at, await openSubject(found));
    } catch (error) {
      failed.set(at, describe(error));
    }
  }
  const order = [...opened.keys()];
  const measured = await measureSet([...opened.values()], { ...measure, copies: copiesIn(set, order) });
  const told = new Map(order.map((at, place) => [at, withText(measured[place] as Measured, describe)]));
  for (const [at, subject] of opened) {
    try {
      await subject.close();
    } catch (error) {
      told.set(at, { ...(told.get(at) as TaskMeasured), error: `teardown: ${describe(error)}` });
    }
  }
  return set.members.map((_, at) => told.get(at) ?? nothingMeasured(failed.get(at) ?? ''));
}

/** By their places among those that could be opened. */
function copiesIn({ members }: SetTask, order: readonly number[]): ReadonlyMap<number, number> {
  return new Map(
    order.flatMap((at, place) => {
      const original = order.indexOf(members[at]?.copyOf ?? -1);
      return original < 0 ? [] : [[place, original] as const];
    }),
  );
}

function everySecond(act: () => void): () => void {
  let lastMs = performance.now();
  return () => {
    const nowMs = performance.now();
    if (nowMs - lastMs < 1000) return;
    lastMs = nowMs;
    act();
  };
}

function withText(told: Measured, describe: (thrown: unknown) => string): TaskMeasured {
  const { error, ...measured } = told;
  return 'error' in told ? { ...measured, error: describe(error) } : measured;
}

function nothingMeasured(error: string): TaskMeasured {
  return {
    batch: 1,
    times: [],
    interrupted: [],
    isAsync: false,
    iterations: 0,
    failures: 0,
    peakBytes: 0,
    gc: { count: 0, totalMs: 0 },
    error,
  };
}

interface Empties {
  readonly sync: Subject;
  readonly async: Subject;
}

/** What measuring itself costs, with functions that do nothing. */
async function openEmpties(): Promise<Empties> {
  return {
    sync: await openSubject(emptyCase(() => undefined)),
    async: await openSubject(emptyCase(async () => undefined)),
  };
}

function emptyCase(run: () => unknown): BenchCase {
  const facts = {
    index: 0,
    name: 'nothing',
    template: 'nothing',
    group: '',
    params: {},
    isBaseline: false,
    metadata: {},
    requirements: {},
    isSkipped: false,
    isOnly: false,
    isTimedSingly: false,
  };
  return { facts, code: { run } };
}

const EMPTY_BATCH_MS = 0.5;
const EMPTY_BATCHES = 15;

async function emptyTimes({ sync, async: awaited }: Empties): Promise<EmptyTimes> {
  const timesOf = async (subject: Subject): Promise<number> => {
    const times: number[] = [];
    await calibrate(subject, EMPTY_BATCH_MS);
    const count = await calibrate(subject, EMPTY_BATCH_MS);
    for (let batch = 0; batch < EMPTY_BATCHES; batch++) times.push((await timed(subject, count)) / count);
    // The least is what a busy machine disturbs least.
    return Math.min(...times);
  };
  return { sync: await timesOf(sync), async: await timesOf(awaited) };
}
