import { DEFAULT_GRADES, type Grades } from '../../model/comparison.ts';
import type { Comparison } from '../../model/run.ts';
import { tagsKey } from '../../model/selection.ts';
import { normalQuantile } from '../../stats/intervals.ts';
import { discoveries } from '../kinds/false-discovery.ts';
import { type BetweenRuns, withBetween } from './between-runs.ts';
import type { Estimate } from './estimate.ts';
import { neededFor } from './needed.ts';
import { poolEstimates, withRepeats } from './pool-estimates.ts';
import { type Ratio, ratioOf } from './ratio-interval.ts';
import { mildest, severityOf } from './severity.ts';

export interface FigureOptions {
  readonly grades?: Partial<Grades>;
  /** Of single metrics: `http_req_duration p99`, `bench_time`. */
  readonly metricGrades?: Readonly<Record<string, Partial<Grades>>>;
  /** Changes smaller than this share matter to nobody: what is surely smaller is the same. What counts as minor without it. */
  readonly margin?: number;
  /** Of the intervals, 0.95 without it; what it leaves is the share of changes called out that may be chance. */
  readonly confidence?: number;
  /** How earlier runs of the test differ, for what was not repeated; assumed without it. */
  readonly betweenRuns?: BetweenRuns;
}

const CONFIDENCE = 0.95;
/** A change is to be seen in four of five comparisons. */
const POWER = 0.8;

interface Paired {
  readonly before: Estimate;
  readonly after: Estimate;
  readonly ratio: Ratio;
}

/**
 * Each figure that both sides have, after over before. Intervals hold one by one with the confidence asked for; what is called a change
 * holds together: of all figures called faster or slower, no more than what confidence leaves are expected to be chance (Benjamini and
 * Hochberg), so that of two runs of the same code none is called so in as many comparisons.
 */
export function compareFigures(
  before: readonly (readonly Estimate[])[],
  after: readonly (readonly Estimate[])[],
  options: FigureOptions & { readonly against: string },
): Comparison[] {
  const confidence = options.confidence ?? CONFIDENCE;
  const earlier = new Map(poolEstimates(before).map((estimate) => [keyOf(estimate), estimate]));
  const pairs = poolEstimates(after).flatMap((later): Paired[] => {
    const sooner = earlier.get(keyOf(later));
    if (sooner === undefined || isNothing(sooner, later)) return [];
    const [from, to] = withBetween(...withRepeats(sooner, later), options.betweenRuns);
    const ratio = ratioOf(from, to, confidence);
    return ratio === undefined ? [] : [{ before: from, after: to, ratio }];
  });
  const found = discoveries(
    pairs.map((pair) => chanceOf(pair, confidence)),
    1 - confidence,
  );
  return pairs.map((pair, at) =>
    comparisonOf(pair, { ...options, confidence, isFound: found[at] === true, of: pairs.length }),
  );
}

function keyOf({ metric, tags, aggregate }: Estimate): string {
  return JSON.stringify([metric, tagsKey(tags), aggregate]);
}

/** No failure on either side is no figure. */
function isNothing(before: Estimate, after: Estimate): boolean {
  return before.shown === 0 && after.shown === 0;
}

const HALVINGS = 24;

/** How likely a ratio as far from 1 is where nothing has changed: the least doubt whose interval holds 1. Only told of what is in question. */
function chanceOf({ before, after, ratio }: Paired, confidence: number): number {
  if (!excludesNoChange(ratio)) return 1;
  let [held, missed] = [1 - confidence, 0];
  let doubt = held;
  for (let step = 0; step < HALVINGS; step++) {
    // On the log scale at first: p-values of a hundred figures lie many powers of ten apart.
    doubt = missed > 0 ? (held + missed) / 2 : held / 10;
    const wider = ratioOf(before, after, 1 - doubt);
    if (wider !== undefined && excludesNoChange(wider)) held = doubt;
    else missed = doubt;
    if (held < SURE) break;
  }
  return held;
}

/** Nothing less is needed to be found among any number of figures. */
const SURE = 1e-9;

function excludesNoChange({ low, high }: Ratio): boolean {
  return low > 1 || high < 1;
}

interface Verdicting extends FigureOptions {
  readonly against: string;
  readonly confidence: number;
  readonly isFound: boolean;
  /** How many figures are compared. */
  readonly of: number;
}

function comparisonOf(pair: Paired, options: Verdicting): Comparison {
  const { before, after, ratio } = pair;
  const grades = gradesFor(after, options);
  const margin = options.margin ?? grades.minor;
  const verdict = verdictOf(pair, { isFound: options.isFound, margin });
  const halfWidth = Math.log(ratio.high / ratio.low) / 2;
  const stated = normalQuantile((1 + options.confidence) / 2);
  const share = (log: number) => Math.min(Math.expm1(log), MOST_SHARE);
  const severity = verdict === 'slower' ? severityFor(pair, { grades, margin }) : undefined;
  const needed =
    verdict === 'unclear' ? neededFor(pair, { margin, isFound: options.isFound, of: options.of }) : undefined;
  return {
    metric: after.metric,
    tags: after.tags,
    aggregate: after.aggregate,
    against: options.against,
    before: before.shown ?? before.value,
    after: after.shown ?? after.value,
    ...ratio,
    verdict,
    ...(severity === undefined ? {} : { severity }),
    unit: after.unit,
    noiseFloor: share((halfWidth / stated) * normalQuantile(0.975)),
    smallest: share((halfWidth / stated) * (normalQuantile(0.975) + normalQuantile(POWER))),
    ...(needed === undefined ? {} : { needed }),
  };
}

/** What is beyond is as good as unknown. */
const MOST_SHARE = 1e6;

function verdictOf(
  { after, ratio }: Paired,
  { isFound, margin }: { readonly isFound: boolean; readonly margin: number },
): Comparison['verdict'] {
  if (isFound && excludesNoChange(ratio)) return ratio.ratio > 1 === (after.direction !== 'gain') ? 'slower' : 'faster';
  return ratio.low >= 1 / (1 + margin) && ratio.high <= 1 + margin ? 'same' : 'unclear';
}

function severityFor({ before, after, ratio }: Paired, { grades, margin }: { grades: Grades; margin: number }) {
  const worse = (after.direction === 'gain' ? 1 / ratio.ratio : ratio.ratio) - 1;
  if (after.direction === 'neutral' || worse < margin) return 'info';
  const most = after.most?.(before.shown ?? before.value, after.shown ?? after.value) ?? 'critical';
  return mildest(severityOf(worse, grades), most);
}

/** Those of the metric with its aggregate before those of the metric, before those of all. */
function gradesFor({ metric, aggregate }: Estimate, { grades, metricGrades = {} }: FigureOptions): Grades {
  const own = (name: string) => (Object.hasOwn(metricGrades, name) ? metricGrades[name] : undefined);
  return { ...DEFAULT_GRADES, ...grades, ...own(metric), ...own(`${metric} ${aggregate}`) };
}
