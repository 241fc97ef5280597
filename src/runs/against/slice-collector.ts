import { armOfShard } from '../../engine/arm-plan.ts';
import type { Block, Slice, SliceFigures } from '../../judge/against/against-evidence.ts';
import { UNREACHABLE_KINDS } from '../../judge/error-advice.ts';
import { SeriesTable } from '../../measure/series-table.ts';
import type { Arm, Turn } from '../../model/plan.ts';
import type { RunSeries } from '../../model/second.ts';
import { isAside } from '../../model/selection.ts';
import type { Snapshot, Stretch } from '../../model/snapshot.ts';
import { Histogram } from '../../stats/histogram.ts';
import type { TurnPlan } from './plan-turns.ts';

/** Requests where there are any, else calls of functions, else iterations. */
const SUBJECTS = [
  { time: 'http_req_duration', count: 'http_reqs', failed: 'http_req_failed' },
  { time: 'function_duration', count: 'function_calls', failed: 'function_failed' },
  { time: 'iteration_duration', count: 'iterations', failed: 'iterations_failed' },
] as const;
const TIMES: ReadonlySet<string> = new Set(SUBJECTS.map(({ time }) => time));
const COUNTS: ReadonlySet<string> = new Set(SUBJECTS.map(({ count }) => count));
const FAILURES: ReadonlySet<string> = new Set(SUBJECTS.map(({ failed }) => failed));

/** A block of which less than this was measured was cut off. */
const WHOLE = 0.8;

export type Subject = (typeof SUBJECTS)[number];

/** What became of an arm's requests on the whole. */
export interface Reached {
  readonly requests: number;
  /** By kind of error, those that a target that is not there fails with. */
  readonly unreachable: ReadonlyMap<string, number>;
}

interface Open {
  times: Histogram;
  failed: number;
  all: number;
  counted: number;
}

interface OpenSlice {
  measuredMs: number;
  /** How long all users together were at their iterations. */
  busyMs: number;
  readonly lateness: Histogram;
  readonly figures: Map<string, Map<string, Open>>;
}

export interface CollectorOptions {
  readonly workers: number;
  /** How many users a turn has, where all load is of users. */
  readonly usersIn?: (turn: Turn) => number;
}

/** Measures the slices of two arms by themselves, from what their shards tell at each end of one. */
export class SliceCollector {
  readonly #workers: number;
  readonly #usersIn: CollectorOptions['usersIn'];
  #turns: TurnPlan | undefined;
  readonly #table = new SeriesTable();
  readonly #slices: Record<Arm, Map<number, OpenSlice>> = { before: new Map(), after: new Map() };
  readonly #iterations = { before: new Histogram(), after: new Histogram() };
  readonly #reached = { before: newReached(), after: newReached() };

  constructor({ workers, usersIn }: CollectorOptions) {
    this.#workers = workers;
    this.#usersIn = usersIn;
  }

  /** What is played before is the warm-up. */
  expect(turns: TurnPlan): void {
    this.#turns = turns;
  }

