import type { Pair } from '../../bench/judge.ts';
import type { EmptyTimes, SideName, TaskMeasured } from '../../bench/messages.ts';
import { processMedian } from '../../bench/summarise.ts';
import type { TaskOutcome } from './process.ts';
import type { PlannedMember, PlannedSet, Role } from './sets.ts';

/** What was measured of a function in one process. */
export interface ProcessMeasured {
  readonly process: number;
  readonly told: TaskMeasured;
}

/** A set, and what was measured of it so far. */
export interface SetState {
  readonly set: PlannedSet;
  /** By place in the set. */
  readonly measured: ReadonlyMap<number, ProcessMeasured[]>;
  /** Of each one that is compared, what was measured side by side. */
  readonly pairs: ReadonlyMap<number, Pair[]>;
  readonly errors: Map<number, string>;
  /** They can't be measured in one process: one of them ends it. */
  isSplit: boolean;
  /** Enough is known of it. */
  isDecided: boolean;
  /** At which level it is judged. */
  level: number;
  empty: EmptyTimes[];
}

/** Functions to measure in one process, as parts of a set. */
export interface Unit {
  readonly id: number;
  readonly state: SetState;
  /** Places in the set. */
  readonly places: readonly number[];
}

export function newState(set: PlannedSet): SetState {
  const places = [...set.members.keys()];
  return {
    set,
    measured: new Map(places.map((place) => [place, []])),
    pairs: new Map(places.map((place) => [place, []])),
    errors: new Map(),
    isSplit: false,
    isDecided: false,
    level: 0.05,
    empty: [],
  };
}

export function memberAt({ set }: SetState, place: number): PlannedMember {
  return set.members[place] as PlannedMember;
}

/** Places of those that have not failed; a copy is of no use without what is compared. */
export function alive(state: SetState): number[] {
  const left = [...state.set.members.keys()].filter((place) => !state.errors.has(place));
  const has = (role: string) => left.some((place) => memberAt(state, place).role === role);
  const isCompared = has('baseline') && has('other');
  return left.filter((place) => memberAt(state, place).role !== 'again' || isCompared);
}

const PLACES_PER_SET = 100_000;

export function unitsOf(state: SetState): Unit[] {
  const first = state.set.id * PLACES_PER_SET;
  const places = alive(state);
  if (!state.isSplit) return [{ id: first, state, places }];
  const single = places.filter((place) => memberAt(state, place).role !== 'again');
  return single.map((place) => ({ id: first + 1 + place, state, places: [place] }));
}

export function sideUnits(state: SetState, side: SideName): Unit[] {
  const place = alive(state).find((at) => memberAt(state, at).side === side);
  return place === undefined ? [] : [{ id: state.set.id * PLACES_PER_SET + 1 + place, state, places: [place] }];
}

export function timeOf(state: SetState, places: readonly number[], memberMs: number): number {
  return places.reduce((sum, place) => sum + (memberAt(state, place).facts.timeMs ?? memberMs), 0);
}

/** Takes over what a process told of functions, and what of them stood side by side in it. */
export function takeOver(unit: Unit, outcome: TaskOutcome, process: number): readonly TaskMeasured[] {
  const { id, state, places } = unit;
  const told = outcome.measured.get(id) ?? [];
  for (const [at, each] of told.entries()) {
    const place = places[at] ?? 0;
    if (each.times.length > 0) state.measured.get(place)?.push({ process, told: each });
    if (each.error !== undefined) state.errors.set(place, each.error);
  }
  pairIn(unit, told);
  if (outcome.empty !== undefined && told.length > 0) state.empty.push(outcome.empty);
  return told;
}

function pairIn({ state, places }: Unit, told: readonly TaskMeasured[]): void {
  const usable = told.map((each) => (each.times.length > 0 ? each : undefined));
  const having = (role: Role) => usable[places.findIndex((place) => memberAt(state, place).role === role)];
  const [before, again] = [having('baseline'), having('again')];
  if (before === undefined) return;
  for (const [at, after] of usable.entries()) {
    const place = places[at] ?? 0;
    if (after === undefined || memberAt(state, place).role !== 'other') continue;
    state.pairs.get(place)?.push({ before, after, ...(again === undefined ? {} : { again }) });
  }
}

/** Of two processes of each build, the geometric mean is compared. */
export function pairUp(state: SetState, before: readonly TaskMeasured[], after: readonly TaskMeasured[]): void {
  const place = state.set.members.findIndex(({ role }) => role === 'other');
  const [first, again] = before.map(processMedian);
  if (first === undefined || after.length === 0) return;
  const middle = Math.exp(after.reduce((sum, each) => sum + Math.log(processMedian(each)) / after.length, 0));
  state.pairs.get(place)?.push({
    before: { times: [first] },
    after: { times: [middle] },
    ...(again === undefined ? {} : { again: { times: [again] } }),
  });
}
