import { BUILT_IN_METRICS } from '../../model/metrics.ts';
import type { Metric, Series } from '../../model/run.ts';
import type { SeriesPoint } from '../../stats/series-point.ts';
import { pointsOf } from './recovered.ts';

/** What a drift is a drift of: one finding is made of each. */
export type Family = 'latency' | 'throughput' | 'failures' | 'generator-memory' | 'monitored';

/** One field of one series, to be tested for drift. */
export interface SoakSeries {
  readonly family: Family;
  readonly name: string;
  readonly tags: Metric['tags'];
  readonly field: string;
  readonly unit: string;
  readonly points: readonly SeriesPoint[];
  /** Which way is bad; unknown for what scripts and monitors record. */
  readonly worse: 'higher' | 'lower' | 'either';
}

interface Watched {
  readonly family: Family;
  readonly fields: readonly string[];
  readonly worse: SoakSeries['worse'];
  readonly byStep: boolean;
}

const LATENCY: Watched = { family: 'latency', fields: ['p50', 'p95', 'mean'], worse: 'higher', byStep: true };
const THROUGHPUT: Watched = { family: 'throughput', fields: ['perSecond'], worse: 'lower', byStep: false };
const FAILURES: Watched = { family: 'failures', fields: ['value'], worse: 'higher', byStep: true };

const BUILT_IN: Readonly<Record<string, Watched>> = {
  http_req_duration: LATENCY,
  iteration_duration: { ...LATENCY, byStep: false },
  http_reqs: THROUGHPUT,
  iterations: THROUGHPUT,
  function_calls: THROUGHPUT,
  http_req_failed: FAILURES,
  function_failed: { ...FAILURES, byStep: false },
  iterations_failed: { ...FAILURES, byStep: false },
  function_memory_growth: { family: 'monitored', fields: ['mean'], worse: 'higher', byStep: false },
  generator_memory: { family: 'generator-memory', fields: ['mean'], worse: 'higher', byStep: false },
};

/** Every series worth watching for hours, cut to the stretch of steady load. */
export function soakSeries(
  series: readonly Series[],
  metrics: readonly Metric[],
  [fromMs, toMs]: readonly [number, number],
): SoakSeries[] {
  const units = new Map(metrics.map(({ name, unit }) => [name, unit]));
  return series.flatMap((each) => {
    const watched = watchedIn(each);
    if (watched === undefined) return [];
    const { family, fields, worse } = watched;
    const unit = family === 'failures' ? 'share' : (units.get(each.name) ?? 'count');
    return fields.flatMap((field): SoakSeries[] => {
      if (each.fields[field] === undefined) return [];
      // Steps that reach over an end of the stretch have some of the ramp in them.
      const points = pointsOf(each, field).filter(({ timeMs }) => timeMs >= fromMs && timeMs + each.stepMs <= toMs);
      return [{ family, name: each.name, tags: each.tags, field, unit, points, worse }];
    });
  });
}

function watchedIn({ name, tags, fields }: Series): Watched | undefined {
  const isTotal = Object.keys(tags).length === 0;
  if (Object.hasOwn(BUILT_IN_METRICS, name)) {
    const watched = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
    const isStep = tags.name !== undefined && Object.keys(tags).length === 1;
    return isTotal || (isStep && watched?.byStep === true) ? watched : undefined;
  }
  if (!isTotal) return undefined;
  const known = ['p95', 'mean', 'value'].find((field) => fields[field] !== undefined);
  // Counters of one's own count what only their makers know.
  return known === undefined || fields.perSecond !== undefined
    ? undefined
    : { family: 'monitored', fields: [known], worse: 'either', byStep: false };
}
