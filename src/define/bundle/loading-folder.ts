import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Begins the names of the folders that a thread evaluates bundles from. */
export function loadingFolderPrefix(thread: number): string {
  return `plimsoll-${process.pid}-${thread}-`;
}

/** Removes what a thread of this process had no time to remove: it was ended while it evaluated a bundle. */
export async function removeLoadingFolders(thread: number): Promise<void> {
  const prefix = loadingFolderPrefix(thread);
  const names = await readdir(tmpdir()).catch(() => []);
  const left = names.filter((name) => name.startsWith(prefix));
  await Promise.all(left.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })));
}
