import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.ts';

/** Where everything that Plimsoll keeps lies, below the folder it is started in. */
export const KEPT_FOLDER = '.plimsoll';
/** In it, where runs lie that could not be written to the store, and those of earlier versions. */
export const RUN_FILES = 'runs';

/** The folder, made when it is not there, with a file in it that keeps it out of git. */
export async function keptFolder(cwd: string): Promise<string> {
  const folder = join(cwd, KEPT_FOLDER);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (cause) {
    if (!isError(cause, 'EEXIST') || !(await isFolder(folder))) throw cannotKeep(folder, cause);
  }
  return folder;
}

/** Writes beside the file, and moves that in its place once it is on the disk. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

export function cannotKeep(path: string, cause: unknown): UserError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UserError(`the run cannot be kept at ${path}: ${reason}`, {
    code: 'CANNOT_KEEP_RUN',
    hint: 'make the folder writable, start Plimsoll in another one, or pass --no-store',
    cause,
  });
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

function isError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
