import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { closest } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';

export type TestFileKind = 'script' | 'text';

export interface FoundTestFile {
  readonly kind: TestFileKind;
  readonly path: string;
}

const KINDS: Readonly<Record<string, TestFileKind>> = {
  '.ts': 'script',
  '.mts': 'script',
  '.cts': 'script',
  '.js': 'script',
  '.mjs': 'script',
  '.cjs': 'script',
  '.yml': 'text',
  '.yaml': 'text',
  '.json': 'text',
}; // prettier-ignore
const MAX_FILE_BYTES = 20_000_000;

/** The file that a user named, if it is there and of a kind that can hold a test. */
export async function findTestFile(file: string, cwd: string): Promise<FoundTestFile> {
  const path = resolve(cwd, file);
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => rejectMissing(file, { path, error }));
  if (stats.isDirectory()) throw await directoryError(file, path);
  const kind = KINDS[extname(path).toLowerCase()];
  if (kind === undefined) throw unknownKind(file);
  rejectUnreadable(file, stats);
  return { kind, path };
}

async function rejectMissing(
  file: string,
  { path, error }: { readonly path: string; readonly error: NodeJS.ErrnoException },
): Promise<never> {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') {
    throw new UserError(`can't read ${file}: ${error.code}`, { code: 'UNREADABLE_TEST', cause: error });
  }
  const meant = closest(basename(path), await testsIn(dirname(path)));
  const hint =
    meant === undefined
      ? '`plimsoll init` writes a test to start from.'
      : `did you mean '${join(dirname(file), meant)}'?`;
  throw new UserError(`no file ${file}`, { code: 'TEST_NOT_FOUND', hint });
}

async function directoryError(file: string, path: string): Promise<UserError> {
  const tests = (await testsIn(path)).slice(0, 5).map((name) => join(file, name));
  const hint = tests.length === 0 ? 'Name a file.' : `Name files: ${tests.join(' ')}`;
  return new UserError(`${file} is a folder`, { code: 'UNREADABLE_TEST', hint });
}

async function testsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => Object.hasOwn(KINDS, extname(name).toLowerCase()));
}

function unknownKind(file: string): UserError {
  const extension = extname(file).toLowerCase();
  if (extension === '.har') {
    return new UserError(`${file} is a HAR recording, not a test`, {
      code: 'FOREIGN_FILE',
      hint: 'Recordings are not read by this command; `plimsoll init` writes a test to start from.',
    });
  }
  return new UserError(`${file} has the ending '${extension}', which no test has`, {
    code: 'UNKNOWN_FILE_KIND',
    hint: `Tests end in ${Object.keys(KINDS).join(', ')}.`,
  });
}

function rejectUnreadable(file: string, stats: Stats): void {
  if (!stats.isFile()) throw new UserError(`${file} is no regular file`, { code: 'UNREADABLE_TEST' });
  if (stats.size > MAX_FILE_BYTES) {
    throw new UserError(`${file} has ${stats.size} bytes; a test has at most ${MAX_FILE_BYTES}`, {
      code: 'UNREADABLE_TEST',
      hint: 'Keep data in CSV or JSON files of its own.',
    });
  }
}
