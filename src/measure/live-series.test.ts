import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeatTail, SeriesTail } from '../model/live-run.ts';
import type { HeatMap, Series } from '../model/run.ts';
import { LiveSeries } from './live-series.ts';
import { RunTotals } from './merge.ts';
import { Recorder } from './recorder.ts';
import { SeriesBuilder } from './series.ts';

/** Which steps are requested how often, second by second; whether somebody begins to watch after it. */
interface Played {
  readonly requests: readonly number[];
  readonly comes: boolean;
}

const seconds = fc.array(
  fc.record({ requests: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 }), comes: fc.boolean() }),
  { minLength: 1, maxLength: 25 },
);

describe('LiveSeries', () => {
  it('tells everyone, whenever they come, the very series that the run has in the end', () => {
    fc.assert(
      fc.property(
        seconds,
        fc.constantFrom(20_000, 4_000_000),
        fc.integer({ min: 1, max: 999 }),
        (played, plannedMs, cutMs) => {
          const { told, series, heatMaps } = watched(played, plannedMs, cutMs);
          for (const each of told) {
            expect(each.series()).toEqual(
              Object.fromEntries(series.map((one) => [keyOf(one.name, one.tags), one.fields])),
            );
            expect(each.heat()).toEqual(
              Object.fromEntries(heatMaps.map((one) => [keyOf(one.metric, one.tags), one.columns])),
            );
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('tells a series that begins late with its whole past', () => {
    const { told } = watched(
      [
        { requests: [0], comes: true },
        { requests: [0], comes: false },
        { requests: [0, 1], comes: false },
      ],
      20_000,
      999,
    );
    expect(told[0]?.series()[keyOf('http_reqs', { name: 'step 1' })]?.count).toEqual([0, 0, 1]);
  });
});

/** Someone who watches: puts together what is told. */
class Follower {
  readonly #series = new Map<string, Record<string, (number | null)[]>>();
  readonly #heat = new Map<string, HeatMap['columns'][number][]>();

  constructor(live: LiveSeries) {
    const { series, heatMaps } = live.soFar();
    this.add({
      series: [...series].map((one) => ({ ...one, from: 0 })),
      heat: heatMaps.map((one) => ({ ...one, from: 0 })),
    });
  }

  add({ series, heat }: { readonly series: readonly SeriesTail[]; readonly heat: readonly HeatTail[] }): void {
    for (const { name, tags, from, fields } of series) {
      const known = this.#series.get(keyOf(name, tags)) ?? {};
      for (const [field, values] of Object.entries(fields)) {
        const before = known[field] ?? [];
        expect(before).toHaveLength(from);
        known[field] = [...before, ...values];
      }
      this.#series.set(keyOf(name, tags), known);
    }
    for (const { metric, tags, from, columns } of heat) {
      const before = this.#heat.get(keyOf(metric, tags)) ?? [];
      expect(before).toHaveLength(from);
      this.#heat.set(keyOf(metric, tags), [...before, ...columns]);
    }
  }

  series = (): Record<string, Record<string, (number | null)[]>> => Object.fromEntries(this.#series);
  heat = (): Record<string, unknown> => Object.fromEntries(this.#heat);
}

function watched(
  played: readonly Played[],
  plannedMs: number,
  cutMs: number,
): { told: Follower[]; series: Series[]; heatMaps: HeatMap[] } {
  const builder = new SeriesBuilder(plannedMs);
  const live = new LiveSeries(builder);
  const told: Follower[] = [];
  const tell = (): void => {
    if (told.length === 0) return;
    const tails = live.next();
    for (const each of told) each.add(tails);
  };
  const totals = new RunTotals({
    shards: 1,
    onSecond: (second) => {
      builder.add(second);
      tell();
    },
  });
  const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
  played.forEach(({ requests, comes }, second) => {
    for (const step of requests) {
      const tags = { scenario: 'buy', name: `step ${step}`, status: '200' };
      recorder.counter('http_reqs', 'count', tags).add(1);
      recorder.rate('http_req_failed', 'share', tags).add(step > 2);
      if (step > 0) recorder.trend('http_req_duration', 'ms', tags).addUs(1000 * step + second);
      recorder.gauge('vus', 'count', { scenario: 'buy' }).set(step);
    }
    totals.add(recorder.snapshot(second, second === played.length - 1));
    if (!comes) return;
    if (told.length === 0) live.catchUp();
    told.push(new Follower(live));
  });
  const series = builder.build((played.length - 1) * 1000 + cutMs);
  tell();
  return { told, series, heatMaps: builder.heatMaps() };
}

function keyOf(name: string, tags: Readonly<Record<string, string>>): string {
  return `${name} ${JSON.stringify(tags)}`;
}
