import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { Command } from './command.ts';

/** The command of a name; what was probably meant instead when there is none. */
export function findCommand(name: string, commands: readonly Command[]): Command {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  throw new UserError(`there is no command '${name}'`, { code: 'UNKNOWN_COMMAND', hint: hintFor(name, commands) });
}

/** The command that the words begin with, be it one of another's, and the words behind its name. */
export function commandOf(
  [name = '', ...rest]: readonly string[],
  commands: readonly Command[],
): { readonly command: Command; readonly rest: readonly string[] } {
  const command = findCommand(name, commands);
  const [next] = rest;
  if (command.subcommands === undefined || next === undefined || next.startsWith('-')) return { command, rest };
  const found = command.subcommands.find((each) => lastWord(each) === next);
  if (found !== undefined) return { command: found, rest: rest.slice(1) };
  const names = command.subcommands.map(lastWord);
  throw new UserError(`there is no command '${name} ${next}'`, {
    code: 'UNKNOWN_COMMAND',
    hint: didYouMean(next, names) ?? `the commands of ${name} are ${names.join(', ')}`,
  });
}

/** Every command that does something, those of others among them. */
export function allCommands(commands: readonly Command[]): readonly Command[] {
  return commands.flatMap((each) => each.subcommands ?? [each]);
}

function lastWord({ name }: Command): string {
  return name.slice(name.lastIndexOf(' ') + 1);
}

function hintFor(name: string, commands: readonly Command[]): string {
  const names = commands.map((command) => command.name);
  if (/^https?:\/\//i.test(name)) return `to measure a URL: plimsoll http ${name}`;
  if (/\.([cm]?[jt]s|ya?ml|json)$/i.test(name)) return `to run a test: plimsoll run ${name}`;
  if (name.startsWith('-')) return `options come after the command: plimsoll COMMAND ${name}`;
  return didYouMean(name, names) ?? `the commands are ${names.join(', ')}`;
}
