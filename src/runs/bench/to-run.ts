import { type BenchFacts, fullName } from '../../bench/bench-case.ts';
import { growthOf, type Sized } from '../../bench/growth.ts';
import { type Judged, judgePairs } from '../../bench/judge.ts';
import type { EmptyTimes } from '../../bench/messages.ts';
import { metricsOf, tagsOf } from '../../bench/metrics.ts';
import { requirementText } from '../../bench/requirements.ts';
import { processMedian, summarise } from '../../bench/summarise.ts';
import { discoveries } from '../../judge/kinds/false-discovery.ts';
import type { Benchmark } from '../../model/benchmark.ts';
import type { Grades } from '../../model/comparison.ts';
import {
  type Comparison,
  type Environment,
  type LimitResult,
  RUN_SCHEMA,
  type Run,
  type RunError,
  type RunEvent,
  type Sample,
  type Verdict,
} from '../../model/run.ts';
import { formatDuration } from '../../model/units.ts';
import { VERSION } from '../../plan/version.ts';
import type { ListedFile } from './bench-files.ts';
import { runFindings } from './run-findings.ts';
import type { ProcessMeasured, SetState } from './set-state.ts';
import type { PlannedSets } from './sets.ts';

/** All that a run of benchmarks is made from. */
export interface BenchEvidence {
  readonly id: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly environment: Environment;
  readonly seed: number;
  readonly margin: number;
  readonly grades: Grades;
  readonly name: string;
  readonly files: readonly ListedFile[];
  readonly planned: PlannedSets;
  readonly states: readonly SetState[];
  /** Files whose builds were measured in processes of their own. */
  readonly apartFiles: readonly string[];
  /** What it takes to measure everything once. */
  readonly passMs: number;
  /** The build that was compared with. */
  readonly beforeLabel?: string;
  readonly isInterrupted: boolean;
  readonly events: readonly RunEvent[];
}

/** A benchmark and all that it was made from. */
export interface MeasuredCase extends Sized {
  readonly facts: BenchFacts;
  readonly benchmark: Benchmark;
  readonly processes: readonly ProcessMeasured[];
  readonly arm?: string;
}

export function benchRun(evidence: BenchEvidence): Run {
  const { startedAtMs, environment, name, files, seed, durationMs } = evidence;
  const cases = evidence.states.flatMap((state) => casesOf(state, evidence));
  const told = cases.filter(({ arm }) => arm !== 'before');
  const benchmarks = inOrder(told).map(({ benchmark }) => benchmark);
  const comparisons = comparisonsOf(evidence);
  const limits = benchmarks.flatMap(limitsOf);
  const findings = runFindings({ evidence, benchmarks, comparisons });
  return {
    schema: RUN_SCHEMA,
    id: evidence.id,
    kind: 'bench',
    name,
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs,
    verdict: verdictOf(evidence, benchmarks),
    plimsoll: { version: VERSION },
    environment,
    test: {
      kind: 'bench',
      source: files.map(({ path }) => path).join(', '),
      scenarios: [],
      load: [],
      limits: benchmarks.flatMap(({ requirements }) =>
        requirements.map(({ name: rule, allowed }) => `${rule} ${allowed}`),
      ),
      seed,
      workers: 1,
    },
    phases: [],
    metrics: told.flatMap(({ benchmark, processes }) =>
      metricsOf(
        benchmark,
        processes.map((each) => each.told),
      ),
    ),
    series: [],
    samples: cases.flatMap(samplesOf),
    benchmarks,
    growth: growthOf(told),
    comparisons,
    checks: [],
    limits,
    errors: benchmarks.flatMap(errorOf),
    findings,
    events: evidence.events,
  };
}

function casesOf(state: SetState, { beforeLabel }: BenchEvidence): MeasuredCase[] {
  const empty = emptyOf(state.empty);
  return [...state.set.members.entries()].flatMap(([place, { role, side, facts }]) => {
    if (role === 'again') return [];
    const processes = state.measured.get(place) ?? [];
    const error = state.errors.get(place);
    const benchmark = summarise({
      facts,
      processes: processes.map(({ told }) => told),
      ...(empty === undefined ? {} : { empty }),
      ...(error === undefined ? {} : { error }),
    });
    const arm = beforeLabel === undefined ? {} : { arm: side === 'before' ? 'before' : 'after' };
    return [{ facts, benchmark, processes, ...arm }];
  });
}

function emptyOf(all: readonly EmptyTimes[]): EmptyTimes | undefined {
  if (all.length === 0) return undefined;
  return { sync: Math.min(...all.map(({ sync }) => sync)), async: Math.min(...all.map((each) => each.async)) };
}

