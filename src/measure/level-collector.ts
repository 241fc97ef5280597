import type { PlannedLevel, PlannedLimit } from '../model/plan.ts';
import type { Level, Metric } from '../model/run.ts';
import type { RunSeries, Second } from '../model/second.ts';
import { tagsKey } from '../model/selection.ts';
import { GaugeRollUps } from './gauge-roll-ups.ts';
import type { Leaf } from './merge.ts';
import { rollUps } from './roll-ups.ts';
import { limitSelections } from './selections.ts';
import { emptyTally } from './tally.ts';

/** Metrics of which a level keeps each step's and each instance's part too, so that it can be told which one suffers. */
const KEPT_IN_PARTS = new Set(['http_reqs', 'http_req_duration', 'http_req_failed']);
const KEPT_TAGS = new Set(['name', 'instance']);

/** A stretch of time to be measured by itself, in whole seconds of the load's clock; the end is not part of it. */
export interface LevelWindow {
  readonly name: string;
  readonly load: number;
  readonly unit: string;
  readonly fromSecond: number;
  readonly toSecond: number;
}

/** The whole seconds of a level, without those in which the target settles. */
export function windowOf({ name, load, unit, startMs, endMs, settleMs }: PlannedLevel): LevelWindow {
  const fromSecond = Math.ceil((startMs + settleMs) / 1000);
  return { name, load, unit, fromSecond, toSecond: Math.floor(endMs / 1000) };
}

/** Measures stretches of a load by themselves. Windows may be added while the load goes on, and must not overlap. */
export class LevelCollector {
  readonly #limits: readonly PlannedLimit[];
  readonly #named: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #open: OpenLevel[] = [];

  constructor(limits: readonly PlannedLimit[]) {
    this.#limits = limits;
    this.#named = new Map(
      [...limitSelections(limits)].map(([metric, tags]) => [metric, new Set(tags.map((each) => tagsKey(each)))]),
    );
  }

  /** Seconds of the window that were added before are not taken back. */
  add(window: LevelWindow): LevelInProgress {
    const level = new OpenLevel(window, this.#limits, (metric) => this.#isKept(metric));
    this.#open.push(level);
    return level;
  }

  second(second: Second): void {
    for (const level of this.#open) level.second(second);
  }

  /** Nothing from this second on is part of any level added so far. */
  endAt(second: number): void {
    for (const level of this.#open) level.endAt(second);
  }

  /** Levels of which anything was measured, in order of time. */
  levels(): Level[] {
    return this.#open
      .filter(({ seconds }) => seconds > 0)
      .map((level) => level.level())
      .sort((a, b) => a.startMs - b.startMs);
  }

  /** Levels that were over before this second, in order of time: nothing is added to them any more. */
  held(second: number): Level[] {
    return this.#open
      .filter((level) => level.seconds > 0 && level.isOver(second))
      .map((level) => level.held())
      .sort((a, b) => a.startMs - b.startMs);
  }

  /** Names of the levels that a second is part of. */
  namesAt(second: number): string[] {
    return this.#open.filter((level) => level.includes(second)).map(({ name }) => name);
  }

  #isKept({ name, tags }: Metric): boolean {
    const names = Object.keys(tags);
    if (names.length === 0) return true;
    if (names.length === 1 && KEPT_TAGS.has(names[0] ?? '') && KEPT_IN_PARTS.has(name)) return true;
    return this.#named.get(name)?.has(tagsKey(tags)) === true;
  }
}

/** A level while it is being measured. */
export interface LevelInProgress {
  /** Whole seconds measured so far. */
  readonly seconds: number;
  /** What was measured so far. */
  metrics(): Metric[];
  /** Nothing from this second on is part of it. */
  endAt(second: number): void;
}

class OpenLevel implements LevelInProgress {
  seconds = 0;
  readonly #window: LevelWindow;
  readonly #limits: readonly PlannedLimit[];
  readonly #isKept: (metric: Metric) => boolean;
  readonly #leaves = new Map<RunSeries, Leaf>();
  readonly #gauges: GaugeRollUps;
  #toSecond: number;
  #held: Level | undefined;

  constructor(window: LevelWindow, limits: readonly PlannedLimit[], isKept: (metric: Metric) => boolean) {
    this.#window = window;
    this.#limits = limits;
    this.#isKept = isKept;
    this.#gauges = new GaugeRollUps(limits);
    this.#toSecond = window.toSecond;
  }

  endAt(second: number): void {
    this.#toSecond = Math.min(this.#toSecond, second);
  }

  get name(): string {
    return this.#window.name;
  }

  includes(second: number): boolean {
    return second >= this.#window.fromSecond && second < this.#toSecond;
  }

  isOver(second: number): boolean {
    return second >= this.#toSecond;
  }

  second(second: Second): void {
    if (!this.includes(second.second)) return;
    this.seconds++;
    this.#gauges.add(second);
    for (const { series, histogram } of second.trends) {
      const { tally } = this.#leafOf(series);
      if (tally.type === 'trend') tally.histogram.merge(histogram);
    }
    for (const { series, total } of second.counters) {
      const { tally } = this.#leafOf(series);
      if (tally.type === 'counter') tally.total += total;
    }
    for (const { series, passes, fails } of second.rates) {
      const { tally } = this.#leafOf(series);
      if (tally.type !== 'rate') continue;
      tally.passes += passes;
      tally.fails += fails;
    }
  }

  metrics(): Metric[] {
    const activeMs = this.seconds * 1000;
    const all = [...rollUps([...this.#leaves.values()], { limits: this.#limits, activeMs }), ...this.#gauges.metrics()];
    return all.filter((metric) => this.#isKept(metric));
  }

  level(): Level {
    const { name, load, unit, fromSecond } = this.#window;
    const endMs = (fromSecond + this.seconds) * 1000;
    return { name, load, unit, startMs: fromSecond * 1000, endMs, metrics: this.metrics() };
  }

  /** For good, once it is over. */
  held(): Level {
    this.#held ??= this.level();
    return this.#held;
  }

  #leafOf(series: RunSeries): Leaf {
    let leaf = this.#leaves.get(series);
    if (leaf === undefined) {
      // Gauges are rolled up by themselves.
      const tally = emptyTally(series.type === 'gauge' ? 'counter' : series.type);
      leaf = { series, tally };
      this.#leaves.set(series, leaf);
    }
    return leaf;
  }
}
