/**
 * Programs that the benchmarks start: each in a process group of its own, pinned to a core, bounded in time, and ended
 * with everything it started when the benchmarks end.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly core: number;
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  readonly finished: Promise<Finished>;
  stop(): Promise<void>;
}

/** A program that is not installed: its rows are skipped, saying so. */
export class MissingProgram extends Error {}

const running = new Set<ChildProcess>();

export function startProgram(command: Command): Running {
  const [file = '', ...args] = pinned(command);
  const child = spawn(file, args, {
    cwd: command.cwd,
    env: { ...process.env, ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return {
    pid: child.pid ?? 0,
    finished: finish(child, command),
    stop: async () => {
      if (!running.has(child)) return;
      killGroup(child);
      await once(child, 'close');
    },
  };
}

/** Runs a program to its end; anything but exit code 0 is an error with what it last wrote. */
export async function runProgram(command: Command): Promise<Finished> {
  return succeeded(command, await startProgram(command).finished);
}

export function succeeded(command: Command, finished: Finished): Finished {
  if (finished.code === 0) return finished;
  const said = `${finished.stderr}\n${finished.stdout}`.trim().split('\n').slice(0, 3).join(' / ');
  throw new Error(`${[command.file, ...command.args].join(' ')} ended with code ${finished.code}: ${said}`);
}

/** Kills what still runs, with its children. */
export function stopEverything(): void {
  for (const child of running) killGroup(child);
}

/** The path of an installed program; Debian keeps servers where only root's PATH looks. */
export function findProgram(name: string, debianPackage: string): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const path = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (path === undefined)
    throw new MissingProgram(`${name} is not installed (Debian: apt-get install ${debianPackage})`);
  return path;
}

export function versionOf(file: string, ...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  return /\d+(\.\d+)+[\w.+-]*/.exec(`${stdout}${stderr}`)?.[0] ?? 'of unknown version';
}

function pinned({ file, args, core }: Command): string[] {
  return [findProgram('taskset', 'util-linux'), '-c', String(core), file, ...args];
}

async function finish(child: ChildProcess, { timeoutMs }: Command): Promise<Finished> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const timer = setTimeout(() => {
    output.stderr = `not finished after ${timeoutMs / 1000} s\n${output.stderr}`;
    killGroup(child);
  }, timeoutMs);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { code: code ?? -1, ...output };
  } finally {
    clearTimeout(timer);
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
