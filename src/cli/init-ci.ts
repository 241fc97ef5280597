import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { CiOptions, CiService, PackageManager } from '../define/ci-templates/ci-options.ts';
import {
  GITHUB_COMMENT_WORKFLOW,
  GITHUB_WORKFLOW,
  githubCommentWorkflow,
  githubWorkflow,
} from '../define/ci-templates/github-workflow.ts';
import { GITLAB_PIPELINE, gitlabPipeline } from '../define/ci-templates/gitlab-pipeline.ts';
import { UserError } from '../errors/user-error.ts';
import type { CommandInput } from './command.ts';
import { writeNew } from './new-file.ts';
import type { initOptions } from './options/tables.ts';
import type { Terminal } from './terminal.ts';

type Input = CommandInput<typeof initOptions>;

/** `plimsoll init --ci github|gitlab`: a workflow or pipeline with every stage, to be committed. */
export async function initCi(
  { arguments: [given], options, terminal }: Input,
  where: 'github' | 'gitlab',
): Promise<number> {
  refuseOthers(options, where);
  const chosen: CiOptions = {
    services: (options.services ?? []) as readonly CiService[],
    baseline: options.baseline ?? 'cache',
    packages: packageManagerOf(terminal.cwd),
    target: options.target,
  };
  const files =
    where === 'gitlab'
      ? [{ file: given ?? GITLAB_PIPELINE, content: gitlabPipeline(chosen) }]
      : [
          { file: given ?? GITHUB_WORKFLOW, content: githubWorkflow(chosen) },
          ...(options.forkComments ? [{ file: GITHUB_COMMENT_WORKFLOW, content: githubCommentWorkflow(chosen) }] : []),
        ];
  for (const { file } of files) refuseOverwriting(file, options, terminal);
  for (const { file, content } of files) {
    await writeNew({ path: resolve(terminal.cwd, file), file, content, force: options.force });
  }
  terminal.stdout.write(
    `${files.map(({ file }) => file).join(' and ')} ${files.length === 1 ? 'is' : 'are'} written.\n`,
  );
  terminal.stdout.write(nextSteps(where, terminal));
  return 0;
}

function refuseOthers(options: Input['options'], where: string): void {
  const wrong = [
    ...(options.template === undefined ? [] : ['--template']),
    ...(options.set.length > 0 ? ['--set'] : []),
    ...(options.yaml ? ['--yaml'] : []),
  ];
  if (options.forkComments && where === 'gitlab') {
    throw new UserError('--fork-comments is for GitHub alone', {
      code: 'INVALID_OPTION',
      hint: 'leave it out: on GitLab the report of a merge request needs no second pipeline',
    });
  }
  if (wrong.length === 0) return;
  throw new UserError(`${wrong.join(', ')} and --ci ${where} do not go together`, {
    code: 'INVALID_OPTION',
    hint: 'write the test first, then what runs it: plimsoll init, plimsoll init --ci github',
  });
}

/** Both files are written, or none. */
function refuseOverwriting(file: string, { force }: Input['options'], { cwd }: Terminal): void {
  if (force || !existsSync(resolve(cwd, file))) return;
  throw new UserError(`${file} is there already, and is kept`, {
    code: 'FILE_EXISTS',
    hint: 'name another file, or overwrite it with --force',
  });
}

const LOCKS: readonly (readonly [string, PackageManager])[] = [
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
];

function packageManagerOf(cwd: string): PackageManager {
  return LOCKS.find(([file]) => existsSync(join(cwd, file)))?.[1] ?? 'none';
}

function nextSteps(where: 'github' | 'gitlab', { cwd }: Terminal): string {
  const root = repositoryOf(cwd);
  const steps = [
    ...(existsSync(join(cwd, 'package.json')) ? [] : ['There is no package.json yet: npm init']),
    'The project has to have Plimsoll: npm install --save-dev plimsoll',
    'What it would run, and for how long: plimsoll ci --dry-run',
    ...(root === undefined || root === cwd
      ? []
      : [
          `${where === 'github' ? 'GitHub' : 'GitLab'} reads it at the root of the repository only: ${relative(cwd, root)}`,
        ]),
    ...(where === 'gitlab' ? ['Every day at 02:00 UTC: Build > Pipeline schedules, 0 2 * * *'] : []),
  ];
  return steps.map((step) => `  ${step}\n`).join('');
}

function repositoryOf(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
