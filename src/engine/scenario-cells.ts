import type { CounterCell, RateCell, TrendCell } from '../measure/cells.ts';
import type { Recorder, Tags } from '../measure/recorder.ts';

/** What is measured of a scenario's iterations. */
export class ScenarioCells {
  readonly #recorder: Recorder;
  readonly #iterations: CounterCell;
  readonly #duration: TrendCell;
  readonly #failed: RateCell;
  readonly #interrupted: CounterCell;
  readonly #lateness: TrendCell;
  readonly #arrivals: CounterCell;
  readonly #dropped: CounterCell;

  constructor(recorder: Recorder, tags: Tags, worker: string) {
    this.#recorder = recorder;
    this.#iterations = recorder.counter('iterations', 'count', tags);
    this.#duration = recorder.trend('iteration_duration', 'ms', tags);
    this.#failed = recorder.rate('iterations_failed', 'share', tags);
    this.#interrupted = recorder.counter('interrupted_iterations', 'count', tags);
    this.#lateness = recorder.trend('generator_lateness', 'ms', { ...tags, worker });
    this.#arrivals = recorder.counter('arrivals', 'count', tags);
    this.#dropped = recorder.counter('dropped_iterations', 'count', tags);
  }

  /** An arrival of an open model fell due; dropped when no user was free. */
  arrived(dropped: boolean): void {
    this.#arrivals.add(1);
    if (dropped) this.#dropped.add(1);
  }

  /** `dueUs` is NaN for an iteration that was due when it started. */
  started(startedUs: number, dueUs: number): void {
    const lateUs = startedUs - dueUs;
    if (lateUs > 0) this.#lateness.addUs(Math.round(lateUs));
    else this.#lateness.histogram.addZeros(1);
    const firstUs = lateUs > 0 ? dueUs : startedUs;
    if (firstUs < this.#recorder.firstDueUs) this.#recorder.firstDueUs = firstUs;
  }

  ended(nowUs: number, startedUs: number, failed: boolean): void {
    this.#recorder.lastIterationUs = nowUs;
    this.#iterations.add(1);
    this.#duration.addUs(Math.round(nowUs - startedUs));
    this.#failed.add(failed);
  }

  interrupted(): void {
    this.#interrupted.add(1);
  }
}
