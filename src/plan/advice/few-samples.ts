import type { LimitRule } from '../../model/limit.ts';
import type { PlannedLimit } from '../../model/plan.ts';
import type { Estimate } from '../forecast.ts';
import { type Advice, type AdviceContext, formatWhole, shownEstimate } from './advice.ts';

/** So many samples should lie beyond a percentile, or within a share, before it means something. */
const BEYOND = 10;
/** What a script's iteration makes at most, where only "at least one" is known of it. */
const BENEFIT_OF_DOUBT = 10;

/** A p99.9 of 500 samples is the second largest of them: chance, not a measurement. */
export function fewSamples(context: AdviceContext): Advice[] {
  return context.plan.limits.flatMap((limit, index): Advice[] => {
    const needed = samplesNeeded(limit.rule);
    const expected = needed === undefined ? undefined : samplesExpected(limit, context);
    if (needed === undefined || expected === undefined) return [];
    const atMost = expected.is === 'least' ? expected.value * BENEFIT_OF_DOUBT : expected.value;
    if (atMost >= needed) return [];
    const where = limit.rule.overMs === undefined ? '' : ` in each window of ${limit.rule.overMs / 1000} s`;
    return [
      {
        code: 'FEW_SAMPLES',
        severity: 'warning',
        topic: 'reliability',
        message: `lengthen the load to ${formatWhole(needed)} samples or more, or choose a coarser rule than '${limit.rule.text}'`,
        reason: `${shownEstimate(expected)} samples are expected${where}, and with fewer than ${formatWhole(needed)} the value is decided by a handful of them`,
        path: `limits[${index}]`,
      },
    ];
  });
}

function samplesNeeded({ aggregate, threshold }: LimitRule): number | undefined {
  if (aggregate.kind === 'percentile') {
    const beyond = 1 - aggregate.percentile / 100;
    return aggregate.percentile <= 50 || beyond <= 0 ? undefined : Math.ceil(BEYOND / beyond - 1e-6);
  }
  if (aggregate.kind !== 'rate' && aggregate.kind !== 'within') return undefined;
  const share = Math.min(threshold, 1 - threshold);
  return share <= 0 || share > 0.1 ? undefined : Math.ceil(BEYOND / share - 1e-6);
}

const PER_REQUEST = /^(?:http_req_\w+|response_time)$/;
const PER_ITERATION = ['iteration_duration', 'iterations_failed'];

/** Undefined where it isn't known what makes a sample; tags other than the scenario are taken not to matter. */
function samplesExpected({ rule }: PlannedLimit, { plan, forecast }: AdviceContext): Estimate | undefined {
  const amount = PER_REQUEST.test(rule.metric)
    ? 'requests'
    : PER_ITERATION.includes(rule.metric)
      ? 'iterations'
      : undefined;
  if (amount === undefined) return undefined;
  const estimates = plan.streams.flatMap(({ mix }, index): Estimate[] => {
    const stream = forecast.streams[index];
    const weights = mix.reduce((total, { weight }) => total + weight, 0);
    const counted = mix.filter(({ scenario }) => matches(rule, plan.scenarios[scenario]?.name));
    const share = counted.reduce((total, { weight }) => total + weight, 0) / weights;
    if (stream === undefined || share === 0) return [];
    const { value, is } = stream[amount];
    return [{ value: value * share, is: is === 'exact' && share < 1 ? 'estimate' : is }];
  });
  const judgedMs = forecast.durationMs - Math.max(rule.afterMs ?? 0, plan.warmupMs);
  const judged = forecast.durationMs > 0 ? Math.min(rule.overMs ?? judgedMs, judgedMs) / forecast.durationMs : 1;
  const total = estimates.reduce((sum, { value }) => sum + value, 0) * Math.max(0, judged);
  const is = estimates.some((each) => each.is === 'least')
    ? 'least'
    : judged < 1 || estimates.some((each) => each.is !== 'exact')
      ? 'estimate'
      : 'exact';
  return { value: Math.round(total), is };
}

function matches({ tags }: LimitRule, scenario: string | undefined): boolean {
  return tags.scenario === undefined || tags.scenario === scenario;
}
