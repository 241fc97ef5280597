import type { ParamValue } from '../options.ts';
import type { Field } from './field.ts';
import type { ImportedBenchmark, ImportedFile, Told } from './imported.ts';

const QUANTILES = ['min', 'max', 'p25', 'p75', 'p95', 'p99', 'p999'] as const;

/** `run({ format: 'json' })` of mitata 1, and `run({ json: true })` of 0.1: all of it in nanoseconds. */
export function readMitata(root: Field): ImportedFile {
  const layout = root.get('layout')?.list();
  const context = root.get('context');
  const cpu = context?.get('cpu') ?? root.get('cpu');
  const cpuName = cpu?.isObject() === true ? cpu.get('name') : cpu;
  const startedAt = context?.get('now')?.time();
  const version = context?.get('version')?.text() ?? '';
  const runtime = context?.get('runtime')?.text() ?? root.get('runtime')?.text().split(' ')[0];
  return {
    tool: 'mitata',
    benchmarks: root
      .need('benchmarks')
      .list()
      .flatMap((trial) => {
        const group = groupOf(trial, layout);
        const isBaseline = trial.get('baseline')?.value === true;
        const runs = trial.get('runs')?.list() ?? [trial];
        return runs.map((run) => ({ ...benchmarkOf(run, trial), group, isBaseline }));
      }),
    ...(cpuName === undefined ? {} : { cpu: cpuName.text() }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(runtime === 'node' && version !== '' ? { node: `v${version.replace(/^v/, '')}` } : {}),
    ...(context?.get('arch') === undefined ? {} : { os: context.need('arch').text() }),
  };
}

/** The name itself in 0.1, a place in the layout since. */
function groupOf(trial: Field, layout: readonly Field[] | undefined): string {
  const group = trial.get('group');
  if (group === undefined) return '';
  return typeof group.value === 'number' ? (layout?.[group.value]?.get('name')?.text() ?? '') : group.text();
}

function benchmarkOf(run: Field, trial: Field): ImportedBenchmark {
  const name = (run.get('name') ?? trial.get('alias') ?? trial.need('name')).name();
  const params = paramsOf(run.get('args'));
  const base = { name, group: '', params };
  const error = run.get('error');
  if (error !== undefined) {
    return { ...base, repetitions: [], told: {}, iterations: 0, error: error.get('message')?.text() ?? 'it threw' };
  }
  const stats = run.need('stats');
  const samples = stats.get('samples')?.amounts() ?? [];
  const allocated = stats.get('heap')?.get('avg')?.amount();
  return {
    ...base,
    repetitions: samples.length === 0 ? [] : [samples],
    told: toldBy(stats),
    iterations: stats.get('ticks')?.amount() ?? Math.max(1, samples.length),
    ...(allocated === undefined ? {} : { allocated: [allocated] }),
  };
}

function toldBy(stats: Field): Told {
  const quantiles = QUANTILES.map((key) => [key, stats.get(key)?.amount()] as const);
  const median = stats.get('p50')?.amount();
  return {
    ...Object.fromEntries(quantiles.filter(([, value]) => value !== undefined)),
    mean: stats.need('avg').amount(),
    ...(median === undefined ? {} : { median }),
  };
}

function paramsOf(args: Field | undefined): Readonly<Record<string, ParamValue>> {
  const entries = (args?.keys() ?? []).flatMap((key): [string, ParamValue][] => {
    const value = args?.get(key)?.value;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[key, value]] : [];
  });
  return Object.fromEntries(entries);
}
