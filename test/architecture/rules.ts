import { posix } from 'node:path';
import { type ModuleFacts, moduleFacts, type Reference } from './module-facts.ts';

/** Who may import whom, and where a few packages may be imported; the project's own stands in architecture.test.ts. */
export interface Architecture {
  /** The folders of `src/` from top to bottom. */
  readonly folders: readonly FolderRow[];
  /** The one folder that may import each of these packages. */
  readonly packages: Readonly<Record<string, string>>;
}

export interface FolderRow {
  readonly folder: string;
  /** Folders of `src/`, or `above` for every folder in the rows above this one. */
  readonly imports: readonly string[] | 'above';
  readonly butNot?: readonly string[];
  /** Folders it may take types from, and nothing that is there when the program runs. */
  readonly types?: readonly string[];
  /** Runs in browsers too: no Node modules, no packages. */
  readonly pure?: boolean;
  /** Each subfolder is one variant behind one interface and imports no other variant, but for these. */
  readonly sharedVariants?: readonly string[];
}

export interface SourceFile {
  /** From the root of the repository, with slashes: `src/load/curve.ts`. */
  readonly path: string;
  readonly source: string;
}

interface Import extends Reference {
  readonly from: string;
  /** The file in this repository, or undefined for a package. */
  readonly to: string | undefined;
}

const table = 'test/architecture.test.ts';
const maxLines = 400;
const kitchenSinks = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'core', 'lib', 'misc', 'shared']);
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Every way in which the files break the architecture, one sentence each. */
export function violations(files: readonly SourceFile[], architecture: Architecture): string[] {
  return files.flatMap((file) => {
    const found = [...nameViolations(file.path), ...lengthViolations(file)];
    if (!/\.[cm]?tsx?$/.test(file.path) || isFree(file)) return found;
    const facts = moduleFacts(file.path, file.source);
    return [...found, ...shapeViolations(file.path, facts), ...importViolations(file.path, facts, architecture)];
  });
}

/** No rule but those for names and length is for it, so that it need not be parsed. */
function isFree({ path, source }: SourceFile): boolean {
  if (!/^(src|web|examples)\//.test(path)) return true;
  return path.startsWith('src/') && path.endsWith('.test.ts') && !/\bexport\b/.test(source);
}

function nameViolations(path: string): string[] {
  const parts = path.split('/').map((part) => part.replace(/(\.test|\.bench|\.config|\.d)?\.\w+$/, ''));
  const found: string[] = [];
  for (const part of parts) {
    if (!kebabCase.test(part)) found.push(`${path}: '${part}' is not kebab-case`);
    if (kitchenSinks.has(part)) found.push(`${path}: '${part}' says nothing; name it after its subject`);
  }
  return found;
}

function lengthViolations({ path, source }: SourceFile): string[] {
  const lines = source.replace(/\n$/, '').split('\n').length;
  return lines > maxLines ? [`${path}: ${lines} lines, over ${maxLines}; look for the second subject in it`] : [];
}

function shapeViolations(path: string, facts: ModuleFacts): string[] {
  const found: string[] = [];
  if (!path.startsWith('src/')) return found;
  if (facts.hasDefaultExport) found.push(`${path}: has a default export; name it`);
  if (path === 'src/index.ts') return found;
  if (path.endsWith('/index.ts'))
    found.push(`${path}: only src/index.ts is called index; name it after what it exports`);
  if (facts.isBarrel) found.push(`${path}: only passes on other files' exports; import those files instead`);
  return found;
}

function importViolations(path: string, facts: ModuleFacts, architecture: Architecture): string[] {
  const imports = facts.references.map((reference) => ({ ...reference, from: path, to: resolve(path, reference) }));
  return imports.flatMap((each) => {
    if (each.to === undefined) return packageViolations(each, architecture);
    if (path.startsWith('src/')) return path.endsWith('.test.ts') ? [] : sourceViolations(each, architecture);
    if (path.startsWith('web/')) return webViolations(each);
    if (path.startsWith('examples/')) return exampleViolations(each);
    return [];
  });
}

function resolve(path: string, { specifier }: Reference): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
}

function sourceViolations(each: Import, architecture: Architecture): string[] {
  const to = each.to ?? '';
  if (!to.startsWith('src/')) return [`${says(each)}, which is outside src/`];
  const row = architecture.folders.find(({ folder }) => folder === folderOf(each.from));
  if (row === undefined) return [`${each.from}: folder '${folderOf(each.from)}' has no row in the table of ${table}`];
  const target = folderOf(to);
  if (target === row.folder) return variantViolations(each, row);
  const allowed = [...allowedBy(row, architecture), ...(each.typeOnly ? (row.types ?? []) : [])];
  return allowed.includes(target)
    ? []
    : [`${says(each)}: the row '${row.folder}' of the table in ${table} does not let it import '${target}'`];
}

function allowedBy(row: FolderRow, { folders }: Architecture): readonly string[] {
  const allowed =
    row.imports === 'above' ? folders.slice(0, folders.indexOf(row)).map(({ folder }) => folder) : row.imports;
  return allowed.filter((folder) => row.butNot?.includes(folder) !== true);
}

/** A file in the plural folder itself may name every variant: that is where they are listed. */
function variantViolations(each: Import, row: FolderRow): string[] {
  const [own, other] = [variantOf(each.from), variantOf(each.to ?? '')];
  if (row.sharedVariants === undefined || own === undefined || other === undefined || own === other) return [];
  return row.sharedVariants.includes(other)
    ? []
    : [`${says(each)}: the row '${row.folder}' of the table in ${table} does not share the variant '${other}'`];
}

function packageViolations(each: Import, architecture: Architecture): string[] {
  if (each.from.endsWith('.test.ts') || !each.from.startsWith('src/')) return [];
  const row = architecture.folders.find(({ folder }) => folder === folderOf(each.from));
  if (row?.pure === true) {
    return [`${says(each)}: the row '${row.folder}' of the table in ${table} is pure, so it imports no packages`];
  }
  const home = architecture.packages[packageName(each.specifier)];
  if (home === undefined || each.from.startsWith(`src/${home}/`)) return [];
  return [`${says(each)}: the packages in ${table} let only src/${home}/ import it`];
}

function webViolations(each: Import): string[] {
  const to = each.to ?? '';
  if (/^(web|src\/stats|src\/model)\//.test(to)) return [];
  return [`${says(each)}: web/ takes what is in src/model/ and src/stats/, nothing else`];
}

function exampleViolations(each: Import): string[] {
  return each.to?.startsWith('examples/') === true ? [] : [`${says(each)}: examples import 'plimsoll', as users do`];
}

function says({ from, line, how, specifier }: Import): string {
  return `${from}:${line}: ${how} '${specifier}'`;
}

/** `load` for src/load/curve.ts, `index.ts` for src/index.ts. */
function folderOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** `http1` for src/protocols/http1/parser.ts; undefined for src/protocols/protocol.ts. */
function variantOf(path: string): string | undefined {
  const parts = path.split('/');
  return parts.length > 3 ? parts[2] : undefined;
}

function packageName(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}
