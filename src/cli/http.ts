import { planTest } from '../plan/plan-test.ts';
import type { CommandInput } from './command.ts';
import { httpTest } from './http-test.ts';
import type { httpOptions } from './options/tables.ts';
import { perform } from './perform.ts';
import { overridesOf } from './plan-options.ts';
import { terminalForReports } from './reports.ts';

/** `plimsoll http URL` */
export async function http(input: CommandInput<typeof httpOptions>): Promise<number> {
  const { arguments: urls, options } = input;
  const terminal = terminalForReports(options, input.terminal);
  const spec = httpTest(urls[0], options, terminal.cwd);
  const test = { spec, functions: {}, file: 'plimsoll http', baseDir: terminal.cwd, locate: () => undefined };
  const { plan } = planTest(test, overridesOf(options));
  return perform([plan], { options, terminal });
}
