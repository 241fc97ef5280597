import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import type { Store } from '../stores/store.ts';
import { KEPT_FOLDER, RUN_FILES } from './kept-folder.ts';
import { storableRun } from './run-texts.ts';

const MOST_NAMED = 3;

/**
 * Takes runs that lie in `.plimsoll/runs` over into the store; each file goes once its run is kept. What is no run is named and
 * left, and keeps nobody from anything.
 */
export async function takeOverRuns(store: Store, cwd: string, onNotice?: (text: string) => void): Promise<void> {
  const folder = join(cwd, KEPT_FOLDER, RUN_FILES);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const left: string[] = [];
  for (const name of names) {
    try {
      await takeOver(store, join(folder, name));
    } catch (error) {
      if (!isExpected(error)) throw error;
      left.push(error.message);
    }
  }
  if (left.length === 0) return;
  const shown = left.slice(0, MOST_NAMED).join(', ');
  const more = left.length > MOST_NAMED ? `, and ${left.length - MOST_NAMED} more` : '';
  onNotice?.(`Left in ${join(KEPT_FOLDER, RUN_FILES)}: ${shown}${more}`);
}

async function takeOver(store: Store, path: string): Promise<void> {
  const run = storableRun(await readFile(path, 'utf8'), basename(path));
  const known = (await store.find(run.id)).includes(run.id) && (await store.get(run.id)) !== undefined;
  if (!known) await store.save(run);
  await rm(path, { force: true });
}

/** A file that can't be read, or is no run. Where the store fails, nothing can go on. */
function isExpected(error: unknown): error is Error {
  if (error instanceof UserError) return error.code === 'INVALID_RUN_FILE';
  return error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code));
}
