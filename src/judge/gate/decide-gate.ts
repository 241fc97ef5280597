/**
 * gate/ decides whether what was measured may pass: from what runs say of themselves, from their baselines, from the project's
 * budgets, and from what benchmarks require. Runs, comparisons and the file of known regressions come in; reasons go out, a line
 * each. What is too noisy to be judged is told, and fails nothing unless asked to.
 */
import type { GateDecision, GateReason } from '../../model/gate.ts';
import { acknowledged } from './acknowledge.ts';
import { baselineReasons } from './baseline-reasons.ts';
import { budgetReasons } from './budget-reasons.ts';
import { bySeverity, type GateInput } from './gate-input.ts';
import { requirementReasons } from './requirement-reasons.ts';
import { runReasons } from './run-reasons.ts';

/** Decides a gate; failures come first, and only they fail it. */
export function decideGate(input: GateInput): GateDecision {
  const { runs, acknowledgements, now } = input;
  const drafts = [
    ...runs.flatMap((run) => [...runReasons(run, input), ...requirementReasons(run, input)]),
    ...baselineReasons(input),
    ...budgetReasons(input),
  ];
  const reasons = acknowledged(drafts, acknowledgements, now).sort(gravestFirst);
  return {
    schema: 'plimsoll.gate/1',
    verdict: reasons.some(({ status }) => status === 'failed') ? 'failed' : 'passed',
    reasons,
    runIds: runs.map(({ id }) => id),
    decidedAt: now.toISOString(),
  };
}

/** Regressions that would fail: worth measuring once more before they do. */
export function candidatesOf({ reasons }: GateDecision): GateReason[] {
  return reasons.filter(({ status, source, comparison }) => {
    return status === 'failed' && source === 'baseline' && comparison !== undefined;
  });
}

const ORDER: readonly GateReason['status'][] = ['failed', 'warned', 'noisy', 'acknowledged', 'passed', 'skipped'];

function gravestFirst(a: GateReason, b: GateReason): number {
  return ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || bySeverity(b.severity, a.severity);
}