  add(snapshot: Snapshot): void {
    this.#table.learn(snapshot);
    const arm = armOfShard(snapshot.shard, this.#workers);
    this.#addReached(snapshot, arm);
    this.#addIterations(snapshot, arm);
    const { stretch } = snapshot;
    const slice = stretch === undefined ? undefined : this.#sliceOf(arm, stretch);
    if (stretch === undefined || slice === undefined) return;
    this.#addCounts(snapshot, slice);
    if (stretch.part === 'settling') return;
    this.#addLateness(snapshot, slice);
    if (stretch.part === 'measured') slice.measuredMs += stretch.lastedMs / this.#workers;
    this.#addFigures(snapshot, slice);
  }

  /** Blocks of which both arms were measured to the end, before `untilMs`. */
  blocks({ time }: Subject, untilMs: number): Block[] {
    const numbers = new Map<number, number[]>();
    for (const [number, block] of this.#turns?.blockOf ?? []) {
      if (this.#isWhole(number, untilMs)) numbers.set(block, [...(numbers.get(block) ?? []), number]);
    }
    return [...numbers.values()].map((each) => {
      return { before: this.#joined('before', each, time), after: this.#joined('after', each, time) };
    });
  }

  /** What is compared: what most is known of. */
  subject(): Subject {
    const has = ({ time }: Subject) =>
      [...this.#slices.before.values(), ...this.#slices.after.values()].some(({ figures }) => figures.has(time));
    return SUBJECTS.find(has) ?? SUBJECTS[0];
  }

  /** 95th percentile of how long iterations took, of the slower arm. */
  iterationMs(): number {
    const { before, after } = this.#iterations;
    return Math.max(...[before, after].map((each) => (each.count > 0 ? each.quantile(0.95) / 1000 : 0)));
  }

  reached(arm: Arm): Reached {
    return this.#reached[arm];
  }

  #isWhole(number: number, untilMs: number): boolean {
    return (['before', 'after'] as const).every((arm) => {
      const turn = this.#turns?.slices[arm].find((each) => each.number === number);
      const measuredMs = this.#slices[arm].get(number)?.measuredMs ?? 0;
      return turn !== undefined && turn.toMs <= untilMs && measuredMs >= WHOLE * (turn.toMs - turn.measuredFromMs);
    });
  }

  /** Only of those that are measured: of the warm-up nothing is kept. */
  #sliceOf(arm: Arm, { slice: number }: Stretch): OpenSlice | undefined {
    if (this.#turns?.blockOf.has(number) !== true) return undefined;
    const slices = this.#slices[arm];
    let slice = slices.get(number);
    if (slice === undefined) {
      slice = { measuredMs: 0, busyMs: 0, lateness: new Histogram(), figures: new Map() };
      slices.set(number, slice);
    }
    return slice;
  }

  #addFigures({ shard, trends, rates }: Snapshot, slice: OpenSlice): void {
    const each = (id: number, names: ReadonlySet<string>) => this.#figuresIn(slice, shard, { id, names });
    for (const { id, histogram } of trends) for (const open of each(id, TIMES)) open.times.merge(histogram);
    for (const { id, passes, fails } of rates) {
      for (const open of each(id, FAILURES)) {
        open.failed += passes;
        open.all += passes + fails;
      }
    }
  }

  /** Over the whole of a turn, whenever it ended. */
  #addCounts({ shard, counters, trends }: Snapshot, slice: OpenSlice): void {
    for (const { id, histogram } of trends) {
      if (this.#table.find(shard, id).metric === 'iteration_duration') slice.busyMs += histogram.sum / 1000;
    }
    for (const { id, total } of counters) {
      for (const open of this.#figuresIn(slice, shard, { id, names: COUNTS })) open.counted += total;
    }
  }

  #figuresIn(
    slice: OpenSlice,
    shard: number,
    of: { readonly id: number; readonly names: ReadonlySet<string> },
  ): Open[] {
    const series = this.#table.find(shard, of.id);
    return of.names.has(series.metric) && !isAside(series.tags) ? figuresIn(slice, series) : [];
  }

  #addIterations({ shard, trends }: Snapshot, arm: Arm): void {
    for (const { id, histogram } of trends) {
      if (this.#table.find(shard, id).metric === 'iteration_duration') this.#iterations[arm].merge(histogram);
    }
  }

  #addLateness({ shard, trends }: Snapshot, slice: OpenSlice): void {
    for (const { id, histogram } of trends) {
      if (this.#table.find(shard, id).metric === 'generator_lateness') slice.lateness.merge(histogram);
    }
  }

  #addReached({ shard, counters }: Snapshot, arm: Arm): void {
    const reached = this.#reached[arm];
    for (const { id, total } of counters) {
      const { metric, tags } = this.#table.find(shard, id);
      if (metric !== 'http_reqs' || isAside(tags)) continue;
      reached.requests += total;
      const { error = '' } = tags;
      if (total > 0 && UNREACHABLE_KINDS.has(error))
        reached.unreachable.set(error, (reached.unreachable.get(error) ?? 0) + total);
    }
  }

  /**
   * Users who begin together also end together, so that what ends within a time of one length or another is a matter of rounding. How many
   * iterations they did in the time that they were at them is not: they begin no more once the turn is over, and are counted to the end.
   */
  #countedMs(slices: readonly OpenSlice[], turns: readonly Turn[]): number {
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const usersIn = this.#usersIn;
    const lengths = turns.map(({ fromMs, toMs }) => toMs - fromMs);
    if (usersIn === undefined) return sum(lengths);
    const users = sum(turns.map((turn, at) => usersIn(turn) * (lengths[at] ?? 0))) / sum(lengths);
    return users > 0 ? sum(slices.map(({ busyMs }) => busyMs)) / users : 0;
  }

  #joined(arm: Arm, numbers: readonly number[], time: Subject['time']): Slice {
    const slices = numbers.flatMap((number) => this.#slices[arm].get(number) ?? []);
    const turns = this.#turns?.slices[arm].filter(({ number }) => numbers.includes(number)) ?? [];
    const steps = new Map<string, Open>();
    const lateness = new Histogram();
    for (const { figures, lateness: own } of slices) {
      lateness.merge(own);
      for (const [step, { times, failed, all, counted }] of figures.get(time) ?? []) {
        const open = openIn(steps, step);
        open.times.merge(times);
        open.failed += failed;
        open.all += all;
        open.counted += counted;
      }
    }
    return {
      countedMs: this.#countedMs(slices, turns),
      lateness: lateness.encode(),
      figures: new Map(
        [...steps].map(([step, open]): [string, SliceFigures] => [step, { ...open, times: open.times.encode() }]),
      ),
    };
  }
}

/** The step's and the total's, of the subject that the series belongs to. */
function figuresIn({ figures }: OpenSlice, { metric, tags }: RunSeries): Open[] {
  const subject = SUBJECTS.find((each) => each.time === metric || each.count === metric || each.failed === metric);
  if (subject === undefined) return [];
  let steps = figures.get(subject.time);
  if (steps === undefined) {
    steps = new Map();
    figures.set(subject.time, steps);
  }
  const { name = '' } = tags;
  return name === '' ? [openIn(steps, '')] : [openIn(steps, ''), openIn(steps, name)];
}

function openIn(steps: Map<string, Open>, step: string): Open {
  let open = steps.get(step);
  if (open === undefined) {
    open = { times: new Histogram(), failed: 0, all: 0, counted: 0 };
    steps.set(step, open);
  }
  return open;
}

function newReached(): { requests: number; unreachable: Map<string, number> } {
  return { requests: 0, unreachable: new Map() };
}
