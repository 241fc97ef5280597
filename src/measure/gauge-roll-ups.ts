import type { PlannedLimit } from '../model/plan.ts';
import type { GaugeMetric } from '../model/run.ts';
import type { RunSeries, Second } from '../model/second.ts';
import { tagsKey } from '../model/selection.ts';
import { GaugeRollUp } from './gauge-roll-up.ts';
import { limitSelections, selectionsOf, type Tags } from './selections.ts';

interface KeptRollUp {
  readonly metric: string;
  readonly unit: string;
  readonly tags: Tags;
  readonly rollUp: GaugeRollUp;
}

/** The gauges of a run, rolled up as seconds come in, since a sum's extremes can't be told from its parts'. */
export class GaugeRollUps {
  readonly #named: ReadonlyMap<string, readonly Tags[]>;
  readonly #kept = new Map<string, KeptRollUp>();
  /** Where the readings of a series go, by its index. */
  readonly #targets: (readonly GaugeRollUp[] | undefined)[] = [];

  constructor(limits: readonly PlannedLimit[]) {
    this.#named = limitSelections(limits);
  }

  add(second: Second): void {
    for (const { series, reading } of second.gauges) {
      for (const rollUp of this.#targetsOf(series)) rollUp.add(reading);
    }
    for (const { rollUp } of this.#kept.values()) rollUp.endSecond();
  }

  metrics(): GaugeMetric[] {
    const keys = [...this.#kept.keys()].sort();
    return keys.flatMap((key) => {
      const kept = this.#kept.get(key);
      const value = kept?.rollUp.value;
      if (kept === undefined || value === undefined) return [];
      const { last, min, max, mean } = value;
      return [{ name: kept.metric, type: 'gauge' as const, unit: kept.unit, tags: kept.tags, last, min, max, mean }];
    });
  }

  #targetsOf(series: RunSeries): readonly GaugeRollUp[] {
    const known = this.#targets[series.index];
    if (known !== undefined) return known;
    const { metric, unit } = series;
    const targets = selectionsOf(series, this.#named.get(metric) ?? []).map((tags) => {
      const key = `${metric}\0${tagsKey(tags)}`;
      const kept = this.#kept.get(key) ?? { metric, unit, tags, rollUp: new GaugeRollUp(metric) };
      this.#kept.set(key, kept);
      return kept.rollUp;
    });
    this.#targets[series.index] = targets;
    return targets;
  }
}
