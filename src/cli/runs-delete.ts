import { UserError } from '../errors/user-error.ts';
import { counted } from '../reporters/terminal/text/amounts.ts';
import { findRunId } from '../runs/find-run.ts';
import type { Store } from '../stores/store.ts';
import type { CommandInput } from './command.ts';
import { writeJson } from './data-json.ts';
import type { runsDeleteOptions } from './options/runs-options.ts';
import { filterOf, isFiltered, nothingKept, withKeptRuns } from './runs-store.ts';

type Input = CommandInput<typeof runsDeleteOptions>;

/** `plimsoll runs delete [ID…]` */
export async function runsDelete(input: Input): Promise<number> {
  const { options, terminal } = input;
  refuseUnclear(input);
  const ids = await withKeptRuns(input, async (store) => {
    const chosen = await chosenIds(store, input);
    await store.delete(chosen);
    return chosen;
  });
  if (ids === undefined) throw nothingKept(terminal);
  if (options.json !== undefined) await writeJson({ deleted: ids }, options.json, terminal);
  if (options.json !== '-')
    terminal.stdout.write(ids.length === 0 ? 'No run matches.\n' : `Deleted ${counted(ids.length, 'run')}.\n`);
  return 0;
}

function refuseUnclear({ arguments: typed, options }: Input): void {
  if (typed.length > 0 && isFiltered(options)) {
    throw new UserError('ids and filters are given at once', { code: 'INVALID_OPTION', hint: 'give one of them' });
  }
  if (typed.length === 0 && !isFiltered(options)) {
    throw new UserError('which runs are to be deleted is not said', {
      code: 'MISSING_ARGUMENT',
      hint: 'name their ids, or filters with --yes: plimsoll runs delete --name try-out --yes',
    });
  }
}

async function chosenIds(store: Store, { arguments: typed, options }: Input): Promise<string[]> {
  if (typed.length > 0) return Promise.all(typed.map((each) => findRunId(store, each)));
  const ids = (await store.list(filterOf(options))).map(({ id }) => id);
  if (ids.length === 0 || options.yes) return ids;
  throw new UserError(`${counted(ids.length, 'run')} would be deleted`, {
    code: 'NOT_CONFIRMED',
    hint: 'add --yes to delete them; plimsoll runs list with the same filters shows them',
  });
}
