import type { PlannedLoad, PlannedStream } from '../model/plan.ts';
import type { ScenarioSpec, TestSpec } from '../model/test-spec.ts';
import { DEFAULTS } from './defaults.ts';
import { plannedLoad } from './load.ts';
import type { ProblemList } from './problem-list.ts';

interface Entry {
  readonly scenario: ScenarioSpec;
  readonly index: number;
}

const ONE_ITERATION: PlannedLoad = {
  model: 'iterations',
  iterations: 1,
  users: 1,
  perUser: false,
  maxDurationMs: DEFAULTS.iterationsMaxDurationMs,
};

/**
 * One stream for each scenario with a load of its own, and one for the others, which share the test's load by weight. A
 * test without any load does one iteration of each scenario.
 */
export function plannedStreams(spec: TestSpec, problems: ProblemList): PlannedStream[] {
  const entries = spec.scenarios.map((scenario, index): Entry => ({ scenario, index }));
  const own = entries.filter(({ scenario }) => scenario.load !== undefined);
  const sharing = entries.filter(({ scenario }) => scenario.load === undefined);
  for (const { scenario, index } of sharing) {
    if (scenario.start === undefined) continue;
    problems.add(`scenarios[${index}].start`, `scenario '${scenario.name}' has a start but no load of its own`, {
      code: 'INVALID_LOAD',
      hint: 'give it a load; scenarios that share a load start together',
    });
  }
  const streams = own.flatMap((entry) => ownStream(entry, spec, problems));
  if (sharing.length === 0) return streams;
  if (spec.load !== undefined) return [...sharedStream(sharing, spec, problems), ...streams];
  if (own.length === 0)
    return sharing.map((entry) => streamOf(entry.scenario.name, [entry], { load: ONE_ITERATION, spec, problems }));
  for (const { scenario, index } of sharing) {
    problems.add(`scenarios[${index}]`, `scenario '${scenario.name}' has no load, while others have one of their own`, {
      code: 'INVALID_LOAD',
      hint: "give it a 'load' too, or the test a 'load' for all scenarios without one",
    });
  }
  return streams;
}

function ownStream(entry: Entry, spec: TestSpec, problems: ProblemList): PlannedStream[] {
  const path = `scenarios[${entry.index}]`;
  const load =
    entry.scenario.load === undefined ? undefined : plannedLoad(entry.scenario.load, `${path}.load`, problems);
  const startMs = problems.duration(entry.scenario.start, `${path}.start`, { what: 'start' }) ?? 0;
  if (load === undefined) return [];
  return [{ ...streamOf(entry.scenario.name, [entry], { load, spec, problems }), startMs }];
}

function sharedStream(sharing: readonly Entry[], spec: TestSpec, problems: ProblemList): PlannedStream[] {
  const load = spec.load === undefined ? undefined : plannedLoad(spec.load, 'load', problems);
  const mix = weightedMix(sharing, problems);
  if (load === undefined || mix === undefined) return [];
  const [first] = sharing;
  const name = sharing.length === 1 && first !== undefined ? first.scenario.name : sharedName(sharing, spec);
  return [{ ...streamOf(name, sharing, { load, spec, problems }), mix }];
}

interface StreamParts {
  readonly load: PlannedLoad;
  readonly spec: TestSpec;
  readonly problems: ProblemList;
}

/** The longest of its scenarios' graceful stops holds for a stream. */
function streamOf(name: string, entries: readonly Entry[], { load, spec, problems }: StreamParts): PlannedStream {
  const general =
    problems.duration(spec.gracefulStop, 'gracefulStop', { what: 'gracefulStop' }) ?? DEFAULTS.gracefulStopMs;
  const stops = entries.map(({ scenario, index }) => {
    return (
      problems.duration(scenario.gracefulStop, `scenarios[${index}].gracefulStop`, { what: 'gracefulStop' }) ?? general
    );
  });
  return {
    name,
    startMs: 0,
    load,
    mix: entries.map(({ index }) => ({ scenario: index, weight: 1 })),
    gracefulStopMs: Math.max(...stops),
  };
}

function weightedMix(sharing: readonly Entry[], problems: ProblemList): PlannedStream['mix'] | undefined {
  const weights = sharing.map(({ scenario, index }) => {
    return problems.number(scenario.weight ?? 1, `scenarios[${index}].weight`, { what: 'weight' });
  });
  if (weights.includes(undefined)) return undefined;
  const whole = smallestRatio(weights.map((weight) => weight ?? 0));
  const mix = sharing.map(({ index }, position) => ({ scenario: index, weight: whole[position] ?? 0 }));
  const picked = mix.filter(({ weight }) => weight > 0);
  if (picked.length > 0) return picked;
  return problems.add('scenarios', 'every scenario has the weight 0, so none would ever run', {
    code: 'INVALID_LOAD',
    hint: 'give at least one scenario a weight above 0',
  });
}

const LARGEST_WEIGHT = 1_000_000;

/** `[0.5, 1.5]` is `[1, 3]`: whole numbers in the same ratio, to about six digits. */
export function smallestRatio(weights: readonly number[]): number[] {
  const largest = Math.max(...weights);
  if (!(largest > 0)) return weights.map(() => 0);
  const factor = weights.every(Number.isInteger) ? 1 : wholeFactor(weights, largest);
  const scaled = weights.map((weight) => (weight > 0 ? Math.max(1, Math.round(weight * factor)) : 0));
  const divisor = scaled.reduce(greatestCommonDivisor, 0);
  return scaled.map((weight) => weight / divisor);
}

/** The smallest power of ten that makes all weights whole, or else what brings the largest to a million. */
function wholeFactor(weights: readonly number[], largest: number): number {
  for (let factor = 10; factor * largest <= LARGEST_WEIGHT; factor *= 10) {
    if (weights.every((weight) => Math.abs(weight * factor - Math.round(weight * factor)) < 1e-6)) return factor;
  }
  return LARGEST_WEIGHT / largest;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A name that no scenario has. */
function sharedName(sharing: readonly Entry[], spec: TestSpec): string {
  const joined = sharing.map(({ scenario }) => scenario.name).join(' + ');
  let name = joined.length <= 60 ? joined : `${sharing.length} scenarios`;
  while (spec.scenarios.some((scenario) => scenario.name === name)) name += ' (shared)';
  return name;
}
