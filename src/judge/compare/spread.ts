import type { Spread } from '../../model/comparison.ts';
import type { LoadSummary, Series } from '../../model/run.ts';
import { tagsKey } from '../../model/selection.ts';
import { longRunVariance } from '../../stats/long-run-variance.ts';
import type { FigureKey } from './estimate.ts';
import type { MeasuredRun } from './measured-run.ts';
import { withoutLoad } from './without-load.ts';

/**
 * Requests of one second tell less than as many independent ones: what slows one of them slows its neighbours. How much less is seen in
 * how the seconds of a run differ (`stats/long-run-variance.ts`). A baseline brings the numbers along instead of its series.
 */
export type KnownSpread = Pick<Spread, 'inflation' | 'degreesOfFreedom'>;

/** As many independent samples, perfectly known: what is taken where nothing tells. */
export const INDEPENDENT: KnownSpread = { inflation: 1, degreesOfFreedom: Number.POSITIVE_INFINITY };

const MOST_FREEDOM = 1e6;
const MOST_INFLATION = 1e6;

/** What a step of a series is off from what it should be, and how far it would be by independent chance. */
export interface StepDeviation {
  readonly deviation: number;
  readonly expectedVariance: number;
}

/** How a figure's steps deviate; undefined where nothing was measured in one. */
export type DeviationOf = (fields: (name: string) => number | null, step: number) => StepDeviation | undefined;

/** Undefined where neither the baseline nor the series say anything. */
export function spreadOf(run: MeasuredRun, figure: FigureKey, deviationOf: DeviationOf): KnownSpread | undefined {
  const key = tagsKey(figure.tags);
  const isIt = ({ metric, tags, aggregate }: FigureKey) =>
    metric === figure.metric && aggregate === figure.aggregate && tagsKey(tags) === key;
  const said = run.spread?.find(isIt);
  if (said !== undefined) {
    // A file may say anything: beyond these nothing changes but how long it takes to compute.
    const degreesOfFreedom = Math.min(Math.max(said.degreesOfFreedom, 1), MOST_FREEDOM);
    return { inflation: Math.min(Math.max(said.inflation, 0), MOST_INFLATION), degreesOfFreedom };
  }
  const series = run.series?.find(({ name, tags }) => name === figure.metric && tagsKey(tags) === key);
  return series === undefined ? undefined : spreadIn(series, run.test.load, deviationOf);
}

function spreadIn(series: Series, load: readonly LoadSummary[], deviationOf: DeviationOf): KnownSpread | undefined {
  const steps = Math.max(0, ...Object.values(series.fields).map(({ length }) => length));
  const measured: { readonly atMs: number; readonly value: number }[] = [];
  let expected = 0;
  for (let step = 0; step < steps; step++) {
    const found = deviationOf((name) => series.fields[name]?.[step] ?? null, step);
    if (found === undefined) continue;
    measured.push({ atMs: series.startMs + (step + 0.5) * series.stepMs, value: found.deviation });
    expected += found.expectedVariance;
  }
  if (!(expected > 0)) return undefined;
  const found = longRunVariance(withoutLoad(measured, load));
  if (found === undefined) return undefined;
  const { variance, degreesOfFreedom } = found;
  return { inflation: (variance * measured.length) / expected, degreesOfFreedom };
}
