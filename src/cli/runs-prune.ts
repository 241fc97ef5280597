import { UserError } from '../errors/user-error.ts';
import type { Retention } from '../model/project-config.ts';
import { renderRunList } from '../reporters/terminal/run-list.ts';
import { counted } from '../reporters/terminal/text/amounts.ts';
import { readProjectConfig } from '../runs/project-config.ts';
import { prunable } from '../runs/prune-runs.ts';
import type { CommandInput } from './command.ts';
import { writeJson } from './data-json.ts';
import type { runsPruneOptions } from './options/runs-options.ts';
import { withKeptRuns } from './runs-store.ts';
import { lookOf, writeAll } from './terminal.ts';

/** `plimsoll runs prune` */
export async function runsPrune(input: CommandInput<typeof runsPruneOptions>): Promise<number> {
  const { options, terminal } = input;
  const { dryRun, json } = options;
  const rules = await rulesOf(input);
  const runs =
    (await withKeptRuns(input, async (store) => {
      const found = await prunable(store, rules);
      if (!dryRun) await store.delete(found.map(({ id }) => id));
      return found;
    })) ?? [];
  if (json !== undefined)
    await writeJson({ [dryRun ? 'prunable' : 'pruned']: runs.map(({ id }) => id) }, json, terminal);
  if (json === '-') return 0;
  if (runs.length === 0) {
    terminal.stdout.write('No run is old enough to be deleted.\n');
    return 0;
  }
  if (!dryRun) {
    terminal.stdout.write(`Deleted ${counted(runs.length, 'run')}.\n`);
    return 0;
  }
  const look = lookOf(terminal.stdout, terminal.env);
  await writeAll(terminal.stdout, renderRunList(runs, { ...look, nowMs: Date.now() }));
  terminal.stdout.write(`\n${counted(runs.length, 'run')} would be deleted.\n`);
  return 0;
}

async function rulesOf({ options, terminal }: CommandInput<typeof runsPruneOptions>): Promise<Retention> {
  const { keepFor, keepRuns } = options;
  const given = {
    ...(keepFor === undefined ? {} : { for: keepFor }),
    ...(keepRuns === undefined ? {} : { runs: keepRuns }),
  };
  if (Object.keys(given).length > 0) return given;
  const { config } = await readProjectConfig(terminal.cwd);
  const { keep = {} } = config.store ?? {};
  if (keep.for !== undefined || keep.runs !== undefined) return keep;
  throw new UserError('what is to be kept is not said', {
    code: 'MISSING_ARGUMENT',
    hint: 'add --keep-for 90d or --keep-runs 100, or say it in plimsoll.config.ts: store: { keep: { for: "90d" } }',
  });
}
