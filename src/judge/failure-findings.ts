import { ERROR_KINDS } from '../model/metrics.ts';
import type { Finding, RunError, Severity } from '../model/run.ts';
import { showCount, showShare } from '../model/show-value.ts';
import { formatCount } from '../model/units.ts';
import { ERROR_ADVICE } from './error-advice.ts';
import type { Case } from './evidence.ts';
import { totalOf } from './metric-index.ts';

const KINDS_OF_REQUESTS: ReadonlySet<string> = new Set(ERROR_KINDS);
const MOST_NAMED = 3;

/** Checks that failed, iterations that threw, and requests that failed, by kind and status. */
export function failureFindings(run: Case): Finding[] {
  return [...checkFindings(run), ...iterationFindings(run), ...errorFindings(run), ...statusFindings(run)];
}

export function failedChecks(run: Case): number {
  return run.checks.reduce((sum, { fails }) => sum + fails, 0);
}

export function failedIterations(run: Case): number {
  const metric = run.index.find('iterations_failed');
  return metric?.type === 'rate' ? metric.passes : 0;
}

/** A limit on the metric takes over the decision whether failures fail the run. */
export function isDecidedByLimit(run: Case, metric: string): boolean {
  return run.limits.some(({ rule }) => rule.metric === metric);
}

function checkFindings(run: Case): Finding[] {
  const failed = failedChecks(run);
  if (failed === 0) return [];
  const all = run.checks.reduce((sum, { passes, fails }) => sum + passes + fails, 0);
  const worst = run.checks.filter(({ fails }) => fails > 0).sort((a, b) => b.fails - a.fails);
  const named = worst.slice(0, MOST_NAMED).map(({ name, fails }) => `'${name}' (${formatCount(fails)})`);
  const more = worst.length > MOST_NAMED ? `, and ${worst.length - MOST_NAMED} others` : '';
  const isDecided = isDecidedByLimit(run, 'checks');
  return [
    {
      kind: 'checks-failed',
      severity: isDecided ? 'minor' : 'major',
      title: `${formatCount(failed)} of ${showCount(all, 'check')} failed: ${named.join(', ')}${more}`,
      evidence: { failed, all, worst: worst[0]?.name ?? '', decidedByLimit: isDecided },
      advice: isDecided
        ? 'A limit on `checks` says how many may fail.'
        : "Run with --once to see the requests and answers of one iteration. A limit such as 'checks rate > 99%' would allow for some.",
    },
  ];
}

function iterationFindings(run: Case): Finding[] {
  const failed = failedIterations(run);
  if (failed === 0) return [];
  const metric = run.index.find('iterations_failed');
  const all = metric?.type === 'rate' ? metric.passes + metric.fails : failed;
  const cause = run.errors.find(({ kind }) => !KINDS_OF_REQUESTS.has(kind) && kind !== 'check' && kind !== 'status');
  const text = firstLine(cause);
  const isDecided = isDecidedByLimit(run, 'iterations_failed');
  return [
    {
      kind: 'iterations-failed',
      severity: isDecided ? 'minor' : 'major',
      title: `${formatCount(failed)} of ${showCount(all, 'iteration')} failed${text === '' ? '' : `, most often with: ${text}`}`,
      evidence: { failed, all, kind: cause?.kind ?? null, where: cause?.name ?? null, decidedByLimit: isDecided },
      advice:
        'An iteration fails when the script throws or a capture finds nothing. Run with --once to see what it got; the excerpts below name the line.',
    },
  ];
}

function errorFindings(run: Case): Finding[] {
  const requests = totalOf(run.index, 'http_reqs');
  return run.index.sub('http_reqs', 'error').flatMap(({ value: kind, metric }) => {
    const count = metric.type === 'counter' ? metric.total : 0;
    if (count === 0) return [];
    const known = Object.hasOwn(ERROR_ADVICE, kind) ? ERROR_ADVICE[kind] : undefined;
    const example = run.errors.find((error) => error.kind === kind);
    return [
      {
        kind: `requests-${kind}`,
        severity: severityOf(count / requests, run),
        title: `${showCount(count, 'request')} (${showShare(count / requests)}) failed with '${kind}'${known === undefined ? '' : `: ${known.meaning}`}`,
        evidence: {
          count,
          share: count / requests,
          mostAt: example?.name ?? null,
          example: firstLine(example) || null,
        },
        advice: known?.advice ?? 'Look at the excerpts of the first failures.',
      },
    ];
  });
}

function statusFindings(run: Case): Finding[] {
  const requests = totalOf(run.index, 'http_reqs');
  return run.index.sub('http_req_failed', 'status').flatMap(({ value: status, metric }) => {
    const count = metric.type === 'rate' ? metric.passes : 0;
    if (count === 0 || status === '0') return [];
    const share = requests > 0 ? count / requests : 1;
    return [
      {
        kind: 'unexpected-status',
        severity: severityOf(share, run),
        title: `${showCount(count, 'request')} (${showShare(share)}) got the unexpected status ${status}`,
        evidence: { status, count, share },
        advice: statusAdvice(status),
      },
    ];
  });
}

function statusAdvice(status: string): string {
  if (status === '429')
    return 'The target limits rates: test with its limit lifted, or with less load for each client.';
  if (status === '401' || status === '403') return 'Check the credentials and how long they are valid.';
  if (status === '404') return 'Check the path, and that the data the test asks for exists on this target.';
  if (status === '502' || status === '503' || status === '504') {
    return 'Something before the target gave up on it: look at the health, limits and timeouts of both.';
  }
  if (status.startsWith('5')) return "Look in the target's log for the errors of these requests.";
  return 'If the status is as it should be, list it in `expectedStatuses`.';
}

/** Where a limit decides how many requests may fail, no share of them is critical by itself. */
function severityOf(share: number, run: Case): Severity {
  if (share >= 0.5 && !isDecidedByLimit(run, 'http_req_failed')) return 'critical';
  if (share >= 0.01) return 'major';
  return share >= 0.001 ? 'minor' : 'info';
}

function firstLine(error: RunError | undefined): string {
  const text = error?.samples[0]?.text.split('\n', 1)[0]?.trim() ?? '';
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
