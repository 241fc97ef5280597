import { hashString, SeededRandom } from '../../load/random.ts';
import type { DataFile } from '../sets/data-set.ts';
import { mainText, moduleText, type SourceText, testText } from './module-text.ts';
import type { ProjectPlan } from './project-plan.ts';
import { timeLimits } from './project-settings.ts';

const LOCKS = hashString('project lockfile');
const DEVELOPMENT = ['typescript', 'vitest'] as const;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SHA512_BASE64 = 86;
const BYTES_A_LINE = 34;

/** What an analysis of the project has to find. */
export interface ExpectedAnalysis {
  readonly files: number;
  readonly lines: number;
  readonly functions: number;
  readonly classes: number;
  readonly decisions: number;
  readonly internalImports: number;
  readonly externalImports: number;
  readonly packages: number;
  /** Rings of modules, each sorted. */
  readonly cycles: readonly (readonly string[])[];
}

/** All files of a project, in `folder`. */
export function* projectFiles(plan: ProjectPlan, folder: string): Generator<DataFile> {
  const file = (path: string, expectedBytes: number, make: () => string): DataFile => ({
    path: `${folder}/${path}`,
    expectedBytes,
    content: () => [Buffer.from(make())],
  });
  const { language } = plan.settings;
  yield file('package.json', 500 + plan.packages.length * 36, () => packageJson(plan));
  yield file('package-lock.json', 500 + plan.packages.length * 210, () => lockfile(plan));
  if (language === 'ts') {
    yield file('tsconfig.json', 300, () => TSCONFIG);
    yield file('types/packages.d.ts', 130, () => AMBIENT);
  }
  yield file('README.md', 900, () => readme(plan));
  for (const source of sources(plan)) {
    yield file(source.path, source.lines * BYTES_A_LINE, () => source.make().text);
  }
  yield file('expected.json', 500, () => `${JSON.stringify(expectedAnalysis(plan), null, 2)}\n`);
  yield file('workload.ts', 1300, () => workload(plan));
}

/** How many lines and bytes a project comes to, without making it. */
export function projectExtent(plan: ProjectPlan): { files: number; bytes: number } {
  const files = [...projectFiles(plan, '')];
  return { files: files.length, bytes: files.reduce((sum, { expectedBytes }) => sum + expectedBytes, 0) };
}

function expectedAnalysis(plan: ProjectPlan): ExpectedAnalysis {
  const made = [...sources(plan)].map(({ make }) => make());
  const sum = (of: (source: SourceText) => number): number => made.reduce((total, source) => total + of(source), 0);
  return {
    files: made.length,
    lines: sum(({ lines }) => lines),
    functions: sum(({ functions }) => functions),
    classes: sum(({ classes }) => classes),
    decisions: sum(({ decisions }) => decisions),
    internalImports: sum(({ internalImports }) => internalImports),
    externalImports: sum(({ externalImports }) => externalImports),
    packages: plan.packages.length + DEVELOPMENT.length,
    cycles: plan.cycles
      .map((ring) => ring.map((index) => pathOf(plan, index)).sort())
      .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)),
  };
}

interface Source {
  readonly path: string;
  readonly lines: number;
  make(): SourceText;
}

function* sources(plan: ProjectPlan): Generator<Source> {
  const { language } = plan.settings;
  for (const module of plan.modules) {
    const path = pathOf(plan, module.index);
    yield { path, lines: module.lines, make: () => moduleText(plan, module) };
    if (!module.isTested) continue;
    yield { path: path.replace(/(\.\w+)$/, '.test$1'), lines: 12, make: () => testText(plan, module) };
  }
  yield { path: `src/main.${language}`, lines: 10, make: () => mainText(plan) };
}

function pathOf({ modules, settings }: ProjectPlan, index: number): string {
  return `src/${modules[index]?.folder}/${modules[index]?.file}.${settings.language}`;
}

function packageJson({ settings, packages }: ProjectPlan): string {
  const content = {
    name: settings.name,
    version: '1.0.0',
    private: true,
    description: `A ${settings.size} project to try tools on; its dependencies are made up.`,
    type: 'module',
    scripts: { test: 'vitest run', ...(settings.language === 'ts' ? { types: 'tsc --noEmit' } : {}) },
    dependencies: Object.fromEntries(packages.map((name) => [name, `^${versionOf(settings.seed, name)}`])),
    devDependencies: { typescript: '^5.9.0', vitest: '^4.0.0' },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Like a lockfile of npm: every package with a version and a checksum, which belong to nothing. */
function lockfile({ settings, packages }: ProjectPlan): string {
  const random = new SeededRandom(settings.seed, LOCKS, settings.number);
  const entries = [...packages, ...DEVELOPMENT].map((name) => {
    const version = versionOf(settings.seed, name);
    const hash = Array.from({ length: SHA512_BASE64 }, () => BASE64[random.int(0, 63)]).join('');
    const file = `${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
    const resolved = `https://registry.example.com/${name}/-/${file}`;
    return [`node_modules/${name}`, { version, resolved, integrity: `sha512-${hash}==` }] as const;
  });
  const root = { name: settings.name, version: '1.0.0' };
  const content = {
    ...root,
    lockfileVersion: 3,
    requires: true,
    packages: Object.fromEntries([['', root], ...entries]),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function versionOf(seed: number, name: string): string {
  const random = new SeededRandom(seed, LOCKS, hashString(name));
  return `${random.int(0, 9)}.${random.int(0, 30)}.${random.int(0, 20)}`;
}

const TSCONFIG = `${JSON.stringify(
  {
    compilerOptions: {
      target: 'ES2022',
      module: 'NodeNext',
      strict: true,
      noEmit: true,
      types: [],
      allowImportingTsExtensions: true,
      skipLibCheck: true,
    },
    include: ['src', 'types'],
  },
  null,
  2,
)}\n`;

/** So that the compiler takes imports of packages that nobody has installed. */
const AMBIENT = `declare module '@fictive/*';\ndeclare module 'vitest';\n`;

function readme({ settings, modules, packages, cycles }: ProjectPlan): string {
  const first = modules.slice(0, 8).map(({ index, type }) => {
    return `- [${type}](${pathOf({ settings, modules, packages, cycles }, index)})`;
  });
  return [
    `# ${settings.name}`,
    '',
    `A ${settings.size} project of ${modules.length} modules and ${packages.length} dependencies, generated to try tools on.`,
    'Nothing has to be installed: its dependencies are made up.',
    '',
    '- [What there is to find in it](expected.json)',
    '- [A test that analyses it](workload.ts), for `plimsoll run workload.ts`',
    '',
    '## The modules that most others build on',
    '',
    ...first,
    '',
  ].join('\n');
}

function workload({ settings }: ProjectPlan): string {
  return `import { deepStrictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { analyseProject, functionTest } from 'plimsoll';

const expected = JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8'));

export default functionTest('analyse ${settings.name}', {
  load: { iterations: 1 },
  items: 'files',
  limits: ['function_duration max < ${timeLimits[settings.size]}', 'function_failed rate == 0%'],
}, async () => {
  const found = await analyseProject(import.meta.dirname, { include: 'src' });
  deepStrictEqual(found.imports.unresolved, []);
  deepStrictEqual({
    files: found.files,
    lines: found.lines.total,
    functions: found.functions,
    classes: found.classes,
    decisions: found.complexity.decisions,
    internalImports: found.imports.internal,
    externalImports: found.imports.external,
    packages: found.packages,
    cycles: found.cycles,
  }, expected);
  return found;
});
`;
}
