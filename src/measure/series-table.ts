import type { RunSeries } from '../model/second.ts';
import { tagsKey } from '../model/selection.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Gives the series of all shards one identity: the same metric and tags are the same object. */
export class SeriesTable {
  readonly #known = new Map<string, RunSeries>();
  readonly #byShard = new Map<number, Map<number, RunSeries>>();

  /** Learns what a snapshot adds to its shard's dictionary. */
  learn(snapshot: Snapshot): void {
    const ids = this.#idsOf(snapshot.shard);
    for (const { id, metric, type, unit, tags } of snapshot.added) {
      const key = `${metric}\0${tagsKey(tags)}`;
      let series = this.#known.get(key);
      if (series === undefined) {
        series = { index: this.#known.size, metric, type, unit, tags };
        this.#known.set(key, series);
      } else if (series.type !== type) {
        throw new Error(`metric ${metric} is a ${series.type} on one shard and a ${type} on another`);
      }
      ids.set(id, series);
    }
  }

  find(shard: number, id: number): RunSeries {
    const series = this.#byShard.get(shard)?.get(id);
    if (series === undefined) throw new Error(`shard ${shard} counted for series ${id} without saying what it is`);
    return series;
  }

  #idsOf(shard: number): Map<number, RunSeries> {
    let ids = this.#byShard.get(shard);
    if (ids === undefined) {
      ids = new Map();
      this.#byShard.set(shard, ids);
    }
    return ids;
  }
}
