import { DEFAULT_GRADES } from '../../model/comparison.ts';
import type { Arm } from '../../model/plan.ts';
import type { Comparison, Sample, Severity } from '../../model/run.ts';
import { formatDuration } from '../../model/units.ts';
import { type BlockEstimate, blockBootstrap, blockInterval, blockPValue } from '../../stats/block-bootstrap.ts';
import { studentQuantile } from '../../stats/probability.ts';
import { seededChance } from '../../stats/resample.ts';
import { discoveries } from '../kinds/false-discovery.ts';
import type { AgainstEvidence, AgainstParts } from './against-evidence.ts';
import { type Figure, figuresOf, type Weights } from './arm-figures.ts';
import { holm } from './holm.ts';

/** Fewer blocks can't tell how far they lie apart by chance. */
export const FEWEST_BLOCKS = 5;
/** Of the verdicts on a step together, and of each interval. */
const LEVEL = 0.05;
/** Both ends of the interval within this: nothing that matters has changed. */
const MARGIN = 0.05;
/** In an open model the rate is what was asked for, but for what was under way at either end. */
const AS_ASKED = 0.01;
/** Failures that are more by less than this, as a share of all, are not as grave as their ratio says. */
const HARMLESS_SHARE = 0.001;
const MINOR_SHARE = 0.01;
/** The four that verdicts on a step are corrected over. */
const FOUR = new Set(['rate', 'p50', 'p95', 'p99']);
/** Steps beyond these are told by the total alone. */
const MOST_STEPS = 30;
const SPLITS = 60;

interface Judged {
  readonly figure: Figure;
  readonly values: Readonly<Record<Arm, number>>;
  readonly estimate: BlockEstimate;
  readonly p: number;
}

/** Every figure of the test's target over the other one's, with what it was made from. */
export function compareArms(evidence: AgainstEvidence): AgainstParts {
  if (evidence.blocks.length < FEWEST_BLOCKS) return { comparisons: [], samples: [] };
  const subjects = stepsOf(evidence).map((step) => figuresOf(step, evidence));
  const judged = subjects.map((figures) => figures.flatMap((figure) => estimated(figure, evidence)));
  const stands = verdictsStand(judged);
  return {
    comparisons: judged.flatMap((each) => each.map((one) => comparisonOf(one, stands.has(one), evidence))),
    samples: subjects.flatMap((figures) => figures.flatMap((figure) => samplesOf(figure, evidence.blocks.length))),
  };
}

/** The total first; the steps only where there are several. */
function stepsOf({ blocks }: AgainstEvidence): string[] {
  const counts = new Map<string, number>();
  for (const block of blocks) {
    for (const { figures } of [block.before, block.after]) {
      for (const [step, { all }] of figures) if (step !== '') counts.set(step, (counts.get(step) ?? 0) + all);
    }
  }
  const steps = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_STEPS);
  return ['', ...(steps.length > 1 ? steps.map(([step]) => step) : [])];
}

function estimated(figure: Figure, { blocks, seed }: AgainstEvidence): Judged[] {
  const ratio = (weights: Weights) => Math.log(figure.of('after', weights)) - Math.log(figure.of('before', weights));
  const resampled = blockBootstrap(blocks.length, ratio, { seed });
  if (resampled === undefined) return [];
  const all = new Float64Array(blocks.length).fill(1);
  const values = { before: figure.of('before', all), after: figure.of('after', all) };
  const standardError = Math.max(resampled.standardError, figure.leastError(values));
  if (!Number.isFinite(standardError)) return [];
  const estimate = { ...resampled, standardError };
  return [{ figure, values, estimate, p: blockPValue(estimate) }];
}

/**
 * Which of them are not chance: the total's four by Holm's correction, so that any of them is wrong in one run of twenty; of the rest
 * (steps, each corrected over its own four; means; failures) one in twenty of those that are told.
 */
function verdictsStand(judged: readonly (readonly Judged[])[]): Set<Judged> {
  const corrected = judged.map((each) => withinStep(each));
  const [total = [], ...steps] = corrected;
  const first = total.filter(({ one }) => isOfFour(one));
  const rest = [...total.filter(({ one }) => !isOfFour(one)), ...steps.flat()];
  const found = discoveries(
    rest.map(({ p }) => p),
    LEVEL,
  );
  return new Set([
    ...first.filter(({ p }) => p <= LEVEL).map(({ one }) => one),
    ...rest.filter((_, at) => found[at] === true).map(({ one }) => one),
  ]);
}

function withinStep(judged: readonly Judged[]): { readonly one: Judged; readonly p: number }[] {
  const four = judged.filter((one) => isOfFour(one));
  const corrected = holm(four.map(({ p }) => p));
  return judged.map((one) => ({ one, p: corrected[four.indexOf(one)] ?? one.p }));
}

function isOfFour({ figure }: Judged): boolean {
  return FOUR.has(figure.aggregate) && figure.unit !== 'share';
}

