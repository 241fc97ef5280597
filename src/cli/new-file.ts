import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { UserError } from '../errors/user-error.ts';

const FORMATS: Readonly<Record<string, 'typescript' | 'yaml'>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.js': 'typescript',
  '.mjs': 'typescript',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

/** What a test is written in, by the ending of its file's name. */
export function formatOf(file: string, yaml: boolean): 'typescript' | 'yaml' {
  const format = FORMATS[extname(file).toLowerCase()];
  if (format !== undefined && !(yaml && format !== 'yaml')) return format;
  throw new UserError(`${file} cannot hold a test in ${yaml ? 'YAML' : 'TypeScript or YAML'}`, {
    code: 'UNKNOWN_FILE_KIND',
    hint: yaml ? 'let its name end in .yaml' : 'let its name end in .ts or .yaml',
  });
}

export interface NewFile {
  readonly path: string;
  /** As the user named it. */
  readonly file: string;
  readonly content: string | Uint8Array;
  /** In place of one that is there. */
  readonly force: boolean;
}

/** Writes a file that is not there yet. */
export async function writeNew({ path, file, content, force }: NewFile): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
      throw new UserError(`${file} is there already, and is kept`, {
        code: 'FILE_EXISTS',
        hint: 'name another file, or overwrite it with --force',
      });
    }
    throw new UserError(`${file} cannot be written: ${cause instanceof Error ? cause.message : cause}`, {
      code: 'CANNOT_WRITE_FILE',
      hint: 'name a file in a folder that you may write to',
      cause,
    });
  }
}

/** What to do with a test that was just written. */
export function nextCommands(file: string): string {
  return (
    `  plimsoll check ${file}          what it would do\n` +
    `  plimsoll run ${file} --once     one iteration, every request shown\n` +
    `  plimsoll run ${file}\n`
  );
}
