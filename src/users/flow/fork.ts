import { type Op, Strand } from './strand.ts';

/** Branches that run at the same time, so many of them at once, while their parent waits. */
export class Fork {
  readonly parent: Strand;
  readonly #branches: readonly (readonly Op[])[];
  readonly #limit: number;
  #next = 0;
  #running = 0;
  #starting = false;

  constructor(parent: Strand, branches: readonly (readonly Op[])[], limit: number) {
    this.parent = parent;
    this.#branches = branches;
    this.#limit = limit;
  }

  /** Starts as many as may run; true when all have ended. After a failure nothing starts and nothing goes on. */
  start(): boolean {
    const { parent } = this;
    const { run } = parent;
    this.#starting = true;
    while (this.#running < this.#limit && !run.failed) {
      const branch = this.#branches[this.#next];
      if (branch === undefined) break;
      this.#next++;
      this.#running++;
      const strand = new Strand(run, this);
      run.addBranch(strand);
      strand.start(branch, parent.dueUs);
      strand.resume();
    }
    this.#starting = false;
    // Branches that had to wait for others are due when they start.
    parent.dueUs = Number.NaN;
    return this.#next === this.#branches.length && this.#running === 0 && !run.failed;
  }

  ended(strand: Strand): void {
    strand.run.removeBranch(strand);
    this.#running--;
    // While branches start, the loop above takes note.
    if (!this.#starting && this.start()) this.parent.resume();
  }
}
