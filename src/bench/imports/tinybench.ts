import { type Field, isAmount } from './field.ts';
import type { ImportedBenchmark, ImportedFile, Told } from './imported.ts';

const MILLISECOND = 1e6;
const QUANTILES = ['min', 'max', 'p75', 'p95', 'p99', 'p999'] as const;

/** The tasks of a Bench with their results, as JSON.stringify writes them, or its table(). */
export function readTinybench(tasks: readonly Field[]): ImportedFile {
  const node = tasks.map((task) => nodeOf(task)).find((each) => each !== undefined);
  return {
    tool: 'tinybench',
    benchmarks: tasks.map((task) => (task.get('result') === undefined ? rowOf(task) : taskOf(task))),
    ...(node === undefined ? {} : { node }),
  };
}

/** Whether it is a task, or a row of a table of tasks. */
export function isTinybench(task: Field): boolean {
  if (task.get('Task name') !== undefined || task.get('Task Name') !== undefined) return true;
  const result = task.get('result');
  return task.get('name') !== undefined && result?.isObject() === true;
}

function taskOf(task: Field): ImportedBenchmark {
  const result = task.need('result');
  return tinybenchResult(task.need('name').name(), result.get('latency') ?? result, result);
}

/** A result in milliseconds; also as vitest writes it. */
export function tinybenchResult(name: string, latency: Field, result: Field = latency): ImportedBenchmark {
  const mean = latency.get('mean');
  if (mean === undefined) {
    const message = result.get('error')?.get('message')?.text();
    return { name, group: '', repetitions: [], told: {}, iterations: 0, error: message ?? 'it threw, or was not run' };
  }
  const samples = latency.get('samples')?.amounts() ?? [];
  const count = (latency.get('samplesCount') ?? latency.get('sampleCount'))?.amount();
  const df = latency.get('df')?.amount();
  return {
    name,
    group: '',
    repetitions: samples.length === 0 ? [] : [samples.map((sample) => sample * MILLISECOND)],
    told: toldBy(latency, mean.amount()),
    iterations: count ?? (df === undefined ? Math.max(1, samples.length) : df + 1),
    batch: 1,
  };
}

function toldBy(latency: Field, mean: number): Told {
  const quantiles = QUANTILES.map((key) => [key, latency.get(key)?.amount()] as const);
  const median = (latency.get('p50') ?? latency.get('median'))?.amount();
  const stddev = latency.get('sd')?.amount();
  return {
    ...Object.fromEntries(
      quantiles.flatMap(([key, value]) => (value === undefined ? [] : [[key, value * MILLISECOND]])),
    ),
    mean: mean * MILLISECOND,
    ...(median === undefined ? {} : { median: median * MILLISECOND }),
    ...(stddev === undefined ? {} : { stddev: stddev * MILLISECOND }),
  };
}

/** `41.31 ± 0.99%` below `Latency avg (ns)`. */
function rowOf(row: Field): ImportedBenchmark {
  const name = (row.get('Task name') ?? row.need('Task Name')).name();
  const base = { name, group: '', repetitions: [] };
  const error = row.get('Error');
  if (error !== undefined) return { ...base, told: {}, iterations: 0, error: error.text() };
  const cell = (...titles: string[]) => {
    const key = row.keys().find((each) => titles.some((title) => each.toLowerCase().startsWith(title)));
    if (key === undefined) return undefined;
    const { value } = row.need(key);
    const amount = typeof value === 'string' ? Number.parseFloat(value.replaceAll(',', '')) : value;
    return isAmount(amount) ? amount : undefined;
  };
  const mean = cell('latency avg', 'latency average', 'average time');
  const median = cell('latency med', 'latency median');
  if (mean === undefined) throw row.bad("has no 'Latency avg (ns)'");
  const samples = cell('samples');
  return {
    ...base,
    told: { mean, ...(median === undefined ? {} : { median }) },
    iterations: samples !== undefined && samples > 0 ? samples : 1,
  };
}

function nodeOf(task: Field): string | undefined {
  const result = task.get('result');
  const version = result?.get('runtimeVersion')?.value;
  return result?.get('runtime')?.value === 'node' && typeof version === 'string' ? `v${version}` : undefined;
}
