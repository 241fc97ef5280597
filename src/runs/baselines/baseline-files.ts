import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import type { Baseline } from '../../model/comparison.ts';
import { KEPT_FOLDER, writeWhole } from '../kept-folder.ts';
import { baselineText, parseBaseline } from './baseline-text.ts';

/** Where baselines lie that are part of the repository, below the folder of the project. */
const BASELINE_FOLDER = 'baselines';
/** A name of 4-byte characters still fits what file systems allow. */
const LONGEST_SLUG = 55;

export interface BaselineFile {
  readonly path: string;
  readonly baseline: Baseline;
}

/** Those of the repository; and those that earlier versions kept in `.plimsoll/`. */
export async function findBaselineFile(name: string, cwd: string): Promise<BaselineFile | undefined> {
  return findIn(join(cwd, BASELINE_FOLDER), name);
}

export async function findEarlierFile(name: string, cwd: string): Promise<BaselineFile | undefined> {
  return findIn(join(cwd, KEPT_FOLDER, BASELINE_FOLDER), name);
}

async function findIn(folder: string, name: string): Promise<BaselineFile | undefined> {
  for (const file of fileNames(name)) {
    const path = join(folder, file);
    const text = await readText(path);
    if (text === undefined) continue;
    const baseline = parseBaseline(text, path);
    if (baseline.name === name) return { path, baseline };
  }
  return undefined;
}

/** All of the repository's, those that can't be read left out. */
export async function listBaselineFiles(cwd: string): Promise<BaselineFile[]> {
  const folder = join(cwd, BASELINE_FOLDER);
  const names = await readdir(folder).catch(() => []);
  const files: BaselineFile[] = [];
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const path = join(folder, name);
    try {
      files.push({ path, baseline: parseBaseline((await readText(path)) ?? '', path) });
    } catch {
      // Other files may lie there too.
    }
  }
  return files;
}

/** Another test's baseline is never replaced; what can't be read is. Answers the path. */
export async function writeBaselineFile(baseline: Baseline, cwd: string): Promise<string> {
  const folder = join(cwd, BASELINE_FOLDER);
  const path = join(folder, await freeName(folder, baseline.name));
  try {
    await mkdir(folder, { recursive: true });
    await writeWhole(path, baselineText(baseline));
    return path;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`the baseline cannot be written to ${path}: ${reason}`, {
      code: 'CANNOT_WRITE_FILE',
      hint: 'make the folder writable, or keep baselines in the store: leave out --file',
      cause,
    });
  }
}

export async function removeFile({ path }: BaselineFile): Promise<void> {
  await rm(path, { force: true });
}

/** The name as a file's; where another test has that already, with a hash. */
function fileNames(name: string): [string, string] {
  const slug = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  const short = [...slug].slice(0, LONGEST_SLUG).join('') || 'test';
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return [`${short}.json`, `${short}-${hash}.json`];
}

async function freeName(folder: string, name: string): Promise<string> {
  const [plain, hashed] = fileNames(name);
  const text = await readText(join(folder, plain));
  if (text === undefined) return plain;
  try {
    return parseBaseline(text, plain).name === name ? plain : hashed;
  } catch {
    return plain;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return undefined;
    throw new UserError(
      `the baseline ${path} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        code: 'INVALID_BASELINE',
        hint: 'check who may read it',
        cause,
      },
    );
  }
}
