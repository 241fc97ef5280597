import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { UserError } from '../errors/user-error.ts';
import { counted } from '../reporters/terminal/text/amounts.ts';
import { findRun } from '../runs/find-run.ts';
import { runTexts } from '../runs/run-archive.ts';
import type { Store } from '../stores/store.ts';
import type { CommandInput } from './command.ts';
import { writeJson } from './data-json.ts';
import type { runsExportOptions } from './options/runs-options.ts';
import { cannotWriteFile } from './report-text.ts';
import { filterOf, nothingKept, withKeptRuns } from './runs-store.ts';
import { writeAll } from './terminal.ts';

type Input = CommandInput<typeof runsExportOptions>;

/** `plimsoll runs export [ID…]` */
export async function runsExport(input: Input): Promise<number> {
  const { options, terminal } = input;
  const { out = '-', json } = options;
  if (out === '-' && json === '-') {
    throw new UserError('--out and --json cannot share standard output', {
      code: 'INVALID_OPTION',
      hint: 'write one of them to a file',
    });
  }
  const ids = await withKeptRuns(input, async (store) => {
    const chosen = await chosenIds(store, input);
    if (out === '-') for await (const text of runTexts(store, chosen)) await writeAll(terminal.stdout, text);
    else if (chosen.length > 0) await writeArchive(resolve(terminal.cwd, out), runTexts(store, chosen));
    return chosen;
  });
  if (ids === undefined) throw nothingKept(terminal);
  if (json !== undefined) await writeJson({ exported: ids }, json, terminal);
  const people = out === '-' || json === '-' ? terminal.stderr : terminal.stdout;
  if (ids.length === 0) people.write('No run matches.\n');
  else if (out !== '-') people.write(`Exported ${counted(ids.length, 'run')} to ${out}.\n`);
  return 0;
}

/** The oldest first, so that a run comes after those that it may refer to. */
async function chosenIds(store: Store, { arguments: typed, options }: Input): Promise<string[]> {
  if (typed.length > 0) {
    const ids = new Set<string>();
    for (const each of typed) ids.add((await findRun(store, each)).id);
    return [...ids];
  }
  return (await store.list(filterOf(options))).map(({ id }) => id).reverse();
}

/** Whole or not at all. Links stay links, and what is no file, such as /dev/null or a pipe, is not replaced by one. */
async function writeArchive(path: string, texts: AsyncIterable<string>): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  const target = found?.isFile() === true ? await realpath(path) : path;
  const isWhole = found === undefined || found.isFile();
  const written = isWhole ? `${target}.${process.pid}.tmp` : target;
  const from = Readable.from(texts);
  try {
    if (path.endsWith('.gz')) await pipeline(from, createGzip(), createWriteStream(written));
    else await pipeline(from, createWriteStream(written));
    if (isWhole) await rename(written, target);
  } catch (cause) {
    if (isWhole) await rm(written, { force: true });
    if (cause instanceof UserError) throw cause;
    throw cannotWriteFile(`--out ${path}`, cause);
  }
}
