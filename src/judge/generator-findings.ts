import { OTHER } from '../model/metrics.ts';
import type { Finding, Metric, Severity } from '../model/run.ts';
import { showCount, showShare } from '../model/show-value.ts';
import { formatCount, formatDuration } from '../model/units.ts';
import type { Case } from './evidence.ts';
import { testsItsOwnThreads } from './function-findings.ts';
import { graveness, steadyPercentile } from './generator-health.ts';
import { type MeasuredTrend, measuredIn } from './measured.ts';
import { totalOf } from './metric-index.ts';

/** A share of time that garbage may take without a word. */
const HARMLESS_GC_SHARE = 0.1;
const HIGH_CPU_PERCENT = 90;

export const SATURATED = 'generator-saturated';
export const LATE = 'generator-late';
export const DROPPED = 'dropped-iterations';
export const UNFINISHED = 'unfinished-iterations';
export const MISCOUNTED = 'arrivals-miscounted';

/** Whether the generator did what was asked of it, and whether it spoiled what it measured. */
export function generatorFindings(run: Case): Finding[] {
  return [
    ...(testsItsOwnThreads(run) ? [] : [...saturation(run), ...lateness(run), ...garbage(run)]),
    ...dropped(run),
    ...miscounted(run),
    ...unfinished(run),
    ...overflowing(run),
  ];
}

/** What delays are compared with, in milliseconds. */
interface Latency {
  readonly metric: string;
  readonly trend: MeasuredTrend;
}

function latencyOf(run: Case): Latency | undefined {
  for (const metric of ['http_req_duration', 'response_time', 'iteration_duration']) {
    const trend = trendOf(run.index.find(metric));
    if (trend !== undefined) return { metric, trend };
  }
  return undefined;
}

interface Harm {
  readonly severity: Severity;
  readonly delayMs: number;
  readonly latencyMs: number;
  readonly percentile: number;
  /** Of the worker or scenario it was worst in; null for all together. */
  readonly where: string | null;
}

/** The worst of a metric's delays by a tag, if it spoils the latencies. */
function worstHarm(run: Case, { trend: latency }: Latency, by: { metric: string; tag: string }): Harm | undefined {
  const parts = run.index.sub(by.metric, by.tag).map(({ value, metric }) => ({ where: value, metric }));
  const total = run.index.find(by.metric);
  const cpuPercent = busiestCpu(run);
  const all = [...parts, ...(total === undefined ? [] : [{ where: null, metric: total }])];
  const harms = all.flatMap(({ where, metric }): Harm[] => {
    const delay = trendOf(metric);
    if (delay === undefined) return [];
    const percentile = steadyPercentile(Math.min(delay.count, latency.count));
    const [delayMs, latencyMs] = [delay.percentile(percentile), latency.percentile(percentile)];
    const severity = graveness({ delayMs, latencyMs, cpuPercent });
    return severity === undefined ? [] : [{ severity, delayMs, latencyMs, percentile, where }];
  });
  return harms.sort((a, b) => b.delayMs - a.delayMs)[0];
}

function trendOf(metric: Metric | undefined): MeasuredTrend | undefined {
  const measured = metric === undefined ? undefined : measuredIn(metric);
  return measured?.type === 'trend' && measured.count > 0 ? measured : undefined;
}

function saturation(run: Case): Finding[] {
  const latency = latencyOf(run);
  const harm = latency && worstHarm(run, latency, { metric: 'generator_loop_delay', tag: 'worker' });
  if (latency === undefined || harm === undefined) return [];
  const { severity, delayMs, latencyMs, percentile, where } = harm;
  const cpu = busiestCpu(run);
  const isBusy = cpu !== undefined && cpu >= HIGH_CPU_PERCENT;
  return [
    {
      kind: SATURATED,
      severity,
      title:
        `The load generator was ${severity === 'major' ? 'saturated' : 'held up a little'}: its event loop was late by ` +
        `${formatDuration(delayMs)} at p${percentile}, which is ${showShare(delayMs / latencyMs)} of the latency measured ` +
        `(${formatDuration(latencyMs)})`,
      evidence: {
        loopDelay: delayMs,
        latency: latencyMs,
        percentile,
        worker: where,
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

function busiestCpu({ index }: Case): number | undefined {
  const readings = [...index.sub('generator_cpu', 'worker').map(({ metric }) => metric), index.find('generator_cpu')];
  const means = readings.flatMap((metric) => (metric?.type === 'gauge' ? [metric.mean] : []));
  return means.length > 0 ? Math.max(...means) : undefined;
}

function lateness(run: Case): Finding[] {
  const latency = latencyOf(run);
  const harm = latency && worstHarm(run, latency, { metric: 'generator_lateness', tag: 'scenario' });
  if (latency === undefined || harm === undefined) return [];
  const { severity, delayMs, latencyMs, percentile, where } = harm;
  return [
    {
      kind: LATE,
      severity,
      title: `Iterations started up to ${formatDuration(delayMs)} (p${percentile}) later than they were due`,
      evidence: {
        lateness: delayMs,
        latency: latencyMs,
        percentile,
        scenario: where,
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
  if (share < HARMLESS_GC_SHARE) return [];
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

function miscounted({ accounting, failures }: Case): Finding[] {
  // A worker that died took with it what it had not told yet.
  if (accounting === undefined || failures.some(({ kind }) => kind === 'worker')) return [];
  if (accounting.planned === accounting.started + accounting.dropped) return [];
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
      kind: UNFINISHED,
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
