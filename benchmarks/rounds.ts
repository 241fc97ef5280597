import { setTimeout as sleep } from 'node:timers/promises';

export interface Contestant<T> {
  readonly name: string;
  run(): Promise<T>;
}

export interface RoundsOptions<T> {
  readonly rounds: number;
  /** What to say of a result while the rounds go on. */
  readonly tell: (result: T) => string;
  /** Brings the target back to rest between two turns. */
  readonly rest?: () => Promise<void>;
}

export interface Rounds<T> {
  /** Results in the order of the rounds, for every contestant that finished all of them. */
  readonly results: ReadonlyMap<string, readonly T[]>;
  /** Why the others did not. */
  readonly failures: ReadonlyMap<string, string>;
}

/**
 * Lets contestants take turns, in a new random order each round, so that what changes on the machine meanwhile meets
 * all of them alike. One that fails leaves the contest.
 */
export async function playRounds<T>(
  contestants: readonly Contestant<T>[],
  options: RoundsOptions<T>,
): Promise<Rounds<T>> {
  const results = new Map<string, T[]>(contestants.map(({ name }) => [name, []]));
  const failures = new Map<string, string>();
  for (let round = 1; round <= options.rounds; round++) {
    for (const contestant of shuffled(contestants)) {
      if (failures.has(contestant.name)) continue;
      await (options.rest?.() ?? sleep(200));
      const turn = `  round ${round}/${options.rounds}  ${contestant.name.padEnd(24)}`;
      try {
        const result = await contestant.run();
        results.get(contestant.name)?.push(result);
        console.error(`${turn} ${options.tell(result)}`);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        failures.set(contestant.name, reason);
        results.delete(contestant.name);
        console.error(`${turn} left out: ${reason}`);
      }
    }
  }
  return { results, failures };
}

function shuffled<T>(items: readonly T[]): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
