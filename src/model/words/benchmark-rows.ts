import type { Benchmark, BenchmarkGrowth, BenchmarkRequirement } from '../benchmark.ts';
import type { Finding, LimitResult, Run } from '../run.ts';
import { showShare } from '../show-value.ts';
import { formatBytes, formatCount, formatNanoseconds } from '../units.ts';

/** Benchmarks that stand in the same group of the same file; those in none come first, then groups in the order of their first benchmark. */
export interface BenchmarkGroup {
  readonly title: string;
  readonly rows: readonly BenchmarkRow[];
}

export interface BenchmarkRow {
  readonly benchmark: Benchmark;
  /** Nothing was measured: there is no time to show. */
  readonly isMeasured: boolean;
  /** Median time as a share of the slowest one's of its group. */
  readonly ofSlowest: number;
}

export function benchmarkGroups({ benchmarks = [] }: Pick<Run, 'benchmarks'>): BenchmarkGroup[] {
  const files = new Set(benchmarks.map(({ file }) => file));
  const byTitle = new Map<string, Benchmark[]>();
  for (const benchmark of benchmarks) {
    const title = [files.size > 1 ? benchmark.file : '', benchmark.group].filter((part) => part !== '').join(' › ');
    const group = byTitle.get(title);
    if (group === undefined) byTitle.set(title, [benchmark]);
    else group.push(benchmark);
  }
  const groups = [...byTitle].map(([title, group]) => ({ title, rows: rowsOf(group) }));
  return groups.sort((a, b) => Number(a.title !== '') - Number(b.title !== ''));
}

function rowsOf(group: readonly Benchmark[]): BenchmarkRow[] {
  const slowest = group.reduce((most, each) => (isMeasured(each) ? Math.max(most, each.time.median) : most), 0);
  return group.map((benchmark) => {
    const measured = isMeasured(benchmark);
    return {
      benchmark,
      isMeasured: measured,
      ofSlowest: measured && slowest > 0 ? benchmark.time.median / slowest : 0,
    };
  });
}

export function isMeasured({ iterations, time }: Benchmark): boolean {
  return iterations > 0 && Number.isFinite(time.median);
}

/** `parse › large`. */
export function benchmarkLabel({ name, group }: Pick<Benchmark, 'name' | 'group'>): string {
  return group === '' ? name : `${group} › ${name}`;
}

/** Half of the interval's width, as a share of the median: `±0.8%`; empty where nothing tells how far off it may be. */
export function plusMinus({ median, interval }: Benchmark['time']): string {
  const reach = (interval.high - interval.low) / 2 / median;
  if (!Number.isFinite(reach) || reach <= 0) return '';
  return `±${shortShare(reach)}`;
}

/** `0.8%`, `12%`. */
export function shortShare(share: number): string {
  const percent = share * 100;
  if (percent >= 9.95) return `${Math.round(percent)}%`;
  return percent > 0 && percent < 0.05 ? '<0.1%' : `${percent.toFixed(1)}%`;
}

/** What it gets through: items or bytes where it says how many an iteration handles, else iterations. */
export function showThroughput(benchmark: Benchmark): string {
  const { throughput, time } = benchmark;
  if (throughput === undefined)
    return isMeasured(benchmark) && time.median > 0 ? `${compact(1e9 / time.median)}/s` : '';
  return throughput.unit === 'bytes/s' ? `${formatBytes(throughput.value)}/s` : `${compact(throughput.value)} items/s`;
}

/** `24.2M`, `3.21k`, `87.0`: three digits. */
function compact(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const units = ['', 'k', 'M', 'G', 'T'];
  let [amount, unit] = [Math.abs(value), 0];
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit++;
  }
  const digits = amount >= 99.95 ? amount.toFixed(0) : amount >= 9.995 ? amount.toFixed(1) : amount.toFixed(2);
  return `${value < 0 ? '-' : ''}${digits}${units[unit]}`;
}

export function showAllocated({ allocatedBytes }: Benchmark): string {
  return allocatedBytes === undefined ? '' : formatBytes(Math.max(0, allocatedBytes.value));
}

const NS_PER_MS = 1e6;

/** What a requirement allows and what was measured, in words. */
export function requirementInWords(requirement: BenchmarkRequirement, benchmark: Benchmark) {
  const { name, allowed, measured } = requirement;
  const show = (value: number) => requirementValue(name, value, benchmark);
  const sign = name.startsWith('max') ? '≤' : '≥';
  return { name, allowed: `${sign} ${show(allowed)}`, measured: measured === null ? '–' : show(measured) };
}

function requirementValue(name: BenchmarkRequirement['name'], value: number, { throughput }: Benchmark): string {
  switch (name) {
    case 'maxExecutionTime':
      return formatNanoseconds(value * NS_PER_MS);
    case 'maxMemoryUsage':
      return formatBytes(value);
    case 'minThroughput':
      return throughput?.unit === 'bytes/s' ? `${formatBytes(value)}/s` : `${formatCount(value)}/s`;
    case 'successRate':
      return showShare(value);
  }
}

/** `O(n), slope 1.02 (0.99–1.05)`, and what else it may be. */
export function growthInWords({ growth, slope, alsoPossible }: BenchmarkGrowth): string {
  const [value, low, high] = [slope.value, slope.low, slope.high].map((each) => each.toFixed(2));
  const also = alsoPossible.length === 0 ? '' : `; may also be ${alsoPossible.join(', ')}`;
  return `${growth}, slope ${value} (${low}–${high})${also}`;
}

const SHOWN_ELSEWHERE = new Set(['bench-failed', 'bench-requirement', 'bench-slower']);

/** Findings on the run as a whole: what its tables and the warnings on single benchmarks say already is left out. */
export function findingsOnRun({ findings, benchmarks = [] }: Run): Finding[] {
  const said = new Set(benchmarks.flatMap((benchmark) => benchmark.findings.map(({ title }) => title)));
  return findings.filter(({ kind, title }) => !SHOWN_ELSEWHERE.has(kind) && !said.has(title));
}

/** Limits but those that stand for requirements. */
export function limitsBesides({ limits, benchmarks = [] }: Run): LimitResult[] {
  const required = new Set(benchmarks.flatMap(({ requirements }) => requirements.map(({ name }) => name as string)));
  return limits.filter(({ rule }) => !required.has(rule.split(' ')[0] ?? ''));
}

/** Whose a warning is, unless its title says so itself. */
export function ownerOf(benchmark: Benchmark, { title }: Finding): string {
  return title.includes(benchmark.name) ? '' : benchmarkLabel(benchmark);
}
