import { recordFailedIteration } from '../failures.ts';
import type { Iteration, IterationOutcome, Program, ProgramUser, UserFunction } from '../program.ts';
import type { ScenarioContext } from '../scenario-context.ts';
import { isThenable } from '../thenable.ts';
import { UserState } from '../user-state.ts';
import { ScriptUser } from './script-user.ts';

/** A scenario that is a function of the user's. */
export function scriptProgram(context: ScenarioContext, script: UserFunction): Program {
  return { user: (id) => new ScriptProgramUser(new UserState(context, id), script) };
}

class ScriptProgramUser implements ProgramUser {
  readonly #state: UserState;
  readonly #user: ScriptUser;
  readonly #script: UserFunction;
  #done: ((outcome: IterationOutcome) => void) | undefined;
  #outcome: IterationOutcome = 'completed';

  constructor(state: UserState, script: UserFunction) {
    this.#state = state;
    this.#user = new ScriptUser(state);
    this.#script = script;
  }

  iterate(iteration: Iteration, done: (outcome: IterationOutcome) => void): void {
    const { context } = this.#state;
    this.#done = done;
    this.#outcome = 'completed';
    this.#state.begin(iteration);
    this.#user.enter(context.root, iteration.dueUs);
    let result: unknown;
    try {
      result = this.#script(this.#user, context.setupData);
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (isThenable(result)) Promise.resolve(result).then(this.#completed, this.#failed);
    else this.#completed();
  }

  close(): void {
    this.#state.closed = true;
    this.#done = undefined;
    this.#user.close();
    this.#state.session.close();
  }

  readonly #completed = () => {
    if (this.#done !== undefined) this.#user.leave(this.#onLeft);
  };

  readonly #failed = (error: unknown) => {
    if (this.#done === undefined) return;
    const { context } = this.#state;
    recordFailedIteration(context.shard, context.name, error);
    this.#outcome = 'failed';
    this.#user.leave(this.#onLeft);
  };

  readonly #onLeft = () => {
    const done = this.#done;
    if (done === undefined) return;
    this.#done = undefined;
    this.#state.endIteration();
    done(this.#outcome);
  };
}
