import { latestEndMs, type Stage } from '../../engine/stage.ts';
import { areStable, type KnownPercentile, knownPercentiles } from '../../judge/kinds/stable-percentiles.ts';
import type { Plan } from '../../model/plan.ts';
import type { Second } from '../../model/second.ts';
import { isAside } from '../../model/selection.ts';
import { formatDuration } from '../../model/units.ts';
import { Histogram } from '../../stats/histogram.ts';
import type { Direction, LoadInProgress } from '../direction.ts';

interface Stable {
  readonly precision: number;
  readonly leastMs: number;
}

/** The plan's load, which ends as soon as its percentiles are known as well as asked for; by its own end without `stable`. */
export function stableDirection(plan: Plan, stable: Stable | undefined): Direction {
  return {
    longestMs: latestEndMs(plan.streams, plan.maxDurationMs),
    followsPlan: true,
    conduct: async (stage, load) => {
      const part = stage.play(plan.streams, 0);
      if (stable !== undefined) endWhenStable(() => part.end(), { plan, stable, stage, load });
      await part.ended;
    },
  };
}

interface Watching {
  readonly plan: Plan;
  readonly stable: Stable;
  readonly stage: Stage;
  readonly load: LoadInProgress;
}

function endWhenStable(end: () => void, { plan, stable, stage, load }: Watching): void {
  const { precision, leastMs } = stable;
  const latencies = new Latencies();
  let hasEnded = false;
  load.onSecond((second) => {
    const elapsedMs = (second.second + 1) * 1000;
    if (second.second * 1000 >= plan.warmupMs) latencies.add(second);
    if (hasEnded || second.final || elapsedMs - plan.warmupMs < leastMs || stage.stop.aborted) return;
    const known = knownPercentiles(latencies.merged());
    if (!areStable(known, precision)) return;
    hasEnded = true;
    load.event('stable', `percentiles are known well enough: ${known.map(inWords).join(', ')}`);
    end();
  });
}

function inWords({ percentile, value, precision }: KnownPercentile): string {
  return `p${percentile} ${formatDuration(value / 1000)} ±${(precision * 100).toFixed(1)}%`;
}

/** In the order in which they are looked for. */
const TRENDS = ['http_req_duration', 'function_duration', 'iteration_duration'] as const;

class Latencies {
  readonly #histograms = TRENDS.map((metric) => ({ metric, histogram: new Histogram() }));

  add({ trends }: Second): void {
    for (const { series, histogram } of trends) {
      if (isAside(series.tags)) continue;
      this.#histograms.find(({ metric }) => metric === series.metric)?.histogram.merge(histogram);
    }
  }

  merged(): Histogram {
    return this.#histograms.find(({ histogram }) => histogram.count > 0)?.histogram ?? new Histogram();
  }
}
