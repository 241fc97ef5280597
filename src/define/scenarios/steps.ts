import type { Condition, LoopStep, Step, ThinkStep } from '../../model/steps.ts';

/** Steps as data, in the words that templates are written in. */
export function set(variables: Readonly<Record<string, unknown>>): Step {
  return { kind: 'set', variables };
}

export function group(name: string, ...steps: readonly (Step | readonly Step[])[]): Step {
  return { kind: 'group', name, steps: steps.flat() };
}

export function think(duration: ThinkStep['duration']): Step {
  return { kind: 'think', duration };
}

export function loop(times: Omit<LoopStep, 'kind' | 'steps'>, ...steps: readonly (Step | readonly Step[])[]): Step {
  return { kind: 'loop', ...times, steps: steps.flat() };
}

export function when(condition: Condition, ...steps: readonly (Step | readonly Step[])[]): Step {
  return { kind: 'if', condition, steps: steps.flat() };
}

export function check(name: string, condition: Condition): Step {
  return { kind: 'check', name, condition };
}
