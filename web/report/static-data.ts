import type { ReportData, ReportedRun } from '../../src/model/report.ts';
import type { Run, RunError } from '../../src/model/run.ts';

/** Markup grows with each small curve and each excerpt: beyond these only the data holds them. */
const MOST_CURVES = 30;
const MOST_ERRORS = 100;
const MOST_EXCERPTS = 20;

/** What a report shows where no script runs, and what of it is left out then, in words. */
export function staticData(data: ReportData): { readonly data: ReportData; readonly leftOut: readonly string[] } {
  const leftOut = data.runs.flatMap(({ run: { errors } }) =>
    errors.length > MOST_ERRORS ? [`the ${MOST_ERRORS} most frequent of ${errors.length} errors`] : [],
  );
  return { data: { ...data, runs: data.runs.map(withLess) }, leftOut: [...new Set(leftOut)] };
}

function withLess({ run, ...reported }: ReportedRun): ReportedRun {
  const drawn = new Set(slowestSteps(run).slice(0, MOST_CURVES));
  return {
    ...reported,
    run: {
      ...run,
      series: run.series.filter(({ tags: { name } }) => name === undefined || drawn.has(name)),
      errors: [...run.errors]
        .sort((a, b) => b.count - a.count)
        .slice(0, MOST_ERRORS)
        .map(withLessSaid),
    },
  };
}

/** Names of steps, those that took most of the time first, as tables have them. */
function slowestSteps({ metrics }: Run): string[] {
  const times = new Map<string, number>();
  for (const metric of metrics) {
    const { name } = metric.tags;
    if (metric.type !== 'trend' || name === undefined || Object.keys(metric.tags).length > 1) continue;
    if (metric.name !== 'http_req_duration' && metric.name !== 'function_duration') continue;
    times.set(name, (times.get(name) ?? 0) + metric.count * metric.mean);
  }
  return [...times].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

function withLessSaid(error: RunError, at: number): RunError {
  const [first] = error.samples;
  if (first === undefined) return error;
  return { ...error, samples: [at < MOST_EXCERPTS ? first : { atMs: first.atMs, text: first.text }] };
}
