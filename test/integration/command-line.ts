import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'bin', 'plimsoll.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** The repository, unless told otherwise. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The built command, started as a shell would. */
export interface StartedCommand {
  readonly child: ChildProcess;
  /** What it has written so far. */
  output(): string;
  /** Resolves once it has written this. */
  wrote(pattern: RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

export function startPlimsoll(args: readonly string[], { cwd = root, env = {} }: CommandOptions = {}): StartedCommand {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const output = () => stdout + stderr;
  const wrote = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(output())) {
      if (child.exitCode !== null) throw new Error(`it ended without writing ${pattern}:\n${output()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  return { child, output, wrote, ended };
}

export function plimsoll(args: readonly string[], options?: CommandOptions): Promise<Ended> {
  return startPlimsoll(args, options).ended;
}

/** Nothing that the machine at hand sets may change what is written. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const dropped = /^(PLIMSOLL_(?!LIVE$)|FORCE_COLOR$|NO_COLOR$|CI$|DEBUG$|LC_|LANG$|NODE_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name)));
}
