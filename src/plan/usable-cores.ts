import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Cores that this process may use: those it is pinned to, or a container's CPU quota where that is less. May be a fraction. */
export function usableCores(read: (path: string) => string | undefined = readText): number {
  return Math.min(availableParallelism(), cpuQuota(read) ?? Number.POSITIVE_INFINITY);
}

/**
 * The quota of the process's control group in cores, or undefined without one. A quota may be set at any level, so the
 * lowest from the process's own group up to the root counts.
 */
export function cpuQuota(read: (path: string) => string | undefined = readText): number | undefined {
  const groups = read('/proc/self/cgroup') ?? '';
  const unified = /^0::(\/.*)$/m.exec(groups)?.[1] ?? '/';
  const cpu = /^\d+:[^:]*\bcpu\b[^:]*:(\/.*)$/m.exec(groups)?.[1] ?? '/';
  const quotas = [
    ...levelsOf(unified).map((level) => quotaOfVersion2(read(`/sys/fs/cgroup${level}/cpu.max`))),
    ...levelsOf(cpu).map((level) => quotaOfVersion1(level, read)),
  ].filter((quota) => quota !== undefined);
  return quotas.length === 0 ? undefined : Math.min(...quotas);
}

/** `/a/b`, `/a` and the root, which is where a container sees its own group. */
function levelsOf(group: string): string[] {
  const parts = group.split('/').filter((part) => part !== '' && part !== '..');
  return parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`).concat('');
}

/** `max 100000`, or a quota and its period in microseconds. */
function quotaOfVersion2(text: string | undefined): number | undefined {
  const [quota, period] = (text ?? '').trim().split(/\s+/);
  return ratio(quota, period);
}

function quotaOfVersion1(level: string, read: (path: string) => string | undefined): number | undefined {
  const folder = `/sys/fs/cgroup/cpu${level}`;
  return ratio(read(`${folder}/cpu.cfs_quota_us`), read(`${folder}/cpu.cfs_period_us`));
}

function ratio(quota: string | undefined, period: string | undefined): number | undefined {
  const value = Number(quota) / Number(period);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
