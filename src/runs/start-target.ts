import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors/user-error.ts';
import { formatDuration } from '../model/units.ts';
import { KEPT_FOLDER, keptFolder } from './kept-folder.ts';
import { groupRuns, signalGroup } from './process-group.ts';

export interface StartTargetOptions {
  /** Carried out by the shell. */
  readonly command: string;
  /** The target is ready once this answers with a status below 500. */
  readonly readyUrl: string;
  readonly readyTimeoutMs: number;
  readonly cwd: string;
  /** Gets everything that the target writes. */
  readonly logFile: string;
  readonly onOutput?: (text: string) => void;
  /** Gives up waiting, and stops the target. */
  readonly signal?: AbortSignal;
}

export interface StartedTarget {
  readonly readyAfterMs: number;
  /** How it ended, when it did so without being stopped; undefined while all is well. */
  readonly ended: string | undefined;
  /** The last lines it wrote. */
  lastOutput(): string;
  /** Ends it and its children: asked first, and by force after five seconds. */
  stop(): Promise<void>;
  /** By force, without waiting. */
  kill(): void;
}

/** A file of its own for each target that is started. */
export function targetLogFile(cwd: string, startedAtMs: number): string {
  const time = new Date(startedAtMs).toISOString().replace(/\D/g, '').slice(0, 14);
  return join(cwd, KEPT_FOLDER, 'targets', `${time}-${process.pid}.log`);
}

const POLL_MS = 50;
const ASK_MS = 5_000;
const STOP_MS = 5_000;
const KILL_MS = 1_000;
const LAST_LINES = 20;
const LAST_BYTES = 16 * 1024;

/**
 * Starts a target in a process group of its own and waits until it is ready; throws when it ends before or takes too long,
 * and leaves nothing running then.
 */
export async function startTarget(options: StartTargetOptions): Promise<StartedTarget> {
  await refuseToShare(options.readyUrl);
  await keptFolder(options.cwd);
  await mkdir(dirname(options.logFile), { recursive: true });
  const target = new TargetProcess(options);
  try {
    await target.ready();
    return target;
  } catch (error) {
    await target.stop();
    throw error;
  }
}

/** A server that already answers would get the load in place of the one that is started. */
async function refuseToShare(readyUrl: string): Promise<void> {
  const { status } = await ask(readyUrl, 1000);
  if (status === undefined) return;
  throw new UserError(`${readyUrl} answers already (status ${status}), before the target was started`, {
    code: 'TARGET_ALREADY_RUNS',
    hint: 'stop what listens there, or leave --start away to load it as it is',
  });
}

class TargetProcess implements StartedTarget {
  readyAfterMs = 0;
  ended: string | undefined;
  readonly #options: StartTargetOptions;
  readonly #child: ChildProcess;
  readonly #onExit = (): void => this.kill();
  #output = '';
  #stopping = false;

  constructor(options: StartTargetOptions) {
    this.#options = options;
    this.#child = spawn(options.command, {
      shell: true,
      cwd: options.cwd,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const log = createWriteStream(options.logFile);
    log.on('error', () => log.destroy());
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        if (!log.destroyed) log.write(text);
        this.#output = (this.#output + text).slice(-LAST_BYTES);
        options.onOutput?.(text);
      });
    }
    this.#child.once('close', () => log.end());
    this.#child.once('error', (error) => this.#end(`could not be started: ${error.message}`));
    // One that ends well may have started the target in the background, as `docker compose up -d` does.
    this.#child.once('exit', (code, signal) => {
      if (code !== 0) this.#end(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`);
    });
    // The last resort, when this process ends without having come to stop().
    process.on('exit', this.#onExit);
  }

  async ready(): Promise<void> {
    const { readyUrl, readyTimeoutMs, signal, logFile } = this.#options;
    const startedAt = performance.now();
    let answer: Answer = { failure: 'it was not asked yet' };
    while (!isReady(answer)) {
      if (signal?.aborted === true) throw stopped();
      if (this.ended !== undefined) throw this.#failed('TARGET_DIED', `the target ${this.ended} before it was ready`);
      const remainingMs = readyTimeoutMs - (performance.now() - startedAt);
      if (remainingMs <= 0) {
        const message = `the target was not ready within ${formatDuration(readyTimeoutMs)}: ${readyUrl} ${shown(answer)}`;
        const hint = `compare --ready with what the target says in ${logFile}, or raise --ready-timeout`;
        throw this.#failed('TARGET_NOT_READY', message, hint);
      }
      answer = await ask(readyUrl, Math.min(remainingMs, ASK_MS));
      if (!isReady(answer)) await sleep(POLL_MS);
    }
    this.readyAfterMs = performance.now() - startedAt;
  }

  lastOutput(): string {
    return this.#output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#signal('SIGTERM');
    await this.#gone(STOP_MS);
    this.kill();
    await this.#gone(KILL_MS);
    process.off('exit', this.#onExit);
  }

  kill(): void {
    this.#stopping = true;
    if (this.#runs()) this.#signal('SIGKILL');
  }

  async #gone(withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (this.#runs() && performance.now() < deadline) await sleep(POLL_MS);
  }

  #end(how: string): void {
    if (!this.#stopping) this.ended ??= how;
  }

  #failed(code: string, message: string, hint?: string): UserError {
    const output = this.lastOutput();
    const shown = output === '' ? ', and wrote nothing' : `; the last it wrote:\n${indented(output)}`;
    return new UserError(`${message}${shown}`, {
      code,
      hint: hint ?? `try its command by itself: ${this.#options.command}`,
    });
  }

  #runs(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined) return false;
    return process.platform === 'win32' ? exitCode === null && signalCode === null : groupRuns(pid);
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    else signalGroup(pid, signal);
  }
}

interface Answer {
  readonly status?: number;
  readonly failure?: string;
}

function isReady({ status }: Answer): boolean {
  return status !== undefined && status < 500;
}

function shown({ status, failure }: Answer): string {
  return status === undefined ? `could not be reached (${failure})` : `answered with status ${status}`;
}

function stopped(): UserError {
  return new UserError('stopped while the target was starting', { code: 'START_STOPPED' });
}

/** Any certificate will do: nothing secret is sent, and what is asked is only whether somebody is there. */
function ask(url: string, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    const signal = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
    const asked = request(url, { agent: false, signal, rejectUnauthorized: false, headers: { connection: 'close' } });
    asked.once('response', (response) => {
      response.resume().on('error', () => undefined);
      response.destroy();
      resolve({ status: response.statusCode ?? 0 });
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ failure: signal.aborted ? 'no answer in time' : (error.code ?? error.message) });
    });
    asked.end();
  });
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ');
}
