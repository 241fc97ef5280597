import type { CommandInput } from './command.ts';
import { findCommand } from './find-command.ts';
import { commandHelp, overview } from './help-text.ts';
import { lookOf } from './terminal.ts';

/** `plimsoll help [COMMAND]` */
export async function help({ arguments: [name], terminal, commands }: CommandInput): Promise<number> {
  const look = lookOf(terminal.stdout, terminal.env);
  terminal.stdout.write(name === undefined ? overview(commands, look) : commandHelp(findCommand(name, commands), look));
  return 0;
}
