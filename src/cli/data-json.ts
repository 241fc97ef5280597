import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import { type Terminal, writeAll } from './terminal.ts';

/** Writes what a command has found as JSON: into a file, or `-` for standard output. */
export async function writeJson(value: unknown, to: string, terminal: Terminal): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (to === '-') {
    await writeAll(terminal.stdout, text);
    return;
  }
  try {
    await writeFile(resolve(terminal.cwd, to), text);
  } catch (cause) {
    throw new UserError(`--json ${to} cannot be written: ${cause instanceof Error ? cause.message : cause}`, {
      code: 'CANNOT_WRITE_FILE',
      hint: 'name a file in a folder that you may write to, or - for standard output',
      cause,
    });
  }
}
