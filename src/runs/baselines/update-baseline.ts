import { type CompareOptions, compareRuns } from '../../judge/compare/compare-runs.ts';
import type { BaselineRun, RunComparison } from '../../model/comparison.ts';
import type { Comparison, Run } from '../../model/run.ts';
import { tagsKey } from '../../model/selection.ts';
import { type BaselinePlace, findBaseline, setBaseline } from './baselines.ts';
import { betweenRunsIn, runBefore } from './earlier.ts';

/** What became of a baseline, and why, in one sentence. */
export interface BaselineUpdate {
  readonly isPromoted: boolean;
  readonly text: string;
  readonly comparison?: RunComparison;
}

export interface UpdateOptions extends CompareOptions {
  /** A person asks for it, and for no second run. */
  readonly isByHand?: boolean;
}

/** UPDATE_BASELINES=true asks for it. */
export function asksForUpdates(env: Readonly<Record<string, string | undefined>>): boolean {
  return /^(true|1|yes|on)$/i.test(env.UPDATE_BASELINES ?? '');
}

/**
 * Makes a run the baseline if it is a verified improvement on the one there is: it passed, on the same kind of machine and under the same
 * load, something is surely better, and nothing is surely worse; and the run before it says the same, or it was measured side by
 * side with what it is to replace. Without a baseline a run that passed becomes the first.
 */
export async function updateBaseline(
  run: Run,
  place: BaselinePlace,
  { isByHand = false, ...options }: UpdateOptions = {},
): Promise<BaselineUpdate> {
  const kept = (reason: string, comparison?: RunComparison): BaselineUpdate => {
    return {
      isPromoted: false,
      text: `The baseline of '${run.name}' stays: ${reason}.`,
      ...(comparison === undefined ? {} : { comparison }),
    };
  };
  if (run.verdict !== 'passed')
    return kept(`the run ${run.id} ${run.verdict === 'inconclusive' ? 'is inconclusive' : `was ${run.verdict}`}`);
  const branch = run.environment.git?.branch;
  const found = await findBaseline(run.name, place, branch === undefined || branch === 'HEAD' ? {} : { branch });
  if (found === undefined) {
    const { where } = await setBaseline(run, place, { reason: 'the first run that passed' });
    return { isPromoted: true, text: `The run ${run.id} is the first baseline of '${run.name}', in ${where}.` };
  }
  const baseline = found.baseline.run;
  if (baseline.id === run.id) return kept('it is this run already');
  const comparison = await compared(baseline, run, { place, options });
  const better = betterIn(comparison);
  if (typeof better === 'string') return kept(better, comparison);
  const verified = isByHand
    ? { better, how: howByHand(comparison) }
    : await verifiedBy(run, better, { baseline, place, options });
  if (verified === undefined) return kept(`${textOf(better)}; promoted when the next run confirms it`, comparison);
  const reason = `${textOf(verified.better)}, ${verified.how}`;
  const { where } = await setBaseline(run, place, { reason: `promoted: ${reason}` });
  return {
    isPromoted: true,
    text: `The run ${run.id} is the new baseline of '${run.name}', in ${where}: ${reason}.`,
    comparison,
  };
}

interface Asked {
  readonly place: BaselinePlace;
  readonly options: CompareOptions;
}

async function compared(baseline: BaselineRun, run: Run, { place, options }: Asked): Promise<RunComparison> {
  const betweenRuns = await betweenRunsIn(place.store, [baseline, run]);
  return compareRuns(baseline, run, betweenRuns === undefined ? options : { betweenRuns, ...options });
}

/** What is better, the most first; or why the run is no improvement. */
function betterIn({ comparisons, isComparable, differences }: RunComparison): readonly Comparison[] | string {
  if (!isComparable) return `the two can't be compared (${differences[0] ?? 'the load generator spoiled one of them'})`;
  const worse = comparisons.find(({ verdict }) => verdict === 'slower');
  if (worse !== undefined) return `${nameOf(worse)} is worse, ${worse.ratio.toFixed(2)}×`;
  const better = comparisons.filter(({ verdict }) => verdict === 'faster');
  return better.length > 0 ? better : 'nothing is shown to be better';
}

interface Verified {
  readonly better: readonly Comparison[];
  readonly how: string;
}

/** By the run before, which was made since the baseline and is better in the same figure; or by having been measured side by side. */
async function verifiedBy(
  run: Run,
  better: readonly Comparison[],
  { baseline, ...asked }: Asked & { readonly baseline: BaselineRun },
): Promise<Verified | undefined> {
  if (isBetterSideBySide(run)) return { better, how: 'measured side by side' };
  const before = await runBefore(run, asked.place.store);
  if (before === undefined || before.verdict !== 'passed' || before.id === baseline.id) return undefined;
  if (before.startedAt < baseline.startedAt) return undefined;
  const found = betterIn(await compared(baseline, before, asked));
  if (typeof found === 'string') return undefined;
  const confirmed = better.filter((each) => found.some((other) => isSame(each, other)));
  return confirmed.length > 0 ? { better: confirmed, how: `as in the run before it, ${before.id}` } : undefined;
}

/** Against another revision or another target in the same run; other functions of a group, or a baseline, are no such side. */
function isBetterSideBySide({ kind, test, samples = [], comparisons = [] }: Run): boolean {
  const isPaired = kind === 'bench' ? samples.some(({ arm }) => arm !== undefined) : test.kind !== 'regression';
  const has = (verdict: Comparison['verdict']) => comparisons.some((each) => each.verdict === verdict);
  return isPaired && has('faster') && !has('slower');
}

function howByHand({ findings }: RunComparison): string {
  const told = findings.find(({ kind }) => kind === 'not-side-by-side');
  return told === undefined ? 'by one run' : `by one run (${told.title.replace(/^[^:]*: /, '')})`;
}

function isSame(a: Comparison, b: Comparison): boolean {
  return a.metric === b.metric && a.aggregate === b.aggregate && tagsKey(a.tags) === tagsKey(b.tags);
}

function textOf([best]: readonly Comparison[]): string {
  if (best === undefined) return 'better';
  const percent = Math.round(Math.abs(best.ratio - 1) * 100);
  return `${nameOf(best)} ${percent}% ${best.ratio < 1 ? 'lower' : 'higher'}`;
}

function nameOf({ metric, aggregate, tags }: Comparison): string {
  const of = Object.values(tags).join(', ');
  return `${aggregate} of ${metric}${of === '' ? '' : ` '${of}'`}`;
}
