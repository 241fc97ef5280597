import type { BaselineRun, RunComparison } from '../../model/comparison.ts';
import type { PlannedKind } from '../../model/plan.ts';
import type { Comparison, Finding } from '../../model/run.ts';
import { showValue } from '../../model/show-value.ts';
import { compareRuns } from '../compare/compare-runs.ts';
import type { MeasuredRun } from '../compare/measured-run.ts';
import { mildest } from '../compare/severity.ts';
import type { Case } from '../evidence.ts';
import { judgeBaseline } from './baseline.ts';
import type { KindJudgement } from './kind-judgement.ts';

type Regression = Extract<PlannedKind, { type: 'baseline' | 'regression' }>;

/** The command that compares says it of every comparison. */
const SAID_ELSEWHERE = 'not-side-by-side';

/** Compares with the baseline. What is slower by more than half fails the run, unless they can't be compared; less is told. */
export function judgeRegression(run: Case, kind: Regression): KindJudgement {
  const alone = judgeBaseline(run, kind);
  const { reference } = run;
  if (reference === undefined) return alone;
  const compared = compareRuns(reference, measuredRun(run, reference));
  return {
    findings: [
      ...alone.findings.filter(({ severity }) => severity !== 'info'),
      ...summary(compared, reference),
      ...compared.findings.filter((finding) => finding.kind !== SAID_ELSEWHERE),
    ],
    parts: { comparisons: compared.comparisons },
  };
}

/** What is judged, as a run: it has no id before it is one. */
function measuredRun(run: Case, { kind, name }: BaselineRun): MeasuredRun {
  const { metrics, series, load, durationMs, workers, environment, target, errors } = run;
  const unknown = { node: '', v8: '', os: '', cpu: '', cores: 0, tags: {} };
  return {
    id: '',
    kind,
    name,
    startedAt: '',
    durationMs,
    verdict: 'passed',
    environment: environment ?? unknown,
    test: {
      source: '',
      scenarios: [],
      load,
      limits: run.limits.map(({ rule }) => rule.text),
      seed: 0,
      workers,
      ...(target === undefined ? {} : { target }),
    },
    metrics,
    series,
    errors,
  };
}

function summary({ comparisons, isComparable }: RunComparison, reference: BaselineRun): Finding[] {
  if (comparisons.length === 0) return [];
  const slower = comparisons.filter(({ verdict, severity }) => verdict === 'slower' && severity !== undefined);
  const [worst] = slower;
  if (worst !== undefined) return [slowerThan(worst, { slower, comparisons, isComparable, reference })];
  const faster = comparisons.filter(({ verdict }) => verdict === 'faster');
  const [best] = faster;
  if (best !== undefined) return [fasterThan(best, { faster, comparisons, reference })];
  const unclear = comparisons.filter(({ verdict }) => verdict === 'unclear');
  return [asBefore(comparisons, unclear.length, reference)];
}

interface Slower {
  readonly slower: readonly Comparison[];
  readonly comparisons: readonly Comparison[];
  readonly isComparable: boolean;
  readonly reference: BaselineRun;
}

function slowerThan(worst: Comparison, { slower, comparisons, isComparable, reference }: Slower): Finding {
  const severity = worst.severity ?? 'info';
  const since = reference.startedAt.slice(0, 10);
  return {
    kind: 'regression',
    severity: isComparable ? severity : mildest(severity, 'major'),
    title: `Worse than the baseline: ${subject(worst)} ${changeText(worst)}`,
    evidence: { ...evidenceOf(worst), worse: slower.length, compared: comparisons.length, against: reference.id },
    advice: `Compare the steps in the table, and what changed since ${since}; repeat the run before looking for the cause of a small change. If it is meant to be so, make a new baseline.`,
  };
}

interface Faster {
  readonly faster: readonly Comparison[];
  readonly comparisons: readonly Comparison[];
  readonly reference: BaselineRun;
}

function fasterThan(best: Comparison, { faster, comparisons, reference }: Faster): Finding {
  return {
    kind: 'improvement',
    severity: 'info',
    title: `Better than the baseline: ${subject(best)} ${changeText(best)}`,
    evidence: { ...evidenceOf(best), better: faster.length, compared: comparisons.length, against: reference.id },
    advice: "To hold later runs to it, make it the baseline: 'plimsoll baseline promote'.",
  };
}

function asBefore(comparisons: readonly Comparison[], unclear: number, reference: BaselineRun): Finding {
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

function subject({ metric, tags, aggregate }: Comparison): string {
  const step = tags.name === undefined ? '' : ` of '${tags.name}'`;
  return `${metric} ${aggregate}${step}`;
}

function changeText({ before, after, ratio, low, high, unit = '' }: Comparison): string {
  const percent = (factor: number) => `${factor >= 1 ? '+' : ''}${Math.round((factor - 1) * 100)}%`;
  return `went from ${showValue(before, unit)} to ${showValue(after, unit)} (${percent(ratio)}, between ${percent(low)} and ${percent(high)})`;
}

function evidenceOf({ metric, aggregate, tags, before, after, ratio, low, high }: Comparison): Finding['evidence'] {
  return { metric, aggregate, step: tags.name ?? null, before, after, ratio, ratioLow: low, ratioHigh: high };
}
