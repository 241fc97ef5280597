import { ProblemsError } from '../errors/problems.ts';
import { type PreparedTest, prepareTest } from '../runs/prepare-test.ts';
import type { OptionValues } from './options/option.ts';
import type { againstOptions, loadOptions, overrideOptions } from './options/run-options.ts';
import { overridesOf } from './plan-options.ts';
import { printError } from './print-error.ts';
import type { Terminal } from './terminal.ts';

type Given = OptionValues<typeof overrideOptions> &
  Partial<OptionValues<typeof loadOptions> & OptionValues<typeof againstOptions>>;

/** Reads and plans a test file as the command line asks for it. */
export async function planFile(file: string, options: Given, terminal: Terminal): Promise<PreparedTest> {
  const { env, profile } = options;
  const prepared = await prepareTest(file, {
    ...overridesOf(options),
    ...(env === undefined ? {} : { environment: env }),
    ...(profile === undefined ? {} : { profile }),
    cwd: terminal.cwd,
  });
  if (prepared.notes.length > 0)
    printError(new ProblemsError(prepared.notes), { terminal, as: 'warning', verbose: false });
  return prepared;
}
