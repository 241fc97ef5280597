import { OTHER } from '../model/metrics.ts';
import type { Finding, Metric } from '../model/run.ts';
import { showCount, showShare } from '../model/show-value.ts';
import { formatCount, formatDuration } from '../model/units.ts';
import type { Case } from './evidence.ts';
import { percentileIn, totalOf } from './metric-index.ts';

/** Delays of the generator up to this share of the target's latency do not show in the numbers. */
const HARMLESS_SHARE = 0.1;
/** And none shorter than this is worth a word. */
const HARMLESS_MS = 1;
const HIGH_CPU_PERCENT = 90;

export const SATURATED = 'generator-saturated';
export const LATE = 'generator-late';
export const DROPPED = 'dropped-iterations';
export const MISCOUNTED = 'arrivals-miscounted';

/** Whether the generator did what was asked of it, and whether it spoiled what it measured. */
export function generatorFindings(run: Case): Finding[] {
  return [
    ...saturation(run),
    ...lateness(run),
    ...garbage(run),
    ...dropped(run),
    ...miscounted(run),
    ...unfinished(run),
    ...overflowing(run),
  ];
}

/** The 99th percentile that delays are compared with, in milliseconds. */
function latencyP99(run: Case): { metric: string; value: number } | undefined {
  for (const metric of ['http_req_duration', 'response_time', 'iteration_duration']) {
    const value = percentileIn(run.index, metric, '99');
    if (value !== undefined) return { metric, value };
  }
  return undefined;
}

function isHarmful(delayMs: number, latencyMs: number): boolean {
  return delayMs > HARMLESS_MS && delayMs > latencyMs * HARMLESS_SHARE;
}

function saturation(run: Case): Finding[] {
  const worst = worstWorker(run);
  const latency = latencyP99(run);
  if (worst === undefined || latency === undefined || !isHarmful(worst.p99, latency.value)) return [];
  const cpu = busiestCpu(run);
  const isBusy = cpu !== undefined && cpu >= HIGH_CPU_PERCENT;
  return [
    {
      kind: SATURATED,
      severity: 'major',
      title:
        `The load generator was saturated: its event loop was held up for ${formatDuration(worst.p99)} at p99, ` +
        `which is ${showShare(worst.p99 / latency.value)} of the latency measured (p99 ${formatDuration(latency.value)})`,
      evidence: {
        loopDelayP99: worst.p99,
        worker: worst.worker,
        latencyP99: latency.value,
        metric: latency.metric,
        cpuPercent: cpu ?? null,
        workers: run.workers,
        untrusted: 'http_req_duration, response_time, iteration_duration',
      },
      advice: isBusy
        ? 'The latencies include waiting in the generator. Use more workers or machines, less load, or a cheaper script (fewer checks, smaller bodies parsed).'
        : 'The latencies include waiting in the generator, though its CPU was not busy all the time: look for synchronous work in the script (large JSON, cryptography, files), and for other programs on this machine.',
    },
  ];
}

function worstWorker({ index }: Case): { p99: number; worker: string | null } | undefined {
  const workers = index
    .sub('generator_loop_delay', 'worker')
    .map(({ value, metric }) => ({ worker: value, p99: p99Of(metric) }));
  const total = index.find('generator_loop_delay');
  const all = [...workers, ...(total === undefined ? [] : [{ worker: null, p99: p99Of(total) }])];
  return all.sort((a, b) => b.p99 - a.p99)[0];
}

function p99Of(metric: Metric): number {
  return metric.type === 'trend' ? (metric.percentiles['99'] ?? 0) : 0;
}

function busiestCpu({ index }: Case): number | undefined {
  const readings = [...index.sub('generator_cpu', 'worker').map(({ metric }) => metric), index.find('generator_cpu')];
  const means = readings.flatMap((metric) => (metric?.type === 'gauge' ? [metric.mean] : []));
  return means.length > 0 ? Math.max(...means) : undefined;
}

