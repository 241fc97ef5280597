import { readdir, readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import { findCycles, importDepth } from './import-graph.ts';
import { type SourceFacts, sourceFacts } from './source-facts.ts';

/** What a project of JavaScript or TypeScript consists of. */
export interface ProjectAnalysis {
  readonly files: number;
  readonly bytes: number;
  readonly lines: { readonly total: number; readonly code: number; readonly comment: number; readonly blank: number };
  /** Declared in `package.json`, those for development included. */
  readonly packages: number;
  readonly imports: {
    readonly internal: number;
    readonly external: number;
    /** Relative imports of files that aren't there. */
    readonly unresolved: readonly { readonly file: string; readonly imported: string }[];
    /** The longest way from a file to one that it builds on. */
    readonly depth: number;
  };
  /** Files that import each other in a circle, each circle sorted, the first file's circle first. */
  readonly cycles: readonly (readonly string[])[];
  readonly functions: number;
  readonly classes: number;
  readonly complexity: {
    readonly decisions: number;
    /** Decisions a function, plus one. */
    readonly mean: number;
    readonly highest: { readonly file: string; readonly decisions: number } | undefined;
  };
}

export interface AnalysisOptions {
  /** A folder or file within the project; all of it by default. */
  readonly include?: string;
}

const SOURCE = /\.[cm]?[jt]sx?$/;
const SKIPPED = new Set(['node_modules', '.git', 'dist', 'coverage']);
const LARGEST_BYTES = 5_000_000;
const AT_ONCE = 16;
/** What an import without an extension, or of a compiled file, may stand for. */
const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.js',
  '.jsx',
  '.mts',
  '.mjs',
  '.cts',
  '.cjs',
  '/index.ts',
  '/index.tsx',
  '/index.js',
];

/**
 * Reads the source files of a project: lines, imports, circles, functions, complexity. Links and `node_modules` are not
 * followed, and files beyond 5 MB are left out.
 */
export async function analyseProject(dir: string, { include = '' }: AnalysisOptions = {}): Promise<ProjectAnalysis> {
  const paths = (await sourcePaths(dir, posix.join(include, '.'))).sort();
  if (paths.length === 0) {
    throw new UserError(`${join(dir, include)} holds no source file of JavaScript or TypeScript`, {
      code: 'PROJECT_EMPTY',
      hint: 'name the folder that holds package.json, and in include the folder of its sources',
    });
  }
  const files = await readAll(dir, paths);
  const indexOf = new Map(paths.map((path, index) => [path, index]));
  const links = files.map(({ facts }, index) => resolveImports(facts, paths[index] ?? '', indexOf));
  const graph = links.map(({ internal }) => internal);
  const sum = (of: (facts: SourceFacts) => number): number => files.reduce((total, { facts }) => total + of(facts), 0);
  const functions = sum((facts) => facts.functions);
  const decisions = sum((facts) => facts.decisions);
  return {
    files: files.length,
    bytes: files.reduce((total, { bytes }) => total + bytes, 0),
    lines: {
      total: sum(({ lines }) => lines.total),
      code: sum(({ lines }) => lines.code),
      comment: sum(({ lines }) => lines.comment),
      blank: sum(({ lines }) => lines.blank),
    },
    packages: await packageCount(dir),
    imports: {
      internal: graph.reduce((total, imported) => total + imported.length, 0),
      external: links.reduce((total, { external }) => total + external, 0),
      unresolved: links.flatMap(({ unresolved }) => unresolved),
      depth: importDepth(graph),
    },
    cycles: findCycles(graph)
      .map((group) => group.map((index) => paths[index] ?? '').sort())
      .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)),
    functions,
    classes: sum((facts) => facts.classes),
    complexity: {
      decisions,
      mean: functions === 0 ? 1 : 1 + decisions / functions,
      highest: mostComplex(files, paths),
    },
  };
}

interface ReadFile {
  readonly bytes: number;
  readonly facts: SourceFacts;
}

async function sourcePaths(dir: string, start: string): Promise<string[]> {
  const found: string[] = [];
  const folders = [start];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await entriesOf(dir, folder)) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) folders.push(path);
      else if (entry.isFile() && SOURCE.test(entry.name) && (await isReadable(join(dir, path)))) found.push(path);
    }
  }
  return found;
}

async function entriesOf(dir: string, folder: string) {
  try {
    return await readdir(join(dir, folder), { withFileTypes: true });
  } catch (cause) {
    throw new UserError(`the project's folder ${join(dir, folder)} can not be read`, {
      code: 'PROJECT_UNREADABLE',
      cause,
    });
  }
}

async function isReadable(path: string): Promise<boolean> {
  return (await stat(path)).size <= LARGEST_BYTES;
}

async function readAll(dir: string, paths: readonly string[]): Promise<readonly ReadFile[]> {
  const files: ReadFile[] = [];
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const texts = await Promise.all(paths.slice(at, at + AT_ONCE).map((path) => readFile(join(dir, path), 'utf8')));
    files.push(...texts.map((text) => ({ bytes: Buffer.byteLength(text), facts: sourceFacts(text) })));
  }
  return files;
}

interface Links {
  readonly internal: readonly number[];
  readonly external: number;
  readonly unresolved: ProjectAnalysis['imports']['unresolved'];
}

function resolveImports({ imports }: SourceFacts, file: string, indexOf: ReadonlyMap<string, number>): Links {
  const internal: number[] = [];
  const unresolved: { file: string; imported: string }[] = [];
  let external = 0;
  for (const imported of imports) {
    if (!imported.startsWith('.')) external++;
    else {
      const index = fileOf(posix.join(posix.dirname(file), imported), indexOf);
      if (index !== undefined) internal.push(index);
      else if (!/\.(json|css|svg|png)$/.test(imported)) unresolved.push({ file, imported });
    }
  }
  return { internal, external, unresolved };
}

/** TypeScript lets `./a.js` stand for `./a.ts`. */
function fileOf(named: string, indexOf: ReadonlyMap<string, number>): number | undefined {
  const path = named.replace(/\/$/, '');
  for (const base of [path, path.replace(/\.([cm]?)jsx?$/, '.$1ts'), path.replace(/\.jsx?$/, '.tsx')]) {
    for (const ending of ENDINGS) {
      const index = indexOf.get(base + ending);
      if (index !== undefined) return index;
    }
  }
  return undefined;
}

async function packageCount(dir: string): Promise<number> {
  try {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(await readFile(join(dir, 'package.json'), 'utf8'));
    return new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]).size;
  } catch {
    return 0;
  }
}

function mostComplex(files: readonly ReadFile[], paths: readonly string[]): ProjectAnalysis['complexity']['highest'] {
  let highest: ProjectAnalysis['complexity']['highest'];
  files.forEach(({ facts: { decisions } }, index) => {
    if (decisions > (highest?.decisions ?? 0)) highest = { file: paths[index] ?? '', decisions };
  });
  return highest;
}
