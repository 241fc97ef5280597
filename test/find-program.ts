import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The folders of PATH, and further ones after them. */
export function programFolders(...further: readonly string[]): string[] {
  return [...(process.env.PATH ?? '').split(delimiter), ...further];
}

/** Whether a folder has a program of this name that may be started. */
export function hasProgram(folder: string, name: string): boolean {
  try {
    accessSync(join(folder, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
