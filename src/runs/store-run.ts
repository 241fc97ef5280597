import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../model/run.ts';
import { cannotKeep, keptFolder, writeWhole } from './kept-folder.ts';
import { keepBaseline } from './kinds/baseline-file.ts';

/**
 * Keeps a run as `.plimsoll/runs/<id>.json` below `cwd`, a baseline that passed as what its test is compared with too, and returns
 * the run's path. Each file appears whole or not at all, whatever happens meanwhile.
 */
export async function storeRun(run: Run, cwd: string): Promise<string> {
  const folder = join(await keptFolder(cwd), 'runs');
  const path = join(folder, `${run.id}.json`);
  try {
    await mkdir(folder, { recursive: true });
    await writeWhole(path, `${JSON.stringify(run)}\n`);
  } catch (cause) {
    throw cannotKeep(path, cause);
  }
  await keepBaseline(run, cwd);
  return path;
}