function comparisonOf({ figure, values, estimate }: Judged, stands: boolean, evidence: AgainstEvidence): Comparison {
  const { metric, tags, aggregate, unit } = figure;
  const { low, high } = blockInterval(estimate);
  const ratio = Math.exp(estimate.value);
  const verdict = verdictOf({ figure, estimate, stands, isOpen: evidence.isOpen });
  const noiseFloor = noiseFloorOf(figure, evidence);
  const severity = verdict === 'slower' ? severityOf(figure, { ratio, values, noiseFloor }) : undefined;
  const needed = verdict === 'unclear' ? neededFor((high - low) / 2, evidence.loadMs) : undefined;
  return {
    metric,
    tags,
    aggregate,
    against: evidence.url,
    ...values,
    ratio,
    low: Math.exp(low),
    high: Math.exp(high),
    verdict,
    ...(severity === undefined ? {} : { severity }),
    unit,
    noiseFloor,
    smallest: smallestSeen(estimate),
    ...(needed === undefined ? {} : { needed }),
  };
}

interface Deciding {
  readonly figure: Figure;
  readonly estimate: BlockEstimate;
  readonly stands: boolean;
  readonly isOpen: boolean;
}

/** A difference stands where its corrected chance is small enough and its own interval excludes none. */
function verdictOf({ figure, estimate, stands, isOpen }: Deciding): Comparison['verdict'] {
  const { low, high } = blockInterval(estimate);
  const isGiven = isOpen && figure.unit === '/s' && (!stands || Math.abs(estimate.value) < AS_ASKED);
  if (isGiven) return 'same';
  if (stands && low > 0) return figure.isCost ? 'slower' : 'faster';
  if (stands && high < 0) return figure.isCost ? 'faster' : 'slower';
  return low >= -Math.log1p(MARGIN) && high <= Math.log1p(MARGIN) ? 'same' : 'unclear';
}

interface Change {
  readonly ratio: number;
  readonly values: Readonly<Record<Arm, number>>;
  readonly noiseFloor: number;
}

function severityOf(figure: Figure, { ratio, values, noiseFloor }: Change): Severity {
  const worse = (figure.isCost ? ratio : 1 / ratio) - 1;
  if (figure.unit === 'share') {
    const more = values.after - values.before;
    if (more < HARMLESS_SHARE) return 'minor';
    if (more < MINOR_SHARE && worse > DEFAULT_GRADES.major) return 'major';
  }
  if (worse <= noiseFloor) return 'info';
  const { minor, major, critical } = DEFAULT_GRADES;
  if (worse > critical) return 'critical';
  if (worse > major) return 'major';
  return worse > minor ? 'minor' : 'info';
}

/** The change that would have been seen four times in five: its distance from none is what a test misses and what it must not call. */
function smallestSeen({ standardError, degreesOfFreedom }: BlockEstimate): number {
  const reach = studentQuantile(1 - LEVEL / 2, degreesOfFreedom) + studentQuantile(0.8, degreesOfFreedom);
  return Math.expm1(reach * standardError);
}

/** Intervals narrow with the root of the time. */
function neededFor(reach: number, loadMs: number): string {
  const factor = Math.max(1.2, (reach / Math.log1p(MARGIN)) ** 2);
  const seconds = (loadMs * factor) / 1000;
  const rounded = seconds > 600 ? Math.ceil(seconds / 60) * 60 : Math.ceil(seconds / 5) * 5;
  return `about ${formatDuration(rounded * 1000)} of load`;
}

/** How far two halves of one arm's own blocks lie apart, neighbours on different sides; 19 times in 20, brought to as many blocks as there are. */
function noiseFloorOf(figure: Figure, { blocks, seed }: AgainstEvidence): number {
  const chance = seededChance(seed ^ 0x5bd1_e995);
  const apart: number[] = [];
  for (let split = 0; split < SPLITS; split++) {
    const [one, other] = halves(blocks.length, () => chance.uniform() < 0.5);
    for (const arm of ['before', 'after'] as const) {
      const distance = Math.abs(Math.log(figure.of(arm, one)) - Math.log(figure.of(arm, other)));
      if (Number.isFinite(distance)) apart.push(distance);
    }
  }
  apart.sort((a, b) => a - b);
  return Math.expm1((apart[Math.floor(apart.length * 0.95)] ?? 0) / Math.SQRT2);
}

function halves(blocks: number, flip: () => boolean): [Float64Array, Float64Array] {
  const [one, other] = [new Float64Array(blocks), new Float64Array(blocks)];
  for (let at = 0; at + 1 < blocks; at += 2) {
    const shift = flip() ? 1 : 0;
    one[at + shift] = 1;
    other[at + 1 - shift] = 1;
  }
  return [one, other];
}

function samplesOf(figure: Figure, blocks: number): Sample[] {
  const { metric, tags, aggregate } = figure;
  return (['before', 'after'] as const).flatMap((arm) => {
    return Array.from({ length: blocks }, (_, block) => figure.perBlock(arm, block)).flatMap((value, process) =>
      Number.isFinite(value) ? [{ metric, tags, aggregate, process, arm, values: [value] }] : [],
    );
  });
}
