import type { Run } from '../model/run.ts';
import { MISCOUNTED } from './generator-findings.ts';
import { UNREACHABLE } from './reach-findings.ts';

/** What the process ends with; where several hold, the first one listed in PRECEDENCE. */
export const EXIT = {
  passed: 0,
  bug: 1,
  wrongInput: 2,
  failed: 3,
  unreachable: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const PRECEDENCE: readonly ExitCode[] = [EXIT.interrupted, EXIT.bug, EXIT.unreachable, EXIT.failed, EXIT.passed];

type Judged = Pick<Run, 'verdict' | 'findings'>;

/** The exit code of one run or a suite of them; `strict` makes inconclusive runs fail. */
export function exitCode(runs: readonly Judged[], { strict = false }: { readonly strict?: boolean } = {}): ExitCode {
  const codes = new Set(runs.flatMap((run) => codesOf(run, strict)));
  return PRECEDENCE.find((code) => codes.has(code)) ?? EXIT.passed;
}

function codesOf({ verdict, findings }: Judged, strict: boolean): ExitCode[] {
  const codes: ExitCode[] = [];
  if (verdict === 'interrupted') codes.push(EXIT.interrupted);
  if (findings.some(({ kind }) => kind === MISCOUNTED)) codes.push(EXIT.bug);
  if (findings.some(({ kind }) => kind === UNREACHABLE)) codes.push(EXIT.unreachable);
  if (verdict === 'failed' || verdict === 'aborted' || (strict && verdict === 'inconclusive')) codes.push(EXIT.failed);
  return codes;
}
