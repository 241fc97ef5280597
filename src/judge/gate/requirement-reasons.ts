import type { Benchmark, BenchmarkRequirement } from '../../model/benchmark.ts';
import type { GateReason } from '../../model/gate.ts';
import type { Run } from '../../model/run.ts';
import { showValue } from '../../model/show-value.ts';
import { NS_PER_MS } from './bench-metrics.ts';
import type { Draft, GateInput } from './gate-input.ts';

/** What benchmarks require of themselves, and those that threw. */
export function requirementReasons(run: Run, { config, strict = false }: GateInput): Draft[] {
  const failsOnNoise = strict || config.gate?.failOnNoise === true;
  return (run.benchmarks ?? []).flatMap((benchmark) => [
    ...(benchmark.error === undefined ? [] : [threw(run, benchmark, benchmark.error)]),
    ...benchmark.requirements.map((each) => required(run, benchmark, { each, failsOnNoise })),
  ]);
}

/** As people name it: its groups, and its own name. */
export function benchmarkName({ group, name }: Pick<Benchmark, 'group' | 'name'>): string {
  return group === '' ? name : `${group} › ${name}`;
}

/** The parts of a reason that come from a benchmark. */
export function ofBenchmark(run: Run, benchmark: Benchmark): Pick<GateReason, 'subject' | 'runId' | 'file' | 'line'> {
  const { file, line } = benchmark;
  return { subject: benchmarkName(benchmark), runId: run.id, file, ...(line === undefined ? {} : { line }) };
}

function threw(run: Run, benchmark: Benchmark, error: string): Draft {
  return {
    reason: {
      status: 'failed',
      source: 'run',
      rule: 'run/benchmark',
      severity: 'critical',
      text: `threw: ${error.split('\n')[0] ?? ''}`,
      ...ofBenchmark(run, benchmark),
    },
  };
}

interface Required {
  readonly each: BenchmarkRequirement;
  readonly failsOnNoise: boolean;
}

function required(run: Run, benchmark: Benchmark, { each, failsOnNoise }: Required): Draft {
  const { name, measured, passed } = each;
  const status = passed === true ? 'passed' : passed === false || failsOnNoise ? 'failed' : 'noisy';
  const is = measured === null ? 'it could not be measured' : `it is ${shown(each, measured, benchmark)}`;
  return {
    metric: name,
    reason: {
      status,
      source: 'requirement',
      rule: `requirement/${name}`,
      severity: passed === true ? 'info' : passed === false ? 'critical' : 'minor',
      text: `${name} ${shown(each, each.allowed, benchmark)}: ${is}`,
      ...ofBenchmark(run, benchmark),
    },
  };
}

function shown({ name }: BenchmarkRequirement, value: number, { throughput }: Benchmark): string {
  if (name === 'maxExecutionTime') return showValue(value * NS_PER_MS, 'ns');
  if (name === 'maxMemoryUsage') return showValue(value, 'bytes');
  if (name === 'successRate') return showValue(value, 'share');
  return throughput?.unit === 'bytes/s' ? `${showValue(value, 'bytes')}/s` : `${showValue(value, 'count')}/s`;
}
