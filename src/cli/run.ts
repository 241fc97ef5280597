import { type Problem, ProblemsError } from '../errors/problems.ts';
import { UserError } from '../errors/user-error.ts';
import type { CommandInput } from './command.ts';
import { oncePlan } from './once.ts';
import type { runOptions } from './options/tables.ts';
import { perform } from './perform.ts';
import { planFile } from './plan-file.ts';
import { terminalForReports } from './reports.ts';

/** `plimsoll run FILE…`: everything is checked before anything is sent. */
export async function run({ arguments: files, ...input }: CommandInput<typeof runOptions>): Promise<number> {
  const { options } = input;
  const terminal = terminalForReports(options, input.terminal);
  const plans = await collected(files, async (file) => (await planFile(file, options, terminal)).plan);
  const once = options.once;
  if (once) terminal.stderr.write('One iteration of each scenario; limits are not judged.\n');
  return perform(once ? plans.map(oncePlan) : plans, { options, terminal, once });
}

/** What is made of each file; the problems of all of them at once. */
export async function collected<T>(files: readonly string[], make: (file: string) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  const errors: UserError[] = [];
  for (const file of files) {
    try {
      made.push(await make(file));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
    }
  }
  const [first] = errors;
  if (errors.length === 1 && first !== undefined) throw first;
  if (errors.length > 1) throw new ProblemsError(errors.flatMap(problemsOf));
  return made;
}

function problemsOf(error: UserError): readonly Problem[] {
  if (error instanceof ProblemsError) return error.problems;
  return [{ code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }];
}
