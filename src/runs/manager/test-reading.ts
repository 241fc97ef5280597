import { type Problem, ProblemsError } from '../../errors/problems.ts';
import { UserError } from '../../errors/user-error.ts';
import type { PreparedTest, PrepareOptions, TestInput } from '../prepare-test.ts';
import type { Slots } from './slots.ts';

export interface ReadingOptions {
  readonly input: TestInput;
  readonly options: PrepareOptions;
  /** Reading keeps a core busy. */
  readonly readers: Slots;
}

interface UnderWay {
  readonly done: Promise<PreparedTest>;
  readonly stop: AbortController;
}

/** A test as it was read last: its plan, or what is wrong with it. */
export class TestReading {
  readonly #options: ReadingOptions;
  #underWay: UnderWay | undefined;
  #prepared: PreparedTest | undefined;
  #problems: readonly Problem[] = [];

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  get prepared(): PreparedTest | undefined {
    return this.#prepared;
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /** Reads the test and plans it; who asks meanwhile gets the same answer. */
  read(): Promise<PreparedTest> {
    if (this.#underWay !== undefined) return this.#underWay.done;
    const stop = new AbortController();
    const done = this.#plan(stop.signal).finally(() => {
      this.#underWay = undefined;
    });
    this.#underWay = { done, stop };
    return done;
  }

  /** Settles once nothing is being read. */
  async cancel(reason: Error): Promise<void> {
    this.#underWay?.stop.abort(reason);
    await this.#underWay?.done.catch(() => {});
  }

  async #plan(signal: AbortSignal): Promise<PreparedTest> {
    const { input, options, readers } = this.#options;
    const leave = await readers.take(signal);
    try {
      this.#prepared = await prepared(input, options, signal);
      this.#problems = [];
      return this.#prepared;
    } catch (error) {
      if (error instanceof UserError && error !== signal.reason) {
        this.#prepared = undefined;
        this.#problems = problemsOf(error);
      }
      throw error;
    } finally {
      leave();
    }
  }
}

/** A file is read in a thread of its own; what the calling program made lives in this one. */
async function prepared(input: TestInput, options: PrepareOptions, signal: AbortSignal): Promise<PreparedTest> {
  if (typeof input === 'string') {
    const { prepareApart } = await import('./prepare-apart.ts');
    return prepareApart({ file: input, options }, signal);
  }
  const { prepareTest } = await import('../prepare-test.ts');
  return prepareTest(input, options);
}

export function problemsOf(error: UserError): readonly Problem[] {
  if (error instanceof ProblemsError) return error.problems;
  const { code, message, hint } = error;
  return [{ code, message, ...(hint === undefined ? {} : { hint }) }];
}
