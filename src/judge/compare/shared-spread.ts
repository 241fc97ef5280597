import type { Spread } from '../../model/comparison.ts';
import { tagsKey } from '../../model/selection.ts';
import { isBench, type MeasuredRun } from './measured-run.ts';
import { spreadsOf } from './run-estimates.ts';

/** Runs of lengths further apart than this each go by what they show themselves. */
const ALIKE_IN_LENGTH = 2;

/**
 * The run with what both tell of how their seconds depend on one another: seen twice it is known better, and of two runs of one length the
 * mean is worth as much as each run's own. What one does not tell is taken from the other.
 */
export function withSharedSpread(run: MeasuredRun, other: MeasuredRun): MeasuredRun {
  if (isBench(run)) return run;
  const [own, others] = [spreadIn(run), spreadIn(other)];
  const isAlike = Math.max(run.durationMs / other.durationMs, other.durationMs / run.durationMs) <= ALIKE_IN_LENGTH;
  const keys = new Set([...own.keys(), ...others.keys()]);
  const spread = [...keys].flatMap((key): Spread[] => {
    const [mine, theirs] = [own.get(key), others.get(key)];
    if (mine === undefined || theirs === undefined) return [mine ?? theirs].filter((each) => each !== undefined);
    return [isAlike ? meanOf(mine, theirs) : mine];
  });
  return { ...run, spread };
}

const known = new WeakMap<MeasuredRun, ReadonlyMap<string, Spread>>();

function spreadIn(run: MeasuredRun): ReadonlyMap<string, Spread> {
  const found = known.get(run) ?? new Map((run.spread ?? spreadsOf(run)).map((each) => [keyOf(each), each]));
  known.set(run, found);
  return found;
}

function keyOf({ metric, tags, aggregate }: Spread): string {
  return JSON.stringify([metric, tagsKey(tags), aggregate]);
}

function meanOf(mine: Spread, theirs: Spread): Spread {
  const degreesOfFreedom = mine.degreesOfFreedom + theirs.degreesOfFreedom;
  const weigh = (of: Spread) => (of.inflation * of.degreesOfFreedom) / degreesOfFreedom;
  return { ...mine, inflation: weigh(mine) + weigh(theirs), degreesOfFreedom };
}
