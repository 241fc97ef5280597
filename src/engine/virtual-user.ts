import type { Clock } from '../load/clock.ts';
import { SeededRandom } from '../load/random.ts';
import type { Iteration, IterationOutcome, Program, ProgramUser } from '../users/program.ts';
import type { ScenarioCells } from './scenario-cells.ts';

/** A scenario ready to be carried out by any number of users of a shard. */
export interface PreparedScenario {
  readonly program: Program;
  readonly cells: ScenarioCells;
  /** Seeds the chance of its iterations, with the run's seed and the iteration's number. */
  readonly seed: number;
}

export interface VirtualUserOptions {
  /** Number of the user in its stream, over all shards. */
  readonly id: number;
  readonly clock: Clock;
  readonly seed: number;
  /** The iteration has ended; starting the next one from here is allowed. */
  readonly onIdle: (user: VirtualUser) => void;
}

/** One virtual user: carries out iterations one at a time, of whatever scenario each is. */
export class VirtualUser {
  readonly id: number;
  readonly #options: VirtualUserOptions;
  /** Of the scenario it was last, and of those before; most have one only, and there may be thousands of users. */
  #current: ProgramUser | undefined;
  #currentScenario: PreparedScenario | undefined;
  #others: Map<PreparedScenario, ProgramUser> | undefined;
  readonly #iteration: Iteration;
  #scenario: PreparedScenario | undefined;
  #count = 0;
  #starting = false;
  #closed = false;

  constructor(options: VirtualUserOptions) {
    this.id = options.id;
    this.#options = options;
    this.#iteration = { number: 0, user: options.id, count: 0, dueUs: 0, startedUs: 0, random: new SeededRandom() };
  }

  get busy(): boolean {
    return this.#scenario !== undefined;
  }

  /** `dueUs` is NaN for an iteration that is due now. True when the iteration ended at once: then `onIdle` is not called. */
  start(scenario: PreparedScenario, number: number, dueUs: number): boolean {
    const iteration = this.#iteration;
    this.#scenario = scenario;
    this.#starting = true;
    iteration.number = number;
    iteration.count = this.#count++;
    iteration.dueUs = dueUs;
    iteration.startedUs = this.#options.clock.nowUs();
    iteration.random.reseed(this.#options.seed, scenario.seed, number);
    scenario.cells.started(iteration.startedUs, dueUs);
    this.#userOf(scenario).iterate(iteration, this.#done);
    this.#starting = false;
    return this.#scenario === undefined && !this.#closed;
  }

  /** Ends what is under way; true if that was an iteration. */
  close(): boolean {
    this.#closed = true;
    const interrupted = this.#scenario;
    if (interrupted !== undefined) interrupted.cells.interrupted();
    this.#scenario = undefined;
    this.#current?.close();
    for (const user of this.#others?.values() ?? []) user.close();
    this.#current = undefined;
    this.#currentScenario = undefined;
    this.#others = undefined;
    return interrupted !== undefined;
  }

  #userOf(scenario: PreparedScenario): ProgramUser {
    if (this.#current !== undefined && this.#currentScenario === scenario) return this.#current;
    if (this.#current !== undefined && this.#currentScenario !== undefined) {
      this.#others ??= new Map();
      this.#others.set(this.#currentScenario, this.#current);
    }
    this.#current = this.#others?.get(scenario) ?? scenario.program.user(this.id);
    this.#currentScenario = scenario;
    return this.#current;
  }

  readonly #done = (outcome: IterationOutcome): void => {
    const scenario = this.#scenario;
    if (scenario === undefined) return;
    this.#scenario = undefined;
    scenario.cells.ended(this.#options.clock.nowUs(), this.#iteration.startedUs, outcome === 'failed');
    if (!this.#starting) this.#options.onIdle(this);
  };
}
