import { parseArgs } from 'node:util';
import type { Command, CommandChoice } from './command.ts';
import { flagOf, nameOf, type OptionTable } from './options/option.ts';

/** A command with the options of the choice that its arguments make. */
export interface ChosenCommand extends Command {
  /** The choice that was made; undefined where there is none yet. */
  readonly choice: CommandChoice | undefined;
  /** All there are, to be shown while none is made. */
  readonly allChoices: readonly CommandChoice[];
}

/** Adds what a command's first argument brings with it. */
export async function withChoice(command: Command, args: readonly string[]): Promise<ChosenCommand> {
  const allChoices = (await command.choices?.()) ?? [];
  const known = Object.assign({}, ...allChoices.map(({ options }) => options), command.options) as OptionTable;
  const name = allChoices.length === 0 ? undefined : firstArgument(args, known);
  const choice = name === undefined ? undefined : allChoices.find((each) => each.isFor?.(name) ?? each.name === name);
  return { ...command, options: { ...choice?.options, ...command.options }, choice, allChoices };
}

/** Whose option a flag is, when it is none of the choice that was made. */
export function ownersOf(flag: string, choices: readonly CommandChoice[]): readonly string[] {
  return choices
    .filter(({ options }) => Object.keys(options).some((key) => flagOf(key) === flag))
    .map(({ name }) => name);
}

function firstArgument(args: readonly string[], known: OptionTable): string | undefined {
  const options = Object.fromEntries(
    Object.entries(known).map(([key, { kind, short }]) => [
      nameOf(key),
      { type: kind === 'flag' ? ('boolean' as const) : ('string' as const), ...(short === undefined ? {} : { short }) },
    ]),
  );
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true }).positionals[0];
}
