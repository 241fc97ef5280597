import type { Finding, Run, Severity } from '../../src/model/run.ts';

const ORDER: Readonly<Record<Severity, number>> = { critical: 0, major: 1, minor: 2, info: 3 };

/** The gravest first; of equal ones those that say why before those that only say that a limit was crossed, each as it was made. */
export function sortedFindings({ findings }: Pick<Run, 'findings'>): Finding[] {
  return [...findings].sort((a, b) => (ORDER[a.severity] ?? 4) - (ORDER[b.severity] ?? 4) || restates(a) - restates(b));
}

/** The headline and the table of limits say it already. */
function restates({ kind }: Finding): number {
  return kind === 'limit-crossed' || kind === 'run-aborted' ? 1 : 0;
}
