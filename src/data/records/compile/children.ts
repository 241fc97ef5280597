import { type Random, SeededRandom } from '../../../load/random.ts';
import { samplerOf } from '../distributions/spread.ts';
import type { ChildrenOptions } from '../schema.ts';

const GROUP = 32;
const REMEMBERED_GROUPS = 64;
const MEAN_STEPS = 4096;

/** Which rows of a table belong to which row of its parent: they lie together, in the order of the parents. */
export interface Children {
  /** The parents' table. */
  readonly of: string;
  /** How many a parent has at most. */
  readonly most: number;
  readonly count: number;
  parentOf(row: number): number;
  /** The first row that belongs to a parent; for the number of parents, the number of rows. */
  startOf(parent: number): number;
}

interface Options {
  readonly options: ChildrenOptions;
  readonly parents: number;
  readonly seed: number;
  readonly stream: number;
  fail(problem: string): never;
}

/**
 * Numbers of children follow their distribution within groups of 32 parents, and each group has the same total: so the
 * parent of any row is known without counting those before it.
 */
export function childrenOf({ options, parents, seed, stream, fail }: Options): Children {
  const { min, max, of } = options;
  const sampler = samplerOf(options, { min, max, whole: true }, fail);
  let sum = 0;
  for (let step = 0; step < MEAN_STEPS; step++) sum += sampler.quantile((step + 0.5) / MEAN_STEPS);
  const mean = sum / MEAN_STEPS;
  const totalOf = (size: number) => Math.min(Math.max(Math.round(size * mean), size * min), size * max);
  const perGroup = totalOf(GROUP);
  const random = new SeededRandom();
  const groups = new Map<number, Int32Array>();

  const startsOf = (group: number): Int32Array => {
    const known = groups.get(group);
    if (known !== undefined) return known;
    random.reseed(seed, stream, group);
    const size = Math.min(GROUP, parents - group * GROUP);
    const counts = Int32Array.from({ length: size }, () => sampler.sample(random));
    level(counts, { total: totalOf(size), min, max }, random);
    const starts = new Int32Array(size + 1);
    for (let place = 0; place < size; place++)
      starts[place + 1] = (starts[place] as number) + (counts[place] as number);
    if (groups.size >= REMEMBERED_GROUPS) groups.clear();
    groups.set(group, starts);
    return starts;
  };

  const whole = Math.floor(parents / GROUP);
  const count = whole * perGroup + totalOf(parents - whole * GROUP);
  return {
    of,
    most: max,
    count,
    startOf: (parent) => {
      if (parent >= parents) return count;
      const group = Math.floor(parent / GROUP);
      return group * perGroup + (startsOf(group)[parent - group * GROUP] as number);
    },
    parentOf: (row) => {
      const group = Math.min(Math.floor(row / perGroup), Math.ceil(parents / GROUP) - 1);
      const starts = startsOf(group);
      const inGroup = row - group * perGroup;
      let place = 0;
      while ((starts[place + 1] as number) <= inGroup) place++;
      return group * GROUP + place;
    },
  };
}

/** Moves counts, at random, until they add up to what their group has. */
function level(counts: Int32Array, limits: { total: number; min: number; max: number }, random: Random): void {
  let missing = limits.total - counts.reduce((sum, count) => sum + count, 0);
  while (missing !== 0) {
    const place = random.int(0, counts.length - 1);
    const count = counts[place] as number;
    const wanted = count + (Math.trunc(missing / counts.length) || Math.sign(missing));
    const next = Math.min(Math.max(wanted, limits.min), limits.max);
    counts[place] = next;
    missing -= next - count;
  }
}
