import type { MeasureSpec } from '../../model/test-spec.ts';
import { recordFailedIteration } from '../failures.ts';
import type { Iteration, IterationOutcome, Program, ProgramUser } from '../program.ts';
import type { ScenarioContext } from '../scenario-context.ts';
import { ScriptUser } from '../script/script-user.ts';
import { isThenable } from '../thenable.ts';
import { UserState } from '../user-state.ts';
import { MeasuredFunction } from './measured-function.ts';

/** A scenario that is a function under test: an iteration is one call of it. */
export function functionProgram(context: ScenarioContext, name: string, measure: MeasureSpec): Program {
  const measured = new MeasuredFunction(name, measure, { context, group: context.root, memory: true });
  return { user: (id) => new FunctionUser(new UserState(context, id), measured) };
}

type Done = (outcome: IterationOutcome) => void;

class FunctionUser implements ProgramUser {
  readonly #state: UserState;
  readonly #measured: MeasuredFunction;
  #user: ScriptUser | undefined;

  constructor(state: UserState, measured: MeasuredFunction) {
    this.#state = state;
    this.#measured = measured;
  }

  iterate(iteration: Iteration, done: Done): void {
    this.#state.begin(iteration);
    const { dueUs } = iteration;
    const fail = (error: unknown) => this.#fail(error, done);
    let input: unknown;
    try {
      input = this.#measured.input({ scope: this.#state, user: () => this.#entered(dueUs) });
    } catch (error) {
      fail(error);
      return;
    }
    // What it takes to make the input is no part of the call.
    if (isThenable(input)) Promise.resolve(input).then((value) => this.#call(value, Number.NaN, done), fail);
    else this.#call(input, dueUs, done);
  }

  close(): void {
    this.#state.closed = true;
    this.#user?.close();
    this.#state.session.close();
  }

  #call(input: unknown, dueUs: number, done: Done): void {
    if (this.#state.closed) return;
    const isClosed = () => this.#state.closed;
    // A call that failed is counted; the iteration has done what it should.
    this.#measured.call(input, { dueUs, isClosed }, () => this.#leave('completed', done));
  }

  #fail(error: unknown, done: Done): void {
    if (this.#state.closed) return;
    const { context } = this.#state;
    recordFailedIteration(context.shard, context.name, error);
    this.#leave('failed', done);
  }

  /** On another turn of the event loop: others have theirs between two calls that never wait. */
  #leave(outcome: IterationOutcome, done: Done): void {
    const left = (): void => {
      if (this.#state.closed) return;
      this.#state.endIteration();
      done(outcome);
    };
    if (this.#user === undefined) this.#state.context.shard.clock.soon(left);
    else this.#user.leave(left);
  }

  #entered(dueUs: number): ScriptUser {
    this.#user ??= new ScriptUser(this.#state);
    this.#user.enter(this.#state.context.root, dueUs);
    return this.#user;
  }
}
