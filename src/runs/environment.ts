import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { Environment } from '../model/run.ts';
import { describeGit } from './git-state.ts';
import { dependencyLock } from './lock-file.ts';

/** The machine and checkout that a run is made on. */
export async function describeEnvironment(dir: string, tags: Environment['tags']): Promise<Environment> {
  const container = containerName();
  const flags = nodeFlags(process.execArgv, process.env.NODE_OPTIONS);
  const [git, lock] = await Promise.all([describeGit(dir, process.env), dependencyLock(dir)]);
  return {
    node: process.version,
    v8: process.versions.v8,
    os: `${type()} ${release()} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: memoryBytes(),
    ...(container === undefined ? {} : { container }),
    ...(flags.length === 0 ? {} : { flags }),
    ...(git === undefined ? {} : { git }),
    ...(lock === undefined ? {} : { lock }),
    tags,
  };
}

/** What a container may use, where that is less than the machine has. */
function memoryBytes(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 && allowed < totalmem() ? allowed : totalmem();
}

/** Options that change how code is carried out; values of others, such as a key in `--env-file`, concern nobody. */
export function nodeFlags(execArgv: readonly string[], nodeOptions = ''): string[] {
  const given = [...execArgv, ...nodeOptions.split(/\s+/)];
  return given.filter(
    (flag) =>
      /^--[\w-]+(?:=[\w.,-]{0,40})?$/.test(flag) && !/^--(?:env|import|require|loader|title|inspect)/.test(flag),
  );
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
