import { DEFAULT_GRADES, type Grades } from '../../model/comparison.ts';
import type { Severity } from '../../model/run.ts';

const ORDER: readonly Severity[] = ['info', 'minor', 'major', 'critical'];

/** How grave it is to be worse by this share. */
export function severityOf(share: number, { minor, major, critical }: Grades = DEFAULT_GRADES): Severity {
  if (share > critical) return 'critical';
  if (share >= major) return 'major';
  return share >= minor ? 'minor' : 'info';
}

export function mildest(a: Severity, b: Severity): Severity {
  return gravityOf(a) < gravityOf(b) ? a : b;
}

/** 0 for info up to 3 for critical; less where there is none. */
export function gravityOf(severity: Severity | undefined): number {
  return severity === undefined ? -1 : ORDER.indexOf(severity);
}
