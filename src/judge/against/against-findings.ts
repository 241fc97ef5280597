import type { Comparison, Finding, Severity } from '../../model/run.ts';
import { showValue } from '../../model/show-value.ts';
import { formatDuration } from '../../model/units.ts';
import type { AgainstEvidence } from './against-evidence.ts';
import { FEWEST_BLOCKS } from './compare-arms.ts';
import { type Lateness, unevenLateness } from './uneven-lateness.ts';

/** From the gravest to the mildest. */
export const SEVERITIES: readonly Severity[] = ['critical', 'major', 'minor', 'info'];
/** Iterations longer than this share of a slice reach far into the other target's. */
const LONG_SHARE = 0.5;

export function againstFindings(comparisons: readonly Comparison[], evidence: AgainstEvidence): Finding[] {
  if (comparisons.length === 0) return [tooShort(evidence)];
  const uneven = unevenLateness(evidence);
  const isDoubted = uneven !== undefined;
  const slower = comparisons.filter(({ verdict }) => verdict === 'slower').sort(byGravity);
  const faster = comparisons.filter(({ verdict }) => verdict === 'faster').sort((a, b) => off(b) - off(a));
  const [worst] = slower;
  const [best] = faster;
  return [
    ...(worst === undefined ? [] : [regression(worst, slower, { evidence, isDoubted })]),
    ...(best === undefined ? [] : [improvement(best, faster, evidence)]),
    ...(worst === undefined && best === undefined ? [noDifference(comparisons, evidence)] : []),
    ...(uneven === undefined ? [] : [doubtful(uneven, evidence)]),
    ...overlapping(evidence),
  ];
}

function byGravity(a: Comparison, b: Comparison): number {
  const place = ({ severity = 'info' }: Comparison) => SEVERITIES.indexOf(severity);
  return place(a) - place(b) || off(b) - off(a);
}

function off({ ratio }: Comparison): number {
  return Math.abs(Math.log(ratio));
}

interface Told {
  readonly evidence: AgainstEvidence;
  readonly isDoubted: boolean;
}

function regression(worst: Comparison, slower: readonly Comparison[], { evidence, isDoubted }: Told): Finding {
  const { severity = 'info' } = worst;
  return {
    kind: 'regression',
    // What the generator may have made of it fails nothing.
    severity: isDoubted && severity === 'critical' ? 'major' : severity,
    title: `Slower than ${evidence.url}: ${changeOf(worst)}`,
    evidence: { ...evidenceOf(worst), worse: slower.length, against: evidence.url },
    advice:
      'Both targets had the same load in the same minutes, so look for what differs between them: first in the step with the largest change, then in what it calls.',
  };
}

function improvement(best: Comparison, faster: readonly Comparison[], { url }: AgainstEvidence): Finding {
  return {
    kind: 'improvement',
    severity: 'info',
    title: `Faster than ${url}: ${changeOf(best)}`,
    evidence: { ...evidenceOf(best), better: faster.length, against: url },
    advice: 'Nothing to do. Check that it still answers as it should: what fails early is fast too.',
  };
}

function noDifference(comparisons: readonly Comparison[], { url }: AgainstEvidence): Finding {
  const unclear = comparisons.filter(({ verdict }) => verdict === 'unclear');
  const smallest = Math.max(...comparisons.filter(({ tags }) => Object.keys(tags).length === 0).map(seen));
  const isClear = unclear.length === 0;
  const [first] = unclear;
  return {
    kind: isClear ? 'against-same' : 'against-unclear',
    severity: 'info',
    title: isClear
      ? `As fast as ${url}: no figure differs by more than 5%`
      : `No difference from ${url} was found; of ${comparisons.length} figures, ${unclear.length} are not known well enough to say that they are the same`,
    evidence: { compared: comparisons.length, unclear: unclear.length, smallest, against: url },
    advice: isClear
      ? 'Nothing to do.'
      : `A longer load would know them better: ${first?.metric} ${first?.aggregate} needs ${first?.needed}.`,
  };
}

function seen({ smallest = 0 }: Comparison): number {
  return smallest;
}

function tooShort({ blocks, sliceMs, loadMs, url }: AgainstEvidence): Finding {
  return {
    kind: 'against-too-short',
    severity: 'minor',
    title:
      blocks.length < FEWEST_BLOCKS
        ? `Too little was measured to compare with ${url}: ${blocks.length} pairs of slices, where ${FEWEST_BLOCKS} are needed at least`
        : `Nothing could be compared with ${url}: one of the two targets gave too few answers`,
    evidence: { pairs: blocks.length, needed: FEWEST_BLOCKS, sliceMs, loadMs, against: url },
    advice:
      'Let the load last longer, or make slices shorter with --slice; 20 s and some hundred requests are a start.',
  };
}

function doubtful({ before, after }: Lateness, { url }: AgainstEvidence): Finding {
  return {
    kind: 'against-doubtful',
    severity: 'minor',
    title: `The comparison with ${url} is doubtful: the load generator was ${formatDuration(before)} late with it on average, and ${formatDuration(after)} with the test's own target`,
    evidence: { beforeLateMs: before, afterLateMs: after, against: url },
    advice:
      'Give the generator a machine of its own, or lower the load: a target that shares its cores slows it down and seems slower by more than it is.',
  };
}

function overlapping({ iterationMs, sliceMs, url }: AgainstEvidence): Finding[] {
  if (iterationMs < sliceMs * LONG_SHARE) return [];
  const asked = Math.ceil((4 * iterationMs) / 1000);
  return [
    {
      kind: 'against-overlap',
      severity: 'minor',
      title: `Iterations of ${formatDuration(iterationMs)} reach from the slice of one target into that of the other, which lasts ${formatDuration(sliceMs)}`,
      evidence: { iterationMs, sliceMs, against: url },
      advice: `A slower target then slows the other one's figures too, and differences look smaller than they are. Make slices longer and the load with them: --slice ${asked}s --duration ${asked * 40}s`,
    },
  ];
}

function changeOf({ metric, aggregate, tags, before, after, ratio, low, high, unit = '' }: Comparison): string {
  const step = tags.name === undefined ? '' : ` of '${tags.name}'`;
  const percent = (factor: number) =>
    `${factor >= 1 ? '+' : ''}${((factor - 1) * 100).toFixed(Math.abs(factor - 1) < 0.1 ? 1 : 0)}%`;
  const shown = (value: number) => (unit === '/s' ? `${showValue(value, 'count')}/s` : showValue(value, unit));
  return `${metric} ${aggregate}${step} is ${shown(after)} instead of ${shown(before)} (${percent(ratio)}, between ${percent(low)} and ${percent(high)})`;
}

function evidenceOf({
  metric,
  aggregate,
  tags,
  before,
  after,
  ratio,
  low,
  high,
  noiseFloor,
}: Comparison): Finding['evidence'] {
  return {
    metric,
    aggregate,
    step: tags.name ?? null,
    before,
    after,
    ratio,
    ratioLow: low,
    ratioHigh: high,
    noiseFloor: noiseFloor ?? null,
  };
}
