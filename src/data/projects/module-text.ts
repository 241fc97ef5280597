import { posix } from 'node:path';
import { hashString, type Random, SeededRandom } from '../../load/random.ts';
import { fill, templates } from '../prose/grammar.ts';
import { capital, type Declaration, makers, typed } from './declarations.ts';
import type { ModulePlan, ProjectPlan } from './project-plan.ts';

/** A source file, and what an analysis has to find in it. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly functions: number;
  readonly classes: number;
  readonly decisions: number;
  readonly internalImports: number;
  readonly externalImports: number;
}

const MOST_MISSES = 6;
const MODULE = hashString('project module');

const COMMENTS = templates(`
  What {things} come to, beyond {5..90} aside.
  Kept small: it runs for each of {10..900} {things} a second.
  The order of {things} does not matter.
  Counts {things} that nobody has [asked for|closed|answered] yet.
  Follows the rules of 20{10..25}; older {things} were [converted|left out|counted by hand].
  Fails for [no|empty|unknown] {things}, as callers expect.
  Rounds as accountants do, not as “naïve” code would.
  Used by the nightly job and by [reports|exports|the dashboard].`);

const VERBS = 'count sum list rank weigh collect compare measure balance trace estimate sort'.split(' ');
const OBJECTS = 'Open Overdue Recent Largest Shared Foreign Pending Yearly Local Failed Planned Spare'.split(' ');

export function moduleText(plan: ProjectPlan, module: ModulePlan): SourceText {
  const { language, seed, number } = plan.settings;
  const random = new SeededRandom(seed, MODULE, number * 0x1_0000 + module.index);
  const path = modulePath(plan, module);
  const parts = [domainType(plan, module), totals(plan, module)];
  const head = [
    ...importLines(plan, module, path),
    ...(module.imports.length + module.packages.length > 0 ? [''] : []),
  ];
  let left = module.lines - head.length - parts.reduce((sum, part) => sum + part.lines.length + 1, 0);
  const names = freeNames(random);
  // Where one is too long, a shorter one may still fit.
  for (let misses = 0; misses < MOST_MISSES; ) {
    const comment = fill(random.pick(COMMENTS), random, { things: `${module.folder}s` });
    const made = random.pick(makers)({ random, name: names(), comment, language });
    if (made.lines.length + 1 > left) misses++;
    else {
      parts.push(made);
      left -= made.lines.length + 1;
    }
  }
  const lines = [...head, ...parts.flatMap((part, at) => (at === 0 ? part.lines : ['', ...part.lines]))];
  const imports = { internal: module.imports.length, external: module.packages.length };
  return sourceText(path, lines, { parts, imports });
}

export function testText(plan: ProjectPlan, module: ModulePlan): SourceText {
  const { type, file } = module;
  const lines = [
    `import { describe, expect, it } from 'vitest';`,
    `import { create${type}, score${type}, total${type} } from './${file}.${plan.settings.language}';`,
    '',
    `describe('${spelled(type)}', () => {`,
    `  it('scores no less than nothing', () => {`,
    `    expect(score${type}(create${type}('a'))).toBeGreaterThanOrEqual(0);`,
    '  });',
    '',
    `  it('has a total that follows from its name', () => {`,
    `    expect(total${type}('a')).toBe(total${type}('a'));`,
    '  });',
    '});',
  ];
  const part = { lines, functions: 3, classes: 0, decisions: 0 };
  const path = modulePath(plan, module).replace(/(\.\w+)$/, '.test$1');
  return sourceText(path, lines, { parts: [part], imports: { internal: 1, external: 1 } });
}

/** The entry point, which uses the last few modules. */
export function mainText(plan: ProjectPlan): SourceText {
  const { language } = plan.settings;
  const used = plan.modules.slice(-5);
  const lines = [
    ...used.map((module) => `import { total${module.type} } from './${module.folder}/${module.file}.${language}';`),
    '',
    '/** Everything there is, summed up. */',
    `export function main(name${typed(language, ': string')})${typed(language, ': number')} {`,
    `  return [${used.map(({ type }) => `total${type}`).join(', ')}].reduce((sum, total) => sum + total(name), 0);`,
    '}',
  ];
  const part = { lines, functions: 2, classes: 0, decisions: 0 };
  return sourceText(`src/main.${language}`, lines, { parts: [part], imports: { internal: used.length, external: 0 } });
}

