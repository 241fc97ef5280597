import { isAdditive, joinReadings, sumReadings } from '../model/gauge-sum.ts';
import type { RunSeries, Second, SecondReading } from '../model/second.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { SeriesTable } from './series-table.ts';

/** A shard that is further behind than this is not waited for; what it sends later counts in the second then open. */
const MOST_SECONDS_BEHIND = 5;

/**
 * Puts the snapshots of all shards together into seconds, handed over in order, each once every shard has sent it. Nothing
 * is summed here: a Second lists the parts, and each consumer sums those it looks at.
 */
export class SecondMerger {
  readonly #table: SeriesTable;
  readonly #onSecond: (second: Second) => void;
  /** Seconds up to this one have come from a shard; Infinity once it has ended. */
  readonly #reached = new Map<number, number>();
  readonly #waiting = new Map<number, Snapshot[]>();
  #next = 0;
  #newest = -1;

  /** Shards are numbered from 0; snapshots of others (set-up's) are taken along and not waited for. */
  constructor(shards: number, table: SeriesTable, onSecond: (second: Second) => void) {
    for (let shard = 0; shard < shards; shard++) this.#reached.set(shard, -1);
    this.#table = table;
    this.#onSecond = onSecond;
  }

  add(snapshot: Snapshot): void {
    const second = Math.max(snapshot.second, this.#next);
    const waiting = this.#waiting.get(second);
    if (waiting === undefined) this.#waiting.set(second, [snapshot]);
    else waiting.push(snapshot);
    if (!this.#reached.has(snapshot.shard) || snapshot.partial === true) return;
    this.#newest = Math.max(this.#newest, second);
    this.#reached.set(snapshot.shard, snapshot.final ? Number.POSITIVE_INFINITY : snapshot.second);
    this.#release();
  }

  /** A shard that will send nothing more, having died. */
  lost(shard: number): void {
    if (!this.#reached.has(shard)) return;
    this.#reached.set(shard, Number.POSITIVE_INFINITY);
    this.#release();
  }

  /** Hands over whatever is still waiting. */
  end(): void {
    for (const shard of this.#reached.keys()) this.#reached.set(shard, Number.POSITIVE_INFINITY);
    this.#newest = Math.max(this.#newest, ...this.#waiting.keys());
    this.#release();
  }

  #release(): void {
    const slowest = Math.min(...this.#reached.values());
    const until = Math.min(Math.max(slowest, this.#newest - MOST_SECONDS_BEHIND), this.#newest);
    while (this.#next <= until) {
      const snapshots = this.#waiting.get(this.#next) ?? [];
      this.#waiting.delete(this.#next);
      const final = slowest === Number.POSITIVE_INFINITY && this.#next === this.#newest;
      this.#next++;
      this.#onSecond(this.#together(this.#next - 1, final, snapshots));
    }
  }

  #together(second: number, final: boolean, snapshots: Snapshot[]): Second {
    // By shard, so that the last reading of a gauge does not depend on which shard was heard first.
    snapshots.sort((a, b) => a.shard - b.shard || a.second - b.second);
    const find = (shard: number, id: number) => this.#table.find(shard, id);
    return {
      second,
      final,
      trends: snapshots.flatMap(({ shard, trends }) =>
        trends.map(({ id, histogram }) => ({ series: find(shard, id), histogram })),
      ),
      counters: snapshots.flatMap(({ shard, counters }) =>
        counters.map(({ id, total }) => ({ series: find(shard, id), total })),
      ),
      rates: snapshots.flatMap(({ shard, rates }) =>
        rates.map(({ id, passes, fails }) => ({ series: find(shard, id), passes, fails })),
      ),
      gauges: this.#gauges(snapshots),
      errors: snapshots.flatMap(({ errors }) => errors),
      logs: snapshots.flatMap(({ logs }) => logs),
    };
  }

  /** A shard's own readings follow one another; those of several shards are of the same time. */
  #gauges(snapshots: readonly Snapshot[]): Second['gauges'] {
    const readings = new Map<RunSeries, Map<number, SecondReading>>();
    for (const { shard, gauges } of snapshots) {
      for (const { id, ...reading } of gauges) {
        const series = this.#table.find(shard, id);
        const byShard = readings.get(series) ?? new Map<number, SecondReading>();
        const earlier = byShard.get(shard);
        byShard.set(shard, earlier === undefined ? reading : joinReadings(earlier, reading));
        readings.set(series, byShard);
      }
    }
    return [...readings].flatMap(([series, byShard]) => {
      const reading = sumReadings([...byShard.values()], isAdditive(series.metric));
      return reading === undefined ? [] : [{ series, reading }];
    });
  }
}
