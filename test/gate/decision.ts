import type { GateDecision, GateReason } from '../../src/model/gate.ts';
import type { Comparison } from '../../src/model/run.ts';
import type { GateReport, GateRun } from '../../src/reporters/gate/gate-report.ts';

const comparison: Comparison = {
  metric: 'http_req_duration',
  tags: { name: 'login' },
  aggregate: 'p95',
  against: 'run-0',
  before: 120,
  after: 204,
  ratio: 1.7,
  low: 1.62,
  high: 1.79,
  verdict: 'slower',
  severity: 'critical',
  unit: 'ms',
  noiseFloor: 0.023,
};

/** Something that fails for being slower, unless told otherwise. */
export function reason(differs: Partial<GateReason> = {}): GateReason {
  return {
    status: 'failed',
    source: 'baseline',
    rule: 'baseline/http_req_duration/p95/name=login',
    subject: 'shop',
    severity: 'critical',
    text: 'http_req_duration p95 of login rose from 120ms to 204ms',
    runId: 'run-1',
    file: 'tests/shop.ts',
    line: 7,
    comparison,
    ...differs,
  };
}

/** Of everything that a gate can say, one. */
export const ONE_OF_EACH: readonly GateReason[] = [
  reason(),
  reason({ status: 'warned', severity: 'major', rule: 'baseline/http_reqs/rate', text: 'http_reqs rate fell by 22 %' }),
  reason({ status: 'noisy', severity: 'minor', rule: 'baseline/checks/rate', text: 'noise of 12 % hides it' }),
  reason({
    status: 'acknowledged',
    rule: 'budget/http_req_duration/p99',
    source: 'budget',
    text: 'p99 is 900ms, 800ms allowed',
    acknowledged: { reason: 'new payment provider', until: '2026-04-01' },
  }),
  without('comparison', reason({ status: 'passed', source: 'limit', rule: 'limit/checks', text: 'checks rate > 99%' })),
  without('comparison', reason({ status: 'skipped', source: 'objective', rule: 'objective/up', text: 'no data' })),
];

export const RUN: GateRun = {
  id: 'run-1',
  kind: 'load',
  name: 'shop',
  startedAt: '2026-03-01T10:00:00.000Z',
  verdict: 'passed',
  environment: {
    node: 'v22.1.0',
    v8: '12.4',
    os: 'Linux 6.1',
    cpu: 'AMD EPYC 7763',
    cores: 4,
    git: { commit: '4f2a9c77d01e', branch: 'feature/login', dirty: false },
    tags: {},
  },
  source: 'tests/shop.ts',
};

export function decisionOf(reasons: readonly GateReason[]): GateDecision {
  return {
    schema: 'plimsoll.gate/1',
    verdict: reasons.some(({ status }) => status === 'failed') ? 'failed' : 'passed',
    reasons,
    runIds: ['run-1'],
    decidedAt: '2026-03-01T10:05:00.000Z',
  };
}

export function reportOf(reasons: readonly GateReason[] = ONE_OF_EACH): GateReport {
  return { decision: decisionOf(reasons), runs: [RUN] };
}

function without<K extends keyof GateReason>(key: K, { [key]: _, ...rest }: GateReason): GateReason {
  return rest as unknown as GateReason;
}
