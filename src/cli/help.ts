import type { Command, CommandInput } from './command.ts';
import { type ChosenCommand, withChoice } from './command-choice.ts';
import { commandOf } from './find-command.ts';
import { commandHelp, overview } from './help-text.ts';
import { lookOf } from './terminal.ts';

/** `plimsoll help [COMMAND]` */
export async function help({ arguments: names, terminal, commands }: CommandInput): Promise<number> {
  const look = lookOf(terminal.stdout, terminal.env);
  terminal.stdout.write(
    names.length === 0 ? overview(commands, look) : commandHelp(await commandNamed(names, commands), look),
  );
  return 0;
}

async function commandNamed(names: readonly string[], commands: readonly Command[]): Promise<ChosenCommand> {
  const { command, rest } = commandOf(names, commands);
  return withChoice(command, rest);
}
