import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, type } from 'node:os';
import { promisify } from 'node:util';
import type { Environment } from '../model/run.ts';

/** The machine and checkout that a run is made on. */
export async function describeEnvironment(dir: string, tags: Environment['tags']): Promise<Environment> {
  const container = containerName();
  const git = await describeGit(dir);
  return {
    node: process.version,
    v8: process.versions.v8,
    os: `${type()} ${release()} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    ...(container === undefined ? {} : { container }),
    ...(git === undefined ? {} : { git }),
    tags,
  };
}

function containerName(): string | undefined {
  if (process.env.KUBERNETES_SERVICE_HOST !== undefined) return 'kubernetes';
  if (existsSync('/.dockerenv')) return 'docker';
  if (existsSync('/run/.containerenv')) return 'podman';
  try {
    const groups = readFileSync('/proc/1/cgroup', 'utf8');
    return /docker|containerd|lxc|kubepods/.exec(groups)?.[0];
  } catch {
    return undefined;
  }
}

/** Undefined outside a checkout, or where git does not answer at once. */
async function describeGit(dir: string): Promise<Environment['git']> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', args, { cwd: dir, timeout: 2000, encoding: 'utf8' });
    return stdout.trim();
  };
  try {
    const commit = await git('rev-parse', 'HEAD');
    const answers = [git('rev-parse', '--abbrev-ref', 'HEAD'), git('status', '--porcelain', '--untracked-files=no')];
    // None is left running when another one fails.
    await Promise.allSettled(answers);
    const [branch = '', status] = await Promise.all(answers);
    return { commit, branch, dirty: status !== '' };
  } catch {
    return undefined;
  }
}
