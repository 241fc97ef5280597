import type { Metric } from '../../model/run.ts';
import { tagsKey } from '../../model/selection.ts';
import type { BetweenRuns, RunSpread } from './between-runs.ts';
import { differencesOf } from './differences.ts';
import type { FigureKey } from './estimate.ts';
import { isBench, type MeasuredRun } from './measured-run.ts';

/** Fewer show nothing of how runs differ; of more, the last. */
const FEWEST_EARLIER = 5;
export const MOST_EARLIER = 20;
/** A run much shorter, or much longer, differs by other amounts. */
const ALIKE_IN_LENGTH = 4;
/** Of the differences between runs that follow one another, so many may be changes of the code, as far above the others. */
const MOST_CHANGES = 0.1;
const STANDS_OUT = 3;

/** Whether a run can tell how runs like this one differ: it passed, on the same machine, under the same load, of the same steps. */
export function isLike(earlier: MeasuredRun, run: MeasuredRun): boolean {
  if (earlier.verdict !== 'passed' || earlier.kind !== run.kind || earlier.name !== run.name || isBench(run))
    return false;
  const { environment, load, test } = differencesOf(earlier, run);
  const apart = Math.max(earlier.durationMs / run.durationMs, run.durationMs / earlier.durationMs);
  return environment.length + load.length + test.length === 0 && apart <= ALIKE_IN_LENGTH;
}

/** How runs of the same differ, from those that came before, the oldest first; undefined where there are too few. */
export function betweenEarlier(runs: readonly MeasuredRun[]): BetweenRuns | undefined {
  if (runs.length < FEWEST_EARLIER) return undefined;
  const last = runs.slice(-MOST_EARLIER);
  return {
    runs: last.length,
    spreadOf: (figure) => spreadOfLogs(last.flatMap((run) => logIn(run, figure))),
  };
}

/**
 * From the differences of those that follow one another, since a level that changed shows in one of them only (von Neumann, "Distribution of
 * the ratio of the mean square successive difference to the variance", Annals of Mathematical Statistics 12(4), 1941); and that
 * one is left out where it stands out. A single run that was disturbed is no such change: the next difference takes it back.
 */
function spreadOfLogs(logs: readonly number[]): RunSpread | undefined {
  if (logs.length < FEWEST_EARLIER) return undefined;
  const steps = logs.slice(1).map((each, at) => each - (logs[at] as number));
  const squares = steps.map((each) => each ** 2);
  const stays = steps
    .flatMap((step, at) => (isTakenBack(step, [steps[at - 1], steps[at + 1]]) ? [] : [step ** 2]))
    .sort((a, b) => b - a);
  let [sum, count] = [squares.reduce((total, each) => total + each, 0), squares.length];
  for (const square of stays.slice(0, Math.ceil(MOST_CHANGES * squares.length))) {
    const others = (sum - square) / (count - 1);
    if (square <= STANDS_OUT ** 2 * others) break;
    sum -= square;
    count--;
  }
  // Each value is in two differences, and machines have heavier tails than normal distributions: they tell a third of independent ones.
  return { variance: Math.max(0, sum) / count / 2, degreesOfFreedom: count / 3 };
}

function isTakenBack(step: number, neighbours: readonly (number | undefined)[]): boolean {
  return neighbours.some((each) => each !== undefined && Math.abs(step + each) < Math.abs(step) / 2);
}

function logIn(run: MeasuredRun, { metric, tags, aggregate }: FigureKey): number[] {
  if (metric === 'load_line') return logOf(run.loadLine?.value);
  // What a user gets done follows from how long that takes.
  const [name, of] = aggregate === 'per user' ? ['iteration_duration', 'mean'] : [metric, aggregate];
  const key = tagsKey(tags);
  const found = run.metrics.find((each) => each.name === name && tagsKey(each.tags) === key);
  return logOf(found === undefined ? undefined : figureOf(found, of));
}

function logOf(value: number | undefined): number[] {
  return value !== undefined && value > 0 && Number.isFinite(value) ? [Math.log(value)] : [];
}

function figureOf(metric: Metric, aggregate: string): number | undefined {
  switch (metric.type) {
    case 'trend':
      return aggregate === 'mean' ? metric.mean : metric.percentiles[aggregate.slice(1)];
    case 'counter':
      return aggregate === 'perSecond' ? metric.perSecond : undefined;
    case 'rate':
      return ((aggregate === 'failed' ? metric.fails : metric.passes) + 0.5) / (metric.passes + metric.fails + 0.5);
    case 'gauge':
      return aggregate === 'mean' ? metric.mean : undefined;
  }
}
