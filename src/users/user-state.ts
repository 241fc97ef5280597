import { generators } from '../data/generators/generators.ts';
import type { Random } from '../load/random.ts';
import { SeededRandom } from '../load/random.ts';
import type { HttpSession } from '../protocols/http/session.ts';
import type { Chance, Scope } from './expressions/scope.ts';
import type { Iteration } from './program.ts';
import type { ScenarioContext } from './scenario-context.ts';
import { UserStreams } from './user-streams.ts';
import { emptyValues, materialise, type Values } from './variables.ts';

/** What one user holds: its session, the iteration it is in, and that iteration's variables once they are asked for. */
export class UserState implements Scope {
  readonly context: ScenarioContext;
  readonly id: number;
  readonly session: HttpSession;
  iteration: Iteration = NO_ITERATION;
  closed = false;
  readonly loopCount = undefined;
  readonly loopElement = undefined;
  #values: Values | undefined;
  #chance: IterationChance | undefined;
  #streams: UserStreams | undefined;

  constructor(context: ScenarioContext, id: number) {
    this.context = context;
    this.id = id;
    this.session = context.http.session();
  }

  begin(iteration: Iteration): void {
    this.iteration = iteration;
    this.#values = undefined;
    this.#chance?.begin();
  }

  /** The user's event streams. */
  get streams(): UserStreams {
    this.#streams ??= new UserStreams();
    return this.#streams;
  }

  /** Waiting for events ends, with none. */
  giveUpEvents(): void {
    this.#streams?.giveUp();
  }

  endIteration(): void {
    this.#streams?.endIteration();
    this.session.endIteration();
  }

  /** The iteration's variables; throws when its data has run out. */
  get values(): Values {
    if (this.#values !== undefined) return this.#values;
    // Set before it is filled: variables may refer to earlier ones.
    const values = emptyValues();
    this.#values = values;
    try {
      materialise(this.context.variables, this.iteration, { values, scope: this });
    } catch (error) {
      this.#values = undefined;
      throw error;
    }
    return values;
  }

  variable(name: string): unknown {
    return (this.#values ?? this.values)[name];
  }

  variableNames(): Iterable<string> {
    return Object.keys(this.values);
  }

  get chance(): Chance {
    this.#chance ??= new IterationChance(this);
    return this.#chance;
  }

  cookie(name: string, url: Parameters<HttpSession['cookies']['get']>[0]): string | undefined {
    const nowMs = Date.now();
    const { cookies } = this.session;
    return cookies.get(url, name, nowMs) ?? cookies.all(nowMs).find((cookie) => cookie.name === name)?.value;
  }
}

class IterationChance implements Chance {
  readonly #state: UserState;
  readonly counters = new Map<string, number>();
  #uuid: string | undefined;

  constructor(state: UserState) {
    this.#state = state;
  }

  begin(): void {
    this.#uuid = undefined;
    if (this.counters.size > 0) this.counters.clear();
  }

  get random(): Random {
    return this.#state.iteration.random;
  }

  get iteration(): number {
    return this.#state.iteration.number;
  }

  get user(): number {
    return this.#state.iteration.user;
  }

  get nowMs(): number {
    return Date.now();
  }

  get uuid(): string {
    this.#uuid ??= String(generators.uuid?.([], this));
    return this.#uuid;
  }
}

const NO_ITERATION: Iteration = {
  number: 0,
  user: 0,
  count: 0,
  dueUs: Number.NaN,
  startedUs: 0,
  random: new SeededRandom(0),
};
