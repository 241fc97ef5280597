import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Environment } from '../model/run.ts';

/** Files that pin every dependency; the first that a folder has counts. */
const LOCK_FILES = [
  ...['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'],
  'deno.lock',
];
const HASH_DIGITS = 16;

/** The nearest file that pins dependencies, from a folder upwards as far as its repository goes. */
export async function dependencyLock(dir: string): Promise<Environment['lock']> {
  for (let folder = resolve(dir); ; folder = dirname(folder)) {
    for (const file of LOCK_FILES) {
      const content = await readFile(join(folder, file)).catch(() => undefined);
      if (content === undefined) continue;
      return { file, hash: createHash('sha256').update(content).digest('hex').slice(0, HASH_DIGITS) };
    }
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined;
  }
}
