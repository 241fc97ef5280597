import { checkShape, isObject, type PathProblem } from './check-shape.ts';
import type { Path } from './path.ts';
import type { Shape } from './shape.ts';

/** A value without the parts that are not of the shape, so that the rest of it can be read and checked as well. */
export interface Pruned {
  /** Undefined when too little of it is left. */
  readonly value: unknown;
  readonly problems: readonly PathProblem[];
}

const MAX_ROUNDS = 8;

/** Lists of steps, in which a step that does nothing can stand for a wrong one. */
const STEP_LISTS: ReadonlySet<unknown> = new Set(['flow', 'loop', 'parallel', 'then', 'else', 'steps']);

/** Checks a value, and takes out of it what is wrong, until what is left is of the shape. */
export function prune(value: unknown, shape: Shape, path: Path = []): Pruned {
  const problems = checkShape(value, shape, path);
  let wrong: readonly PathProblem[] = problems;
  let left = value;
  for (let round = 0; round < MAX_ROUNDS && wrong.length > 0; round++) {
    const root = { value: structuredClone(left) };
    for (const problem of wrong) remove(root, ['value', ...problem.path.slice(path.length)]);
    left = root.value;
    if (left === undefined) break;
    wrong = checkShape(left, shape, path);
  }
  return { value: wrong.length === 0 ? left : undefined, problems };
}

/** Whether a problem lies where another was found before, and may come of it alone. */
export function isWithin(path: Path, others: readonly PathProblem[]): boolean {
  return others.some(({ path: other }) => begins(other, path) || begins(path, other));
}

function begins(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((part, index) => String(part) === String(path[index]));
}

/** An item of a list keeps its place: without it, those after it would be looked for in the wrong lines. */
function remove(root: object, path: Path): void {
  const last = path.at(-1);
  const parent = valueAt(root, path.slice(0, -1));
  if (last === undefined || parent === undefined || parent === null) return;
  if (!Array.isArray(parent)) {
    if (isObject(parent)) Reflect.deleteProperty(parent, last);
    return;
  }
  const list = path.findLast((part, index) => index < path.length - 1 && typeof part === 'string');
  if (STEP_LISTS.has(list)) parent[Number(last)] = { log: '' };
  else remove(root, path.slice(0, -1));
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);
}
