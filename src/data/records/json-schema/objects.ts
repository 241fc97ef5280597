import { words } from '../../generators/texts.ts';
import type { Leaf, Place, SchemaCompiler } from './compiler.ts';
import type { SchemaNode } from './document.ts';
import { canFinish, finishing, impossible, isFrugal, type Making, MOST_LEVELS, type Plan, UNMADE } from './plan.ts';
import { dependenciesOf, isObject, memberSchemas, textsOf } from './validate.ts';

/** How often a property is left away that is not required. */
const LEFT_AWAY = 0.25;
const MOST_EXTRA = 3;
const MOST_TRIES = 100;

interface Member {
  readonly name: string;
  readonly plan: Plan;
  readonly leftAway: number;
}

interface ObjectPlan {
  readonly required: readonly Member[];
  readonly optional: readonly Member[];
  readonly byName: ReadonlyMap<string, Member>;
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  readonly order: ReadonlyMap<string, number>;
  readonly min: number;
  readonly max: number;
  /** Makes a property of a name that no one gave. */
  readonly extra:
    | ((making: Making, taken: ReadonlyMap<string, unknown>) => readonly [string, unknown] | undefined)
    | undefined;
  /** A map: it has no names of its own. */
  readonly isMap: boolean;
}

/** Objects with what is required, and some of what is not. */
export function objectPlan(place: Place, compiler: SchemaCompiler): Plan {
  const { leaves, pointer } = place;
  const plan = describe(leaves, compiler);
  const needs = plan.required.map((member) => member.plan);
  const problem = boundsProblem(plan);
  if (problem !== undefined) return impossible(pointer, problem);
  return {
    get problem() {
      const missing = plan.required.find((member) => member.plan.problem !== undefined);
      return missing?.plan.problem;
    },
    finishes: finishing(
      (levels) => needs.length === 0 || (levels > 0 && needs.every((each) => each.finishes(levels - 1))),
    ),
    make: (making) => made(plan, making),
  };
}

function boundsProblem({ required, optional, min, max, extra }: ObjectPlan): string | undefined {
  if (required.length > max) return `${required.length} properties are required, and at most ${max} allowed`;
  if (min > max) return `no object has at least ${min} and at most ${max} properties`;
  if (min > required.length + optional.length && extra === undefined) {
    return `at least ${min} properties are asked for, and only ${required.length + optional.length} can be there`;
  }
  return undefined;
}

function describe(leaves: readonly Leaf[], compiler: SchemaCompiler): ObjectPlan {
  const dependencies = requirementsOf(leaves);
  const required = new Set(
    closure(
      leaves.flatMap((leaf) => textsOf(leaf.required)),
      dependencies,
    ),
  );
  const named = new Set([
    ...leaves.flatMap((leaf) => Object.keys(isObject(leaf.properties) ? leaf.properties : {})),
    ...required,
  ]);
  const members = [...named].map((name) => ({
    name,
    plan: compiler.plan(nodesOf(name, leaves, compiler), name),
    leftAway: leftAway(name, leaves),
  }));
  const possible = members.filter(({ name }) => required.has(name) || !nodesOf(name, leaves, compiler).includes(false));
  const bound = (key: string) => leaves.map((leaf) => leaf[key]).filter((value) => typeof value === 'number');
  return {
    required: possible.filter(({ name }) => required.has(name)),
    optional: possible.filter(({ name }) => !required.has(name)),
    byName: new Map(possible.map((member) => [member.name, member])),
    dependencies,
    order: new Map([...named].map((name, at) => [name, at])),
    min: Math.max(0, ...bound('minProperties')),
    max: Math.min(Number.POSITIVE_INFINITY, ...bound('maxProperties')),
    extra: extraOf(leaves, compiler),
    isMap:
      named.size === 0 &&
      leaves.some((leaf) => isObject(leaf.additionalProperties) || isObject(leaf.patternProperties)),
  };
}

function nodesOf(name: string, leaves: readonly Leaf[], compiler: SchemaCompiler): SchemaNode[] {
  const { document } = compiler;
  return leaves.flatMap((leaf) =>
    memberSchemas(name, leaf).map((each) => document.node(each, document.pointerOf(leaf))),
  );
}

function leftAway(name: string, leaves: readonly Leaf[]): number {
  for (const { properties } of leaves) {
    const own = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    const extension = isObject(own) ? own['x-plimsoll'] : undefined;
    if (isObject(extension) && typeof extension.optional === 'number') return extension.optional;
  }
  return LEFT_AWAY;
}

