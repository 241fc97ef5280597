import type { LiveView } from '../model/live.ts';
import type { Finding } from '../model/run.ts';
import { showShare } from '../model/show-value.ts';
import { formatDuration } from '../model/units.ts';
import { LATE, SATURATED } from './generator-findings.ts';
import { graveness } from './generator-health.ts';

/** Before this, code that warms up and connections that are opened would be taken for the state of things. */
const SETTLED_MS = 5_000;

/** What can be told about a run while it goes on: whether the generator spoils the last seconds' numbers. */
export function liveFindings({
  elapsedMs,
  generator,
  recent,
}: Pick<LiveView, 'elapsedMs' | 'generator' | 'recent'>): Finding[] {
  if (elapsedMs < SETTLED_MS || recent === null) return [];
  const { loopDelayP99, latenessP99, cpu, workers } = generator;
  const latencyMs = recent.p99;
  const kinds = [
    { kind: SATURATED, delayMs: loopDelayP99, what: 'The load generator is saturated: its event loop is late by' },
    { kind: LATE, delayMs: latenessP99, what: 'Iterations start late, by' },
  ];
  return kinds.flatMap(({ kind, delayMs, what }) => {
    const severity = delayMs === null ? undefined : graveness({ delayMs, latencyMs, cpuPercent: cpu });
    if (delayMs === null || severity === undefined) return [];
    return {
      kind,
      severity,
      title: `${what} ${formatDuration(delayMs)} (p99), ${showShare(delayMs / latencyMs)} of the latency measured`,
      evidence: { delay: delayMs, latency: latencyMs, cpuPercent: cpu, workers },
      advice: 'The latencies are partly those of the generator: use more workers or machines, or less load.',
    };
  });
}
