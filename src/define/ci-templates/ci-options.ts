/**
 * ci-templates/ writes what runs a project's performance tests on GitHub and GitLab: CiOptions come in, the text of a file goes
 * out. Every value that somebody may choose at the time of a run reaches scripts as an environment variable alone.
 */

export const CI_SERVICES = ['postgres', 'redis'] as const;
export type CiService = (typeof CI_SERVICES)[number];

/** Where runs and baselines are kept from one pipeline to the next. */
export const CI_BASELINES = ['cache', 'artifact'] as const;
export type CiBaseline = (typeof CI_BASELINES)[number];

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'none';

export interface CiOptions {
  readonly services: readonly CiService[];
  readonly baseline: CiBaseline;
  /** What the project's lock file is of. */
  readonly packages: PackageManager;
  /** In place of the targets of the tests. */
  readonly target?: string | undefined;
}

/** The stages that measure, in their order: what `plimsoll ci --test-type` takes. */
export const MEASURING_STAGES = ['pagination', 'streaming', 'load', 'monitoring'] as const;

/** What manual runs begin with, and all others have. */
export const CI_DEFAULTS = { testType: 'all', changeCount: '100', fileSizes: '1MB,5MB' } as const;

export const INSTALLING: Readonly<Record<PackageManager, string>> = {
  npm: 'npm ci',
  pnpm: 'corepack enable && pnpm install --frozen-lockfile',
  yarn: 'corepack enable && yarn install --immutable',
  none: 'npm install',
};

/** The data that tests find in performance-data/, the same in every run. */
export const GENERATING: readonly string[] = [
  'npx plimsoll data generate changes --out performance-data/changes --count "$CHANGE_COUNT" --seed 1',
  'npx plimsoll data generate files --out performance-data/files --sizes "$FILE_SIZES" --seed 1',
];

/**
 * One stage of tests. A project need not have tests of every type; that limits or comparisons fail is left to the gate, which has
 * all of them before it.
 */
export function measuring(type: string, { target }: CiOptions): readonly string[] {
  const targeted = target === undefined ? '' : ' --target "$TARGET"';
  const data = '--change-count "$CHANGE_COUNT" --file-sizes "$FILE_SIZES"';
  return [
    `npx plimsoll ci --env "$ENVIRONMENT" --test-type ${type}${targeted} ${data} --step-summary never || test "$?" -eq 3`,
  ];
}

/** Indents every line but empty ones. */
export function indented(lines: readonly string[], by: number): string {
  return lines.map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`)).join('\n');
}
