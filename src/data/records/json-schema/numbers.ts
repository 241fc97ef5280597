import { samplerOf } from '../distributions/spread.ts';
import { DISTRIBUTIONS, type Spread } from '../schema.ts';
import type { Leaf, Place } from './compiler.ts';
import { guessedRange } from './guess.ts';
import { impossible, type Making, type Plan, simple, UNMADE } from './plan.ts';
import { isObject } from './validate.ts';

/** How far numbers go where only one end is given, or none. */
const USUAL_SPAN = 1000;
const USUAL_STEPS = 100;
const MOST_DECIMALS = 15;
const MOST_TRIES = 200;

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly aboveMin: boolean;
  readonly belowMax: boolean;
}

/** Numbers within all bounds, and multiples of all that is asked for. */
export function numberPlan(type: 'integer' | 'number', { leaves, name, pointer }: Place): Plan {
  const bounds = suggested(boundsOf(leaves, type), leaves, name);
  const { min, max, aboveMin, belowMax } = bounds;
  if (min > max || (min === max && (aboveMin || belowMax))) {
    return impossible(pointer, `no number is at least ${min} and at most ${max}`);
  }
  const factors = leaves
    .map(({ multipleOf }) => multipleOf)
    .filter((factor) => typeof factor === 'number' && factor > 0);
  if (factors.length > 0) return multiplesPlan(factors as number[], { bounds, type, pointer });
  const made = type === 'integer' ? wholePlan(bounds, pointer) : fractionPlan(bounds);
  return spreadPlan({ leaves, pointer }, bounds, type) ?? made;
}

/** Ends that the schema leaves open are those that the name suggests, where they leave something between. */
function suggested(bounds: Bounds, leaves: readonly Leaf[], name: string): Bounds {
  const guess = guessedRange(name);
  const says = (...keywords: readonly string[]) =>
    leaves.some((leaf) => keywords.some((keyword) => Object.hasOwn(leaf, keyword)));
  if (guess === undefined || says('multipleOf')) return bounds;
  const [hasMin, hasMax] = [says('minimum', 'exclusiveMinimum'), says('maximum', 'exclusiveMaximum')];
  if (!hasMin && !hasMax) return { ...bounds, ...guess };
  if (!hasMax && guess.max > bounds.min) return { ...bounds, max: guess.max };
  return !hasMin && guess.min < bounds.max ? { ...bounds, min: guess.min } : bounds;
}

function boundsOf(leaves: readonly Leaf[], type: 'integer' | 'number'): Bounds {
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [aboveMin, belowMax] = [false, false];
  const raise = (value: unknown, exclusive: boolean): void => {
    if (typeof value !== 'number' || value < low) return;
    aboveMin = value > low ? exclusive : aboveMin || exclusive;
    low = value;
  };
  const lower = (value: unknown, exclusive: boolean): void => {
    if (typeof value !== 'number' || value > high) return;
    belowMax = value < high ? exclusive : belowMax || exclusive;
    high = value;
  };
  for (const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, format } of leaves) {
    raise(minimum, exclusiveMinimum === true);
    lower(maximum, exclusiveMaximum === true);
    raise(exclusiveMinimum, true);
    lower(exclusiveMaximum, true);
    if (format === 'int32' && type === 'integer') {
      raise(-(2 ** 31), false);
      lower(2 ** 31 - 1, false);
    }
  }
  return { ...usualEnds(low, high, leaves), aboveMin, belowMax };
}

/** Where an end is not given: from 0 to 1,000 if that can be, and far enough for a hundred steps. */
function usualEnds(low: number, high: number, leaves: readonly Leaf[]): { min: number; max: number } {
  const factors = leaves.map(({ multipleOf }) => multipleOf).filter((factor) => typeof factor === 'number') as number[];
  const span = Math.max(USUAL_SPAN, USUAL_STEPS * stepOf(factors));
  if (Number.isFinite(low) && Number.isFinite(high)) return { min: low, max: high };
  if (Number.isFinite(low)) {
    return { min: low, max: low >= 0 && low < span ? span : low + Math.max(span, Math.abs(low) / USUAL_SPAN) };
  }
  if (Number.isFinite(high))
    return { min: high > 0 ? 0 : high - Math.max(span, Math.abs(high) / USUAL_SPAN), max: high };
  return { min: 0, max: span };
}