function lateness(run: Case): Finding[] {
  const late = percentileIn(run.index, 'generator_lateness', '99');
  const latency = latencyP99(run);
  if (late === undefined || latency === undefined || !isHarmful(late, latency.value)) return [];
  return [
    {
      kind: LATE,
      severity: 'major',
      title: `Iterations started up to ${formatDuration(late)} (p99) later than they were due`,
      evidence: {
        latenessP99: late,
        latencyP99: latency.value,
        metric: latency.metric,
        cpuPercent: busiestCpu(run) ?? null,
        untrusted: 'http_req_duration',
      },
      advice:
        'The load was less even than asked for. `response_time` counts from when requests were due and shows the delay; `http_req_duration` does not. Use more workers, or less load.',
    },
  ];
}

function garbage(run: Case): Finding[] {
  const pauses = run.index.find('generator_gc');
  if (pauses?.type !== 'trend' || run.durationMs <= 0) return [];
  const share = (pauses.mean * pauses.count) / (run.durationMs * Math.max(1, run.workers));
  if (share < HARMLESS_SHARE) return [];
  return [
    {
      kind: 'generator-gc',
      severity: 'minor',
      title: `The load generator spent ${showShare(share)} of its time collecting garbage`,
      evidence: { share, pauses: pauses.count, longest: pauses.max },
      advice: 'Keep less in the script between iterations, parse smaller bodies, or use more workers.',
    },
  ];
}

function dropped(run: Case): Finding[] {
  const count = Math.max(totalOf(run.index, 'dropped_iterations'), run.accounting?.dropped ?? 0);
  if (count === 0) return [];
  const planned = run.accounting?.planned ?? totalOf(run.index, 'arrivals');
  const share = planned > 0 ? ` of ${formatCount(planned)} arrivals (${showShare(count / planned)})` : ' arrivals';
  return [
    {
      kind: DROPPED,
      severity: 'major',
      title: `${formatCount(count)}${share} were dropped, since no user was free: percentiles are lower bounds`,
      evidence: { dropped: count, planned, untrusted: 'http_req_duration, response_time' },
      advice:
        'The target did not answer as fast as load arrived. Allow for more users (`maxUsers`) to see how latencies grow, or lower the rate to what the target carries.',
    },
  ];
}

function miscounted({ accounting }: Case): Finding[] {
  if (accounting === undefined || accounting.planned === accounting.started + accounting.dropped) return [];
  const { planned, started, dropped: lost } = accounting;
  return [
    {
      kind: MISCOUNTED,
      severity: 'critical',
      title: `${showCount(planned, 'arrival')} fell due, but ${formatCount(started)} started and ${formatCount(lost)} were dropped`,
      evidence: { planned, started, dropped: lost },
      advice: 'This is a bug in Plimsoll: please report it with the test and the JSON of this run.',
    },
  ];
}

function unfinished(run: Case): Finding[] {
  const running = totalOf(run.index, 'interrupted_iterations');
  if (running === 0 || run.end.kind !== 'completed') return [];
  return [
    {
      kind: 'unfinished-iterations',
      severity: 'info',
      title: `${showCount(running, 'iteration')} still running when the test ended`,
      evidence: { running },
      advice: 'Their requests so far are counted. A longer `gracefulStop` would let them finish.',
    },
  ];
}

function overflowing({ index }: Case): Finding[] {
  const requests = index.sub('http_reqs', 'name').find(({ value }) => value === OTHER);
  if (requests === undefined) return [];
  const count = requests.metric.type === 'counter' ? requests.metric.total : 0;
  return [
    {
      kind: 'too-many-names',
      severity: 'minor',
      title: `Requests had more than 1,000 names; ${formatCount(count)} of them are counted as '(other)'`,
      evidence: { other: count },
      advice:
        'Give the requests of one step one `name`, so that what varies in their URLs does not make them different steps.',
    },
  ];
}
