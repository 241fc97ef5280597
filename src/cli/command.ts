import type { OptionTable, OptionValues } from './options/option.ts';
import type { Terminal } from './terminal.ts';

/** One command: what its help, the reference in docs/ and the reading of its arguments are made from. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows `plimsoll`: `run FILE… [options]`. */
  readonly usage: string;
  /** Paragraphs. */
  readonly about: readonly string[];
  readonly arguments: ArgumentRange;
  readonly options: OptionTable;
  readonly examples: readonly Example[];
  /** Commands of its own, each with its whole name: `data verify`. Only they do something. */
  readonly subcommands?: readonly Command[];
  /** What the first argument may be, where each choice has options of its own. */
  choices?(): Promise<readonly CommandChoice[]>;
  /** The exit code. */
  run(input: CommandInput): Promise<number>;
}

/** Something that a command does in a way of its own. */
export interface CommandChoice {
  readonly name: string;
  readonly summary: string;
  /** Beside those of the command. */
  readonly options: OptionTable;
  /** Whether an argument makes this choice; by its name unless told otherwise. */
  isFor?(argument: string): boolean;
}

export interface ArgumentRange {
  /** What they are called: `FILE`. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

export interface Example {
  readonly command: string;
  readonly does: string;
}

/** What a command is given. */
export interface CommandInput<T extends OptionTable | undefined = undefined> {
  readonly arguments: readonly string[];
  /** Values of the options that come with a choice, by their keys; those not given are undefined. */
  readonly chosen: Readonly<Record<string, unknown>>;
  readonly options: T extends OptionTable ? OptionValues<T> : Readonly<Record<string, unknown>>;
  readonly terminal: Terminal;
  /** All there are. */
  readonly commands: readonly Command[];
}

/** Ties a table of options to the function that is given their values. */
export function command<const T extends OptionTable>(
  definition: Omit<Command, 'options' | 'run'> & {
    readonly options: T;
    run(input: CommandInput<T>): Promise<number>;
  },
): Command {
  return { ...definition, run: (input) => definition.run(input as unknown as CommandInput<T>) };
}
