import { hashString } from '../../../load/random.ts';
import { formatCount } from '../../../model/units.ts';
import type { Distinct, Maker, Scope } from './scope.ts';
import { shuffle } from './shuffle.ts';

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
  const place = shuffled(scope, size);
  return (random, row) => distinct.at(place(row), random, row);
}

/** Where a row stands in a shuffle of its table, or of a larger range. */
export function shuffled({ seed, path }: Scope, size: number): (row: number) => number {
  return shuffle(size, hashString(`${seed}:${path}:unique`));
}
