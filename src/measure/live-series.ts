import type { HeatTail, SeriesTail } from '../model/live-run.ts';
import type { HeatMap, Series } from '../model/run.ts';
import { tagsKey } from '../model/selection.ts';
import type { SeriesBuilder } from './series.ts';

/** Series until a moment, read one by one when they are asked for: steps that follow meanwhile are not in them. */
export interface SeriesSoFar {
  readonly series: Iterable<Series>;
  readonly heatMaps: readonly HeatMap[];
}

/** What of a run's series and heat maps has been told, and what has come since. */
export class LiveSeries {
  readonly #builder: SeriesBuilder;
  #steps = 0;
  /** How many series were told, in the order of the builder. */
  #series = 0;
  #maps = new Set<string>();

  constructor(builder: SeriesBuilder) {
    this.#builder = builder;
  }

  /** Takes all there is as told; whoever needs it reads it by `soFar`. */
  catchUp(): void {
    this.#steps = this.#builder.steps;
    this.#series = this.#steps === 0 ? 0 : this.#builder.growing().length;
    this.#maps = new Set(this.#steps === 0 ? [] : this.#builder.heatMaps(this.#steps).map(keyOf));
  }

  /** All that was told. */
  soFar(): SeriesSoFar {
    const steps = this.#steps;
    const growing = this.#builder.growing().slice(0, this.#series);
    const { stepMs } = this.#builder;
    const maps = steps === 0 ? [] : this.#builder.heatMaps().filter((map) => this.#maps.has(keyOf(map)));
    return {
      series: {
        *[Symbol.iterator]() {
          for (const { name, tags, fields } of growing) {
            yield { name, tags, startMs: 0, stepMs, fields: fields(0, steps) };
          }
        },
      },
      heatMaps: maps.map((map) => ({ ...map, columns: map.columns.slice(0, steps) })),
    };
  }

  /** The steps that have come to their end since it was asked last; series that are new come with their whole past. */
  next(): { readonly series: SeriesTail[]; readonly heat: HeatTail[] } {
    const [from, to] = [this.#steps, this.#builder.steps];
    if (to === from) return { series: [], heat: [] };
    const { stepMs } = this.#builder;
    const growing = this.#builder.growing();
    const series = growing.map(({ name, tags, fields }, at) => {
      const first = at < this.#series ? from : 0;
      return { name, tags, stepMs, from: first, fields: fields(first, to) };
    });
    this.#steps = to;
    this.#series = growing.length;
    return { series, heat: this.#heat(from) };
  }

  #heat(from: number): HeatTail[] {
    const isKnown = (map: HeatMap): boolean => this.#maps.has(keyOf(map));
    const maps = this.#builder.heatMaps(from);
    const known = maps.filter(isKnown);
    const added = known.length === maps.length ? [] : this.#builder.heatMaps().filter((map) => !isKnown(map));
    for (const map of added) this.#maps.add(keyOf(map));
    return [...known.map((map) => ({ ...map, from })), ...added.map((map) => ({ ...map, from: 0 }))];
  }
}

function keyOf({ metric, tags }: HeatMap): string {
  return `${metric}\0${tagsKey(tags)}`;
}
