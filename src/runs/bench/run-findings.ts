import { fullName } from '../../bench/bench-case.ts';
import { requirementText } from '../../bench/requirements.ts';
import type { Benchmark } from '../../model/benchmark.ts';
import type { Comparison, Finding } from '../../model/run.ts';
import type { BenchEvidence } from './to-run.ts';

interface Told {
  readonly evidence: BenchEvidence;
  readonly benchmarks: readonly Benchmark[];
  readonly comparisons: readonly Comparison[];
}

/** What there is to say of a whole run, the gravest first; what concerns the figures of one benchmark stands beside them. */
export function runFindings({ evidence, benchmarks, comparisons }: Told): Finding[] {
  return [
    ...benchmarks.flatMap(failed),
    ...benchmarks.flatMap(broken),
    ...benchmarks.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'major')),
    ...slower(comparisons),
    ...noisy(benchmarks),
    ...unmatched(evidence),
    ...differing(evidence),
    ...apart(evidence),
    ...skipped(evidence),
  ];
}

function failed(benchmark: Benchmark): Finding[] {
  const { error } = benchmark;
  if (error === undefined) return [];
  return [
    {
      kind: 'bench-failed',
      severity: 'critical',
      title: `${fullName(benchmark)} failed: ${error.split('\n')[0]}`,
      evidence: { file: benchmark.file, line: benchmark.line ?? null, processes: benchmark.processes },
      advice:
        'Mend the benchmark or what it measures; requirements with a successRate below 1 let some iterations throw.',
    },
  ];
}

function broken(benchmark: Benchmark): Finding[] {
  return benchmark.requirements
    .filter(({ passed }) => passed === false)
    .map((requirement) => ({
      kind: 'bench-requirement',
      severity: 'major',
      title: `${fullName(benchmark)} does not keep to ${requirementText(requirement)}`,
      evidence: { requirement: requirement.name, allowed: requirement.allowed, measured: requirement.measured },
      advice: 'Make it faster or smaller, or require what it has to keep to.',
    }));
}

function slower(comparisons: readonly Comparison[]): Finding[] {
  const found = comparisons.filter(({ verdict, severity }) => verdict === 'slower' && severity !== 'info');
  return found.map(({ tags, against, ratio, low, high, severity = 'info' }) => ({
    kind: 'bench-slower',
    severity,
    title: `${tags.group === undefined ? '' : `${tags.group} › `}${tags.name} takes ${percent(ratio)} longer than ${against}`,
    evidence: { ratio, low, high },
    advice: '--cpu-profile shows where the time goes.',
  }));
}

const NOISY = 0.1;

function noisy(benchmarks: readonly Benchmark[]): Finding[] {
  const uneven = benchmarks.filter(({ noiseFloor, processes }) => processes > 2 && noiseFloor > NOISY);
  if (uneven.length === 0) return [];
  const most = Math.max(...uneven.map(({ noiseFloor }) => noiseFloor));
  return [
    {
      kind: 'bench-noisy',
      severity: 'minor',
      title: `${uneven.length === 1 ? fullName(uneven[0] as Benchmark) : `${uneven.length} of ${benchmarks.length} benchmarks`} differ${uneven.length === 1 ? 's' : ''} by more than ${NOISY * 100}% from process to process`,
      evidence: { benchmarks: uneven.length, of: benchmarks.length, noiseFloor: most },
      advice:
        'Something else uses the machine (plimsoll doctor tells what): end it, or compare within one run, with a baseline in a group or --compare, which cancels most of it.',
    },
  ];
}

const MOST_NAMED = 5;

function unmatched({ planned: { unmatched: sides }, beforeLabel }: BenchEvidence): Finding[] {
  const text = (names: readonly string[], where: string) =>
    names.length === 0 ? [] : [`${named(names)} ${names.length === 1 ? 'is' : 'are'} ${where}`];
  const told = [
    ...text(sides.after, `not in ${beforeLabel ?? 'the other build'}`),
    ...text(sides.before, `in ${beforeLabel ?? 'the other build'} alone`),
  ];
  if (told.length === 0) return [];
  return [
    {
      kind: 'bench-unmatched',
      severity: 'info',
      title: `Not compared: ${told.join('; ')}`,
      evidence: { before: sides.before.length, after: sides.after.length },
      advice: 'Functions are matched by file, group, name and parameters: keep those as they were.',
    },
  ];
}

function differing({ files }: BenchEvidence): Finding[] {
  const differ = files.filter((file) => file.differs).map(({ path }) => path);
  if (differ.length === 0) return [];
  return [
    {
      kind: 'bench-files-differ',
      severity: 'info',
      title: `${named(differ)} ${differ.length === 1 ? 'is not the same in both builds, and each build is' : 'are not the same in both builds, and each build is'} measured with its own`,
      evidence: { files: differ.length },
      advice: 'A difference may come from the benchmark instead of what it measures: look at what has changed in it.',
    },
  ];
}

function apart({ apartFiles }: BenchEvidence): Finding[] {
  if (apartFiles.length === 0) return [];
  return [
    {
      kind: 'bench-apart',
      severity: 'info',
      title: `The builds of ${named(apartFiles)} were measured in processes of their own, in turn`,
      evidence: { files: apartFiles.length },
      advice:
        'Both in one process would show smaller differences: what they share, such as a port or a global, keeps them from being loaded together.',
    },
  ];
}

function skipped({ planned }: BenchEvidence): Finding[] {
  if (planned.skipped.length === 0) return [];
  return [
    {
      kind: 'bench-skipped',
      severity: 'info',
      title: `Left out by skip or only: ${named(planned.skipped)}`,
      evidence: { benchmarks: planned.skipped.length },
      advice: 'Take skip or only away to have them measured again.',
    },
  ];
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function percent(ratio: number): string {
  return `${((ratio - 1) * 100).toFixed(1)}%`;
}
