import { basename, extname, resolve } from 'node:path';
import { starterTest } from '../define/templates/starter-test.ts';
import { UserError } from '../errors/user-error.ts';
import type { CommandInput } from './command.ts';
import { formatOf, nextCommands, writeNew } from './new-file.ts';
import type { initOptions } from './options/tables.ts';

/** `plimsoll init [FILE]`: a commented test to start from. */
export async function init(input: CommandInput<typeof initOptions>): Promise<number> {
  const { options } = input;
  if (options.list) return (await import('./list-templates.ts')).listTemplates(input);
  if (options.ci !== undefined) return (await import('./init-ci.ts')).initCi(input, options.ci);
  refuseCiOptions(options);
  if (options.template !== undefined) {
    return (await import('./init-template.ts')).initTemplate(input, options.template);
  }
  if (options.set.length > 0) {
    throw new UserError('--set needs a template to set options of', {
      code: 'INVALID_OPTION',
      hint: 'name one: --template database; --list says which there are',
    });
  }
  return initStarter(input);
}

/** What says something of continuous integration alone. */
function refuseCiOptions({ services, baseline, forkComments }: CommandInput<typeof initOptions>['options']): void {
  const given = [
    ...(services === undefined ? [] : ['--services']),
    ...(baseline === undefined ? [] : ['--baseline']),
    ...(forkComments ? ['--fork-comments'] : []),
  ];
  if (given.length === 0) return;
  throw new UserError(`${given.join(', ')} needs --ci`, {
    code: 'INVALID_OPTION',
    hint: 'say for what: --ci github or --ci gitlab',
  });
}

async function initStarter({
  arguments: [given],
  options,
  terminal,
}: CommandInput<typeof initOptions>): Promise<number> {
  const { yaml, force, target = 'http://localhost:3000' } = options;
  const file = given ?? (yaml ? 'load-test.yaml' : 'load-test.ts');
  const format = formatOf(file, yaml);
  const name = basename(file, extname(file));
  const content = starterTest({ format, target, name });
  await writeNew({ path: resolve(terminal.cwd, file), file, content, force });
  const first = options.target === undefined ? 'Set its target, then' : 'Now';
  terminal.stdout.write(`${file} is written. ${first}:\n${nextCommands(file)}`);
  return 0;
}