function requirementsOf(leaves: readonly Leaf[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [name, needed] of leaves.flatMap(dependenciesOf)) {
    if (Array.isArray(needed)) found.set(name, [...(found.get(name) ?? []), ...textsOf(needed)]);
  }
  return found;
}

/** These names with all that they require in turn. */
function closure(names: readonly string[], dependencies: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = new Set<string>();
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    pending.push(...(dependencies.get(name) ?? []));
  }
  return [...found];
}

function made(plan: ObjectPlan, making: Making): unknown {
  if (making.depth > MOST_LEVELS) return UNMADE;
  const names = chosenNames(plan, making);
  const values = new Map<string, unknown>();
  making.depth++;
  for (const name of names) {
    const value = plan.byName.get(name)?.plan.make(making);
    making.parts++;
    if (value !== UNMADE) values.set(name, value);
    else if (plan.required.some((member) => member.name === name)) {
      making.depth--;
      return UNMADE;
    }
  }
  addExtra(plan, values, making);
  making.depth--;
  return values.size < plan.min ? UNMADE : objectOf(values);
}

function chosenNames(
  { required, optional, byName, dependencies, order, min, max }: ObjectPlan,
  making: Making,
): readonly string[] {
  const names = new Set(required.map(({ name }) => name));
  const frugal = isFrugal(making);
  const add = (name: string): void => {
    const all = closure([name], dependencies);
    const isPossible = all.every((each) => {
      const member = byName.get(each);
      return member !== undefined && canFinish(member.plan);
    });
    const added = all.filter((each) => !names.has(each));
    if (isPossible && names.size + added.length <= max) for (const each of added) names.add(each);
  };
  for (const { name, leftAway: share } of optional) if (!frugal && making.random.next() >= share) add(name);
  for (const { name } of optional) if (names.size < min) add(name);
  return [...names].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}

function addExtra({ min, max, extra, isMap }: ObjectPlan, values: Map<string, unknown>, making: Making): void {
  if (extra === undefined) return;
  const wanted = isMap && !isFrugal(making) ? Math.max(min, making.random.int(1, MOST_EXTRA)) : min;
  for (let tries = 0; values.size < Math.min(wanted, max) && tries < MOST_TRIES + wanted; tries++) {
    const made = extra(making, values);
    if (made !== undefined) values.set(made[0], made[1]);
  }
}

/** Names by a pattern where there are some, by `propertyNames`, or words. */
function extraOf(leaves: readonly Leaf[], compiler: SchemaCompiler): ObjectPlan['extra'] {
  const { document } = compiler;
  const patterns = leaves.flatMap((leaf) =>
    isObject(leaf.patternProperties) ? Object.keys(leaf.patternProperties) : [],
  );
  const isClosed = leaves.some((leaf) => leaf.additionalProperties === false || leaf.unevaluatedProperties === false);
  if (isClosed && patterns.length === 0) return undefined;
  const rules = leaves.flatMap((leaf) =>
    leaf.propertyNames === undefined ? [] : [document.node(leaf.propertyNames, document.pointerOf(leaf))],
  );
  const byPattern = patterns.map((pattern) => compiler.plan([TEXT, patternNode(pattern), ...rules], ''));
  const byRule = rules.length === 0 ? undefined : compiler.plan([TEXT, ...rules], '');
  return (making, taken) => {
    const name = nameFor({ byPattern, byRule }, making);
    if (typeof name !== 'string' || taken.has(name)) return undefined;
    const nodes = nodesOf(name, leaves, compiler);
    const plan = compiler.plan(nodes, '');
    if (nodes.includes(false) || !canFinish(plan)) return undefined;
    const value = plan.make(making);
    return value === UNMADE ? undefined : [name, value];
  };
}

const TEXT: SchemaNode = { type: 'string' };
const patternNodes = new Map<string, SchemaNode>();

/** One node for each pattern, since schemas are told apart by what they are. */
function patternNode(pattern: string): SchemaNode {
  const node = patternNodes.get(pattern) ?? { pattern };
  patternNodes.set(pattern, node);
  return node;
}

function nameFor(
  { byPattern, byRule }: { byPattern: readonly Plan[]; byRule: Plan | undefined },
  making: Making,
): unknown {
  if (byPattern.length > 0) return making.random.pick(byPattern).make(making);
  if (byRule !== undefined) return byRule.make(making);
  const name = words(making.random, 1);
  return making.random.next() < 0.5 ? name : `${name}${making.random.int(1, 99)}`;
}

/** `__proto__` is a name like any other. */
function objectOf(values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [name, value] of values) {
    if (name === '__proto__')
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    else object[name] = value;
  }
  return object;
}
