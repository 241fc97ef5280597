import { unlinkSync } from 'node:fs';

const files = new Set<string>();

/** Files that are not to outlive this process, however it ends, as far as it can see to it. */
export function rememberFiles(paths: readonly string[]): void {
  if (files.size === 0) process.on('exit', removeAll);
  for (const path of paths) files.add(path);
}

export function forgetFiles(paths: readonly string[]): void {
  for (const path of paths) files.delete(path);
  if (files.size === 0) process.off('exit', removeAll);
}

function removeAll(): void {
  for (const path of files) {
    try {
      unlinkSync(path);
    } catch {
      // It is gone already.
    }
  }
}
