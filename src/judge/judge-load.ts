/**
 * judge/ turns what was measured into findings and a verdict, once, at the end of a run; limits are followed while it goes
 * on too (`limit-watch.ts`). Reporters and the dashboard print what is found here and compute nothing. Load tests come in
 * as LoadEvidence; what goes out are the parts of the Run that say whether it passed, why, and what to do.
 */

import type { Finding, LimitResult, Run, Severity, Verdict } from '../model/run.ts';
import { isAside } from '../model/selection.ts';
import { bottlenecks } from './bottlenecks/bottlenecks.ts';
import type { Case, LoadEvidence, RunFailure } from './evidence.ts';
import { failedChecks, failedIterations, failureFindings, isDecidedByLimit } from './failure-findings.ts';
import { functionFindings, hasFailedCalls } from './function-findings.ts';
import { DROPPED, generatorFindings, LATE, SATURATED, UNFINISHED } from './generator-findings.ts';
import { judgeKind } from './kinds/judge-kind.ts';
import type { KindJudgement } from './kinds/kind-judgement.ts';
import { hasFewSamples, limitFindings } from './limit-findings.ts';
import { metricIndex } from './metric-index.ts';
import { NOTHING_MEASURED, reachFindings, UNREACHABLE } from './reach-findings.ts';

export interface Judgement {
  readonly verdict: Verdict;
  /** Gravest first. */
  readonly findings: readonly Finding[];
  /** As handed in, those on numbers that can't be trusted marked. */
  readonly limits: readonly LimitResult[];
  /** Parts that only some kinds of test have. */
  readonly parts?: Pick<Run, 'levels' | 'loadLine' | 'scaling' | 'comparisons' | 'samples'>;
}

/** Gravest first. */
export function bySeverity(a: Finding, b: Finding): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}

const SEVERITIES: readonly Severity[] = ['critical', 'major', 'minor', 'info'];
/** Said of runs whose numbers are worth something. */
const SPOILED = new Set([SATURATED, LATE, UNFINISHED]);
/** Judges a load test. */
export function judgeLoad(evidence: LoadEvidence): Judgement {
  const asked: Case = { ...evidence, index: metricIndex(evidence.metrics) };
  const reach = reachFindings(asked);
  const kind = ofKind(asked, reach);
  const { limits = asked.limits, results = asked.results, regrade = asIs } = kind;
  const run: Case = { ...asked, limits, results };
  const nothing = reach.some(({ kind }) => kind === NOTHING_MEASURED);
  const unreachable = reach.some(({ kind }) => kind === UNREACHABLE);
  // Of a target that was never reached there are no numbers that a generator could spoil.
  const isMeant = ({ kind }: Finding): boolean => {
    if (unreachable) return !kind.startsWith('requests-') && !SPOILED.has(kind);
    return !nothing || kind !== UNFINISHED;
  };
  const generator = generatorFindings(run);
  const troubles = bottlenecks(run, generator);
  const findings = [
    ...endFindings(run),
    ...run.failures.map(failureFinding),
    ...reach,
    ...limitFindings(run),
    ...kind.findings,
    ...[
      ...functionFindings(run),
      ...troubles.findings,
      ...[...failureFindings(run), ...generator].filter((each) => isMeant(each) && !troubles.isExplained(each)),
    ].map(regrade),
  ].sort(bySeverity);
  return {
    verdict: verdictOf(run, findings, kind),
    findings,
    limits: [...markedLimits(run, findings), ...(kind.expected ?? [])],
    ...(kind.parts === undefined ? {} : { parts: kind.parts }),
  };
}

/** What the test's kind makes of it; of a load that did not come to its end, or never to the target, only its levels. */
function ofKind(run: Case, reach: readonly Finding[]): KindJudgement {
  const judged = judgeKind(run);
  const isWhole = run.end.kind === 'completed' && run.failures.length === 0;
  const isReached = !reach.some(({ kind }) => kind === UNREACHABLE || kind === NOTHING_MEASURED);
  if (isWhole && isReached) return judged;
  return { findings: [], ...(judged.parts === undefined ? {} : { parts: judged.parts }) };
}