interface Contents {
  readonly parts: readonly Declaration[];
  readonly imports: { readonly internal: number; readonly external: number };
}

function sourceText(path: string, lines: readonly string[], { parts, imports }: Contents): SourceText {
  const sum = (of: (part: Declaration) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    path,
    text: `${lines.join('\n')}\n`,
    lines: lines.length,
    functions: sum(({ functions }) => functions),
    classes: sum(({ classes }) => classes),
    decisions: sum(({ decisions }) => decisions),
    internalImports: imports.internal,
    externalImports: imports.external,
  };
}

function modulePath({ settings }: ProjectPlan, { folder, file }: ModulePlan): string {
  return `src/${folder}/${file}.${settings.language}`;
}

function importLines(plan: ProjectPlan, module: ModulePlan, path: string): readonly string[] {
  const internal = module.imports.map((index) => {
    const other = plan.modules[index] as ModulePlan;
    const relative = posix.relative(posix.dirname(path), modulePath(plan, other));
    return `import { create${other.type}, score${other.type} } from '${relative.startsWith('.') ? relative : `./${relative}`}';`;
  });
  return [...module.packages.map((name) => `import { ${checkOf(name)} } from '${name}';`), ...internal];
}

/** What every module offers to others: a type, a way to make one, and a number about it. */
function domainType({ settings }: ProjectPlan, { type, folder }: ModulePlan): Declaration {
  const { language } = settings;
  const shape = [`export interface ${type} {`, '  readonly id: string;', `  readonly ${folder}s: number;`, '}'];
  const documented = ['/**', ` * @typedef {object} ${type}`, ' * @property {string} id', ' */'];
  const lines = [
    ...(language === 'ts' ? shape : documented),
    '',
    `export function create${type}(id${typed(language, ': string')})${typed(language, `: ${type}`)} {`,
    `  return { id, ${folder}s: id.length };`,
    '}',
    '',
    `export function score${type}({ ${folder}s }${typed(language, `: ${type}`)})${typed(language, ': number')} {`,
    `  return Math.max(0, ${folder}s);`,
    '}',
  ];
  return { lines, functions: 2, classes: 0, decisions: 0 };
}

/** Uses everything that is imported. */
function totals({ modules, settings }: ProjectPlan, { type, imports, packages }: ModulePlan): Declaration {
  const { language } = settings;
  const parts = [
    `score${type}(create${type}(id))`,
    ...imports.map((index) => `score${modules[index]?.type}(create${modules[index]?.type}(id))`),
    ...packages.map((name) => `${checkOf(name)}(id)`),
  ];
  const lines = [
    `export function total${type}(id${typed(language, ': string')})${typed(language, ': number')} {`,
    ...parts.map((part, at) => `  ${at === 0 ? 'return ' : '  + '}${part}${at === parts.length - 1 ? ';' : ''}`),
    '}',
  ];
  return { lines, functions: 1, classes: 0, decisions: 0 };
}

/** `measureSwiftQueue` for `@fictive/swift-queue`. */
function checkOf(name: string): string {
  return `measure${name
    .slice(name.indexOf('/') + 1)
    .split('-')
    .map(capital)
    .join('')}`;
}

/** Names that are still free in a module. */
function freeNames(random: Random): () => string {
  const used = new Map<string, number>();
  return () => {
    const name = `${random.pick(VERBS)}${random.pick(OBJECTS)}`;
    const times = used.get(name) ?? 0;
    used.set(name, times + 1);
    return times === 0 ? name : `${name}${times + 1}`;
  };
}

function spelled(type: string): string {
  return type.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
