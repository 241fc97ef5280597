import { UserError } from '../../errors/user-error.ts';
import { BENCH_PATTERNS } from '../bench/bench-files.ts';
import type { ReadProject } from '../project-config.ts';
import { findFiles } from './find-files.ts';

/** Where a project names no tests. */
const TEST_PATTERNS: readonly string[] = [
  '**/*.{perf,load,smoke,stress,spike,soak}.{ts,mts,cts,js,mjs,cjs,yaml,yml,json}',
];

export interface SuiteFiles {
  readonly tests: readonly string[];
  readonly benches: readonly string[];
  /** Worth telling: patterns of the project's that nothing fits. */
  readonly notes: readonly string[];
}

type Project = Pick<ReadProject, 'config' | 'dir'>;

/** The files of a project's tests and benchmarks: those it names, or else those with endings that say what they are. */
export async function projectFiles(
  { config, dir }: Project,
  only: readonly string[] = ['load', 'bench'],
): Promise<SuiteFiles> {
  const find = (patterns: readonly string[] | undefined, usual: readonly string[]) =>
    findFiles(dir, patterns ?? usual, { isUsual: patterns === undefined });
  const nothing = { files: [], unmatched: [] };
  const tests = only.includes('load') ? await find(config.tests, TEST_PATTERNS) : nothing;
  const benches = only.includes('bench') ? await find(config.benches, BENCH_PATTERNS) : nothing;
  const notes = [
    ...(config.tests === undefined ? [] : tests.unmatched.map((pattern) => `tests: no file fits '${pattern}'`)),
    ...(config.benches === undefined ? [] : benches.unmatched.map((pattern) => `benches: no file fits '${pattern}'`)),
  ];
  return { tests: tests.files, benches: benches.files, notes };
}

/** The same for a suite, of which there has to be something. */
export async function suiteFiles(project: Project, only?: readonly string[]): Promise<SuiteFiles> {
  const found = await projectFiles(project, only);
  if (found.tests.length + found.benches.length === 0) throw nothingFound(project.dir, found.notes);
  return found;
}

function nothingFound(dir: string, notes: readonly string[]): UserError {
  const why = notes.length === 0 ? '' : `: ${notes.join('; ')}`;
  return new UserError(`there is no test and no benchmark to run in ${dir}${why}`, {
    code: 'NO_TESTS',
    hint: "name them in plimsoll.config.ts, tests: ['load/*.ts'], or give files endings such as shop.perf.ts and parse.bench.ts",
  });
}
