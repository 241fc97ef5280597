import type { Sample } from '../../model/run.ts';
import { tagsKey } from '../../model/selection.ts';
import { normalQuantile } from '../../stats/intervals.ts';
import { median } from '../../stats/quantile.ts';
import type { Direction, Estimate } from './estimate.ts';
import type { MeasuredRun } from './measured-run.ts';

/**
 * Figures measured by several processes, each by itself. The process is what is repeated: its median is one observation, however many
 * values it took. Two runs, one after the other, differ by more than processes of one run do, since between them the machine changes:
 * as much again is assumed, or what the benchmark says its noise floor is. Without it identical code is called different in up to 65 % of
 * comparisons.
 */
export function processEstimates(run: MeasuredRun): Estimate[] {
  const figures = new Map<string, Sample[]>();
  for (const sample of run.samples ?? []) {
    const key = JSON.stringify([sample.metric, tagsKey(sample.tags), sample.aggregate, sample.arm ?? '']);
    figures.set(key, [...(figures.get(key) ?? []), sample]);
  }
  return [...figures.values()].flatMap((samples) => processEstimate(run, samples));
}

/** What identical code differs by, from one process to the next, where only one was measured: what people see on shared machines. */
const ASSUMED_FLOOR = 0.1;
const USUAL = normalQuantile(0.975);

function processEstimate(run: MeasuredRun, samples: readonly Sample[]): Estimate[] {
  const first = samples[0] as Sample;
  const processes = new Map<number, number[]>();
  for (const { process, values } of samples) {
    processes.set(process, [...(processes.get(process) ?? []), ...values.filter((value) => value > 0)]);
  }
  const logs = [...processes.values()].filter(({ length }) => length > 0).map((values) => Math.log(median(values)));
  const count = logs.length;
  if (count === 0) return [];
  const mean = logs.reduce((sum, each) => sum + each, 0) / count;
  const variance = count > 1 ? logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (count - 1) : 0;
  const metric = run.metrics.find(({ name, tags }) => name === first.metric && tagsKey(tags) === tagsKey(first.tags));
  const floor = floorOf(run, first) ?? (count > 1 ? 0 : ASSUMED_FLOOR);
  return [
    {
      metric: first.metric,
      tags: first.arm === undefined ? first.tags : { ...first.tags, arm: first.arm },
      aggregate: first.aggregate,
      unit: metric?.unit ?? unitOf(first.metric),
      direction: directionOf(first),
      value: Math.exp(mean),
      known: { standardError: Math.sqrt(variance / count), degreesOfFreedom: Math.max(1, count - 1) },
      between: Math.max(variance, (Math.log1p(floor) / USUAL) ** 2 / 2),
      more: 'processes',
      amount: count,
    },
  ];
}

/** What the benchmark itself says of how far two measurements of it lie apart. */
function floorOf({ benchmarks }: MeasuredRun, { tags }: Sample): number | undefined {
  const found = benchmarks?.find(
    ({ name, group }) => name === (tags.name ?? tags.benchmark) && group === (tags.group ?? ''),
  );
  return found?.noiseFloor;
}

function directionOf({ metric, aggregate }: Sample): Direction {
  return /throughput|per_?second|ops/i.test(`${metric} ${aggregate}`) ? 'gain' : 'cost';
}

function unitOf(metric: string): string {
  if (/bytes|memory|alloc/i.test(metric)) return 'bytes';
  return /throughput|ops/i.test(metric) ? '/s' : 'ns';
}
