import type { ClockTimer } from '../../load/clock.ts';
import type { PreparedRequest } from '../../protocols/http/request.ts';
import type { HttpResponse } from '../../protocols/http/response.ts';
import type { CaptureScope } from '../captures/capture.ts';
import type { Chance } from '../expressions/scope.ts';
import type { MeasuredGroup } from '../measured-group.ts';
import type { RequestDraft } from '../user.ts';
import type { UserState } from '../user-state.ts';
import type { FlowRun } from './flow-run.ts';
import type { Fork } from './fork.ts';

/** One thing a flow does; false when it has to wait, and the strand is resumed later. */
export type Op = (strand: Strand) => boolean;

/** What is done with an answer; as with `Op`, false when there is more to wait for. */
export type Continuation<T> = (strand: Strand, value: T) => boolean;

/** A loop or group that a strand is in. */
export type Frame = LoopFrame | GroupFrame;

export interface LoopFrame {
  readonly kind: 'loop';
  /** The number of the next turn, and where they end. */
  next: number;
  readonly end: number;
  readonly elements: readonly unknown[] | undefined;
  /** Those of the loop around it. */
  readonly outerCount: number | undefined;
  readonly outerElement: unknown;
}

export interface GroupFrame {
  readonly kind: 'group';
  readonly group: MeasuredGroup;
  readonly startedUs: number;
}

/** Steps taken in one go before others on the event loop get their turn. */
const MOST_AT_ONCE = 500;

/**
 * One line of execution through compiled steps. A flow has one, and one more for each branch of `parallel` under way. It
 * never calls itself: ops run in a loop, and whatever waits comes back through a callback made once.
 */
export class Strand implements CaptureScope {
  readonly run: FlowRun;
  readonly state: UserState;
  readonly frames: Frame[] = [];
  readonly parent: Strand | undefined;
  /** The next op. */
  at = 0;
  loopCount: number | undefined;
  loopElement: unknown;
  /** When the next request is due, NaN for now. */
  dueUs = Number.NaN;
  /** The request and response that hooks are working on. */
  draft: RequestDraft | undefined;
  response: HttpResponse | undefined;
  readonly #fork: Fork | undefined;
  #ops: readonly Op[] = [];
  #request: PreparedRequest | undefined;
  #respond: Continuation<HttpResponse> = goOn;
  #timer: ClockTimer | undefined;
  #sleptAtUs = 0;
  #settledInARow = 0;

  constructor(run: FlowRun, fork?: Fork) {
    this.run = run;
    this.state = run.state;
    this.#fork = fork;
    this.parent = fork?.parent;
  }

  start(ops: readonly Op[], dueUs: number): void {
    this.#ops = ops;
    this.dueUs = dueUs;
    this.at = 0;
    this.frames.length = 0;
    this.loopCount = this.parent?.loopCount;
    this.loopElement = this.parent?.loopElement;
  }

  /** Goes on until something has to be waited for, or the end. */
  resume(): void {
    const ops = this.#ops;
    let left = MOST_AT_ONCE;
    try {
      while (this.at < ops.length) {
        if (left-- === 0) {
          this.run.pending++;
          this.run.clock.soon(this.#onTurn);
          return;
        }
        if (!(ops[this.at++] as Op)(this)) return;
      }
    } catch (error) {
      this.run.fail(this, error);
      return;
    }
    if (this.#fork === undefined) this.run.end();
    else this.#fork.ended(this);
  }

  send(request: PreparedRequest, respond: Continuation<HttpResponse>): false {
    const dueUs = this.dueUs;
    this.#request = request;
    this.#respond = respond;
    this.dueUs = Number.NaN;
    this.run.pending++;
    this.state.session.send(request, dueUs, this.#onResponse);
    return false;
  }

  sleep(ms: number): boolean {
    if (!(ms > 0)) return true;
    const { clock } = this.run;
    this.#sleptAtUs = clock.nowUs();
    this.run.pending++;
    this.#timer = clock.at(this.#sleptAtUs + ms * 1000, this.#onWake);
    return false;
  }

  wait<T>(promise: PromiseLike<T>, then: Continuation<T>): false {
    this.run.pending++;
    Promise.resolve(promise).then(
      (value) => this.#awaited(() => this.#continue(then, value)),
      (error) => this.#awaited(() => this.run.fail(this, error)),
    );
    return false;
  }

  /** Ends a pause early, without going on. */
  cancelSleep(): void {
    if (this.#timer === undefined) return;
    this.#timer.cancel();
    this.#timer = undefined;
    this.run.pending--;
  }

  variable(name: string): unknown {
    return this.state.variable(name);
  }

  variableNames(): Iterable<string> {
    return this.state.variableNames();
  }

  get chance(): Chance {
    return this.state.chance;
  }

  cookie(name: string): string | undefined {
    return this.#request === undefined ? undefined : this.state.cookie(name, this.#request);
  }

  readonly #onResponse = (response: HttpResponse) => {
    const { run } = this;
    run.pending--;
    if (!run.failed) this.#continue(this.#respond, response);
    run.settle();
  };

  readonly #onWake = () => {
    const { run } = this;
    this.#timer = undefined;
    run.pending--;
    // A first request after a pause is as late as the iteration was, and no later for the timer.
    this.dueUs += run.clock.nowUs() - this.#sleptAtUs;
    this.resume();
    run.settle();
  };

  readonly #onTurn = () => this.#returned(() => this.resume());

  /** Promises that settle at once, one after the other, would never let the event loop turn. */
  #awaited(goAhead: () => void): void {
    if (this.run.closed) return;
    if (++this.#settledInARow < MOST_AT_ONCE) {
      this.#returned(goAhead);
      return;
    }
    this.#settledInARow = 0;
    this.run.clock.soon(() => this.#returned(goAhead));
  }

  #returned(goAhead: () => void): void {
    const { run } = this;
    if (run.closed) return;
    run.pending--;
    if (!run.failed) goAhead();
    run.settle();
  }

  #continue<T>(then: Continuation<T>, value: T): void {
    let goesOn: boolean;
    try {
      goesOn = then(this, value);
    } catch (error) {
      this.run.fail(this, error);
      return;
    }
    if (goesOn) this.resume();
  }
}

export function goOn(): true {
  return true;
}
