import type { LoadSpec, PhaseSpec } from '../model/load-spec.ts';
import type { Duration } from '../model/test-spec.ts';
import { parseDurationMs } from '../model/units.ts';
import { plannedLoad } from './load.ts';
import type { PlanOptions } from './plan-input.ts';
import { ProblemList } from './problem-list.ts';

/**
 * The load that the command line asks for in place of a test's:
 *
 * - `iterations` makes it a number of iterations, by `users`, or as many users as there were, or one;
 * - `rate` makes it a constant rate, where `users` bounds the users;
 * - `users` alone makes it a constant number of users;
 * - without `duration` it lasts as long as before; `duration` alone stretches the curve, its shape kept.
 *
 * Undefined where that can't be done, which is noted.
 */
export function replaceLoad(
  load: LoadSpec | undefined,
  options: PlanOptions,
  problems: ProblemList,
): LoadSpec | undefined {
  const { users, rate, duration, iterations } = options;
  if (iterations !== undefined) return iterationsLoad(load, options, problems);
  if (rate !== undefined) {
    const lasting = duration ?? durationOf(load);
    if (lasting === undefined) return lacksDuration('--rate', problems);
    const kept = load !== undefined && 'rate' in load ? load : {};
    return { ...kept, rate, duration: lasting, ...(users === undefined ? {} : { maxUsers: users }) };
  }
  if (users !== undefined) return usersLoad(load, users, duration);
  return duration === undefined ? load : stretched(load, duration, problems);
}

function iterationsLoad(load: LoadSpec | undefined, options: PlanOptions, problems: ProblemList): LoadSpec | undefined {
  const { rate, duration, iterations = 1 } = options;
  if (rate !== undefined) {
    return problems.add('load', '--iterations and --rate contradict each other', {
      code: 'AMBIGUOUS_LOAD',
      hint: 'a rate lasts for a --duration; iterations start as soon as a user is free',
    });
  }
  const before = load !== undefined && 'users' in load && typeof load.users === 'number' ? load.users : 1;
  const users = options.users ?? Math.min(before, iterations);
  const kept = load !== undefined && 'iterations' in load ? load : {};
  return { ...kept, iterations, users, ...(duration === undefined ? {} : { maxDuration: duration }) };
}

function usersLoad(load: LoadSpec | undefined, users: number, duration: Duration | undefined): LoadSpec {
  if (load !== undefined && 'iterations' in load) {
    return { ...load, users, ...(duration === undefined ? {} : { maxDuration: duration }) };
  }
  const lasting = duration ?? durationOf(load);
  if (lasting === undefined) return { iterations: 1, users, perUser: true };
  const kept = load !== undefined && !('rate' in load) ? load : {};
  return { ...kept, users, duration: lasting };
}

function stretched(load: LoadSpec | undefined, duration: Duration, problems: ProblemList): LoadSpec | undefined {
  if (load === undefined) return { users: 1, duration };
  if ('iterations' in load) return { ...load, maxDuration: duration };
  const before = durationMsOf(load);
  const after = problems.duration(duration, 'load', { what: '--duration', min: 1 });
  if (before === undefined || after === undefined) return { ...load, duration };
  const factor = after / before;
  if ('rate' in load)
    return Array.isArray(load.rate) ? { ...load, rate: stretchedPhases(load.rate, factor) } : { ...load, duration };
  return Array.isArray(load.users) ? { ...load, users: stretchedPhases(load.users, factor) } : { ...load, duration };
}

function stretchedPhases(phases: readonly PhaseSpec[], factor: number): PhaseSpec[] {
  const stretch = (duration: Duration): string => `${((parseDurationMs(duration) ?? 0) * factor).toFixed(3)}ms`;
  return phases.map((phase) =>
    phase.kind === 'step' ? { ...phase, every: stretch(phase.every) } : { ...phase, duration: stretch(phase.duration) },
  );
}

function durationOf(load: LoadSpec | undefined): Duration | undefined {
  const ms = durationMsOf(load);
  return ms === undefined ? undefined : `${ms}ms`;
}

/** How long a curve lasts; undefined for iterations, and for a load that is wrong. */
function durationMsOf(load: LoadSpec | undefined): number | undefined {
  const drawn = load === undefined ? undefined : plannedLoad(load, 'load', new ProblemList('', () => undefined));
  if (drawn === undefined || drawn.model === 'iterations') return undefined;
  return drawn.curve.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function lacksDuration(flag: string, problems: ProblemList): undefined {
  return problems.add('load', `${flag} does not say for how long, and the test's load has no duration`, {
    code: 'INVALID_LOAD',
    hint: "add '--duration 30s'",
  });
}
