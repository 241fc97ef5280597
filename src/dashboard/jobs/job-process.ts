import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { groupRuns, signalGroup } from '../../runs/process-group.ts';
import { OutputTail } from './output-tail.ts';
import { type RunHead, RunHeadReader } from './run-head.ts';

export interface JobCommand {
  /** Program and arguments: no shell reads them. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  onOutput(): void;
  onEnd(): void;
}

const WINDOWS = process.platform === 'win32';
/** What holds the pipes open after the command has ended is not waited for. */
const REST_MS = 1000;
/** One Ctrl-C may come twice, by a double click or by two pages. */
const SAME_STOP_MS = 200;
const INTERRUPTED = 128;

/**
 * A command in a process group of its own. Its standard input is a pipe that nothing is written to: it ends with this process,
 * however that ends, and tells the command so.
 */
export class JobProcess {
  exitCode: number | undefined;
  readonly #options: JobCommand;
  readonly #child: ChildProcess;
  readonly #output = new OutputTail();
  readonly #head = new RunHeadReader();
  readonly #onExit = (): void => this.kill();
  #stops = 0;
  #stoppedAt = Number.NEGATIVE_INFINITY;

  constructor(options: JobCommand) {
    this.#options = options;
    const [program = '', ...args] = options.command;
    const { cwd, env } = options;
    this.#child = spawn(program, args, { cwd, env, detached: !WINDOWS, windowsHide: true, stdio: 'pipe' });
    const { stdin, stdout, stderr } = this.#child;
    stdin?.on('error', () => undefined);
    stdout?.setEncoding('utf8').on('data', (text: string) => this.#head.add(text));
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#output.add(text);
      options.onOutput();
    });
    this.#child.once('error', (error) => {
      if (this.#child.pid === undefined) this.#end(1, `${program} could not be started: ${error.message}\n`);
    });
    this.#child.once('exit', (code, signal) => this.#leave(code ?? INTERRUPTED + (signal === 'SIGKILL' ? 9 : 2)));
    // The last resort, when this process ends without having closed its jobs.
    process.on('exit', this.#onExit);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get output(): string {
    return this.#output.text();
  }

  /** Known once the run has ended and told of itself. */
  get run(): RunHead | undefined {
    return this.#head.head();
  }

  /** First in order, then at once, then by force. */
  stop(): void {
    const now = performance.now();
    if (now - this.#stoppedAt < SAME_STOP_MS) return;
    this.#stoppedAt = now;
    this.#stops++;
    if (this.#stops > 2 || WINDOWS) this.kill();
    else this.#child.kill(this.#stops === 1 ? 'SIGINT' : 'SIGTERM');
  }

  /** By force, with all that it has started. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (WINDOWS) spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    else if (groupRuns(pid)) signalGroup(pid, 'SIGKILL');
  }

  /** The command is gone; what it has left behind goes too, and its last words are waited for. */
  #leave(code: number): void {
    if (!WINDOWS) this.kill();
    const end = () => {
      clearTimeout(rest);
      this.#end(code);
    };
    const rest = setTimeout(end, REST_MS).unref();
    this.#child.once('close', end);
  }

  #end(code: number, words?: string): void {
    if (this.exitCode !== undefined) return;
    this.exitCode = code;
    if (words !== undefined) this.#output.add(words);
    process.off('exit', this.#onExit);
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) stream?.destroy();
    this.#options.onEnd();
  }
}
