import type { Finding, LimitResult, Run } from '../../model/run.ts';
import { showCount, showValue } from '../../model/show-value.ts';
import { type Draft, type GateInput, ofRun } from './gate-input.ts';

/** What a run itself says: each limit that it crossed or could not judge, and its verdict. */
export function runReasons(run: Run, { config, strict = false }: GateInput): Draft[] {
  const failsOnNoise = strict || config.gate?.failOnNoise === true;
  if (run.verdict === 'passed') return [passed(run)];
  // Those of benchmarks are what they require of themselves, and told as that.
  const limits = (run.benchmarks === undefined ? run.limits : []).flatMap((limit): Draft[] => {
    if (limit.passed === false && isFailure(run)) return [crossed(run, limit)];
    return limit.passed === null ? [unjudged(run, limit, failsOnNoise)] : [];
  });
  const isExplained = limits.some(({ reason }) => reason.status === (isFailure(run) ? 'failed' : 'noisy'));
  const alone =
    run.benchmarks?.some(({ requirements }) => requirements.some(({ passed }) => passed === false)) ?? false;
  return isExplained || (alone && run.verdict === 'failed') ? limits : [verdict(run, failsOnNoise), ...limits];
}

function isFailure({ verdict }: Run): boolean {
  return verdict === 'failed' || verdict === 'aborted';
}

function passed(run: Run): Draft {
  const { limits, checks, benchmarks } = run;
  const kept = limits.filter(({ passed }) => passed === true).length;
  const parts = [
    ...(limits.length > 0 && benchmarks === undefined ? [`${kept} of ${showCount(limits.length, 'limit')} kept`] : []),
    ...(checks.length > 0 ? [`${showCount(checks.length, 'check')} held`] : []),
    ...(benchmarks === undefined ? [] : [`${showCount(benchmarks.length, 'benchmark')} measured`]),
  ];
  const text = parts.length === 0 ? 'passed; it states no limits' : `passed: ${parts.join(', ')}`;
  return {
    reason: { status: 'passed', source: 'run', rule: 'run/verdict', severity: 'info', text, ...ofRun(run) },
  };
}

function crossed(run: Run, limit: LimitResult): Draft {
  const { value, unit = '', rule, reason, level } = limit;
  const measured = value === null ? (reason ?? 'no sample of it') : `it is ${showValue(value, unit)}`;
  const where = level === undefined ? '' : ` at level ${level}`;
  return {
    metric: limit.metric,
    reason: {
      status: 'failed',
      source: 'limit',
      rule: `limit/${rule}`,
      severity: 'critical',
      text: `${rule}: ${measured}${where}`,
      ...ofRun(run),
    },
  };
}

function unjudged(run: Run, { metric, rule, reason }: LimitResult, fails: boolean): Draft {
  return {
    metric,
    reason: {
      status: fails ? 'failed' : 'noisy',
      source: 'limit',
      rule: `limit/${rule}`,
      severity: 'minor',
      text: `${rule}: could not be judged${reason === undefined ? '' : `, ${reason}`}`,
      ...ofRun(run),
    },
  };
}

function verdict(run: Run, failsOnNoise: boolean): Draft {
  const undecided = run.verdict === 'inconclusive';
  const why = gravest(run.findings)?.title;
  const said: Record<Run['verdict'], string> = {
    passed: 'passed',
    failed: 'failed',
    aborted: 'was stopped by a limit before its end',
    interrupted: 'was interrupted, so that it says nothing of the rest',
    inconclusive: 'could not be decided',
  };
  return {
    reason: {
      status: undecided && !failsOnNoise ? 'noisy' : 'failed',
      source: 'run',
      rule: 'run/verdict',
      severity: undecided ? 'minor' : 'critical',
      text: why === undefined ? said[run.verdict] : `${said[run.verdict]}: ${why}`,
      ...ofRun(run),
    },
  };
}

function gravest(findings: readonly Finding[]): Finding | undefined {
  return (
    findings.find(({ severity }) => severity === 'critical') ??
    findings.find(({ severity }) => severity === 'major') ??
    findings[0]
  );
}
