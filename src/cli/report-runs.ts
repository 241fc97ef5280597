import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import type { Run } from '../model/run.ts';
import { findRun } from '../runs/find-run.ts';
import { nothingKept, type RunsInput, withKeptRuns } from './runs-store.ts';

/** The runs that were typed, each once: kept ones by what is typed of their id, others by their files. */
export async function runsToReport(texts: readonly string[], input: RunsInput): Promise<Run[]> {
  const found: Run[] = [];
  for (const text of texts) found.push(...(await runsFor(text, input)));
  return found.filter(({ id }, at) => found.findIndex((each) => each.id === id) === at);
}

async function runsFor(text: string, input: RunsInput): Promise<readonly Run[]> {
  const path = resolve(input.terminal.cwd, text);
  const isThere = (await stat(path).catch(() => undefined)) !== undefined;
  if (isThere || /[/\\]|\.(json|jsonl|txt|csv|xml)$/i.test(text)) return runsInFile(path, text);
  const run = await withKeptRuns(input, (store) => findRun(store, text));
  if (run === undefined) throw nothingKept(input.terminal);
  return [run];
}

/** A suite has several. */
async function runsInFile(path: string, typed: string): Promise<readonly Run[]> {
  const { ownRun, readRunFile } = await import('../runs/read-run-file.ts');
  const suite = await suiteIn(path, typed);
  if (suite !== undefined) return suite.map((run, at) => ownRun(run, `${typed}, run ${at + 1} of ${suite.length},`));
  return [
    await readRunFile(path).catch((cause: unknown) => {
      if (!(cause instanceof UserError)) throw cause;
      const { code, hint = '' } = cause;
      throw new UserError(cause.message.replaceAll(path, typed), { code, hint: hintFor(code, hint), cause });
    }),
  ];
}

function hintFor(code: string, hint: string): string {
  return code === 'UNKNOWN_BENCH_FORMAT' ? `what plimsoll writes with --json can be read; ${hint}` : hint;
}

/** What lies in a suite of several runs; undefined for all else, which is left to those that know it. */
async function suiteIn(path: string, typed: string): Promise<readonly unknown[] | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (!/"plimsoll\.suite\//.test(text.slice(0, 2000))) return undefined;
  const { parsed } = await import('../runs/run-texts.ts');
  const suite = parsed(text.replace(/^\ufeff/, ''), typed);
  const runs = typeof suite === 'object' && suite !== null && 'runs' in suite ? suite.runs : undefined;
  return Array.isArray(runs) && runs.length > 1 ? runs : undefined;
}
