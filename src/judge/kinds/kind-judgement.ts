import type { PlannedLimit } from '../../model/plan.ts';
import type { Finding, LimitResult } from '../../model/run.ts';
import type { Judgement } from '../judge-load.ts';

/** What a kind of test adds to how every load test is judged. */
export interface KindJudgement {
  readonly findings: readonly Finding[];
  readonly parts?: Judgement['parts'];
  /** In place of the limits on the whole run. */
  readonly limits?: readonly PlannedLimit[];
  /** One for each of `limits`, in their order. */
  readonly results?: readonly LimitResult[];
  /** Results of what the kind expects beyond limits that can be written. */
  readonly expected?: readonly LimitResult[];
  /** The run fails, whatever its limits say. */
  readonly failed?: boolean;
  /** Failed checks, iterations and calls don't fail the run by themselves: more load was put on than has to be carried. */
  readonly tolerant?: boolean;
  /** How grave what every test is told of is for this kind. */
  readonly regrade?: (finding: Finding) => Finding;
}
