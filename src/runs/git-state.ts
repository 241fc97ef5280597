import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from '../model/run.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Undefined outside a checkout, or where git does not answer at once. */
export async function describeGit(dir: string, env: Env): Promise<Environment['git']> {
  const git = async (...args: string[]): Promise<string> => {
    const options = { cwd: dir, timeout: 2000, encoding: 'utf8', env: { ...env, GIT_OPTIONAL_LOCKS: '0' } } as const;
    const { stdout } = await promisify(execFile)('git', args, options);
    return stdout.trim();
  };
  try {
    const [commit = '', author = ''] = (await git('log', '-1', '--no-show-signature', '--format=%H%n%an')).split('\n');
    const answers = [git('rev-parse', '--abbrev-ref', 'HEAD'), git('status', '--porcelain', '--untracked-files=no')];
    // None is left running when another one fails.
    await Promise.allSettled(answers);
    const [head = '', status] = await Promise.all(answers);
    const branch = head === 'HEAD' ? (branchOnCi(env) ?? head) : head;
    return { commit, branch, dirty: status !== '', ...(author === '' ? {} : { author }) };
  } catch {
    return undefined;
  }
}

/** Where services of continuous integration say which branch they have checked out the commit of; first what a pull request comes from. */
const BRANCH_VARIABLES = [
  ...['GITHUB_HEAD_REF', 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', 'SYSTEM_PULLREQUEST_SOURCEBRANCH', 'CHANGE_BRANCH'],
  ...['BITBUCKET_BRANCH', 'CI_COMMIT_REF_NAME', 'CIRCLE_BRANCH', 'TRAVIS_PULL_REQUEST_BRANCH', 'TRAVIS_BRANCH'],
  ...['BUILDKITE_BRANCH', 'DRONE_SOURCE_BRANCH', 'CIRRUS_BRANCH', 'BUILD_SOURCEBRANCH', 'GIT_BRANCH', 'BRANCH_NAME'],
  'GITHUB_REF_NAME',
];

/** The branch of a commit that is checked out by itself. */
export function branchOnCi(env: Env): string | undefined {
  for (const name of BRANCH_VARIABLES) {
    const branch = (env[name] ?? '').trim().replace(/^refs\/heads\//, '');
    if (branch !== '') return branch.replace(name === 'GIT_BRANCH' ? /^origin\// : /^$/, '');
  }
  return undefined;
}
