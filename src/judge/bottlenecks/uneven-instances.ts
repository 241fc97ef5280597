import type { Finding, TrendMetric } from '../../model/run.ts';
import { showShare } from '../../model/show-value.ts';
import { formatDuration } from '../../model/units.ts';
import { evennessOf, medianDifference } from '../../stats/evenness.ts';
import { Histogram } from '../../stats/histogram.ts';
import { wilsonInterval } from '../../stats/intervals.ts';
import { totalOf } from '../metric-index.ts';
import type { Sight } from './sight.ts';

const SIGNIFICANT = 0.001;
/** A part over an even one. */
const NOTABLE_SHARE = 1.5;
const LEAST_SHARE = 0.5;
const UNEVEN_SHARE = 1.8;
/** Its median over that of the others. */
const NOTABLE_LATENCY = 1.5;
const SLOW = 2;
const LEAST_SLOWER_MS = 5;
/** Failures beside those of the others. */
const LEAST_FAILED = 0.02;
const FAILS_MORE = 5;

interface Instance {
  readonly name: string;
  readonly requests: number;
  readonly failed: number;
  readonly latency: TrendMetric | undefined;
}

/** One instance that gets another part of the requests than the others, or answers them otherwise. */
export function unevenInstances(sight: Sight): Finding | undefined {
  const instances = instancesOf(sight);
  if (instances.length < 2) return undefined;
  const found = [byLatency(instances), byFailures(instances), byShare(instances, sight)].flatMap((each) => each ?? []);
  const [first] = found;
  if (first === undefined) return undefined;
  const isMajor = found.some(({ major }) => major);
  const total = instances.reduce((sum, { requests }) => sum + requests, 0);
  return {
    kind: 'uneven-instances',
    severity: isMajor ? 'major' : 'minor',
    title: `Instance '${first.instance}' is not like the others: ${found.map(({ text }) => text).join('; ')}`,
    evidence: {
      instances: instances.length,
      instance: first.instance,
      requests: instances.map(({ name, requests }) => `${name}: ${showShare(requests / total)}`).join(', '),
      latency: instances.map(({ name, latency }) => `${name}: ${formatDuration(medianOf(latency))}`).join(', '),
      ...Object.assign({}, ...found.map(({ evidence }) => evidence)),
    },
    advice:
      'Where all instances should do the same, look at how the load balancer chooses (weights, stickiness, few long connections), and at what differs on this one: version, size, neighbours, a cold cache, a full disk.',
  };
}

interface Difference {
  readonly instance: string;
  readonly text: string;
  readonly major: boolean;
  readonly evidence: Readonly<Record<string, number>>;
}

function instancesOf({ run }: Sight): Instance[] {
  return run.index.sub('http_reqs', 'instance').map(({ value }) => {
    const tags = { instance: value };
    const failed = run.index.find('http_req_failed', tags);
    const latency = run.index.find('http_req_duration', tags);
    return {
      name: value,
      requests: totalOf(run.index, 'http_reqs', tags),
      failed: failed?.type === 'rate' ? failed.passes : 0,
      latency: latency?.type === 'trend' ? latency : undefined,
    };
  });
}

function byLatency(instances: readonly Instance[]): Difference | undefined {
  const [worst] = instances
    .flatMap((instance) => {
      const others = joined(instances.filter((each) => each !== instance).map(({ latency }) => latency));
      const own = joined([instance.latency]);
      const difference = medianDifference(own.encode(), others.encode());
      if (difference === undefined) return [];
      // Histograms count in microseconds.
      return [{ instance, ...difference, slowerMs: difference.difference / 1000, ratio: difference.ratio ?? 1 }];
    })
    .filter(
      ({ pValue, slowerMs, ratio }) => pValue < SIGNIFICANT && slowerMs >= LEAST_SLOWER_MS && ratio >= NOTABLE_LATENCY,
    )
    .sort((a, b) => b.ratio - a.ratio);
  if (worst === undefined) return undefined;
  const { instance, ratio, slowerMs } = worst;
  return {
    instance: instance.name,
    text: `it takes ${formatDuration(medianOf(instance.latency))}, ${formatDuration(slowerMs)} more`,
    major: ratio >= SLOW,
    evidence: { latencyRatio: ratio, slowerMs },
  };
}

function byFailures(instances: readonly Instance[]): Difference | undefined {
  const [worst] = [...instances].sort((a, b) => b.failed / b.requests - a.failed / a.requests);
  if (worst === undefined || worst.failed < LEAST_FAILED * worst.requests) return undefined;
  const others = instances.filter((each) => each !== worst);
  const [failed, requests] = [
    others.reduce((sum, each) => sum + each.failed, 0),
    others.reduce((sum, each) => sum + each.requests, 0),
  ];
  const high = wilsonInterval(failed, requests, 0.99).high;
  const share = worst.failed / worst.requests;
  if (
    share < (FAILS_MORE * failed) / Math.max(1, requests) ||
    wilsonInterval(worst.failed, worst.requests, 0.99).low < high
  )
    return undefined;
  return {
    instance: worst.name,
    text: `${showShare(share)} of its requests fail`,
    major: true,
    evidence: { failedShare: share, failedShareOfOthers: failed / Math.max(1, requests) },
  };
}

/** Where a connection stays with its instance, so do its requests: only so many choices were made. */
function byShare(instances: readonly Instance[], { run }: Sight): Difference | undefined {
  const total = instances.reduce((sum, { requests }) => sum + requests, 0);
  const choices = Math.min(total, totalOf(run.index, 'connections_opened') || total);
  const evenness = evennessOf(instances.map(({ requests }) => (requests * choices) / total));
  if (evenness === undefined || evenness.pValue >= SIGNIFICANT) return undefined;
  const { most, least } = evenness;
  if (most < NOTABLE_SHARE && least > LEAST_SHARE) return undefined;
  const byRequests = [...instances].sort((a, b) => b.requests - a.requests);
  const odd = (most >= NOTABLE_SHARE ? byRequests[0] : byRequests.at(-1)) as Instance;
  return {
    instance: odd.name,
    text: `it gets ${showShare(odd.requests / total)} of the requests of ${instances.length} instances`,
    major: most >= UNEVEN_SHARE || least <= LEAST_SHARE / 2,
    evidence: { share: odd.requests / total, most, least },
  };
}

/** As one distribution, in microseconds. */
function joined(trends: readonly (TrendMetric | undefined)[]): Histogram {
  const all = new Histogram();
  for (const trend of trends) {
    if (trend === undefined || trend.count === 0) continue;
    const { histogram, count, mean, min, max } = trend;
    all.merge({ ...histogram, count, sum: mean * 1000 * count, sumSquares: 0, min: min * 1000, max: max * 1000 });
  }
  return all;
}

function medianOf(trend: TrendMetric | undefined): number {
  return trend?.percentiles['50'] ?? 0;
}
