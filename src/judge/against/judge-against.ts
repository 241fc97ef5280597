import type { Finding } from '../../model/run.ts';
import { bySeverity, type Judgement } from '../judge-load.ts';
import { UNREACHABLE } from '../reach-findings.ts';
import type { AgainstEvidence } from './against-evidence.ts';
import { againstFindings, SEVERITIES } from './against-findings.ts';
import { compareArms } from './compare-arms.ts';

/** Adds to what a load test was judged to be what its two targets are to one another. `unreached`: one of them was not there. */
export function judgeAgainst(
  alone: Judgement,
  evidence: AgainstEvidence,
  unreached: readonly Finding[] = [],
): Judgement {
  const isReached = unreached.length === 0 && !alone.findings.some(({ kind }) => kind === UNREACHABLE);
  const parts = isReached ? compareArms(evidence) : { comparisons: [], samples: [] };
  const found = isReached ? againstFindings(parts.comparisons, evidence) : unreached;
  return {
    ...alone,
    verdict: verdictOf(alone, found, evidence),
    findings: [...found, ...alone.findings].sort(bySeverity),
    parts: { ...alone.parts, ...parts },
  };
}

/** What is slower by as much as fails the run does so, unless the generator may have made it; what could not be compared leaves it open. */
function verdictOf(alone: Judgement, found: readonly Finding[], evidence: AgainstEvidence): Judgement['verdict'] {
  const { verdict } = alone;
  if (verdict !== 'passed' && verdict !== 'inconclusive') return verdict;
  if (found.some(({ kind }) => kind === UNREACHABLE)) return 'failed';
  const { failOn = 'critical' } = evidence;
  const failing = failOn === 'never' ? [] : SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  const isSlower = found.some(({ kind, severity }) => kind === 'regression' && failing.includes(severity));
  if (isSlower) return found.some(({ kind }) => kind === 'against-doubtful') ? 'inconclusive' : 'failed';
  return found.some(({ kind }) => kind === 'against-too-short') ? 'inconclusive' : verdict;
}
