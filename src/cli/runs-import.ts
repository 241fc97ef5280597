import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import { renderJson } from '../reporters/json.ts';
import { counted } from '../reporters/terminal/text/amounts.ts';
import { runsIn } from '../runs/run-archive.ts';
import type { CommandInput } from './command.ts';
import { writeJson } from './data-json.ts';
import type { runsImportOptions } from './options/runs-options.ts';
import { withRuns } from './runs-store.ts';

interface RunFile {
  readonly name: string;
  readonly path: string;
}

/** `plimsoll runs import FILE…`: everything is checked before anything is kept. */
export async function runsImport(input: CommandInput<typeof runsImportOptions>): Promise<number> {
  const { arguments: files, options, terminal } = input;
  const paths = files.map((name) => ({ name, path: resolve(terminal.cwd, name) }));
  await refuseWrong(paths);
  const [imported, known]: [string[], string[]] = [[], []];
  await withRuns(input, async (store) => {
    const there = new Set((await store.list()).map(({ id }) => id));
    for (const { path, name } of paths) {
      for await (const run of runsIn(path, name)) {
        if (there.has(run.id)) {
          known.push(run.id);
          continue;
        }
        await store.save(run);
        there.add(run.id);
        imported.push(run.id);
      }
    }
  });
  if (options.json !== undefined) await writeJson({ imported, known }, options.json, terminal);
  if (options.json === '-') return 0;
  const rest =
    known.length === 0 ? '' : `; ${counted(known.length, 'run')} ${known.length === 1 ? 'was' : 'were'} here already`;
  terminal.stdout.write(`Imported ${counted(imported.length, 'run')}${rest}.\n`);
  return 0;
}

/** Reads all of it once; one run may lie in several files, tagged since perhaps, but two may not share an id. */
async function refuseWrong(files: readonly RunFile[]): Promise<void> {
  const seen = new Map<string, string>();
  for (const { path, name } of files) {
    for await (const run of runsIn(path, name)) {
      const environment = { ...run.environment, tags: {} };
      const hash = createHash('sha256')
        .update(renderJson({ ...run, environment }))
        .digest('base64');
      const first = seen.get(run.id);
      if (first !== undefined && first !== hash) {
        throw new UserError(`${name} has another run ${run.id} than was read before`, {
          code: 'INVALID_RUN_FILE',
          hint: 'runs that differ have different ids: import the one that is right alone',
        });
      }
      seen.set(run.id, hash);
    }
  }
}
