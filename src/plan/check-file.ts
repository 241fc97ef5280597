import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { closest } from '../errors/suggest.ts';
import { type ProblemList, shown } from './problem-list.ts';

interface NamedFile {
  readonly file: string;
  /** Absolute folder that the name counts from. */
  readonly baseDir: string;
  /** Where the test names it. */
  readonly path: string;
  /** What it is for. */
  readonly what: string;
}

/** Notes a file that isn't there, with the neighbour that may have been meant. */
export function checkFile({ file, baseDir, path, what }: NamedFile, problems: ProblemList): void {
  if (file.includes('{{')) return;
  const absolute = resolve(baseDir, file);
  const kind = kindOf(absolute);
  if (kind === 'file') return;
  const message =
    kind === 'folder' ? `${what}, ${shown(file)}, is a folder` : `${what}, ${shown(file)}, does not exist`;
  problems.add(path, message, {
    code: 'FILE_NOT_FOUND',
    hint: kind === 'folder' ? 'name a file in it' : hintFor(absolute, baseDir),
  });
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

function hintFor(absolute: string, baseDir: string): string {
  const folder = dirname(absolute);
  const neighbours = namesIn(folder);
  if (neighbours === undefined) return `paths count from ${baseDir}, and there is no folder ${folder}`;
  const meant = closest(basename(absolute), neighbours);
  const shownPath = meant === undefined ? undefined : relative(baseDir, resolve(folder, meant));
  return shownPath === undefined ? `paths count from the test's folder, ${baseDir}` : `did you mean '${shownPath}'?`;
}

function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}
