import { createHash } from 'node:crypto';
import type { Benchmark } from '../../model/benchmark.ts';
import { type Metric, RUN_SCHEMA, type Run, type Sample } from '../../model/run.ts';
import { Histogram } from '../../stats/histogram.ts';
import { tagsOf } from '../metrics.ts';
import type { ImportedBenchmark, ImportedFile } from './imported.ts';
import { benchmarkOf } from './imported-benchmark.ts';

export interface ImportSource {
  readonly text: string;
  /** As the user named it. */
  readonly file: string;
  /** When it was written: the start of a run that does not tell its own. */
  readonly writtenAt?: Date;
}

/** All that a file holds as one run: the same file is the same run, however often it is read. */
export function importedRun(imported: ImportedFile, { text, file, writtenAt = new Date(0) }: ImportSource): Run {
  const startedAt = (imported.startedAt ?? writtenAt).toISOString();
  const benchmarks = imported.benchmarks.map((each) => benchmarkOf(each, imported, file));
  const digits = startedAt.replace(/\D/g, '');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 6);
  return {
    schema: RUN_SCHEMA,
    id: `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${hash}`,
    kind: 'bench',
    name: file.split(/[\\/]/).at(-1) || file,
    startedAt,
    durationMs: 0,
    verdict: benchmarks.some(({ error }) => error !== undefined) ? 'failed' : 'passed',
    plimsoll: { version: '' },
    environment: {
      node: imported.node ?? '',
      v8: '',
      os: imported.os ?? '',
      cpu: imported.cpu ?? '',
      cores: imported.cores ?? 0,
      tags: { importedFrom: imported.tool },
    },
    test: { kind: 'bench', source: file, scenarios: [], load: [], limits: [], seed: 0, workers: 0 },
    phases: [],
    metrics: imported.benchmarks.flatMap((each, at) => metricsOf(each, benchmarks[at])),
    series: [],
    samples: imported.benchmarks.flatMap((each) => samplesOf(each)),
    benchmarks,
    checks: [],
    limits: [],
    errors: [],
    findings: [],
    events: [],
  };
}

type Tags = Readonly<Record<string, string>>;

function tagsFor({ name, group, params = {} }: ImportedBenchmark): Tags {
  return tagsOf({ name, group, params });
}

/** Every repetition as a process; none where there are aggregates alone. */
function samplesOf(imported: ImportedBenchmark): Sample[] {
  const tags = tagsFor(imported);
  const each = (metric: string, all: readonly (readonly number[])[]) =>
    all.map((values, process): Sample => ({ metric, tags, aggregate: 'median', process, values }));
  const single = (values: readonly number[]) => values.map((value) => [value]);
  return [
    ...each('bench_time', imported.repetitions),
    ...each('bench_allocated', single(imported.repetitions.length > 0 ? (imported.allocated ?? []) : [])),
    ...Object.entries(imported.others ?? {}).flatMap(([unit, values]) => each(unit, single(values))),
  ];
}

function metricsOf(imported: ImportedBenchmark, benchmark: Benchmark | undefined): Metric[] {
  const { allocatedBytes, throughput, time } = benchmark ?? {};
  if (benchmark === undefined || benchmark.iterations === 0 || time === undefined) return [];
  const tags = tagsFor(imported);
  const gauge = (name: string, unit: string, value: number): Metric[] => {
    return [{ name, type: 'gauge', unit, tags, last: value, min: value, max: value, mean: value }];
  };
  return [
    ...timeMetric(imported, tags, time),
    ...(allocatedBytes === undefined ? [] : gauge('bench_allocated', 'bytes', allocatedBytes.value)),
    ...(throughput === undefined ? [] : gauge('bench_throughput', throughput.unit, throughput.value)),
  ];
}

/** A trend where there are values to count, and a gauge where the file has aggregates alone. */
function timeMetric({ repetitions }: ImportedBenchmark, tags: Tags, time: Benchmark['time']): Metric[] {
  const base = { name: 'bench_time', unit: 'ns', tags } as const;
  if (repetitions.length === 0) {
    const { median, min, max, mean } = time;
    return [{ ...base, type: 'gauge', last: median, min, max, mean }];
  }
  const histogram = new Histogram();
  for (const values of repetitions) for (const value of values) histogram.record(value);
  const wanted = [50, 75, 90, 95, 99, 99.9, 99.99];
  const found = histogram.quantiles(wanted.map((percentile) => percentile / 100));
  const percentiles = Object.fromEntries(wanted.map((percentile, at) => [percentile, found[at] ?? Number.NaN]));
  const { count, min, mean, max, stddev } = histogram;
  return [{ ...base, type: 'trend', count, min, mean, max, stddev, percentiles, histogram: histogram.toJson('ns') }];
}
