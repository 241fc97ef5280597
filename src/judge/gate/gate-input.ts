import type { RunComparison } from '../../model/comparison.ts';
import type { Acknowledgement, GateReason } from '../../model/gate.ts';
import type { ProjectConfig } from '../../model/project-config.ts';
import type { Run, Severity } from '../../model/run.ts';

/** What a gate decides from. */
export interface GateInput {
  readonly runs: readonly Run[];
  /** Of runs with their baselines. */
  readonly comparisons: readonly RunComparison[];
  readonly config: ProjectConfig;
  readonly acknowledgements: readonly Acknowledgement[];
  readonly now: Date;
  /** Why runs have nothing to be compared with, by their ids. */
  readonly withoutBaseline?: Readonly<Record<string, string>>;
  /** What came of measuring candidates once more. */
  readonly confirmations?: readonly Confirmation[];
  /** What could not be judged fails as well. */
  readonly strict?: boolean;
}

/** What measuring a candidate once more came to. */
export interface Confirmation {
  readonly runId: string;
  readonly rule: string;
  readonly subject: string;
  readonly outcome: NonNullable<GateReason['confirmation']>;
  /** `by a second run`, or why it could not be done. */
  readonly text: string;
}

/** A reason, and what entries of the file of known regressions may name it by. */
export interface Draft {
  readonly reason: GateReason;
  readonly metric?: string;
  readonly aggregate?: string;
}

const ORDER: readonly Severity[] = ['info', 'minor', 'major', 'critical'];

/** Below zero when `a` is the milder. */
export function bySeverity(a: Severity, b: Severity): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}

/** The parts of a reason that come from its run. */
export function ofRun(run: Run): Pick<GateReason, 'subject' | 'runId' | 'file'> {
  const { source } = run.test;
  const isFile = source !== '' && source !== 'inline' && !/^[a-z][a-z0-9+.-]*:/i.test(source);
  return { subject: run.name, runId: run.id, ...(isFile ? { file: source } : {}) };
}
