import { peakValue } from '../load/curve.ts';
import type { Curve } from '../model/curve.ts';
import type { IterationsLoadSpec, LoadSpec, PhaseSpec, RateLoadSpec, UsersLoadSpec } from '../model/load-spec.ts';
import type { PlannedLoad } from '../model/plan.ts';
import { DEFAULTS } from './defaults.ts';
import { curveOfPhases } from './phases.ts';
import { type ProblemList, shown } from './problem-list.ts';

/** A load with its curve drawn and its defaults in place; undefined where it is wrong, which is noted. */
export function plannedLoad(load: LoadSpec, path: string, problems: ProblemList): PlannedLoad | undefined {
  const kinds = ['users', 'rate', 'iterations'].filter(
    (kind) => (load as unknown as Record<string, unknown>)[kind] !== undefined,
  );
  if (kinds.includes('rate') && kinds.length > 1) {
    return problems.add(path, `a load is either ${kinds.join(' or ')}, not both`, {
      code: 'INVALID_LOAD',
      hint: "for a rate, 'maxUsers' bounds the users",
    });
  }
  if ('iterations' in load && load.iterations !== undefined) return iterationsLoad(load, path, problems);
  if ('rate' in load && load.rate !== undefined) return arrivalsLoad(load, path, problems);
  if ('users' in load && load.users !== undefined) return usersLoad(load as UsersLoadSpec, path, problems);
  return problems.add(path, 'the load says neither users, rate nor iterations', {
    code: 'INVALID_LOAD',
    hint: "write { users: 50, duration: '1m' }, { rate: 100, duration: '1m' } or { iterations: 1000, users: 10 }",
  });
}

function usersLoad(load: UsersLoadSpec, path: string, problems: ProblemList): PlannedLoad | undefined {
  const curve = curveOf({ value: load.users, duration: load.duration, key: 'users', path }, problems);
  const gracefulRampDownMs = problems.duration(load.gracefulRampDown, `${path}.gracefulRampDown`, {
    what: 'gracefulRampDown',
  });
  if (curve === undefined) return undefined;
  return { model: 'users', curve, gracefulRampDownMs: gracefulRampDownMs ?? DEFAULTS.gracefulRampDownMs };
}

function arrivalsLoad(load: RateLoadSpec, path: string, problems: ProblemList): PlannedLoad | undefined {
  const curve = curveOf({ value: load.rate, duration: load.duration, key: 'rate', path }, problems);
  const maxUsers = problems.number(load.maxUsers, `${path}.maxUsers`, { what: 'maxUsers', min: 1, whole: true });
  const { arrivals = 'even' } = load;
  if (arrivals !== 'even' && arrivals !== 'poisson') {
    problems.add(`${path}.arrivals`, `arrivals cannot be ${shown(arrivals)}`, {
      code: 'INVALID_LOAD',
      hint: "arrivals are 'even' or 'poisson'",
    });
  }
  if (curve === undefined) return undefined;
  const bounded = maxUsers !== undefined || curve.some((segment) => segment.maxUsers !== undefined);
  return {
    model: 'arrivals',
    curve,
    maxUsers: maxUsers ?? DEFAULTS.maxUsers,
    bounded,
    arrivals,
    newUsers: load.newUsers ?? false,
  };
}

function iterationsLoad(load: IterationsLoadSpec, path: string, problems: ProblemList): PlannedLoad | undefined {
  const iterations = problems.number(load.iterations, `${path}.iterations`, {
    what: 'iterations',
    min: 1,
    whole: true,
  });
  const users = problems.number(load.users ?? 1, `${path}.users`, { what: 'users', min: 1, whole: true });
  const maxDurationMs = problems.duration(load.maxDuration, `${path}.maxDuration`, { what: 'maxDuration', min: 1 });
  if (iterations === undefined || users === undefined) return undefined;
  return {
    model: 'iterations',
    iterations,
    users,
    perUser: load.perUser ?? false,
    maxDurationMs: maxDurationMs ?? DEFAULTS.iterationsMaxDurationMs,
  };
}

interface CurveSource {
  readonly value: number | readonly PhaseSpec[];
  readonly duration: unknown;
  readonly key: 'users' | 'rate';
  readonly path: string;
}

function curveOf(source: CurveSource, problems: ProblemList): Curve | undefined {
  const { key, path } = source;
  const before = problems.count;
  const curve = Array.isArray(source.value) ? phasesCurve(source, problems) : constantCurve(source, problems);
  if (curve === undefined || problems.count > before) return undefined;
  if (peakValue(curve) > 0) return curve;
  const none = curve.length === 0 ? 'lasts no time' : `never rises above 0 ${key === 'users' ? 'users' : 'a second'}`;
  return problems.add(`${path}.${key}`, `the load ${none}`, {
    code: 'INVALID_LOAD',
    hint: 'a ramp needs a value to go to, and a hold at the start its own value',
  });
}

function phasesCurve({ value, duration, key, path }: CurveSource, problems: ProblemList): Curve {
  if (duration !== undefined) {
    problems.add(`${path}.duration`, `a load of phases has no duration of its own`, {
      code: 'INVALID_LOAD',
      hint: `its phases have; write { ${key}: 50, duration: '1m' } for a constant load`,
    });
  }
  const phases = Array.isArray(value) ? (value as readonly PhaseSpec[]) : [];
  return curveOfPhases(phases, { problems, path: `${path}.${key}`, whole: key === 'users' });
}

function constantCurve({ value, duration, key, path }: CurveSource, problems: ProblemList): Curve | undefined {
  const level = problems.number(value, `${path}.${key}`, { what: key, whole: key === 'users' });
  if (duration === undefined) {
    return problems.add(path, `${key}: ${shown(value)} does not say for how long`, {
      code: 'INVALID_LOAD',
      hint: `write { ${key}: ${shown(value)}, duration: '1m' }, or give 'iterations'`,
    });
  }
  const durationMs = problems.duration(duration, `${path}.duration`, { what: 'duration', min: 1 });
  if (level === undefined || durationMs === undefined) return undefined;
  return [{ fromValue: level, toValue: level, durationMs }];
}
