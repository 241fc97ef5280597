import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { starterTest } from '../define/templates/starter-test.ts';
import { UserError } from '../errors/user-error.ts';
import type { CommandInput } from './command.ts';
import type { initOptions } from './options/tables.ts';

const FORMATS: Readonly<Record<string, 'typescript' | 'yaml'>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.js': 'typescript',
  '.mjs': 'typescript',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

/** `plimsoll init [FILE]`: a commented test to start from. */
export async function init({
  arguments: [given],
  options,
  terminal,
}: CommandInput<typeof initOptions>): Promise<number> {
  const file = given ?? (options.yaml ? 'load-test.yaml' : 'load-test.ts');
  const format = formatOf(file, options.yaml);
  const name = basename(file, extname(file));
  const path = resolve(terminal.cwd, file);
  await write(path, starterTest({ format, target: 'http://localhost:3000', name }), { file, force: options.force });
  terminal.stdout.write(
    `${file} is written. Set its target, then:\n` +
      `  plimsoll check ${file}          what it would do\n` +
      `  plimsoll run ${file} --once     one iteration, every request shown\n` +
      `  plimsoll run ${file}\n`,
  );
  return 0;
}

function formatOf(file: string, yaml: boolean): 'typescript' | 'yaml' {
  const format = FORMATS[extname(file).toLowerCase()];
  if (format !== undefined && !(yaml && format !== 'yaml')) return format;
  throw new UserError(`${file} cannot hold a test in ${yaml ? 'YAML' : 'TypeScript or YAML'}`, {
    code: 'UNKNOWN_FILE_KIND',
    hint: yaml ? 'let its name end in .yaml' : 'let its name end in .ts or .yaml',
  });
}

async function write(path: string, text: string, { file, force }: { file: string; force: boolean }): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: force ? 'w' : 'wx' });
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
