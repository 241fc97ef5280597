import type { Finding } from '../../src/model/run.ts';
import type { RunIndex } from '../../src/model/run-index.ts';
import { showCount, showValue } from '../../src/model/show-value.ts';
import { formatCount } from '../../src/model/units.ts';

/** Whether the generator, and not only the target, shaped the numbers. */
export interface Trust {
  readonly state: 'good' | 'doubtful' | 'spoiled' | 'unknown';
  readonly sentence: string;
  readonly figures: readonly (readonly [label: string, value: string])[];
  /** What is doubtful, as judging found it. */
  readonly findings: readonly Finding[];
}

export function trustOf(index: RunIndex): Trust {
  const findings = index.run.findings.filter(isAboutTrust);
  const figures = healthFigures(index);
  const dropped = index.total('dropped_iterations');
  const isGrave = findings.some(({ severity }) => severity === 'major' || severity === 'critical');
  if (findings.length > 0) {
    const sentence = isGrave
      ? 'Not all of them: the load generator shaped what was measured.'
      : 'With a grain of salt: something about the load generator is worth knowing.';
    return { state: isGrave ? 'spoiled' : 'doubtful', sentence, figures, findings };
  }
  if (dropped > 0) {
    const sentence = `${showCount(dropped, 'arrival')} dropped, since all users were busy: latencies are lower bounds.`;
    return { state: 'doubtful', sentence, figures, findings };
  }
  if (figures.length === 0) {
    return { state: 'unknown', sentence: 'Nothing is known of the load generator.', figures, findings };
  }
  return { state: 'good', sentence: 'Yes: the load generator kept up.', figures, findings };
}

/** Findings about the generator, and about load that was not made or measured. */
function isAboutTrust({ kind, severity }: Finding): boolean {
  return (
    severity !== 'info' &&
    /^generator-|^worker-failed$|^dropped-iterations$|^arrivals-miscounted$|^few-samples$|^capacity-of-generator$/.test(
      kind,
    )
  );
}

function healthFigures(index: RunIndex): (readonly [string, string])[] {
  const lateness = index.trend('generator_lateness')?.percentiles['99'];
  const delay = index.trend('generator_loop_delay')?.percentiles['99'];
  const cpus = index
    .valuesOf('generator_cpu', 'worker')
    .flatMap(({ metric }) => (metric.type === 'gauge' ? metric.mean : []));
  const cpu = cpus.length > 0 ? Math.max(...cpus) : index.gauge('generator_cpu')?.mean;
  const memory = index.gauge('generator_memory')?.max;
  const dropped = index.total('dropped_iterations');
  return [
    ...(lateness === undefined ? [] : [['iterations started late, p99', showValue(lateness, 'ms')] as const]),
    ...(delay === undefined ? [] : [['event-loop delay, p99', showValue(delay, 'ms')] as const]),
    ...(cpu === undefined ? [] : [['CPU, busiest worker', `${Math.round(cpu)}% of a core`] as const]),
    ...(memory === undefined ? [] : [['memory', showValue(memory, 'bytes')] as const]),
    ...(lateness === undefined && dropped === 0 ? [] : [['arrivals dropped', formatCount(dropped)] as const]),
  ];
}
