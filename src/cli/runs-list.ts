import { renderRunList } from '../reporters/terminal/run-list.ts';
import type { CommandInput } from './command.ts';
import { writeJson } from './data-json.ts';
import type { runsListOptions } from './options/runs-options.ts';
import { filterOf, isFiltered, withKeptRuns } from './runs-store.ts';
import { lookOf, writeAll } from './terminal.ts';

const USUAL_LIMIT = 25;

/** `plimsoll runs list` */
export async function runsList(input: CommandInput<typeof runsListOptions>): Promise<number> {
  const { options, terminal } = input;
  const isJson = options.json === '-';
  const limit = options.limit ?? (options.json === undefined ? USUAL_LIMIT : undefined);
  const filter = filterOf(options);
  const found =
    (await withKeptRuns(input, (store) =>
      store.list(limit === undefined ? filter : { ...filter, limit: limit + 1 }),
    )) ?? [];
  const runs = limit === undefined ? found : found.slice(0, limit);
  if (options.json !== undefined) await writeJson(runs, options.json, terminal);
  if (isJson) return 0;
  if (runs.length === 0) {
    terminal.stdout.write(isFiltered(options) ? 'No run matches.\n' : 'No run is kept here yet.\n');
    return 0;
  }
  const look = lookOf(terminal.stdout, terminal.env);
  await writeAll(terminal.stdout, renderRunList(runs, { ...look, nowMs: Date.now() }));
  if (found.length > runs.length)
    terminal.stdout.write(`\nThere are more: --limit ${4 * (limit ?? 0)}, or filters such as --name.\n`);
  return 0;
}
