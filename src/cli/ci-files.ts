import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import { BENCH_PATTERNS } from '../runs/bench/bench-files.ts';
import { findFiles } from '../runs/ci/find-files.ts';
import type { ReadProject } from '../runs/project-config.ts';

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

/** The files of a project's tests and benchmarks: those it names, or else those with endings that say what they are. */
export async function suiteFiles(
  { config, dir }: Pick<ReadProject, 'config' | 'dir'>,
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
  if (tests.files.length + benches.files.length === 0) throw nothingFound(dir, notes);
  return { tests: tests.files, benches: benches.files, notes };
}

function nothingFound(dir: string, notes: readonly string[]): UserError {
  const why = notes.length === 0 ? '' : `: ${notes.join('; ')}`;
  return new UserError(`there is no test and no benchmark to run in ${dir}${why}`, {
    code: 'NO_TESTS',
    hint: "name them in plimsoll.config.ts, tests: ['load/*.ts'], or give files endings such as shop.perf.ts and parse.bench.ts",
  });
}

/** The time that an environment of the project allows, in the words of its configuration. */
export function environmentNamed(name: string, { config }: Pick<ReadProject, 'config'>) {
  const known = config.environments ?? {};
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(known);
  throw new UserError(`there is no environment '${name}'; known: ${names.join(', ')}`, {
    code: 'UNKNOWN_ENVIRONMENT',
    hint: didYouMean(name, names) ?? `add it to plimsoll.config.ts: environments: { ${name}: { budget: '10m' } }`,
  });
}
