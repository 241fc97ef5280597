import type { PhaseSpec } from '../../model/load-spec.ts';
import { parseDurationMs, parseDurationRange } from '../../model/units.ts';
import type { LoadInput, Stage } from '../load-input.ts';

type Level = number | readonly (PhaseSpec | Stage)[];

/** The most users at once, or of a rate those that so many seconds an iteration keep busy. */
export function peakUsers(load: LoadInput, iterationSeconds = 1): number {
  if ('iterations' in load) return load.users ?? 1;
  if ('users' in load) return peakOf(load.users);
  return Math.ceil(peakOf(load.rate) * iterationSeconds);
}

/** Iterations started each second at the most. */
export function peakRate(load: LoadInput, iterationSeconds: number): number {
  return 'rate' in load ? peakOf(load.rate) : peakUsers(load) / Math.max(0.001, iterationSeconds);
}

/** How long the load lasts; 0 where a number of iterations says. */
export function loadSeconds(load: LoadInput): number {
  if ('iterations' in load) return 0;
  const level = 'users' in load ? load.users : load.rate;
  if (typeof level === 'number') return secondsOf(load.duration ?? 0);
  return level.reduce((sum, phase) => sum + phaseSeconds(phase), 0);
}

/** The mean of a pause. */
export function meanSeconds(think: string | number): number {
  const range = typeof think === 'string' ? parseDurationRange(think) : undefined;
  return range === undefined ? secondsOf(think) : (range.minMs + range.maxMs) / 2000;
}

export function secondsOf(duration: string | number): number {
  return (parseDurationMs(duration) ?? 0) / 1000;
}

function peakOf(level: Level): number {
  if (typeof level === 'number') return level;
  return Math.max(0, ...level.map((phase) => Math.max(...levelsOf(phase))));
}

function levelsOf(phase: PhaseSpec | Stage): readonly number[] {
  const {
    from = 0,
    to = 0,
    value = 0,
    target = 0,
  } = phase as Partial<Record<'from' | 'to' | 'value' | 'target', number>>;
  return [from, to, value, target];
}

function phaseSeconds(phase: PhaseSpec | Stage): number {
  if ('every' in phase) {
    const steps = Math.floor(Math.abs(phase.to - (phase.from ?? 0)) / Math.max(1e-9, Math.abs(phase.by))) + 1;
    return steps * secondsOf(phase.every);
  }
  return secondsOf(phase.duration);
}
