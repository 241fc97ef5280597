import type { PlannedKind } from '../../model/plan.ts';
import type { Comparison, Finding, Severity } from '../../model/run.ts';
import { showValue } from '../../model/show-value.ts';
import type { Case } from '../evidence.ts';
import { judgeBaseline } from './baseline.ts';
import { compareWith } from './compare.ts';
import type { KindJudgement } from './kind-judgement.ts';
import type { Reference } from './reference.ts';

type Regression = Extract<PlannedKind, { type: 'baseline' | 'regression' }>;

/** Compares with the baseline. What is slower by more than half fails the run; less is told. */
export function judgeRegression(run: Case, kind: Regression): KindJudgement {
  const alone = judgeBaseline(run, kind);
  const { reference } = run;
  if (reference === undefined) return alone;
  const comparisons = compareWith(reference, run.metrics);
  const differences = differencesOf(reference, run);
  return {
    findings: [
      ...alone.findings.filter(({ severity }) => severity !== 'info'),
      ...summary(comparisons, reference),
      ...(differences.length > 0 ? [elsewhere(differences, reference)] : []),
    ],
    parts: { comparisons },
  };
}

const ORDER: readonly Severity[] = ['info', 'minor', 'major', 'critical'];

function gravity({ severity }: Comparison): number {
  return severity === undefined ? -1 : ORDER.indexOf(severity);
}

function summary(comparisons: readonly Comparison[], reference: Reference): Finding[] {
  if (comparisons.length === 0) return [nothingCompared(reference)];
  const slower = comparisons.filter(({ verdict }) => verdict === 'slower').sort(byGravity);
  const faster = comparisons.filter(({ verdict }) => verdict === 'faster').sort((a, b) => off(b) - off(a));
  if (slower.length > 0) return [slowerThan(slower, comparisons.length, reference)];
  const unclear = comparisons.filter(({ verdict }) => verdict === 'unclear');
  if (faster.length > 0) return [fasterThan(faster, comparisons.length, reference)];
  return [asBefore(comparisons, unclear.length, reference)];
}

function byGravity(a: Comparison, b: Comparison): number {
  return gravity(b) - gravity(a) || off(b) - off(a);
}

/** How far from no change, whichever way is worse. */
function off({ ratio }: Comparison): number {
  return Math.abs(Math.log(ratio));
}

function slowerThan(slower: readonly Comparison[], all: number, reference: Reference): Finding {
  const worst = slower[0] as Comparison;
  return {
    kind: 'regression',
    severity: worst.severity ?? 'info',
    title: `Worse than the baseline: ${subject(worst)} ${changeText(worst)}`,
    evidence: { ...evidenceOf(worst), worse: slower.length, compared: all, against: reference.id },
    advice: `Compare the steps in the table, and what changed since ${reference.startedAt.slice(0, 10)}; repeat the run before looking for the cause of a small change. If it is meant to be so, make a new baseline.`,
  };
}

function fasterThan(faster: readonly Comparison[], all: number, reference: Reference): Finding {
  const best = faster[0] as Comparison;
  return {
    kind: 'improvement',
    severity: 'info',
    title: `Better than the baseline: ${subject(best)} ${changeText(best)}`,
    evidence: { ...evidenceOf(best), better: faster.length, compared: all, against: reference.id },
    advice: "To hold later runs to it, make it the baseline: 'plimsoll run --kind baseline'.",
  };
}

function asBefore(comparisons: readonly Comparison[], unclear: number, reference: Reference): Finding {
  const isClear = unclear === 0;
  return {
    kind: isClear ? 'as-baseline' : 'regression-unclear',
    severity: 'info',
    title: isClear
      ? `Nothing differs from the baseline by more than a tenth (${comparisons.length} figures compared)`
      : `Nothing is shown to be worse than the baseline; of ${comparisons.length} figures, ${unclear} are not known well enough to say that they are the same`,
    evidence: { compared: comparisons.length, unclear, against: reference.id },
    advice: isClear ? 'Nothing to do.' : 'A longer run would know them better.',
  };
}

function nothingCompared(reference: Reference): Finding {
  return {
    kind: 'nothing-compared',
    severity: 'minor',
    title:
      'Nothing could be compared with the baseline: one of the two has too few samples, or they measured different things',
    evidence: { against: reference.id },
    advice: 'Let both last longer; after a change of what the test does, make a new baseline.',
  };
}

function elsewhere(differences: readonly string[], reference: Reference): Finding {
  return {
    kind: 'other-environment',
    severity: 'minor',
    title: `The baseline was measured elsewhere: ${differences.join('; ')}`,
    evidence: { against: reference.id, differences: differences.length },
    advice: 'What differs may be the machine and not the target: compare on the machine that the baseline was made on.',
  };
}

function differencesOf(reference: Reference, { environment, target }: Case): string[] {
  const then = reference.environment;
  const pairs: readonly (readonly [string, string | number | undefined, string | number | undefined])[] = [
    ['CPU', then.cpu, environment?.cpu ?? then.cpu],
    ['cores', then.cores, environment?.cores ?? then.cores],
    ['Node', then.node, environment?.node ?? then.node],
    ['target', reference.target, target],
  ];
  return pairs.flatMap(([what, before, now]) =>
    before === now ? [] : [`${what} ${before ?? 'none'} then, ${now ?? 'none'} now`],
  );
}

function subject({ metric, tags, aggregate }: Comparison): string {
  const step = tags.name === undefined ? '' : ` of '${tags.name}'`;
  return `${metric} ${aggregate}${step}`;
}

function changeText({ before, after, ratio, low, high, metric, aggregate }: Comparison): string {
  const unit = unitOf(metric, aggregate);
  const percent = (factor: number) => `${factor >= 1 ? '+' : ''}${Math.round((factor - 1) * 100)}%`;
  return `went from ${showValue(before, unit)} to ${showValue(after, unit)} (${percent(ratio)}, between ${percent(low)} and ${percent(high)})`;
}

function unitOf(metric: string, aggregate: string): string {
  if (aggregate === 'rate') return 'share';
  return aggregate === 'per user' ? 'count' : metric.endsWith('duration') ? 'ms' : 'count';
}

function evidenceOf({ metric, aggregate, tags, before, after, ratio, low, high }: Comparison): Finding['evidence'] {
  return { metric, aggregate, step: tags.name ?? null, before, after, ratio, ratioLow: low, ratioHigh: high };
}
