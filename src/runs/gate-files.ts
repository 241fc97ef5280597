import { open, readFile } from 'node:fs/promises';
import { UserError } from '../errors/user-error.ts';
import type { Run } from '../model/run.ts';
import { ownRun, readRunFile } from './read-run-file.ts';

const HEAD_BYTES = 4096;

/** The runs of a file: the one that `--json` wrote, those of a suite, or the results of another tool. */
export async function runsIn(path: string, name: string): Promise<readonly Run[]> {
  if (!(await isSuite(path))) return [await readRunFile(path)];
  const { runs } = suiteOf(await readFile(path, 'utf8'), name);
  return Array.isArray(runs) ? runs.map((run, at) => ownRun(run, `${name}, run ${at + 1}`)) : [];
}

function suiteOf(text: string, name: string): { readonly runs?: unknown } {
  try {
    return JSON.parse(text) as { readonly runs?: unknown };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`${name} is no suite of runs: ${reason}`, {
      code: 'INVALID_RUN_FILE',
      hint: 'a suite is what plimsoll writes with --json, whole and unchanged',
      cause,
    });
  }
}

async function isSuite(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return /^\s*\{\s*"schema"\s*:\s*"plimsoll\.suite\/1"/.test(buffer.subarray(0, bytesRead).toString('utf8'));
  } catch {
    // A folder, or what can't be read: whoever reads it as a run says so.
    return false;
  } finally {
    await file.close();
  }
}
