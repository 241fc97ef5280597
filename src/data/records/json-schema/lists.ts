import type { Leaf, Place, SchemaCompiler } from './compiler.ts';
import { canonical } from './equality.ts';
import { canFinish, finishing, impossible, isFrugal, type Making, MOST_LEVELS, type Plan, UNMADE } from './plan.ts';
import { itemSchemas } from './validate.ts';

/** How many more than necessary there are at most, where nothing says how many. */
const USUAL_EXTRA = 4;
const MOST_ITEMS = 1_000_000;
const MOST_TRIES = 200;

interface ListPlan {
  readonly first: readonly Plan[];
  readonly rest: Plan;
  readonly contained: { readonly plan: Plan; readonly count: number } | undefined;
  readonly min: number;
  readonly max: number;
  readonly isDistinct: boolean;
}

/** Lists of as many elements as all allow; only those that begin it have places of their own. */
export function listPlan(place: Place, compiler: SchemaCompiler): Plan {
  const { leaves, pointer } = place;
  const plan = describe(place, compiler);
  const needed = Math.max(plan.min, plan.contained?.count ?? 0);
  if (needed > MOST_ITEMS) return impossible(pointer, `asks for ${needed} elements, more than ${MOST_ITEMS}`);
  if (needed > plan.max) return impossible(pointer, `no list has at least ${needed} and at most ${plan.max} elements`);
  const planAt = (at: number) => plan.first[at] ?? plan.rest;
  const needs = Array.from({ length: Math.min(needed, plan.first.length + 1) }, (_, at) => planAt(at));
  if (plan.contained !== undefined && plan.contained.count > 0) needs.push(plan.contained.plan);
  const usual = usualMost(leaves, needed);
  let reach: number | undefined;
  return {
    get problem() {
      return needs.find((each) => each.problem !== undefined)?.problem;
    },
    finishes: finishing(
      (levels) => needs.length === 0 || (levels > 0 && needs.every((each) => each.finishes(levels - 1))),
    ),
    make: (making) => {
      reach ??= reachOf(plan);
      return made({ ...plan, min: needed, max: Math.min(plan.max, reach) }, making, usual);
    },
  };
}

/** How many elements there can be, as far as their own schemas go. Asked late: some plans hold themselves. */
function reachOf({ first, rest }: ListPlan): number {
  const impossibleFrom = first.findIndex((plan) => !canFinish(plan));
  if (impossibleFrom >= 0) return impossibleFrom;
  return canFinish(rest) ? Number.POSITIVE_INFINITY : first.length;
}

function describe({ leaves, name }: Place, compiler: SchemaCompiler): ListPlan {
  const schemas = leaves.map((leaf) => ({ ...itemSchemas(leaf), leaf }));
  const longest = Math.max(0, ...schemas.map(({ first }) => first.length));
  const node = (value: unknown, leaf: Leaf) => compiler.document.node(value, compiler.document.pointerOf(leaf));
  const at = (index: number) =>
    schemas.flatMap(({ first, rest, leaf }) => {
      const item = index < first.length ? first[index] : rest;
      return item === undefined ? [] : [node(item, leaf)];
    });
  const rest = compiler.plan(at(longest), singular(name));
  const containing = leaves.filter((leaf) => leaf.contains !== undefined);
  const contains = containing.map((leaf) => node(leaf.contains, leaf));
  const first = Array.from({ length: longest }, (_, index) => compiler.plan(at(index), name));
  const most = Math.min(
    ...leaves.map(({ maxItems }) => (typeof maxItems === 'number' ? maxItems : Number.POSITIVE_INFINITY)),
  );
  return {
    first,
    rest,
    contained:
      contains.length === 0
        ? undefined
        : {
            plan: compiler.plan([...at(longest), ...contains], singular(name)),
            count: Math.max(
              ...containing.map(({ minContains }) => (typeof minContains === 'number' ? minContains : 1)),
            ),
          },
    min: Math.max(0, ...leaves.map(({ minItems }) => (typeof minItems === 'number' ? Math.ceil(minItems) : 0))),
    max: most,
    isDistinct: leaves.some(({ uniqueItems }) => uniqueItems === true),
  };
}

/** A list with places of its own is usually full. */
function usualMost(leaves: readonly Leaf[], needed: number): number {
  const places = Math.max(0, ...leaves.map((leaf) => itemSchemas(leaf).first.length));
  return places > 0 ? Math.max(places, needed) : needed + USUAL_EXTRA;
}

function made(plan: ListPlan, making: Making, usual: number): unknown {
  const { random } = making;
  if (making.depth > MOST_LEVELS) return UNMADE;
  const most = Math.min(plan.max, usual);
  const least = plan.first.length > 0 && !isFrugal(making) ? most : plan.min;
  const count = isFrugal(making) || least >= most ? least : random.int(least, most);
  const values: unknown[] = [];
  const seen = new Set<string>();
  making.depth++;
  for (let at = 0; at < count; at++) {
    const value = element({ plan, seen }, making, at);
    if (value === UNMADE) break;
    values.push(value);
    making.parts++;
  }
  making.depth--;
  return values.length < plan.min ? UNMADE : values;
}

function element({ plan, seen }: { plan: ListPlan; seen: Set<string> }, making: Making, at: number): unknown {
  const { first, rest, contained, isDistinct } = plan;
  const own =
    contained !== undefined && at >= first.length && at < first.length + contained.count
      ? contained.plan
      : (first[at] ?? rest);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const value = own.make(making);
    if (value === UNMADE || !isDistinct) return value;
    const text = canonical(value);
    if (seen.has(text)) continue;
    seen.add(text);
    return value;
  }
  return UNMADE;
}

/** `tags` holds what looks like a `tag`. */
function singular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  return name.endsWith('s') && !name.endsWith('ss') ? name.slice(0, -1) : name;
}
