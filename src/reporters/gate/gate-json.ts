import type { GateDecision } from '../../model/gate.ts';
import type { GateReport, GateRun } from './gate-report.ts';

/** What `--json` of a gate writes: the decision, with the runs it is about. */
export type GateJson = GateDecision & {
  readonly runs: readonly GateRun[];
  readonly folder?: string;
};

/** A decision as JSON, of the schema `plimsoll.gate/1`. */
export function renderGateJson({ decision, runs, folder }: GateReport): string {
  const whole: GateJson = { ...decision, runs, ...(folder === undefined || folder === '' ? {} : { folder }) };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}
