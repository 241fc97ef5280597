import type { RequestStep } from '../../model/steps.ts';
import { formatDuration } from '../../model/units.ts';
import { tryResolve } from '../../protocols/http/url.ts';
import { longestIterationMs, sliceMsOf } from '../against/slice-length.ts';
import { type Advice, type AdviceContext, allRequests, formatWhole } from './advice.ts';

/** Fewer pairs of slices leave intervals wide. */
const FEW_PAIRS = 15;
const WARMUP_MS = 1_000;
/** So many answers of each target tell a 99th percentile. */
const FOR_P99 = 400;

/** What keeps a second target from being told apart from the test's own. */
export function against(context: AdviceContext): Advice[] {
  const { plan, forecast } = context;
  if (plan.against === undefined || !Number.isFinite(forecast.durationMs)) return [];
  return [...absoluteUrls(context), ...fewPairs(context), ...longIterations(context), ...fewAnswers(context)];
}

function absoluteUrls(context: AdviceContext): Advice[] {
  const { plan } = context;
  const requests = allRequests(context).filter(({ path }) => path.startsWith('scenarios['));
  const fixed = requests.filter(({ step }) => isFixed(step));
  const [first] = fixed;
  if (first === undefined) return [];
  const isAll = fixed.length === requests.length && plan.scenarios.every(({ steps }) => steps !== undefined);
  return [
    {
      code: 'AGAINST_ABSOLUTE_URL',
      severity: isAll ? 'warning' : 'suggestion',
      topic: 'reliability',
      message: `write URLs without scheme and host, so that they count from the target: '${first.step.url}'`,
      reason: `${isAll ? 'all' : `${fixed.length} of ${requests.length}`} requests go where they say, whichever target has its turn${isAll ? ', so that nothing is compared' : ''}`,
      path: `${first.path}.url`,
    },
  ];
}

/** What begins with a template, such as `{{target}}`, may well follow the target. */
function isFixed({ url }: RequestStep): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) && !('error' in tryResolve(undefined, url.replace(/\{\{.*?\}\}/g, '0')));
}

function fewPairs({ plan, forecast }: AdviceContext): Advice[] {
  const sliceMs = sliceMsOf(plan, forecast.durationMs);
  const warmupMs = Math.max(plan.warmupMs, WARMUP_MS);
  const pairs = Math.max(0, Math.floor((forecast.durationMs - warmupMs) / (2 * sliceMs)) - 1);
  if (pairs >= FEW_PAIRS) return [];
  const neededMs = warmupMs + 2 * sliceMs * (FEW_PAIRS + 1);
  return [
    {
      code: 'AGAINST_SHORT',
      severity: 'warning',
      topic: 'reliability',
      message: `lengthen the load to ${formatDuration(Math.ceil(neededMs / 1000) * 1000)} or more, or shorten slices with --slice`,
      reason: `it holds ${pairs} pairs of slices of ${formatDuration(sliceMs)}, and what differs by chance is learnt from how pairs differ`,
    },
  ];
}

function longIterations({ plan, forecast }: AdviceContext): Advice[] {
  const [iterationMs, sliceMs] = [longestIterationMs(plan), sliceMsOf(plan, forecast.durationMs)];
  if (iterationMs <= sliceMs / 2) return [];
  return [
    {
      code: 'AGAINST_LONG_ITERATIONS',
      severity: 'warning',
      topic: 'reliability',
      message: `make slices longer, and the load with them: --slice ${formatDuration(4 * iterationMs)}, or shorten the pauses of the test`,
      reason: `iterations take about ${formatDuration(iterationMs)} and reach into the other target's slices of ${formatDuration(sliceMs)}`,
    },
  ];
}

function fewAnswers({ forecast }: AdviceContext): Advice[] {
  const { value, is } = forecast.requests;
  if (is === 'least' || value / 2 >= FOR_P99) return [];
  return [
    {
      code: 'AGAINST_FEW_ANSWERS',
      severity: 'suggestion',
      topic: 'reliability',
      message: `raise or lengthen the load until each target answers ${FOR_P99} requests or more`,
      reason: `with about ${formatWhole(value / 2)} answers of each, 99th percentiles can't be compared`,
    },
  ];
}
