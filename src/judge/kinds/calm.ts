import type { Finding, Level } from '../../model/run.ts';
import { MISCOUNTED } from '../generator-findings.ts';
import { findTotal } from './level-figures.ts';

const ABOUT_FAILURES =
  /^(?:checks-failed|iterations-failed|requests-.+|unexpected-status|function-failed|dropped-iterations)$/;

/** Whether checks, iterations or calls failed while no more load was on than has to be carried. */
export function failsWhileCalm(calm: readonly Level[]): boolean {
  return calm.some(({ metrics }) => {
    const checks = findTotal(metrics, 'checks');
    const iterations = findTotal(metrics, 'iterations_failed');
    const calls = findTotal(metrics, 'function_failed');
    return (
      (checks?.type === 'rate' && checks.fails > 0) ||
      (iterations?.type === 'rate' && iterations.passes > 0) ||
      (calls?.type === 'rate' && calls.passes > 0)
    );
  });
}

/** Failures, and troubles of the target, under more load than has to be carried are part of the answer. */
export function mildly(finding: Finding): Finding {
  const { kind, severity } = finding;
  if (kind === MISCOUNTED || (severity !== 'critical' && severity !== 'major')) return finding;
  if (ABOUT_FAILURES.test(kind)) return { ...finding, severity: 'minor' };
  return severity === 'critical' ? { ...finding, severity: 'major' } : finding;
}
