import { findRun } from '../runs/find-run.ts';
import type { CommandInput } from './command.ts';
import type { runsShowOptions } from './options/runs-options.ts';
import { writeReportText } from './report-text.ts';
import { nothingKept, withKeptRuns } from './runs-store.ts';
import { lookOf, writeAll } from './terminal.ts';

/** `plimsoll runs show [ID]` */
export async function runsShow(input: CommandInput<typeof runsShowOptions>): Promise<number> {
  const { options, terminal } = input;
  const [typed = 'latest'] = input.arguments;
  const run = await withKeptRuns(input, (store) => findRun(store, typed));
  if (run === undefined) throw nothingKept(terminal);
  if (options.json !== undefined) {
    const { renderJson } = await import('../reporters/json.ts');
    await writeReportText(renderJson(run), { to: options.json, flag: '--json', terminal });
    if (options.json === '-') return 0;
  }
  const { renderSummary } = await import('../reporters/terminal/summary/summary.ts');
  const started = `Run ${run.id}, started ${new Date(run.startedAt).toLocaleString('sv-SE')}`;
  await writeAll(terminal.stdout, renderSummary(run, { ...lookOf(terminal.stdout, terminal.env), files: [started] }));
  return 0;
}
