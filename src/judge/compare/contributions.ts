import type { Comparison, Finding, Metric, TrendMetric } from '../../model/run.ts';
import { showShare, showValue } from '../../model/show-value.ts';
import { findTotal, subjectOf } from '../kinds/level-figures.ts';
import type { MeasuredRun } from './measured-run.ts';

/** What a step, or how often it comes, adds to the change of the mean of all. */
interface Contribution {
  readonly step: string;
  readonly before: number;
  readonly after: number;
  /** In the metric's unit. */
  readonly adds: number;
}

/** A step that adds less is one of many. */
const MAINLY = 0.5;

/**
 * Which step a change of the total comes from: the mean of all is that of each step times how often it comes, so that its change is the sum
 * of what each step's own change adds, and of what another mix of steps does (Kitagawa's decomposition, JASA 50, 1955).
 */
export function contributionFindings(
  before: MeasuredRun,
  after: MeasuredRun,
  comparisons: readonly Comparison[],
): Finding[] {
  const { time } = subjectOf(after.metrics);
  const isMoved = comparisons.some(
    ({ metric, tags, verdict }) =>
      metric === time && Object.keys(tags).length === 0 && (verdict === 'slower' || verdict === 'faster'),
  );
  const [was, is] = [findTotal(before.metrics, time), findTotal(after.metrics, time)];
  if (!isMoved || was?.type !== 'trend' || is?.type !== 'trend') return [];
  const change = is.mean - was.mean;
  const steps = contributionsOf(was, is, { before: before.metrics, after: after.metrics });
  if (steps.length < 2 || change === 0) return [];
  const greatest = steps.reduce((a, b) => (b.adds / change > a.adds / change ? b : a));
  const mix = change - steps.reduce((sum, { adds }) => sum + adds, 0);
  if (mix / change > MAINLY) return [mixFinding(mix, was, is)];
  return greatest.adds / change > MAINLY ? [stepFinding(greatest, { change, unit: is.unit })] : [];
}

function contributionsOf(
  was: TrendMetric,
  is: TrendMetric,
  metrics: { readonly before: readonly Metric[]; readonly after: readonly Metric[] },
): Contribution[] {
  return stepsOf(metrics.after, is.name).flatMap((step) => {
    const earlier = stepsOf(metrics.before, was.name).find(({ tags }) => tags.name === step.tags.name);
    if (earlier === undefined) return [];
    const share = (earlier.count / was.count + step.count / is.count) / 2;
    const { mean: from } = earlier;
    return [{ step: step.tags.name ?? '', before: from, after: step.mean, adds: share * (step.mean - from) }];
  });
}

function stepsOf(metrics: readonly Metric[], metric: string): TrendMetric[] {
  return metrics.filter(
    (each): each is TrendMetric =>
      each.type === 'trend' &&
      each.name === metric &&
      each.tags.name !== undefined &&
      Object.keys(each.tags).length === 1,
  );
}

function stepFinding(
  { step, before, after, adds }: Contribution,
  { change, unit }: { change: number; unit: string },
): Finding {
  const share = Math.min(1, adds / change);
  return {
    kind: 'change-in-step',
    severity: 'info',
    title: `${showShare(Math.round(share * 100) / 100)} of the change of the mean comes from '${step}', which went from ${showValue(before, unit)} to ${showValue(after, unit)}`,
    evidence: { step, before, after, share },
    advice: 'Look at what this step does first.',
  };
}

function mixFinding(mix: number, was: TrendMetric, is: TrendMetric): Finding {
  return {
    kind: 'change-in-mix',
    severity: 'minor',
    title: `The mean of all went from ${showValue(was.mean, was.unit)} to ${showValue(is.mean, is.unit)} mostly because steps come in another mix, not because they changed`,
    evidence: { before: was.mean, after: is.mean, byMix: mix },
    advice: 'Compare the steps and not the totals.',
  };
}
