import { type Problem, ProblemsError } from '../errors/problems.ts';
import type { TestDefinition } from './test-definition.ts';

interface WrongTest {
  /** What could be read of the test. */
  readonly definition: TestDefinition;
  /** What `test()` was called with, by the paths of the problems. */
  readonly options: unknown;
}

/** What `test()` throws: everything wrong in its arguments, and what could be read besides. */
export class WrongTestError extends ProblemsError {
  readonly definition: TestDefinition;
  readonly options: unknown;

  constructor(problems: readonly Problem[], { definition, options }: WrongTest) {
    super(problems);
    this.definition = definition;
    this.options = options;
  }
}
