import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { findProgram, MissingProgram, versionOf } from './processes.ts';

/** The target has one core, the generator the other; the harness waits on the target's. */
export const TARGET_CORE = 0;
export const GENERATOR_CORE = 1;

/** Above this the machine is busy with something else, and even ratios become unsteady. */
const IDLE_LOAD = 0.3;

export function pinHarness(): void {
  spawnSync(findProgram('taskset', 'util-linux'), ['-a', '-cp', String(TARGET_CORE), String(process.pid)]);
}

export function describeMachine(): Readonly<Record<string, string>> {
  return {
    cpu: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}`,
    kernel: `Linux ${release()}`,
    node: `Node ${process.versions.node}`,
    nginx: `nginx ${installedVersion('nginx', 'nginx-light')}`,
    wrk: `wrk ${installedVersion('wrk', 'wrk')}`,
  };
}

export function warnings(): string[] {
  const [load = 0] = loadavg();
  const found: string[] = [];
  if (cpus().length < 2) found.push('one core only: target and generator share it, so the ratios mean little');
  if (load > IDLE_LOAD) found.push(`the machine was busy when this began (load average ${load.toFixed(1)})`);
  return found;
}

/** Raises the limit on open files for this process and those it starts, where that is allowed. */
export function requireOpenFiles(count: number): void {
  if (hardLimit() < count) {
    spawnSync(findProgram('prlimit', 'util-linux'), ['--pid', String(process.pid), `--nofile=${count}:${count}`]);
  }
  if (hardLimit() < count) {
    throw new MissingProgram(`the limit on open files is ${hardLimit()}, this needs ${count} (ulimit -n ${count})`);
  }
}

function hardLimit(): number {
  const [, hard] = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
}

function installedVersion(name: string, debianPackage: string): string {
  try {
    return versionOf(findProgram(name, debianPackage), '-v');
  } catch {
    return 'missing';
  }
}
