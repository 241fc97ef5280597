import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { Command } from './command.ts';

/** The command of a name; what was probably meant instead when there is none. */
export function findCommand(name: string, commands: readonly Command[]): Command {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  throw new UserError(`there is no command '${name}'`, { code: 'UNKNOWN_COMMAND', hint: hintFor(name, commands) });
}

function hintFor(name: string, commands: readonly Command[]): string {
  const names = commands.map((command) => command.name);
  if (/^https?:\/\//i.test(name)) return `to measure a URL: plimsoll http ${name}`;
  if (/\.([cm]?[jt]s|ya?ml|json)$/i.test(name)) return `to run a test: plimsoll run ${name}`;
  if (name.startsWith('-')) return `options come after the command: plimsoll COMMAND ${name}`;
  return didYouMean(name, names) ?? `the commands are ${names.join(', ')}`;
}
