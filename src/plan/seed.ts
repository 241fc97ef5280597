import { randomInt } from 'node:crypto';
import { hashString } from '../load/random.ts';
import { type ProblemList, shown } from './problem-list.ts';

const LARGEST = 2 ** 32;

/** The seed of all chance in a run: a number as it is, a text hashed, or a random one, which the plan then holds. */
export function plannedSeed(seed: number | string | undefined, problems: ProblemList): number {
  if (seed === undefined) return randomInt(LARGEST);
  if (typeof seed === 'string') return /^\d{1,15}$/.test(seed.trim()) ? Number(seed) : hashString(seed);
  if (Number.isSafeInteger(seed)) return seed;
  problems.add('seed', `the seed cannot be ${shown(seed)}`, {
    code: 'INVALID_NUMBER',
    hint: 'write a whole number, or a text',
  });
  return 0;
}
