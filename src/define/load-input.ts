import { ProblemsError } from '../errors/problems.ts';
import type { IterationsLoadSpec, LoadSpec, PhaseSpec, RateLoadSpec, UsersLoadSpec } from '../model/load-spec.ts';
import type { Duration } from '../model/test-spec.ts';
import { loadShape } from './format/load.ts';
import { checkShape } from './shape/check-shape.ts';
import { formatPath } from './shape/path.ts';
import { emptyContext } from './yaml/read-context.ts';
import { readLoad } from './yaml/read-load.ts';

/** A stage as k6 writes it: the level moves to `target`. */
export interface Stage {
  readonly duration: Duration;
  readonly target: number;
  readonly name?: string;
}

type Phases = number | readonly (PhaseSpec | Stage)[];

/**
 * How much load: users, iterations started per second, or a number of iterations.
 *
 * @example { rate: [ramp(0, 200, '30s'), hold(200, '2m')] }, { users: 50, duration: '1m' }, { iterations: 1000, users: 10 }
 */
export type LoadInput =
  | (Omit<UsersLoadSpec, 'users'> & { readonly users: Phases })
  | (Omit<RateLoadSpec, 'rate'> & { readonly rate: Phases })
  | IterationsLoadSpec;

/** A load checked, its stages turned into ramps. */
export function loadOf(input: LoadInput): LoadSpec {
  const context = emptyContext();
  const problems = checkShape(input, loadShape, ['load']);
  const place = { context, path: ['load'], raw: input as unknown as Readonly<Record<string, unknown>> };
  const load = problems.length > 0 ? undefined : readLoad(place);
  const all = [...problems, ...context.problems];
  if (load === undefined || all.length > 0) {
    throw new ProblemsError(all.map(({ path, ...problem }) => ({ ...problem, path: formatPath(path) })));
  }
  return load;
}
