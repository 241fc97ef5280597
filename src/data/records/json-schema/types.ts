import { checkField } from '../check-schema.ts';
import { weighted } from '../distributions/weighted.ts';
import type { Field } from '../schema.ts';
import type { Leaf, Place, SchemaCompiler } from './compiler.ts';
import { canonical } from './equality.ts';
import { listPlan } from './lists.ts';
import { numberPlan } from './numbers.ts';
import { objectPlan } from './objects.ts';
import { canFinish, finishing, impossible, isFrugal, levelsOf, type Plan, simple, UNMADE } from './plan.ts';
import { textPlan } from './texts.ts';
import { isObject, isValid } from './validate.ts';

export type TypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

const ALL: readonly TypeName[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
/** How often a default is taken, where there is one. */
const DEFAULT_SHARE = 0.2;
const NULL_SHARE = 0.15;

const HINTS: Readonly<Record<string, TypeName>> = {
  properties: 'object',
  required: 'object',
  additionalProperties: 'object',
  patternProperties: 'object',
  minProperties: 'object',
  propertyNames: 'object',
  items: 'array',
  prefixItems: 'array',
  minItems: 'array',
  contains: 'array',
  uniqueItems: 'array',
  minLength: 'string',
  maxLength: 'string',
  pattern: 'string',
  format: 'string',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
};

/** The types that all of them allow; where none says, those that their other keywords speak of. */
export function typesOf(leaves: readonly Leaf[]): readonly TypeName[] {
  let types: readonly TypeName[] = ALL;
  let isSaid = false;
  for (const leaf of leaves) {
    if (leaf.type === undefined) continue;
    isSaid = true;
    const own = namesOf(leaf);
    types = types.filter((type) => own.includes(type) || (type === 'integer' && own.includes('number')));
  }
  // Whole numbers are numbers: one of the two is enough.
  if (types.includes('number')) types = types.filter((type) => type !== 'integer');
  if (isSaid) return types;
  const hinted = new Set(leaves.flatMap((leaf) => Object.keys(leaf).flatMap((keyword) => hintOf(keyword))));
  return hinted.size > 0 ? [...hinted] : ['string', 'integer', 'boolean'];
}

function namesOf({ type, nullable }: Leaf): readonly TypeName[] {
  const names = (Array.isArray(type) ? type : [type]) as readonly TypeName[];
  return nullable === true ? [...names, 'null'] : names;
}

function hintOf(keyword: string): TypeName[] {
  const type = Object.hasOwn(HINTS, keyword) ? HINTS[keyword] : undefined;
  return type === undefined ? [] : [type];
}

/** How values are made at a place that leaves no choice open. */
export function valuePlan(place: Place, types: readonly TypeName[], compiler: SchemaCompiler): Plan {
  const described = describedPlan(place, compiler);
  if (described !== undefined) return described;
  const listed = listedPlan(place, compiler);
  if (listed !== undefined) return listed;
  if (types.length === 0) return impossible(place.pointer, 'no type is allowed by all that holds here');
  const plans = types.map((type) => ({ type, plan: planOf(type, place, compiler) }));
  const possible = plans.filter(({ plan }) => plan.problem === undefined);
  const [only, ...others] = possible;
  if (only === undefined) return plans[0]?.plan ?? impossible(place.pointer, 'nothing can be made here');
  return withDefault(others.length === 0 ? only.plan : severalPlan(possible), place, compiler);
}

function planOf(type: TypeName, place: Place, compiler: SchemaCompiler): Plan {
  switch (type) {
    case 'null':
      return simple(() => null);
    case 'boolean':
      return simple(({ random }) => random.next() < 0.5);
    case 'integer':
    case 'number':
      return numberPlan(type, place);
    case 'string':
      return textPlan(place);
    case 'array':
      return listPlan(place, compiler);
    case 'object':
      return objectPlan(place, compiler);
    default:
      return impossible(place.pointer, `there is no type '${String(type)}'`);
  }
}

function severalPlan(plans: readonly { type: TypeName; plan: Plan }[]): Plan {
  const nothing = plans.find(({ type }) => type === 'null')?.plan;
  const others = plans.filter(({ type }) => type !== 'null').map(({ plan }) => plan);
  return {
    problem: undefined,
    finishes: finishing((levels) => nothing !== undefined || others.some((plan) => plan.finishes(levels))),
    make: (making) => {
      const frugal = isFrugal(making);
      if (nothing !== undefined && (frugal || making.random.next() < NULL_SHARE)) return null;
      const left = others.filter(canFinish);
      if (left.length === 0) return nothing === undefined ? UNMADE : null;
      if (!frugal) return making.random.pick(left).make(making);
      return left.reduce((best, plan) => (levelsOf(plan) < levelsOf(best) ? plan : best)).make(making);
    },
  };
}

/** By `x-plimsoll`, where it says more than how numbers are spread. */
function describedPlan({ leaves, name }: Place, compiler: SchemaCompiler): Plan | undefined {
  const described = leaves.find((leaf) => isObject(leaf['x-plimsoll']) && typeof leaf['x-plimsoll'].kind === 'string');
  if (described === undefined) return undefined;
  const field = described['x-plimsoll'] as Field;
  checkField(field, `${compiler.document.pointerOf(described)}/x-plimsoll`, 0);
  const make = compiler.field(field, name === '' ? 'value' : name);
  return {
    finishes: () => true,
    problem: undefined,
    make: ({ random, row }) => {
      for (let tries = 0; tries < 20; tries++) {
        const value = make(random, row);
        if (value !== undefined && leaves.every((leaf) => isValid(value, leaf, compiler.document))) return value;
      }
      return UNMADE;
    },
  };
}

/** By `const` and `enum`: those of its values that everything else allows. */
function listedPlan({ leaves, pointer }: Place, compiler: SchemaCompiler): Plan | undefined {
  const listing =
    leaves.find((leaf) => Object.hasOwn(leaf, 'const')) ?? leaves.find((leaf) => Array.isArray(leaf.enum));
  if (listing === undefined) return undefined;
  const values: readonly unknown[] = Object.hasOwn(listing, 'const') ? [listing.const] : (listing.enum as unknown[]);
  const extension = isObject(listing['x-plimsoll']) ? listing['x-plimsoll'].weights : undefined;
  const places = values
    .map((_, at) => at)
    .filter((at) => {
      return leaves.every((leaf) => isValid(values[at], leaf, compiler.document));
    });
  if (places.length === 0)
    return impossible(pointer, `none of its values (${shownAll(values)}) is valid under all that holds here`);
  const weights = places.map((at) =>
    Array.isArray(extension) && typeof extension[at] === 'number' ? extension[at] : 1,
  );
  if (!weights.some((weight) => weight > 0)) return impossible(pointer, 'all of its weights are 0');
  const choice = weighted(weights);
  return simple(({ random }) => values[places[choice.sample(random)] as number]);
}

function withDefault(plan: Plan, { leaves }: Place, compiler: SchemaCompiler): Plan {
  const owner = leaves.find(
    (leaf) => Object.hasOwn(leaf, 'default') && !isObject(leaf.default) && !Array.isArray(leaf.default),
  );
  if (owner === undefined || !leaves.every((leaf) => isValid(owner.default, leaf, compiler.document))) return plan;
  return {
    get problem() {
      return plan.problem;
    },
    finishes: (levels) => plan.finishes(levels),
    make: (making) => (making.random.next() < DEFAULT_SHARE ? owner.default : plan.make(making)),
  };
}

function shownAll(values: readonly unknown[]): string {
  const text = values.slice(0, 5).map(canonical).join(', ');
  return values.length > 5 ? `${text}, …` : text;
}
