import { hashString, SeededRandom } from '../load/random.ts';

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly fullName: string;
  readonly country: string;
}

/** The shop knows `user1` to `user1000` from the start. */
export const PEOPLE = 1000;

const GIVEN = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Ken', 'Radia', 'Tim'];
const FAMILY = ['Moor', 'Quay', 'Harbour', 'Sails', 'Keel', 'Anchor', 'Compass', 'Fairway', 'Mast', 'Tide'];
export const COUNTRIES = ['AT', 'DE', 'FR', 'GB', 'IE', 'NL', 'NO', 'PT', 'SE', 'US'] as const;

export function personOf(id: number, seed: number): Person | undefined {
  if (!Number.isInteger(id) || id < 1 || id > PEOPLE) return undefined;
  const random = new SeededRandom(seed, hashString('demo person'), id);
  const fullName = `${random.pick(GIVEN)} ${random.pick(FAMILY)}`;
  return { id, name: `user${id}`, email: `user${id}@example.com`, fullName, country: random.pick(COUNTRIES) };
}

/** The id of `user1` to `user1000`, or undefined. */
export function personNamed(name: string): number | undefined {
  const id = /^user([1-9]\d{0,3})$/.exec(name)?.[1];
  return id !== undefined && Number(id) <= PEOPLE ? Number(id) : undefined;
}
