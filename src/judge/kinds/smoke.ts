import type { Finding } from '../../model/run.ts';
import type { Case } from '../evidence.ts';
import { isDecidedByLimit } from '../failure-findings.ts';
import type { KindJudgement } from './kind-judgement.ts';

const ABOUT_REQUESTS = /^(?:requests-.+|unexpected-status)$/;

/** In a smoke test everything has to work: one failed request fails it, unless a limit says how many may. */
export function judgeSmoke(run: Case): KindJudgement {
  if (isDecidedByLimit(run, 'http_req_failed')) return { findings: [] };
  const failed = run.index.find('http_req_failed');
  return {
    findings: [],
    failed: failed?.type === 'rate' && failed.passes > 0,
    regrade: (finding: Finding) => {
      return ABOUT_REQUESTS.test(finding.kind) ? { ...finding, severity: 'critical' } : finding;
    },
  };
}
