import { UserError } from '../errors/user-error.ts';
import type { Run } from '../model/run.ts';
import { formatDuration } from '../model/units.ts';
import { whenText } from '../reporters/terminal/run-list.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';
import { cutOffRuns, isCutOff } from '../runs/cut-off.ts';
import { findRunId } from '../runs/find-run.ts';
import { recoverRun } from '../runs/recover.ts';
import type { Store, UnfinishedRun } from '../stores/store.ts';
import type { CommandInput } from './command.ts';
import { writeJson } from './data-json.ts';
import type { runsRecoverOptions } from './options/runs-options.ts';
import { printError } from './print-error.ts';
import { withKeptRuns } from './runs-store.ts';

type Input = CommandInput<typeof runsRecoverOptions>;

/** `plimsoll runs recover [ID…]` */
export async function runsRecover(input: Input): Promise<number> {
  const { arguments: typed, options } = input;
  if (typed.length === 0 && !options.all) return listCutOff(input);
  let hasFailed = false;
  const runs =
    (await withKeptRuns(input, async (store) => {
      const recovered: Run[] = [];
      for (const unfinished of await chosen(store, input)) {
        try {
          recovered.push(await recoverRun(store, unfinished));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          hasFailed = true;
          printError(error, { terminal: input.terminal, as: 'error', verbose: false });
        }
      }
      return recovered;
    })) ?? [];
  await tell(input, runs);
  return hasFailed ? 2 : 0;
}

async function tell({ options, terminal }: Input, runs: readonly Run[]): Promise<void> {
  if (options.json !== undefined) await writeJson({ recovered: runs.map(({ id }) => id) }, options.json, terminal);
  if (options.json === '-') return;
  if (runs.length === 0) terminal.stdout.write('No run was cut off.\n');
  for (const { id, name, durationMs } of runs) {
    const measured = durationMs === 0 ? 'nothing was measured yet' : `${formatDuration(durationMs)} measured`;
    terminal.stdout.write(`Recovered ${cleanText(name)}, ${measured}: plimsoll runs show ${id}\n`);
  }
}

async function chosen(store: Store, { arguments: typed, options }: Input): Promise<UnfinishedRun[]> {
  if (options.all) return cutOffRuns(store);
  const unfinished = await store.unfinished();
  const ids = await Promise.all(typed.map((each) => findRunId(store, each)));
  return ids.map((id) => {
    const found = unfinished.find((run) => run.id === id);
    if (found === undefined) {
      throw new UserError(`the run ${id} was not cut off`, { code: 'NOT_CUT_OFF', hint: `plimsoll runs show ${id}` });
    }
    if (isCutOff(found, Date.now())) return found;
    const { pid, host } = found.writer;
    throw new UserError(`the run ${id} goes on: process ${pid} on ${host} writes it`, {
      code: 'NOT_CUT_OFF',
      hint: 'wait for its end',
    });
  });
}

async function listCutOff(input: Input): Promise<number> {
  const { options, terminal } = input;
  const runs = (await withKeptRuns(input, (store) => cutOffRuns(store))) ?? [];
  const shown = runs.map(({ id, name, kind, startedAt, writtenAt, writer }) => ({
    id,
    name,
    kind,
    startedAt,
    writtenAt,
    writer,
  }));
  if (options.json !== undefined) await writeJson(shown, options.json, terminal);
  if (options.json === '-') return 0;
  if (runs.length === 0) terminal.stdout.write('No run was cut off.\n');
  for (const { id, name, startedAt, writtenAt = startedAt } of runs) {
    const lasted = formatDuration(Math.max(0, Date.parse(writtenAt) - Date.parse(startedAt)));
    terminal.stdout.write(
      `${id}  ${cleanText(name)}  started ${whenText(startedAt, Date.now())}, cut off after ${lasted}\n`,
    );
  }
  return 0;
}