function wholePlan({ min, max, aboveMin, belowMax }: Bounds, pointer: string): Plan {
  const low = Math.ceil(min) === min && aboveMin ? min + 1 : Math.ceil(min);
  const high = Math.floor(max) === max && belowMax ? max - 1 : Math.floor(max);
  if (low > high) return impossible(pointer, `there is no whole number between ${min} and ${max}`);
  return simple(({ random }) => random.int(low, high) + 0);
}

/** With few decimals, as many as the range needs. */
function fractionPlan(bounds: Bounds): Plan {
  const { min, max } = bounds;
  const factor = 10 ** decimalsFor(max - min);
  return simple(({ random }) => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const u = random.next();
      const value = min * (1 - u) + max * u;
      const rounded = Number.isSafeInteger(Math.round(value * factor)) ? Math.round(value * factor) / factor : value;
      const fitting = isWithin(rounded, bounds) ? rounded : value;
      if (isWithin(fitting, bounds)) return fitting;
    }
    return UNMADE;
  });
}

function decimalsFor(span: number): number {
  let decimals = 2;
  while (decimals < MOST_DECIMALS && span * 10 ** decimals < USUAL_STEPS && span > 0) decimals++;
  return decimals;
}

interface Multiples {
  readonly bounds: Bounds;
  readonly type: 'integer' | 'number';
  readonly pointer: string;
}

/** Multiples of the first that are multiples of all, as division by floating point has it. */
function multiplesPlan(factors: readonly number[], { bounds, type, pointer }: Multiples): Plan {
  const wanted = type === 'integer' ? [...factors, 1] : factors;
  const step = stepOf(wanted);
  const [low, high] = [Math.ceil(bounds.min / step), Math.floor(bounds.max / step)];
  const decimals = Math.min(decimalsOf(step), 20);
  const fits = (value: number) => isWithin(value, bounds) && wanted.every((factor) => Number.isInteger(value / factor));
  const make = ({ random }: Making): unknown => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const value = Number((random.int(low, high) * step).toFixed(decimals)) + 0;
      if (fits(value)) return value;
    }
    return UNMADE;
  };
  if (low > high)
    return impossible(pointer, `no multiple of ${factors.join(' and ')} is between ${bounds.min} and ${bounds.max}`);
  return simple(make);
}

/** Of whole numbers the least common multiple; of others the largest, whose multiples are tried. */
function stepOf(factors: readonly number[]): number {
  if (factors.length === 0) return 0;
  return factors.every(Number.isSafeInteger) ? factors.reduce(leastCommonMultiple) : Math.max(...factors);
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function decimalsOf(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Math.max((digits.split('.')[1]?.length ?? 0) - Number(exponent), 0);
}

function isWithin(value: number, { min, max, aboveMin, belowMax }: Bounds): boolean {
  return value >= min && value <= max && !(aboveMin && value === min) && !(belowMax && value === max);
}

/** As `x-plimsoll` spreads them. */
function spreadPlan(
  { leaves, pointer }: { leaves: readonly Leaf[]; pointer: string },
  bounds: Bounds,
  type: 'integer' | 'number',
): Plan | undefined {
  const spread = leaves
    .map((leaf) => leaf['x-plimsoll'])
    .find((each) => isObject(each) && DISTRIBUTIONS.some((name) => name === each.distribution));
  if (spread === undefined) return undefined;
  const problems: string[] = [];
  const decimals = Number((spread as { decimals?: unknown }).decimals ?? decimalsFor(bounds.max - bounds.min));
  const factor = type === 'integer' ? 1 : 10 ** decimals;
  try {
    const sampler = samplerOf(spread as Spread, { ...bounds, whole: type === 'integer' }, (problem) => {
      problems.push(problem);
      throw new RangeError(problem);
    });
    return simple(({ random }) => {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const value = Math.round(sampler.sample(random) * factor) / factor;
        if (isWithin(value, bounds)) return value;
      }
      return UNMADE;
    });
  } catch (error) {
    if (problems.length === 0) throw error;
    return impossible(`${pointer}/x-plimsoll`, problems.join());
  }
}
