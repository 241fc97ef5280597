import { UserError } from '../errors/user-error.ts';
import { requireBaseline } from '../runs/kinds/baseline-file.ts';
import { collected } from './collected.ts';
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
  const once = options.once;
  checkAgainst(options);
  const plans = await collected(files, async (file) => {
    const { plan } = await planFile(file, options, terminal);
    if (!once) await requireBaseline(plan, terminal.cwd);
    return plan;
  });
  if (once) terminal.stderr.write('One iteration of each scenario; limits are not judged.\n');
  return perform(once ? plans.map(oncePlan) : plans, { options, terminal, once });
}

/** What goes with a second target alone, and what does not go with one. */
function checkAgainst({ against, slice, once }: CommandInput<typeof runOptions>['options']): void {
  if (against === undefined && slice !== undefined) {
    throw new UserError('--slice says how two targets take turns, and there is only one', {
      code: 'INVALID_OPTION',
      hint: 'name the other one: --against http://localhost:3001',
    });
  }
  if (against === undefined || !once) return;
  throw new UserError('one iteration is not enough to compare two targets by', {
    code: 'INVALID_OPTION',
    hint: 'leave out --once, or leave out --against and name the target to look at with --target',
  });
}
