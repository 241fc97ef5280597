/**
 * cli/ is the command line: main.ts finds the command, reads its arguments by the table in options/, and ends the process
 * with the command's exit code. One file for each command; what several share has a file of its own beside them. The code of
 * a command is imported when it is run.
 */

import { warmWorkerThread } from '../engine/worker-thread.ts';
import { UserError } from '../errors/user-error.ts';
import { EXIT } from '../judge/exit-code.ts';
import { VERSION } from '../plan/version.ts';
import { withChoice } from './command-choice.ts';
import { commands } from './commands.ts';
import { endWithParent } from './end-with-parent.ts';
import { commandOf } from './find-command.ts';
import { parseArguments } from './parse-arguments.ts';
import { printError } from './print-error.ts';
import { debugAsked, flushed, lookOf, processTerminal, type Terminal } from './terminal.ts';

const terminal = processTerminal();
const args = process.argv.slice(2);
endWithParent(terminal.env);
// The load generator's thread loads its code while this one reads the arguments and the test.
if (args[0] === 'run' || args[0] === 'http') warmWorkerThread();

process.on('uncaughtException', (error) => {
  process.exit(report(error));
});

const code = await carryOut(args, terminal).catch((error: unknown) => report(error));
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
// A test's own timers and connections must not keep the process from ending.
process.exit(code);

async function carryOut([name, ...rest]: readonly string[], to: Terminal): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    const { overview } = await import('./help-text.ts');
    (name === undefined ? to.stderr : to.stdout).write(overview(commands, lookOf(to.stdout, to.env)));
    return name === undefined ? EXIT.wrongInput : EXIT.passed;
  }
  if (name === '--version' || name === '-V' || name === 'version') {
    to.stdout.write(`${VERSION}\n`);
    return EXIT.passed;
  }
  const found = commandOf([name, ...rest], commands);
  const command = await withChoice(found.command, found.rest);
  const { arguments: given, options, help } = parseArguments(command, found.rest, to.env);
  if (help) {
    const { commandHelp } = await import('./help-text.ts');
    to.stdout.write(commandHelp(command, lookOf(to.stdout, to.env)));
    return EXIT.passed;
  }
  const chosen = Object.fromEntries(Object.keys(command.choice?.options ?? {}).map((key) => [key, options[key]]));
  return command.run({ arguments: given, chosen, options, terminal: to, commands });
}

function report(thrown: unknown): number {
  const error = outputError(thrown) ?? thrown;
  const asked = args.some((arg) => arg === '--verbose' || arg === '-v');
  const verbose = asked || debugAsked(terminal.env) || (terminal.env.PLIMSOLL_VERBOSE ?? '') !== '';
  printError(error, { terminal, as: 'error', verbose });
  return error instanceof UserError ? EXIT.wrongInput : EXIT.bug;
}

/** Standard output may be a file on a disk that is full. */
function outputError(error: unknown): UserError | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error) || error.syscall !== 'write') return;
  return new UserError(`standard output cannot be written: ${error.message}`, {
    code: 'CANNOT_WRITE_FILE',
    hint: 'make room where it leads to; a run that was made is kept: plimsoll runs show',
    cause: error,
  });
}
