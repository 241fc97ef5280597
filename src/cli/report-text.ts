import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import { type Terminal, writeAll } from './terminal.ts';

/** Writes a text where an option says: into a file, or `-` for standard output. */
export async function writeReportText(
  text: string,
  { to, flag, terminal }: { readonly to: string; readonly flag: string; readonly terminal: Terminal },
): Promise<void> {
  if (to === '-') {
    await writeAll(terminal.stdout, text);
    return;
  }
  try {
    await writeFile(resolve(terminal.cwd, to), text);
  } catch (cause) {
    throw cannotWriteFile(`${flag} ${to}`, cause);
  }
}

export function cannotWriteFile(what: string, cause: unknown): UserError {
  return new UserError(`${what} cannot be written: ${cause instanceof Error ? cause.message : cause}`, {
    code: 'CANNOT_WRITE_FILE',
    hint: 'name a file in a folder that you may write to, or - for standard output',
    cause,
  });
}
