import type { Field } from './field.ts';
import type { ImportedBenchmark, ImportedFile, Told } from './imported.ts';
import { nanosecondsIn } from './time-unit.ts';

const TOOL = 'criterion';

/** The files that criterion leaves in `target/criterion/…/new` for one benchmark. */
export interface CriterionFiles {
  readonly benchmark?: Field;
  readonly estimates?: Field;
  readonly sample?: Field;
  /** Where nothing in them says what it is called. */
  readonly name: string;
}

export function readCriterionFiles(all: readonly CriterionFiles[]): ImportedFile {
  return { tool: TOOL, benchmarks: all.map(ofFiles) };
}

/** Lines of `cargo criterion --message-format=json`; other messages among them are left out. */
export function readCriterionMessages(messages: readonly Field[]): ImportedFile {
  const complete = messages.filter((message) => message.get('reason')?.value === 'benchmark-complete');
  return { tool: TOOL, benchmarks: complete.map(ofMessage) };
}

function ofFiles({ benchmark, estimates, sample, name }: CriterionFiles): ImportedBenchmark {
  const iterations = sample?.need('iters').amounts() ?? [];
  const values = sample === undefined ? [] : perIteration(iterations, sample.need('times'));
  const told = estimates === undefined ? {} : toldBy(estimates, 'point_estimate');
  return {
    ...placed(benchmark?.get('full_id')?.name() ?? name),
    repetitions: values.length === 0 ? [] : [values],
    told,
    iterations: Math.max(1, total(iterations)),
    ...throughputOf(throughputIn(benchmark?.get('throughput')), middle(values, told)),
  };
}

function ofMessage(message: Field): ImportedBenchmark {
  const iterations = message.get('iteration_count')?.amounts() ?? [];
  const measured = message.get('measured_values');
  const unit = message.get('unit')?.text() ?? 'ns';
  const factor = nanosecondsIn(unit);
  if (factor === undefined) throw message.bad(`is measured in '${unit.slice(0, 40)}', which is no time`);
  const raw = measured === undefined ? [] : perIteration(iterations, measured);
  const values = raw.map((value) => value * factor);
  const told = toldBy(message, 'estimate');
  const [first] = message.get('throughput')?.list() ?? [];
  const per = first?.get('per_iteration')?.amount();
  const isBytes = first?.get('unit')?.value === 'bytes';
  return {
    ...placed(message.need('id').name()),
    repetitions: values.length === 0 ? [] : [values],
    told,
    iterations: Math.max(1, total(iterations)),
    ...throughputOf(per === undefined ? undefined : { amount: per, isBytes }, middle(values, told)),
  };
}

/** `group/function/value`: what stands before the first slash is the group. */
function placed(id: string): { readonly name: string; readonly group: string } {
  const at = id.indexOf('/');
  return at <= 0 || at === id.length - 1 ? { name: id, group: '' } : { name: id.slice(at + 1), group: id.slice(0, at) };
}

/** A sample is the time of so many iterations. */
function perIteration(iterations: readonly number[], times: Field): number[] {
  const list = times.amounts();
  if (list.length !== iterations.length) {
    throw times.bad(`has ${list.length} values, but there are ${iterations.length} counts of iterations`);
  }
  const none = iterations.findIndex((count) => !(count > 0));
  if (none >= 0) throw times.bad(`is of ${iterations[none]} iterations at [${none}]`);
  return list.map((time, at) => time / (iterations[at] ?? 1));
}

/** Each figure with its unit where it has one, in nanoseconds. */
function toldBy(from: Field, estimate: 'point_estimate' | 'estimate'): Told {
  const amount = (field: Field | undefined, of: string) => {
    const unit = (field?.get('unit') ?? from.get('unit'))?.value;
    const factor = typeof unit === 'string' ? nanosecondsIn(unit) : 1;
    const value = field?.get(of)?.amount();
    return value === undefined || factor === undefined ? undefined : value * factor;
  };
  const [mean, middle, deviation] = [from.get('mean'), from.get('median'), from.get('std_dev')];
  const bounds = middle?.get('confidence_interval') ?? middle;
  const figures = {
    mean: amount(mean, estimate),
    median: amount(middle, estimate),
    stddev: amount(deviation, estimate),
    low: amount(bounds, 'lower_bound'),
    high: amount(bounds, 'upper_bound'),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, each]) => each !== undefined));
}

interface PerIteration {
  readonly amount: number;
  readonly isBytes: boolean;
}

/** `{ "Bytes": 1024 }`, `{ "Elements": 10 }`, or both in one. */
function throughputIn(field: Field | undefined): PerIteration | undefined {
  const [key] = field?.keys() ?? [];
  if (field === undefined || key === undefined) return undefined;
  const member = field.get(key);
  if (typeof member?.value !== 'number') return undefined;
  return { amount: member.amount(), isBytes: key.startsWith('Bytes') };
}

function throughputOf(per: PerIteration | undefined, time: number | undefined): Pick<ImportedBenchmark, 'throughput'> {
  if (per === undefined || time === undefined || time <= 0) return {};
  return { throughput: { value: (per.amount * 1e9) / time, unit: per.isBytes ? 'bytes/s' : 'items/s' } };
}

function middle(values: readonly number[], { median, mean }: Told): number | undefined {
  if (median !== undefined) return median;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? mean;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
