import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TestFile } from '../../model/dashboard-api.ts';
import { findFiles } from '../../runs/ci/find-files.ts';

type Type = TestFile['type'];

interface Looked {
  readonly mtimeMs: number;
  readonly size: number;
  readonly type: Type | undefined;
}

const PATTERN = '**/*.{ts,mts,cts,js,mjs,cjs,yaml,yml,json}';
const MOST_FILES = 10_000;
/** What a file is stands in its beginning, or it is left out. */
const READ_BYTES = 64 * 1024;
const AT_ONCE = 16;
const LONGEST_MS = 2000;

/** Finds files that hold tests or benchmarks whatever they are called, by what their text looks like: nothing of it is executed. */
export class TestFinder {
  /** By the absolute path. */
  readonly #looked = new Map<string, Looked>();

  /** Those near the top first, for as long as that may take; asked again, it goes on where it was. */
  async find(dir: string): Promise<ReadonlyMap<string, Type>> {
    const { files } = await findFiles(dir, [PATTERN], { isUsual: true });
    const waiting = files.filter(mayHoldTest).sort(byDepth).slice(0, MOST_FILES);
    this.#forgetAllBut(new Set(waiting.map((file) => join(dir, file))));
    const found = new Map<string, Type>();
    const untilMs = performance.now() + LONGEST_MS;
    const queue = waiting.values();
    const look = async () => {
      for (const file of queue) {
        const type = await this.#typeOf(join(dir, file));
        if (type !== undefined) found.set(file, type);
        if (performance.now() > untilMs) return;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, look));
    return found;
  }

  async #typeOf(path: string): Promise<Type | undefined> {
    const known = this.#looked.get(path);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile() !== true) return undefined;
    const { mtimeMs, size } = stats;
    if (known?.mtimeMs === mtimeMs && known.size === size) return known.type;
    const text = await beginningOf(path).catch(() => '');
    const type = typeOfText(path, text);
    this.#looked.set(path, { mtimeMs, size, type });
    return type;
  }

  #forgetAllBut(paths: ReadonlySet<string>): void {
    for (const path of this.#looked.keys()) if (!paths.has(path)) this.#looked.delete(path);
  }
}

function mayHoldTest(file: string): boolean {
  return !/^(?:plimsoll\.config\.|package(?:-lock)?\.json$|tsconfig\.)|\.d\.[cm]?ts$/.test(basename(file));
}

function byDepth(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1);
}

async function beginningOf(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file?.close();
  }
}

/** What a text most likely is; whether it is right is for whoever runs it to tell. */
export function typeOfText(path: string, text: string): Type | undefined {
  if (/\.ya?ml$/i.test(path)) return isYamlTest(text) ? 'load' : undefined;
  if (/\.json$/i.test(path)) return isJsonTest(text) ? 'load' : undefined;
  const imported = importedOf(text);
  if (imported === undefined) return undefined;
  if (/\bbench\b/.test(imported)) return 'bench';
  return DEFAULT.test(text) ? 'load' : undefined;
}

/** At the beginning of a line, as texts within a program hardly have it. */
const DEFAULT =
  /^(?:export\s+default\b(?!\s+defineConfig\b)|export\s*\{[^}]{0,2000}\bas\s+default\b|module\.exports\s*=)/m;
const FROM = /\bfrom\s*['"]plimsoll['"]|\brequire\(\s*['"]plimsoll['"]\s*\)/g;

/** What a script takes of 'plimsoll' besides types: `import { test, ramp }`. */
function importedOf(text: string): string | undefined {
  const lines = `\n${text}`;
  for (const { 0: from, index } of lines.matchAll(FROM)) {
    const at = lines.lastIndexOf(from.startsWith('from') ? '\nimport' : '\nconst', index);
    const statement = at < 0 ? '' : lines.slice(at, index).trim();
    if (statement !== '' && !/^import\s+type\b|['"`]/.test(statement)) return statement;
  }
  return undefined;
}

function isYamlTest(text: string): boolean {
  return /^["']?scenarios["']?\s*:/m.test(text) && /\b(?:flow|function)["']?\s*:/.test(text);
}

function isJsonTest(text: string): boolean {
  if (!text.includes('"scenarios"') || !/"(?:flow|function)"/.test(text)) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && Object.hasOwn(value, 'scenarios');
  } catch {
    return false;
  }
}
