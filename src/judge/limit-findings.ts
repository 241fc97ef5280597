import type { LimitRule } from '../model/limit.ts';
import type { PlannedLimit } from '../model/plan.ts';
import type { Finding, LimitResult } from '../model/run.ts';
import { showValue } from '../model/show-value.ts';
import type { Case } from './evidence.ts';
import { measuredIn, sampleCount } from './measured.ts';

/** A limit that is held with less than this share of its threshold to spare is worth a word. */
const NEAR = 0.1;

export function limitFindings(run: Case): Finding[] {
  return run.results.flatMap((result, at) => {
    const limit = run.limits[at];
    if (limit === undefined) return [];
    if (result.passed === false) return [crossed(result, limit.rule, limit.abort)];
    if (result.passed === null) return [unjudged(result)];
    const few = hasFewSamples(limit, run) ? fewSamples(limit.rule, run) : undefined;
    if (few !== undefined) return [few];
    return isNear(limit.rule, result) ? [near(result, limit.rule)] : [];
  });
}

/** Whether a limit that the test states held, but on so few samples that its percentile is but the largest of them. */
export function hasFewSamples({ rule, isDefault }: PlannedLimit, run: Case): boolean {
  return isDefault !== true && fewSamples(rule, run) !== undefined;
}

function crossed(result: LimitResult, { threshold }: LimitRule, abort: boolean): Finding {
  const { rule, value, unit = '', reason } = result;
  const title =
    value === null
      ? `The limit '${rule}' has no sample`
      : `The limit '${rule}' was crossed: ${showApart(value, threshold, unit)}`;
  return {
    kind: value === null ? 'limit-without-sample' : 'limit-crossed',
    severity: abort ? 'critical' : 'major',
    title,
    evidence: { rule, value, threshold, unit, ...(reason === undefined ? {} : { reason }) },
    advice:
      value === null
        ? 'Check that the metric and the tags are spelled as the test records them, and that the step was reached at all.'
        : 'Find the step and the moment at which it was crossed in the table of steps and the charts, and compare with the last run that passed.',
  };
}

function unjudged({ rule, reason = '' }: LimitResult): Finding {
  return {
    kind: 'limit-unjudged',
    severity: 'minor',
    title: `The limit '${rule}' could not be judged: ${reason}`,
    evidence: { rule, reason },
    advice: 'Let the test run for long enough that the limit applies, or shorten its window.',
  };
}

function fewSamples(rule: LimitRule, run: Case): Finding | undefined {
  const { aggregate } = rule;
  if (aggregate.kind !== 'percentile' || aggregate.percentile >= 100 || rule.overMs !== undefined) return undefined;
  const metric = run.index.find(rule.metric, rule.tags);
  const needed = Math.ceil(100 / (100 - aggregate.percentile) - 1e-9);
  const samples = metric === undefined ? 0 : sampleCount(measuredIn(metric));
  if (samples === 0 || samples >= needed) return undefined;
  return {
    kind: 'few-samples',
    severity: 'minor',
    title: `The limit '${rule.text}' was held on ${samples} samples, of which p${aggregate.percentile} is just the largest`,
    evidence: { rule: rule.text, samples, needed },
    advice: `Let the test make at least ${needed} of these requests (better ten times as many), or use a lower percentile.`,
  };
}

/** How much a result of a function holds is asked for exactly, and is no matter of noise. */
const EXACT = new Set(['function_call_items', 'function_call_bytes']);

function isNear({ metric, operator, threshold, aggregate }: LimitRule, { value, unit }: LimitResult): boolean {
  if (value === null || threshold <= 0 || aggregate.kind === 'count' || EXACT.has(metric)) return false;
  if (operator === '<' || operator === '<=') return value >= threshold * (1 - NEAR);
  if (operator !== '>' && operator !== '>=') return false;
  // Of a share that has to be high, the rest is what counts: 99.1 % is close to 99 %, and 100 % is not.
  if (unit === 'share' && threshold > 0.5) return value < 1 && 1 - value >= (1 - threshold) * (1 - NEAR);
  return value <= threshold * (1 + NEAR);
}

function near({ rule, value, unit = '' }: LimitResult, { threshold }: LimitRule): Finding {
  return {
    kind: 'limit-near',
    severity: 'info',
    title: `The limit '${rule}' was held with little to spare: ${showApart(value ?? 0, threshold, unit)}`,
    evidence: { rule, value, threshold, unit },
    advice: 'Noise alone may cross it the next time: repeat the run before relying on it.',
  };
}

/** With as many digits as it takes to tell the value from the threshold. */
function showApart(value: number, threshold: number, unit: string): string {
  const shown = showValue(value, unit);
  if (value === threshold || shown !== showValue(threshold, unit)) return shown;
  const [scaled, suffix] = unit === 'share' ? [value * 100, '%'] : [value, unit === 'count' ? '' : ` ${unit}`];
  return `${Number(scaled.toPrecision(7))}${suffix}`;
}
