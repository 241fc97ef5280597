import type { Arm } from '../../model/plan.ts';
import { blockBootstrap, blockPValue } from '../../stats/block-bootstrap.ts';
import { BlockHistograms } from '../../stats/block-histograms.ts';
import type { AgainstEvidence } from './against-evidence.ts';

/** How late the generator was with each target, on average, in milliseconds. */
export type Lateness = Readonly<Record<Arm, number>>;

/** Less than this makes no difference. */
const LATE_MS = 0.5;
const FACTOR = 1.5;
const BY_CHANCE = 0.01;

/** Whether the generator was later with one target than with the other, by more than chance: then it makes a difference of its own. */
export function unevenLateness({ blocks, seed }: AgainstEvidence): Lateness | undefined {
  const of = (arm: Arm) => new BlockHistograms(blocks.map((block) => block[arm].lateness));
  const [before, after] = [of('before'), of('after')];
  const all = new Float64Array(blocks.length).fill(1);
  const late = { before: before.mean(all) / 1000, after: after.mean(all) / 1000 };
  const [less, more] = [Math.min(late.before, late.after), Math.max(late.before, late.after)];
  if (!(more > LATE_MS && more > less * FACTOR)) return undefined;
  const ratio = (weights: Float64Array) => Math.log(after.mean(weights)) - Math.log(before.mean(weights));
  const estimate = blockBootstrap(blocks.length, ratio, { seed });
  return estimate !== undefined && blockPValue(estimate) <= BY_CHANCE ? late : undefined;
}
