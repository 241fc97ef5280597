import type { Field } from './field.ts';
import type { ImportedBenchmark, ImportedFile, Told } from './imported.ts';
import { nanosecondsIn } from './time-unit.ts';

const AGGREGATES: Readonly<Record<string, keyof Told>> = {
  mean: 'mean',
  median: 'median',
  stddev: 'stddev',
  min: 'min',
  max: 'max',
};
const SUFFIX = /^(.+)_(mean|median|stddev|cv|min|max|BigO|RMS)$/;

/** `--benchmark_format=json` of Google benchmark: repetitions, aggregates of them, or both. Real time is read. */
export function readGoogle(root: Field): ImportedFile {
  const byName = new Map<string, Field[]>();
  for (const entry of root.need('benchmarks').list()) {
    const { name } = identityOf(entry);
    const entries = byName.get(name);
    if (entries === undefined) byName.set(name, [entry]);
    else entries.push(entry);
  }
  const context = root.get('context');
  const startedAt = new Date(context?.get('date')?.text() ?? '');
  const cores = context?.get('num_cpus')?.amount();
  return {
    tool: 'Google benchmark',
    benchmarks: [...byName].flatMap(([name, entries]) => benchmarkOf(name, entries)),
    ...(Number.isNaN(startedAt.getTime()) ? {} : { startedAt }),
    ...(cores === undefined ? {} : { cores }),
  };
}

/** Before version 1.5 nothing but the end of its name tells an aggregate. */
function identityOf(entry: Field): { readonly name: string; readonly aggregate: string | undefined } {
  const name = entry.need('name').name();
  const runName = entry.get('run_name')?.name();
  if (entry.get('run_type') !== undefined) {
    const isAggregate = entry.need('run_type').text() === 'aggregate';
    const aggregate = isAggregate ? (entry.get('aggregate_name')?.text() ?? '') : undefined;
    return { name: runName ?? name, aggregate };
  }
  const [, base, aggregate] = SUFFIX.exec(name) ?? [];
  return base === undefined ? { name, aggregate: undefined } : { name: base, aggregate };
}

/** None where a name has nothing but aggregates that are no times. */
function benchmarkOf(name: string, entries: readonly Field[]): ImportedBenchmark[] {
  const runs = entries.filter((entry) => identityOf(entry).aggregate === undefined);
  const failed = runs.find((entry) => entry.get('error_occurred')?.value === true);
  const base = { name, group: '' };
  if (failed !== undefined) {
    const error = failed.get('error_message')?.text() ?? 'it failed';
    return [{ ...base, repetitions: [], told: {}, iterations: 0, error }];
  }
  const measured = runs.filter((entry) => entry.get('skipped')?.value !== true);
  const told = toldBy(entries);
  if (measured.length === 0 && told.mean === undefined && told.median === undefined) return [];
  const counter = (key: string) =>
    entries
      .find((entry) => entry.get(key) !== undefined)
      ?.need(key)
      .amount();
  const [bytes, items] = [counter('bytes_per_second'), counter('items_per_second')];
  const iterations = measured.reduce((sum, entry) => sum + (entry.get('iterations')?.amount() ?? 1), 0);
  return [
    {
      ...base,
      repetitions: measured.map((entry) => [timeOf(entry)]),
      told,
      iterations: Math.max(1, iterations),
      ...(measured.length > 0 ? { batch: Math.max(1, Math.round(iterations / measured.length)) } : {}),
      ...(bytes === undefined ? {} : { throughput: { value: bytes, unit: 'bytes/s' as const } }),
      ...(bytes !== undefined || items === undefined ? {} : { throughput: { value: items, unit: 'items/s' as const } }),
    },
  ];
}

function toldBy(entries: readonly Field[]): Told {
  const told: Record<string, number> = {};
  for (const entry of entries) {
    const { aggregate } = identityOf(entry);
    const key = aggregate !== undefined && Object.hasOwn(AGGREGATES, aggregate) ? AGGREGATES[aggregate] : undefined;
    if (key !== undefined && entry.get('aggregate_unit')?.value !== 'percentage') told[key] = timeOf(entry);
  }
  return told;
}

function timeOf(entry: Field): number {
  const unit = entry.get('time_unit')?.text() ?? 'ns';
  const factor = nanosecondsIn(unit);
  if (factor === undefined) throw entry.bad(`has the unknown time_unit '${unit.slice(0, 40)}'`);
  return entry.need('real_time').amount() * factor;
}
