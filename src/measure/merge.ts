import type { PlannedLimit } from '../model/plan.ts';
import type { CheckResult, GaugeMetric, Metric, RunError } from '../model/run.ts';
import type { RunSeries, Second } from '../model/second.ts';
import { isAside } from '../model/selection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { ErrorTotals } from './error-totals.ts';
import { GaugeRollUps } from './gauge-roll-ups.ts';
import { rollUps } from './roll-ups.ts';
import { SecondMerger } from './second-merger.ts';
import { SeriesTable } from './series-table.ts';
import { emptyTally, type Tally } from './tally.ts';

export interface RunTotalsOptions {
  /** Shards 0 to `shards` − 1 are waited for before a second is complete. */
  readonly shards: number;
  readonly limits?: readonly PlannedLimit[];
  /** What is measured in these first seconds of the load stays out of totals. */
  readonly warmupSeconds?: number;
  /** Called in order, once for each complete second. */
  readonly onSecond?: (second: Second) => void;
}

export interface Leaf {
  readonly series: RunSeries;
  readonly tally: Tally;
}

/** Everything measured so far, over all shards. Snapshots may come in any order between shards; nothing is lost or averaged. */
export class RunTotals {
  readonly #options: RunTotalsOptions;
  readonly #warmupSeconds: number;
  readonly #table = new SeriesTable();
  readonly #seconds: SecondMerger;
  readonly #leaves: (Leaf | undefined)[] = [];
  /** What counters counted during the warm-up, by index of their series. */
  readonly #warmupCounts: number[] = [];
  readonly #gauges: GaugeRollUps;
  readonly #errors = new ErrorTotals();

  constructor(options: RunTotalsOptions) {
    this.#options = options;
    this.#warmupSeconds = options.warmupSeconds ?? 0;
    this.#gauges = new GaugeRollUps(options.limits ?? []);
    this.#seconds = new SecondMerger(options.shards, this.#table, (second) => this.#complete(second));
  }

  add(snapshot: Snapshot): void {
    this.#table.learn(snapshot);
    const isWarmup = snapshot.second < this.#warmupSeconds;
    for (const { id } of snapshot.added) this.#leafOf(this.#table.find(snapshot.shard, id));
    for (const { id, histogram } of snapshot.trends) {
      const tally = this.#countedIn(snapshot.shard, id, isWarmup);
      if (tally?.type === 'trend') tally.histogram.merge(histogram);
    }
    for (const { id, passes, fails } of snapshot.rates) {
      const tally = this.#countedIn(snapshot.shard, id, isWarmup);
      if (tally?.type !== 'rate') continue;
      tally.passes += passes;
      tally.fails += fails;
    }
    this.#addCounters(snapshot, isWarmup);
    if (!isWarmup) this.#errors.add(snapshot.errors);
    this.#seconds.add(snapshot);
  }

  /** A shard that will send nothing more, having died. */
  lost(shard: number): void {
    this.#seconds.lost(shard);
  }

  /** Completes whatever seconds are still waiting for a shard. */
  end(): void {
    this.#seconds.end();
  }

  /**
   * Totals, each single tag, `name` with `status`, and the selections that limits name. `activeMs`, from the first due
   * arrival to the last response, is what `perSecond` divides by.
   */
  metrics(activeMs: number): Metric[] {
    const leaves = this.#leaves.filter((leaf) => leaf !== undefined);
    const limits = this.#options.limits ?? [];
    const metrics = [...rollUps(leaves, { limits, activeMs }), ...this.#gauges.metrics()];
    return metrics.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  /** What every series has come to so far, by its index; gauges leave holes. */
  get leaves(): readonly (Leaf | undefined)[] {
    return this.#leaves;
  }

  /** Gauges so far. */
  gauges(): GaugeMetric[] {
    return this.#gauges.metrics();
  }

  /** Every check, those of set-up and teardown too. */
  checks(): CheckResult[] {
    const results = new Map<string, { name: string; group: string; scenario: string; passes: number; fails: number }>();
    for (const leaf of this.#leaves) {
      if (leaf?.series.metric !== 'checks' || leaf.tally.type !== 'rate') continue;
      const { check: name = '', group = '', scenario = '' } = leaf.series.tags;
      const key = JSON.stringify([scenario, group, name]);
      const result = results.get(key) ?? { name, group, scenario, passes: 0, fails: 0 };
      result.passes += leaf.tally.passes;
      result.fails += leaf.tally.fails;
      results.set(key, result);
    }
    return [...results].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, result]) => result);
  }

  errors(): RunError[] {
    return this.#errors.list();
  }

  /** A counter's sum over the series whose tags are accepted, warm-up included. */
  counted(metric: string, accepts: (tags: RunSeries['tags']) => boolean): number {
    let sum = 0;
    for (const leaf of this.#leaves) {
      if (leaf?.series.metric !== metric || leaf.tally.type !== 'counter' || !accepts(leaf.series.tags)) continue;
      sum += leaf.tally.total + (this.#warmupCounts[leaf.series.index] ?? 0);
    }
    return sum;
  }

  #addCounters(snapshot: Snapshot, isWarmup: boolean): void {
    for (const { id, total } of snapshot.counters) {
      const tally = this.#countedIn(snapshot.shard, id, isWarmup);
      if (tally?.type === 'counter') tally.total += total;
      else if (tally === undefined) {
        const { index } = this.#table.find(snapshot.shard, id);
        this.#warmupCounts[index] = (this.#warmupCounts[index] ?? 0) + total;
      }
    }
  }

  /** The tally that a part counts in; undefined during the warm-up, which set-up is no part of. */
  #countedIn(shard: number, id: number, isWarmup: boolean): Tally | undefined {
    const series = this.#table.find(shard, id);
    return isWarmup && !isAside(series.tags) ? undefined : this.#leafOf(series)?.tally;
  }

  #leafOf(series: RunSeries): Leaf | undefined {
    if (series.type === 'gauge') return undefined;
    const known = this.#leaves[series.index];
    if (known !== undefined) return known;
    const leaf = { series, tally: emptyTally(series.type) };
    this.#leaves[series.index] = leaf;
    return leaf;
  }

  #complete(second: Second): void {
    if (second.second >= this.#warmupSeconds) this.#gauges.add(second);
    this.#options.onSecond?.(second);
  }
}