/** As they stand in their files. */
function inOrder(cases: readonly MeasuredCase[]): MeasuredCase[] {
  return [...cases].sort((a, b) => {
    const [left, right] = [a.facts.place?.file ?? '', b.facts.place?.file ?? ''];
    if (left !== right) return left < right ? -1 : 1;
    return a.facts.index - b.facts.index;
  });
}

/** Of all that are called faster or slower, no more than this share is expected to be chance. */
const FALSE_DISCOVERIES = 0.05;

function comparisonsOf(evidence: BenchEvidence): Comparison[] {
  const judged = evidence.states.flatMap((state) => {
    const baseline = state.set.members.find(({ role }) => role === 'baseline');
    return [...state.set.members.entries()].flatMap(([place, { role, facts }]) => {
      const pairs = state.pairs.get(place) ?? [];
      // One process tells nothing of the next.
      if (role !== 'other' || baseline === undefined || pairs.length < 2) return [];
      const { level } = state;
      return [
        {
          facts,
          baseline: baseline.facts,
          processes: pairs.length,
          found: judgePairs(pairs, { level, margin: evidence.margin, grades: evidence.grades }),
        },
      ];
    });
  });
  const stands = discoveries(
    judged.map(({ found }) => found.pValue),
    FALSE_DISCOVERIES,
  );
  return judged.map(({ facts, baseline, processes, found }, at) => {
    const isChance = (found.verdict === 'slower' || found.verdict === 'faster') && stands[at] !== true;
    const { verdict, severity, pValue, moreProcesses, ...figures } = found;
    const needed = neededText(found, { isChance, processes, evidence });
    return {
      metric: 'bench_time',
      tags: tagsOf(facts),
      aggregate: 'median',
      against: evidence.beforeLabel ?? fullName(baseline),
      ...figures,
      verdict: isChance ? 'unclear' : verdict,
      ...(severity === undefined || isChance ? {} : { severity }),
      unit: 'ns',
      ...(needed === undefined ? {} : { needed }),
    };
  });
}

interface Need {
  readonly isChance: boolean;
  readonly processes: number;
  readonly evidence: BenchEvidence;
}

const TOO_MANY = 1000;

function neededText({ moreProcesses }: Judged, { isChance, processes, evidence }: Need): string | undefined {
  const more = isChance ? processes : moreProcesses;
  if (more === undefined) return undefined;
  if (more > TOO_MANY) return `a quieter machine: more than ${TOO_MANY} processes would not tell`;
  const text = `about ${more} more ${more === 1 ? 'process' : 'processes'} (${formatDuration(more * evidence.passMs)})`;
  return isChance ? `${text}, as among so many comparisons one like this may be chance` : text;
}

function samplesOf({ facts, processes, arm }: MeasuredCase): Sample[] {
  return processes.map(({ process, told }) => ({
    metric: 'bench_time',
    tags: tagsOf(facts),
    aggregate: 'median',
    process,
    ...(arm === undefined ? {} : { arm }),
    values: [processMedian(told)],
  }));
}

const RULES = {
  maxExecutionTime: { metric: 'bench_time', unit: 'ms' },
  maxMemoryUsage: { metric: 'bench_memory', unit: 'bytes' },
  minThroughput: { metric: 'bench_throughput', unit: 'items/s' },
  successRate: { metric: 'bench_success', unit: 'share' },
} as const;

function limitsOf(benchmark: Benchmark): LimitResult[] {
  return benchmark.requirements.map((requirement) => {
    const { metric, unit } = RULES[requirement.name];
    return {
      metric,
      tags: tagsOf(benchmark),
      rule: `${requirement.name} ${requirement.name.startsWith('max') ? '<=' : '>='} ${requirement.allowed}`,
      value: requirement.measured,
      unit: requirement.name === 'minThroughput' ? (benchmark.throughput?.unit ?? unit) : unit,
      passed: requirement.passed,
      ...(requirement.passed === true ? {} : { reason: requirementText(requirement) }),
    };
  });
}

function errorOf(benchmark: Benchmark): RunError[] {
  const { error } = benchmark;
  if (error === undefined) return [];
  return [{ kind: 'benchmark', name: fullName(benchmark), count: 1, samples: [{ atMs: 0, text: error }] }];
}

/** A function that threw, or does not keep to what it must, fails the run; what was left unmeasured leaves it open. */
function verdictOf({ isInterrupted }: BenchEvidence, benchmarks: readonly Benchmark[]): Verdict {
  if (isInterrupted) return 'interrupted';
  const isBroken = ({ error, requirements }: Benchmark) =>
    error !== undefined || requirements.some(({ passed }) => passed === false);
  if (benchmarks.some(isBroken)) return 'failed';
  return benchmarks.every(({ processes }) => processes > 0) ? 'passed' : 'inconclusive';
}
