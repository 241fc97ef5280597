import { type Dirent, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../errors/user-error.ts';

export interface FoundFiles {
  /** From the folder, with slashes, in the order of the alphabet. */
  readonly files: readonly string[];
  /** Patterns that no file fits. */
  readonly unmatched: readonly string[];
}

/** Nobody keeps tests there. */
const LEFT_OUT = new Set(['node_modules']);
/** Copies of sources, when nobody says where to look. */
const COPIES = new Set(['node_modules', 'dist', 'build', 'out', 'coverage', 'vendor']);
const MOST_ENTRIES = 200_000;

export interface FindOptions {
  /** The patterns are those that hold where a project names none. */
  readonly isUsual?: boolean;
}

/** The files below a folder that fit a pattern: `*` within a name, `**` over folders, `{a,b}` for one of several. */
export async function findFiles(
  dir: string,
  patterns: readonly string[],
  { isUsual = false }: FindOptions = {},
): Promise<FoundFiles> {
  const [plain, wild] = [patterns.filter((each) => !isPattern(each)), patterns.filter(isPattern)];
  const files = new Set(plain.flatMap((path) => named(dir, path)));
  const unmatched = plain.filter((path) => named(dir, path).length === 0);
  if (wild.length > 0) {
    const below = await filesBelow(dir, isUsual ? COPIES : LEFT_OUT);
    for (const pattern of wild) {
      const fits = fitting(pattern);
      const found = below.filter((path) => fits.test(path));
      if (found.length === 0) unmatched.push(pattern);
      for (const path of found) files.add(path);
    }
  }
  return { files: [...files].sort(), unmatched };
}

function isPattern(text: string): boolean {
  return /[*?{]/.test(text);
}

function named(dir: string, path: string): string[] {
  const found = statSync(resolve(dir, path), { throwIfNoEntry: false });
  return found?.isFile() === true ? [slashed(relative(dir, resolve(dir, path)))] : [];
}

async function filesBelow(dir: string, leftOut: ReadonlySet<string>): Promise<string[]> {
  const files: string[] = [];
  const folders = [dir];
  let seen = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
    seen += entries.length;
    if (seen > MOST_ENTRIES) throw tooMany(dir);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !leftOut.has(entry.name) && !entry.name.startsWith('.')) folders.push(path);
      else if (entry.isFile()) files.push(slashed(relative(dir, path)));
    }
  }
  return files;
}

function tooMany(dir: string): UserError {
  return new UserError(`${dir} holds more than ${MOST_ENTRIES} files`, {
    code: 'INVALID_CONFIG',
    hint: "name the files in plimsoll.config.ts, without patterns: tests: ['tests/shop.perf.ts']",
  });
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}

/** As a regular expression over paths with slashes. */
function fitting(pattern: string): RegExp {
  const clean = pattern.replace(/^\.\//, '').replace(/\*{3,}/g, '**');
  let depth = 0;
  const source = clean.replace(/\*\*\/|\*\*|\*|\?|\{|\}|,|[\\^$.|+()[\]]/g, (part) => {
    switch (part) {
      case '**/':
        return '(?:[^/]+/)*';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      case '{':
        depth++;
        return '(?:';
      case '}':
        depth = Math.max(0, depth - 1);
        return ')';
      case ',':
        return depth > 0 ? '|' : ',';
      default:
        return `\\${part}`;
    }
  });
  try {
    return new RegExp(`^${source}$`);
  } catch (cause) {
    throw new UserError(`'${pattern}' is no pattern of files`, {
      code: 'INVALID_CONFIG',
      hint: "patterns read 'tests/**/*.perf.ts' or '**/*.{perf,load}.ts'",
      cause,
    });
  }
}
