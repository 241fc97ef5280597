import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import { bundle } from '../bundle/bundle.ts';
import { loadExports } from '../bundle/load-functions.ts';
import { builtIn } from './built-in.ts';
import { unknownTemplate } from './create-scenario.ts';
import { isTemplate, type Template } from './template.ts';
import type { TemplateImport } from './write-template.ts';

/** Where templates of a project are looked for. */
const TEMPLATE_FOLDER = join('.plimsoll', 'templates');

/** A template, and where it comes from unless it comes with Plimsoll. */
export interface FoundTemplate {
  readonly template: Template;
  /** A file, or a package. */
  readonly source?: string;
  readonly exported?: string;
}

export interface FindOptions {
  readonly cwd: string;
  /** Folders, files and packages besides the project's own folder. */
  readonly from?: readonly string[];
}

/** All templates there are: the user's own, then those that come with Plimsoll. */
export async function findTemplates({ cwd, from = [] }: FindOptions): Promise<readonly FoundTemplate[]> {
  const usual = resolve(cwd, TEMPLATE_FOLDER);
  const own: FoundTemplate[] = existsSync(usual) ? await inFolder(usual, cwd) : [];
  for (const place of from) own.push(...(await templatesIn(place, cwd)));
  rejectDuplicates(own);
  const names = new Set(own.map(({ template }) => template.spec.name));
  const others = Object.values(builtIn).map((template): FoundTemplate => ({ template: template as Template }));
  return [...own, ...others.filter(({ template }) => !names.has(template.spec.name))];
}

/** The template of this name. */
export async function findTemplate(name: string, options: FindOptions): Promise<FoundTemplate> {
  const all = await findTemplates(options);
  const found = all.find(({ template }) => template.spec.name === name);
  if (found !== undefined) return found;
  throw unknownTemplate(
    name,
    all.map(({ template }) => template.spec.name),
  );
}

/** How a file imports a template that was found; undefined for one that comes with Plimsoll. */
export function importOf({ source, exported = 'default' }: FoundTemplate, file: string): TemplateImport | undefined {
  if (source === undefined) return undefined;
  if (!source.includes(sep)) return { exported, specifier: source };
  const path = relative(dirname(file), source).split(sep).join('/');
  return { exported, specifier: /^\.\.?\//.test(path) ? path : `./${path}` };
}

async function templatesIn(place: string, cwd: string): Promise<FoundTemplate[]> {
  const path = resolve(cwd, place);
  const stats = await stat(path).catch(() => undefined);
  const found =
    stats === undefined
      ? await inFile(packageFile(place, cwd), cwd, place)
      : stats.isDirectory()
        ? await inFolder(path, cwd)
        : await inFile(path, cwd);
  if (found.length > 0) return found;
  throw new UserError(`there are no templates in ${place}`, {
    code: 'NO_TEMPLATES',
    hint: "its modules export templates: export default defineTemplate({ name: '…', … })",
  });
}

const SCRIPTS = new Set(['.ts', '.mts', '.js', '.mjs']);

/** Modules of the folder that export no template are what others import. */
async function inFolder(folder: string, cwd: string): Promise<FoundTemplate[]> {
  const names = (await readdir(folder)).filter(
    (name) => SCRIPTS.has(extname(name)) && !/\.(?:d|test|spec)\.m?[jt]s$/.test(name),
  );
  const found: FoundTemplate[] = [];
  for (const name of names.sort()) found.push(...(await inFile(join(folder, name), cwd)));
  return found;
}

async function inFile(path: string, cwd: string, source = path): Promise<FoundTemplate[]> {
  const exports = await loadExports(await bundle(path, cwd));
  const seen = new Set<unknown>();
  return Object.entries(exports).flatMap(([exported, value]) => {
    if (!isTemplate(value) || seen.has(value)) return [];
    seen.add(value);
    return [{ template: value, source, exported }];
  });
}

function packageFile(name: string, cwd: string): string {
  try {
    return createRequire(join(cwd, 'package.json')).resolve(name);
  } catch (cause) {
    throw new UserError(`there is neither a folder, a file nor a package ${name}`, {
      code: 'NO_TEMPLATES',
      hint: `paths count from where the command is called; a package is installed with npm install ${name}`,
      cause,
    });
  }
}

function rejectDuplicates(found: readonly FoundTemplate[]): void {
  const first = new Map<string, string | undefined>();
  for (const { template, source } of found) {
    const { name } = template.spec;
    if (first.has(name)) {
      throw new UserError(`two templates are called '${name}': in ${first.get(name)} and ${source}`, {
        code: 'DUPLICATE_NAME',
        hint: 'rename one of them',
      });
    }
    first.set(name, source);
  }
}
