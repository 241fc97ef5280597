import type { DataSource } from './data-source.ts';
import type { Scope } from './expressions/scope.ts';
import type { Iteration } from './program.ts';
import type { Template } from './templates/template.ts';

/** Names and values of one iteration: what stands in it is its own, and nothing is inherited. */
export type Values = Record<string, unknown>;

/** Objects of this make are as fast as literals, and `toString` is no variable. */
const EmptyValues = function EmptyValues() {} as unknown as new () => Values;
EmptyValues.prototype = Object.freeze(Object.create(null));

export function emptyValues(): Values {
  return new EmptyValues();
}

/** Where the variables of an iteration come from, in the order in which later ones win. */
export interface VariableSources {
  /** What setup returned, when it is an object, and the target. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly data: readonly DataSource[];
  /** Of the plan and the scenario. */
  readonly planned: readonly PlannedVariable[];
}

export interface PlannedVariable {
  readonly name: string;
  /** Several: one of them at random for each iteration. */
  readonly choices: readonly Template[];
}

/** The variables of a fresh iteration. */
export function materialise(sources: VariableSources, iteration: Iteration, into: VariableTarget): void {
  const { values, scope } = into;
  for (const name of Object.keys(sources.given)) values[name] = sources.given[name];
  for (const source of sources.data) {
    if (source.whole !== undefined) values[source.name ?? source.path] = source.whole;
    else if (source.name !== undefined) values[source.name] = source.row(iteration);
    else {
      const row = source.row(iteration);
      for (const field of source.fields) values[field] = row[field];
    }
  }
  for (const { name, choices } of sources.planned) {
    const choice = choices.length === 1 ? choices[0] : iteration.random.pick(choices);
    values[name] = choice?.render(scope);
  }
}

export interface VariableTarget {
  readonly values: Values;
  /** What templates in variables see. */
  readonly scope: Scope;
}

/** Sets `a` or, through objects made as needed, `a.b.c`. */
export function assign(values: Values, name: string, value: unknown): void {
  if (!name.includes('.')) {
    values[name] = value;
    return;
  }
  const keys = name.split('.');
  const last = keys.pop() ?? '';
  let object = values;
  for (const key of keys) {
    const inner = Object.hasOwn(object, key) ? object[key] : undefined;
    // What may be shared with other iterations is copied before it is changed.
    const copy = Object.assign(emptyValues(), typeof inner === 'object' ? inner : undefined);
    object[key] = copy;
    object = copy;
  }
  object[last] = value;
}

/** Forgets a variable, also within an object. */
export function unassign(values: Values, name: string): void {
  const dot = name.lastIndexOf('.');
  if (dot === -1) delete values[name];
  else assign(values, name, undefined);
}
