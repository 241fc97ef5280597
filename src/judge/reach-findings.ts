import type { Finding } from '../model/run.ts';
import { showCount } from '../model/show-value.ts';
import { ERROR_ADVICE, UNREACHABLE_KINDS } from './error-advice.ts';
import type { Case } from './evidence.ts';
import { totalOf } from './metric-index.ts';

export const UNREACHABLE = 'target-unreachable';
export const NOTHING_MEASURED = 'nothing-measured';

/** Whether the test came to the target at all, and did anything there. */
export function reachFindings(run: Case): Finding[] {
  const cause = unreachableBy(run);
  if (cause !== undefined) return [unreachable(run, cause)];
  const requests = totalOf(run.index, 'http_reqs');
  if (requests > 0 || totalOf(run.index, 'function_calls') > 0) return [];
  const iterations = totalOf(run.index, 'iterations');
  if (iterations > 0) return [withoutRequests(iterations)];
  return run.end.kind === 'completed' && run.failures.length === 0 ? [nothing(run)] : [];
}

const GAVE_UP = 'Nothing was reached in the first 5 s, so the rest of the load was left out.';
const START_IT = 'To start the target with the run and wait until it is ready, add --start and --ready.';

interface Cause {
  readonly kind: string;
  readonly failed: number;
}

/** The most frequent kind of failure where no request, or none of set-up's, got any answer. */
function unreachableBy(run: Case): Cause | undefined {
  const requests = totalOf(run.index, 'http_reqs');
  if (requests === 0) return unreachableInSetup(run);
  const kinds = run.index
    .sub('http_reqs', 'error')
    .map(({ value, metric }) => ({ kind: value, count: metric.type === 'counter' ? metric.total : 0 }))
    .filter(({ kind, count }) => count > 0 && UNREACHABLE_KINDS.has(kind))
    .sort((a, b) => b.count - a.count);
  const failed = kinds.reduce((sum, { count }) => sum + count, 0);
  const [first] = kinds;
  return first !== undefined && failed === requests ? { kind: first.kind, failed } : undefined;
}

function unreachableInSetup(run: Case): Cause | undefined {
  const failed = run.index.find('http_req_failed', { group: '::setup' });
  if (failed?.type !== 'rate' || failed.passes === 0 || failed.fails > 0) return undefined;
  const ofRequests = run.errors.filter(({ kind }) => Object.hasOwn(ERROR_ADVICE, kind));
  const [first] = ofRequests;
  const isDown = first !== undefined && ofRequests.every(({ kind }) => UNREACHABLE_KINDS.has(kind));
  return isDown ? { kind: first.kind, failed: failed.passes } : undefined;
}

function unreachable(run: Case, { kind, failed }: Cause): Finding {
  const { target, errors } = run;
  const known = ERROR_ADVICE[kind];
  const example = errors.find((error) => error.kind === kind)?.samples[0];
  const connections = totalOf(run.index, 'connections_opened');
  const where = target ?? example?.request?.split('\n', 1)[0] ?? 'the target';
  const what = connections > 0 ? 'accepted connections, but answered none' : 'could not be reached by any';
  return {
    kind: UNREACHABLE,
    severity: 'critical',
    title: `${where} ${what} of ${showCount(failed, 'request')}: ${known?.meaning ?? kind} ('${kind}')`,
    evidence: {
      target: target ?? null,
      kind,
      requests: failed,
      connectionsOpened: connections,
      cause: example?.text.split('\n', 1)[0] ?? null,
    },
    advice: [
      ...(run.gaveUp === true ? [GAVE_UP] : []),
      ...(known === undefined ? [] : [known.advice]),
      ...(kind === 'refused' ? [START_IT] : []),
      `Try it by hand: curl -v ${target ?? 'URL'}`,
    ].join(' '),
  };
}

function withoutRequests(iterations: number): Finding {
  return {
    kind: 'no-requests',
    severity: 'minor',
    title: `${showCount(iterations, 'iteration')} made no request`,
    evidence: { iterations },
    advice: 'If requests were meant to be made, run with --once to see where the iteration ends.',
  };
}

function nothing(run: Case): Finding {
  const running = totalOf(run.index, 'interrupted_iterations');
  return {
    kind: NOTHING_MEASURED,
    severity: 'critical',
    title:
      running > 0
        ? `Nothing was measured: ${showCount(running, 'iteration')} began, and none had ended at the end of the test`
        : 'Nothing was measured: no iteration ended and no request was made',
    evidence: { iterations: 0, requests: 0, running },
    advice:
      running > 0
        ? 'Set a timeout for requests that is shorter than the test, so that it can tell what they wait for.'
        : 'Check that the load is more than zero, that its duration is long enough for one iteration, and that not everything is warm-up.',
  };
}
