import type { BenchmarkRequirement } from '../model/benchmark.ts';
import type { BenchRequirements } from './options.ts';

const NAMES = ['maxExecutionTime', 'maxMemoryUsage', 'minThroughput', 'successRate'] as const;

/** What requirements are about. */
export interface Required {
  readonly meanMs: number;
  readonly peakBytes: number | undefined;
  /** A second. */
  readonly throughput: number;
  readonly successRate: number;
}

/** What a benchmark must keep to against what was measured; what nothing was measured of is neither kept nor broken. */
export function judgeRequirements(asked: BenchRequirements, told: Required | undefined): BenchmarkRequirement[] {
  return NAMES.flatMap((name): BenchmarkRequirement[] => {
    const allowed = asked[name];
    if (allowed === undefined) return [];
    const measured = told === undefined ? null : measuredOf(name, told);
    const isMost = name.startsWith('max');
    const passed = measured === null ? null : isMost ? measured <= allowed : measured >= allowed;
    return [{ name, allowed, measured, passed }];
  });
}

function measuredOf(name: BenchmarkRequirement['name'], told: Required): number | null {
  switch (name) {
    case 'maxExecutionTime':
      return told.meanMs;
    case 'maxMemoryUsage':
      return told.peakBytes ?? null;
    case 'minThroughput':
      return told.throughput;
    case 'successRate':
      return told.successRate;
  }
}

/** `maxExecutionTime 10 ms: measured 12.3 ms`, for people. */
export function requirementText({ name, allowed, measured }: BenchmarkRequirement): string {
  const shown = (value: number) => Number(value.toPrecision(4));
  const unit = { maxExecutionTime: ' ms', maxMemoryUsage: ' bytes', minThroughput: '/s', successRate: '' }[name];
  return `${name} ${shown(allowed)}${unit}: measured ${measured === null ? 'nothing' : `${shown(measured)}${unit}`}`;
}