function asIs(finding: Finding): Finding {
  return finding;
}

function verdictOf(run: Case, findings: readonly Finding[], kind: KindJudgement): Verdict {
  if (run.end.kind !== 'completed') return run.end.kind;
  const hasFailed =
    run.failures.length > 0 ||
    kind.failed === true ||
    findings.some(({ severity }) => severity === 'critical') ||
    run.results.some(({ passed }) => passed === false) ||
    (kind.tolerant !== true && hasBroken(run));
  if (hasFailed) return 'failed';
  const isOpen =
    run.results.some(({ passed }) => passed === null) || run.limits.some((limit) => hasFewSamples(limit, run));
  return isOpen ? 'inconclusive' : 'passed';
}

/** Calls, checks or iterations failed, and no limit says how many may. */
function hasBroken(run: Case): boolean {
  return (
    hasFailedCalls(run) ||
    (failedChecks(run) > 0 && !isDecidedByLimit(run, 'checks')) ||
    (failedIterations(run) > 0 && !isDecidedByLimit(run, 'iterations_failed'))
  );
}

/** How the run came to its end, where that was not as planned. */
export function endFindings({ end }: Case): Finding[] {
  if (end.kind === 'completed') return [];
  const by = end.text === undefined ? '' : `: ${end.text}`;
  const isAborted = end.kind === 'aborted';
  return [
    {
      kind: isAborted ? 'run-aborted' : 'run-interrupted',
      severity: isAborted ? 'critical' : 'major',
      title: `The run was ${end.kind} before its end${by}`,
      evidence: { reason: end.text ?? null },
      advice: 'What was measured until then is kept. Compare it with whole runs with care.',
    },
  ];
}

export function failureFinding({ kind, text }: RunFailure): Finding {
  const what = { setup: 'Set-up failed', teardown: 'Teardown failed', worker: 'A worker of the load generator died' };
  const advice = {
    setup: 'No load was started. Mend what set-up needs, and try again.',
    teardown: 'What was measured is not touched by it, but the target may be left with the data of the test.',
    worker:
      'Its part of the load was missing from then on, so the numbers are those of a smaller load. If it ran out of memory, keep less in the script or use more workers. A function under test that may end or hold its thread belongs in a process of its own: `isolate: process`.',
  };
  // The line below the message is the innermost of the user's own.
  const [message = '', place] = text.split('\n');
  return {
    kind: `${kind}-failed`,
    severity: kind === 'teardown' ? 'major' : 'critical',
    title: `${what[kind]}: ${message}`,
    evidence: {
      ...(place === undefined ? {} : { place: place.trim().replace(/^at /, '') }),
      text: text.length > 1000 ? `${text.slice(0, 999)}…` : text,
    },
    advice: advice[kind],
  };
}

const MARKS: Readonly<Record<string, string>> = {
  [SATURATED]: 'the load generator was saturated',
  [LATE]: 'the load generator was late',
  [DROPPED]: 'a lower bound, since arrivals were dropped',
};
const TIMES = new Set(['http_req_duration', 'response_time', 'iteration_duration', 'http_req_waiting']);

/** Says at limits on times what makes their value doubtful. */
function markedLimits(run: Case, findings: readonly Finding[]): LimitResult[] {
  const marks = findings.flatMap(({ kind, severity }) =>
    severity === 'major' && Object.hasOwn(MARKS, kind) ? [MARKS[kind]] : [],
  );
  return run.results.map((result) => {
    if (marks.length === 0 || !TIMES.has(result.metric) || result.value === null || isAside(result.tags)) return result;
    return { ...result, reason: [result.reason, ...marks].filter((part) => part !== undefined).join('; ') };
  });
}
