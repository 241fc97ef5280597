import type { Generator, GeneratorContext } from '../../data/generators/generator.ts';

/** What expressions and templates see while an iteration runs. */
export interface Scope {
  /** Its value, or undefined when there is none. */
  variable(name: string): unknown;
  variableNames(): Iterable<string>;
  /** Whole turns of the innermost loop so far, and the element of its list. */
  readonly loopCount: number | undefined;
  readonly loopElement: unknown;
  readonly chance: Chance;
}

/** Where generated values come from. */
export interface Chance extends GeneratorContext {
  /** Number of the user in its stream. */
  readonly user: number;
  /** One for all of an iteration, as `{{ $uuid }}` without parentheses means it. */
  readonly uuid: string;
}

/** Names whose meaning is known before anything runs. */
export interface Names {
  /** `$scenario`, `$env`, … with their `$`. */
  readonly constants: Readonly<Record<string, unknown>>;
  /** Generators by name, without `$`. */
  readonly generators: Readonly<Record<string, Generator>>;
}

/** Why an iteration can't go on: counted by kind and subject, and no bug. */
export class IterationError extends Error {
  override readonly name = 'IterationError';
  readonly kind: string;
  /** Step, template or file that it is counted under. */
  readonly subject: string;
  /** The response that shows it. */
  evidence: unknown;

  constructor(kind: string, subject: string, message: string) {
    super(message);
    this.kind = kind;
    this.subject = subject;
  }
}
