import { hashString, permute } from '../../../load/random.ts';
import { formatCount } from '../../../model/units.ts';
import type { Distinct, Maker, Scope } from './scope.ts';

/** Beyond this, places are no longer exact enough to shuffle. */
const MOST_SHUFFLED = 2 ** 50;

/** Each row takes a place of its own in a shuffle of all values there are: nothing needs to be remembered. */
export function uniqueMaker(distinct: Distinct, scope: Scope): Maker {
  const size = Math.min(distinct.size, MOST_SHUFFLED);
  if (size < scope.table.count) {
    scope.fail(
      `there are ${formatCount(size)} different values, too few for ${formatCount(scope.table.count)} rows of unique ones`,
      { code: 'RECORDS_NOT_UNIQUE', hint: 'widen its range, ask for fewer rows, or leave unique away' },
    );
  }
  const seed = shuffleSeed(scope);
  return (random, row) => distinct.at(permute(row, size, seed), random, row);
}

/** Where a row stands in a shuffle of its table, or of a larger range. */
export function shuffled(scope: Scope, size: number): (row: number) => number {
  const seed = shuffleSeed(scope);
  return (row) => permute(row, size, seed);
}

function shuffleSeed({ seed, path }: Scope): number {
  return hashString(`${seed}:${path}:unique`) * 0x10_0000 + (hashString(`${path}:${seed}`) & 0xf_ffff);
}
