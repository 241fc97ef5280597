import { hashString, permute, type Random } from '../../load/random.ts';
import { firstNames, lastNames } from '../generators/people-words.ts';

export interface Person {
  readonly name: string;
  readonly email: string;
}

const PEOPLE = firstNames.length * lastNames.length;
const SALT = hashString('authors');

/** Person number `index` of a seed; no two have the same name. */
export function person(seed: number, index: number): Person {
  const place = permute(index % PEOPLE, PEOPLE, seed + SALT);
  const first = firstNames[place % firstNames.length] ?? '';
  const last = lastNames[Math.floor(place / firstNames.length)] ?? '';
  const local = `${first}.${last}`
    .normalize('NFD')
    .replace(/[^\w.]/g, '')
    .toLowerCase();
  return { name: `${first} ${last}`, email: `${local}@example.com` };
}

/** Which of `count` people did something: a few do most of it. */
export function busyPerson(random: Random, count: number): number {
  const share = random.next();
  return Math.floor(share * share * count);
}
