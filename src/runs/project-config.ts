import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { projectConfigShape } from '../define/format/project-config.ts';
import { checkShape, isObject, type PathProblem } from '../define/shape/check-shape.ts';
import { formatPath, parsePath } from '../define/shape/path.ts';
import { plainJsonProblems, withoutUndefined } from '../define/shape/plain-json.ts';
import { byPlace, ProblemsError } from '../errors/problems.ts';
import { UserError } from '../errors/user-error.ts';
import type { ProjectConfig } from '../model/project-config.ts';
import { limitsOf, projectProblems } from './check-project.ts';
import { withDefaults } from './project-defaults.ts';

export interface ReadProject {
  /** What the project says over what holds for all. */
  readonly config: ProjectConfig;
  /** Absolute; undefined where a project has no file. */
  readonly file?: string;
  /** Absolute: what its paths count from, and where its runs are kept. */
  readonly dir: string;
}

const SCRIPTS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];
const TEXTS = ['json', 'yaml', 'yml'];
const CONFIG_FILES: readonly string[] = [...SCRIPTS, ...TEXTS].map((ending) => `plimsoll.config.${ending}`);

/**
 * Reads `plimsoll.config.*` of the project that a folder belongs to: the nearest, looking upwards as far as the repository's root.
 *
 * @throws ProblemsError with everything that is wrong with it at once.
 */
export async function readProjectConfig(cwd: string): Promise<ReadProject> {
  const from = resolve(cwd);
  const file = findConfig(from);
  if (file === undefined) return { config: withDefaults({}), dir: from };
  return { config: withDefaults(await readConfig(file, from)), file, dir: dirname(file) };
}

/** The file that says what holds for the project of a folder. */
export function findConfig(from: string): string | undefined {
  for (const folder of foldersUpwards(from)) {
    const found = CONFIG_FILES.filter((name) => isFile(join(folder, name)));
    if (found.length > 1) {
      throw new UserError(`${found.join(' and ')} both stand in ${folder}`, {
        code: 'INVALID_CONFIG',
        hint: 'keep one of them: it would be unclear which holds',
      });
    }
    if (found[0] !== undefined) return join(folder, found[0]);
  }
  return undefined;
}

/** Up to the root of the repository; outside of any, up to the nearest package. Nothing above may decide over a project. */
function foldersUpwards(from: string): string[] {
  const folders: string[] = [];
  for (let folder = from; ; folder = dirname(folder)) {
    folders.push(folder);
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) break;
  }
  if (existsSync(join(folders.at(-1) ?? from, '.git'))) return folders;
  const nearest = folders.findIndex((folder) => existsSync(join(folder, 'package.json')));
  return folders.slice(0, Math.max(0, nearest) + 1);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

interface Place {
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

interface Written {
  readonly value: unknown;
  readonly locate: (path: string) => Place | undefined;
}

async function readConfig(path: string, cwd: string): Promise<ProjectConfig> {
  const file = relative(cwd, path) || path;
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(`${file} can't be read: ${cause.code ?? cause.message}`, { code: 'INVALID_CONFIG', cause });
  });
  if (text.trim() === '') throw notAConfig(file, 'is empty');
  const isScript = SCRIPTS.some((ending) => path.endsWith(`.${ending}`));
  const { value: given, locate } = isScript
    ? await scriptValue({ path, file, cwd, text })
    : await textValue(text, file);
  const value = withoutUndefined(given);
  const unplain = plainJsonProblems(value);
  const found = unplain.length > 0 ? unplain : await everyProblem(value, dirname(path));
  if (found.length > 0) {
    throw new ProblemsError(found.map((each) => placed(each, file, locate)).sort(byPlace));
  }
  return normalized(value as ProjectConfig);
}

async function everyProblem(value: unknown, dir: string): Promise<PathProblem[]> {
  const problems = allProblems(value);
  if (!isObject(value) || value.schedules === undefined) return problems;
  // Times of schedules need code that few commands have use for.
  const { schedulesProblems } = await import('./schedules/check-schedules.ts');
  return [...problems, ...(await schedulesProblems(value, { dir, formProblems: problems }))];
}

