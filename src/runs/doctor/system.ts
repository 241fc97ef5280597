import { readFileSync } from 'node:fs';

/** Reads a file of the system; undefined where there is none, as on other systems than Linux. */
export type ReadSystem = (path: string) => string | undefined;

export function readSystem(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Ticks of all cores since the start of the machine; proc(5), `/proc/stat`. */
export interface CpuTicks {
  readonly busy: number;
  readonly stolen: number;
  readonly all: number;
}

export function cpuTicks(stat: string | undefined): CpuTicks | undefined {
  const fields =
    /^cpu +([\d ]+)$/m
      .exec(stat ?? '')?.[1]
      ?.split(' ')
      .map(Number) ?? [];
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, stolen = 0] = fields;
  const busy = user + nice + system + irq + softirq;
  const all = busy + idle + wait + stolen;
  return all > 0 ? { busy, stolen, all } : undefined;
}

/** The number that the line of this name holds: `Max open files   1024   4096   files`. */
export function softLimit(limits: string | undefined, name: string): number | undefined {
  const [, value] = new RegExp(`^${name}\\s+(\\d+|unlimited)`, 'm').exec(limits ?? '') ?? [];
  if (value === undefined) return undefined;
  return value === 'unlimited' ? Number.POSITIVE_INFINITY : Number(value);
}

/** `32768	60999`: how many ports connections to one address may leave from. */
export function portCount(range: string | undefined): number | undefined {
  const [from, to] = (range ?? '').trim().split(/\s+/).map(Number);
  return from !== undefined && to !== undefined && to >= from ? to - from + 1 : undefined;
}

/** The value of a key in lines of `key value` (cgroup's `cpu.stat`) or `key: value` (`/proc/cpuinfo`). */
export function keyed(text: string | undefined, key: string): string | undefined {
  return new RegExp(`^${key}\\s*[: ]\\s*(.*)$`, 'm').exec(text ?? '')?.[1]?.trim();
}
