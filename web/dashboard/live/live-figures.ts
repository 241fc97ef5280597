import type { LiveSecond } from '../../../src/model/live-run.ts';
import type { LimitResult, Metric, Run } from '../../../src/model/run.ts';
import { showShare, showValue } from '../../../src/model/show-value.ts';

export interface LiveFigures {
  /** Requests, or calls of functions, per second. */
  readonly rate: string;
  readonly p95: string;
  readonly errors: string;
  readonly hasErrors: boolean;
  readonly limits: { readonly kept: number; readonly broken: number; readonly open: number };
}

/** The figures that tell at a glance how a run under way is doing. */
export function liveFigures(run: Run, second: LiveSecond | undefined): LiveFigures {
  const failed = total(run.metrics, 'http_req_failed') ?? total(run.metrics, 'function_failed');
  const share = failed?.type === 'rate' ? failed.value : 0;
  return {
    rate: rateOf(run),
    p95: second?.recent == null ? '–' : showValue(second.recent.p95, 'ms'),
    errors: failed === undefined ? '–' : showShare(share),
    hasErrors: share > 0,
    limits: {
      kept: countOf(run.limits, true),
      broken: countOf(run.limits, false),
      open: countOf(run.limits, null),
    },
  };
}

/** Of the last step that is over. */
function rateOf({ series, metrics }: Run): string {
  const requests = series.find(({ name, tags }) => isSubject(name) && Object.keys(tags).length === 0);
  const last = requests?.fields.perSecond?.findLast((value) => value !== null);
  if (last != null) return `${showValue(last, '')}/s`;
  const counted = total(metrics, 'http_reqs') ?? total(metrics, 'function_calls');
  return counted?.type === 'counter' ? `${showValue(counted.perSecond, '')}/s` : '–';
}

function isSubject(name: string): boolean {
  return name === 'http_reqs' || name === 'function_calls';
}

function total(metrics: readonly Metric[], name: string): Metric | undefined {
  return metrics.find((metric) => metric.name === name && Object.keys(metric.tags).length === 0);
}

function countOf(limits: readonly LimitResult[], passed: boolean | null): number {
  return limits.filter((limit) => limit.passed === passed).length;
}