/** What is wrong with the form, and of the parts whose form is right, what they mean. */
function allProblems(value: unknown): PathProblem[] {
  const problems = checkShape(value, projectConfigShape);
  if (!isObject(value)) return problems;
  const wrong = new Set(problems.map(({ path }) => path[0]));
  const entries = (['budgets', 'data'] as const).filter((key) => wrong.has(key));
  const singly = wrong.has('metrics') ? [] : entries.flatMap((key) => entryProblems(value, key, problems));
  // Parts that name others can't be judged without those.
  if (wrong.has('metrics')) wrong.add('budgets').add('compare');
  if (wrong.has('profiles')) wrong.add('environments');
  const right = Object.entries(value).filter(([key]) => !wrong.has(key));
  return [...problems, ...singly, ...projectProblems(Object.fromEntries(right))];
}

/** Of a list with entries of a wrong form, what the others mean. */
function entryProblems(
  value: Readonly<Record<string, unknown>>,
  key: 'budgets' | 'data',
  known: readonly PathProblem[],
): PathProblem[] {
  const { [key]: entries, metrics = {} } = value;
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown, at) => {
    if (known.some(({ path }) => path[0] === key && path[1] === at)) return [];
    const found = projectProblems({ metrics, [key]: [entry] } as ProjectConfig).filter(({ path }) => path[0] === key);
    return found.map((each): PathProblem => ({ ...each, path: [key, at, ...each.path.slice(2)] }));
  });
}

function placed({ path, ...problem }: PathProblem, file: string, locate: Written['locate']) {
  const at = formatPath(path);
  return { ...problem, file, path: at, ...locate(at) };
}

async function textValue(text: string, file: string): Promise<Written> {
  const { parseText } = await import('../define/yaml/parse-text.ts');
  const { value, locate } = parseText(text, file);
  if (!isObject(value)) throw notAConfig(file, 'holds no keys');
  return { value, locate: (path) => locate(parsePath(path)) };
}

interface Script {
  readonly path: string;
  readonly file: string;
  readonly cwd: string;
  readonly text: string;
}

async function scriptValue({ path, file, cwd, text }: Script): Promise<Written> {
  const [{ bundle }, { loadExports }, { placesIn }] = await Promise.all([
    import('../define/bundle/bundle.ts'),
    import('../define/bundle/load-functions.ts'),
    import('../define/source/places-in.ts'),
  ]);
  const code = await bundle(path, cwd);
  const exported = unwrapped((await loadExports(code)).default);
  if (!isObject(exported)) {
    const why =
      typeof exported === 'function' ? 'exports a function, not the configuration itself' : 'has no default export';
    throw notAConfig(file, why);
  }
  const locate = placesIn(code, { entry: { file, path, text }, cwd, values: [exported] });
  return { value: exported, locate };
}

/** CommonJS compiled from modules keeps the default export one level down. */
function unwrapped(value: unknown): unknown {
  return isObject(value) && value.__esModule === true ? value.default : value;
}

function notAConfig(file: string, why: string): UserError {
  const hint = /\.(json|ya?ml)$/.test(file)
    ? "write keys such as budgets and environments: 'environments: { ci: { budget: 5m } }'"
    : "write: import { defineConfig } from 'plimsoll'; export default defineConfig({ … })";
  return new UserError(`${file} ${why}`, { code: 'INVALID_CONFIG', hint });
}

/** Where one may stand for a list, it becomes one. */
function normalized(config: ProjectConfig): ProjectConfig {
  const { tests, benches, budgets } = config;
  return {
    ...config,
    ...(tests === undefined ? {} : { tests: listOf(tests) }),
    ...(benches === undefined ? {} : { benches: listOf(benches) }),
    ...(budgets === undefined ? {} : { budgets: budgets.map((each) => ({ ...each, limits: limitsOf(each.limits) })) }),
  };
}

function listOf(given: readonly string[] | string): readonly string[] {
  return typeof given === 'string' ? [given] : given;
}
