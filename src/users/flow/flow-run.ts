import type { Clock, ClockTimer } from '../../load/clock.ts';
import { recordFailedIteration } from '../failures.ts';
import type { MeasuredGroup } from '../measured-group.ts';
import type { Iteration, IterationOutcome, ProgramUser } from '../program.ts';
import { ScriptUser } from '../script/script-user.ts';
import type { User } from '../user.ts';
import type { UserState } from '../user-state.ts';
import { type Op, Strand } from './strand.ts';

/** A user that carries out a flow. */
export class FlowRun implements ProgramUser {
  readonly state: UserState;
  readonly clock: Clock;
  /** Answers, timers and turns that strands wait for. */
  pending = 0;
  failed = false;
  /** What the iteration failed of. */
  failure: unknown;
  closed = false;
  /** The iteration ends no sooner. */
  paceUntilUs = 0;
  readonly #ops: readonly Op[];
  readonly #root: Strand;
  /** Strands of `parallel` under way. */
  #branches: Set<Strand> | undefined;
  #ended = false;
  #done: ((outcome: IterationOutcome) => void) | undefined;
  #user: ScriptUser | undefined;
  #paceTimer: ClockTimer | undefined;

  constructor(state: UserState, ops: readonly Op[]) {
    this.state = state;
    this.clock = state.context.shard.clock;
    this.#ops = ops;
    this.#root = new Strand(this);
  }

  iterate(iteration: Iteration, done: (outcome: IterationOutcome) => void): void {
    this.#done = done;
    this.failed = false;
    this.#ended = false;
    this.paceUntilUs = 0;
    this.state.begin(iteration);
    this.#root.start(this.#ops, iteration.dueUs);
    this.#root.resume();
    // Never before `iterate` has returned: iterations that wait for nothing would pile up on the stack.
    if (this.#isOver()) this.clock.soon(this.#finish);
  }

  close(): void {
    this.closed = true;
    this.#done = undefined;
    this.#root.cancelSleep();
    for (const strand of this.#branches ?? []) strand.cancelSleep();
    this.#paceTimer?.cancel();
    this.#user?.close();
    this.state.closed = true;
    this.state.session.close();
  }

  /** What functions of the user's are given, within a step's group. */
  user(group: MeasuredGroup, dueUs: number): User {
    this.#user ??= new ScriptUser(this.state);
    this.#user.enter(group, dueUs);
    return this.#user;
  }

  addBranch(strand: Strand): void {
    this.#branches ??= new Set();
    this.#branches.add(strand);
  }

  removeBranch(strand: Strand): void {
    this.#branches?.delete(strand);
  }

  /** The last step is done. */
  end(): void {
    this.#ended = true;
  }

  /** Ends the iteration as failed, once what other strands have under way has come back. */
  fail(strand: Strand, error: unknown): void {
    const { context } = this.state;
    recordFailedIteration(context.shard, context.name, error);
    this.failed = true;
    this.failure = error;
    for (let inner: Strand | undefined = strand; inner !== undefined; inner = inner.parent) this.#leaveGroups(inner);
    for (const branch of this.#branches ?? []) branch.cancelSleep();
    this.#branches?.clear();
    this.state.giveUpEvents();
  }

  /** Called last wherever the event loop comes in. */
  settle(): void {
    if (this.#isOver()) this.#finish();
  }

  #isOver(): boolean {
    return this.#ended || (this.failed && this.pending === 0);
  }

  #leaveGroups(strand: Strand): void {
    for (const frame of strand.frames) {
      if (frame.kind === 'group') frame.group.ended(this.clock.nowUs() - frame.startedUs);
    }
  }

  readonly #finish = () => {
    const done = this.#done;
    if (done === undefined) return;
    if (this.#user?.busy === true) {
      this.#user.leave(this.#finish);
      return;
    }
    this.#user?.endPauses();
    if (this.paceUntilUs > 0 && this.paceUntilUs > this.clock.nowUs()) {
      this.#paceTimer = this.clock.at(this.paceUntilUs, this.#finish);
      return;
    }
    this.#done = undefined;
    this.state.endIteration();
    done(this.failed ? 'failed' : 'completed');
  };
}
