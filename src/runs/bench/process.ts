import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BenchFacts } from '../../bench/bench-case.ts';
import type {
  EmptyTimes,
  FromProcess,
  ProcessTask,
  SideName,
  TaskMeasured,
  ToldProblem,
} from '../../bench/messages.ts';
import { endGroup, HAS_GROUPS } from '../../protocols/function/end-group.ts';

export interface ProcessOptions {
  readonly entry: URL;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of Node, before its own. */
  readonly nodeFlags: readonly string[];
  /** How long it may be silent while it measures this set; without one, while it loads. */
  readonly patienceMs: (set: number | undefined) => number;
  readonly onBegan?: (set: number) => void;
  /** What the code under test writes. */
  readonly onOutput?: (line: string) => void;
  /** Aborted: it may finish the batch that it is in. */
  readonly stop: AbortSignal;
  /** Aborted: it ends at once. */
  readonly kill: AbortSignal;
}

/** What became of a task. */
export interface TaskOutcome {
  readonly cases: readonly BenchFacts[];
  readonly measured: ReadonlyMap<number, readonly TaskMeasured[]>;
  readonly problem?: { readonly side: SideName; readonly isFirst: boolean; readonly problem: ToldProblem };
  readonly empty?: EmptyTimes;
  /** It ended before it was done: how, and while it measured which set. */
  readonly death?: { readonly text: string; readonly set?: number };
  readonly wallMs: number;
}

/** After being asked to stop, a process may take so long to end. */
const STOPPING_MS = 3000;
const LAST_WORDS_MS = 500;
const LONGEST_LINE = 2000;

/** Hands a task to a fresh process and waits for its end. */
export async function runTask(task: ProcessTask, options: ProcessOptions): Promise<TaskOutcome> {
  const startedMs = performance.now();
  const child = fork(fileURLToPath(options.entry), [], {
    env: options.env,
    // The last tells the process that this one is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    serialization: 'advanced',
    detached: HAS_GROUPS,
    execArgv: [...options.nodeFlags, '--expose-gc'],
  });
  const following = new Following(child, options);
  try {
    child.send({ type: 'task', task }, () => {});
    return { ...(await following.end()), wallMs: performance.now() - startedMs };
  } finally {
    following.close();
  }
}

class Following {
  readonly #child: ChildProcess;
  readonly #options: ProcessOptions;
  readonly #measured = new Map<number, readonly TaskMeasured[]>();
  readonly #disconnected: Promise<void>;
  readonly #exit: Promise<readonly [number | null, NodeJS.Signals | null]>;
  #cases: readonly BenchFacts[] = [];
  #problem: TaskOutcome['problem'];
  #empty: EmptyTimes | undefined;
  #isDone = false;
  #set: number | undefined;
  #lastLine: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #overdueMs: number | undefined;
  readonly #onStop = () => this.#stop();
  readonly #onKill = () => this.#kill();
  readonly #onExit = () => this.#kill();

  constructor(child: ChildProcess, options: ProcessOptions) {
    this.#child = child;
    this.#disconnected = new Promise((resolve) => child.once('disconnect', () => resolve()));
    this.#exit = new Promise((resolve) => child.once('exit', (code, signal) => resolve([code, signal])));
    this.#options = options;
    child.on('message', (message) => this.#take(message as FromProcess));
    child.on('error', () => {});
    this.#followOutput();
    this.#watch();
    options.stop.addEventListener('abort', this.#onStop);
    options.kill.addEventListener('abort', this.#onKill);
    process.once('exit', this.#onExit);
    if (options.kill.aborted) this.#kill();
    else if (options.stop.aborted) this.#stop();
  }

  async end(): Promise<Omit<TaskOutcome, 'wallMs'>> {
    const [code, signal] = await this.#exited();
    endGroup(this.#child.pid);
    const death = this.#isDone || this.#problem !== undefined ? undefined : this.#deathOf(code, signal);
    return {
      cases: this.#cases,
      measured: this.#measured,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
      ...(this.#empty === undefined ? {} : { empty: this.#empty }),
      ...(death === undefined ? {} : { death }),
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#options.stop.removeEventListener('abort', this.#onStop);
    this.#options.kill.removeEventListener('abort', this.#onKill);
    process.off('exit', this.#onExit);
  }

  async #exited(): Promise<readonly [number | null, NodeJS.Signals | null]> {
    if (this.#child.pid === undefined) return [null, null];
    const ended = await this.#exit;
    // What it sent last may be told after its end.
    await Promise.race([this.#disconnected, pause(LAST_WORDS_MS)]);
    return ended;
  }

  #take(message: FromProcess): void {
    this.#watch();
    if (message.type === 'loaded') this.#cases = message.cases;
    else if (message.type === 'problem') this.#problem = message;
    else if (message.type === 'began') {
      this.#set = message.set;
      this.#options.onBegan?.(message.set);
      this.#watch();
    } else if (message.type === 'measured') {
      this.#measured.set(message.set, message.members);
      this.#set = undefined;
    } else if (message.type === 'done') {
      this.#empty = message.empty;
      this.#isDone = true;
    }
  }

  /** Counts the time that it is silent from now. */
  #watch(): void {
    clearTimeout(this.#timer);
    const patienceMs = this.#options.patienceMs(this.#set);
    this.#timer = setTimeout(() => {
      this.#overdueMs = patienceMs;
      this.#kill();
    }, patienceMs);
  }

  #stop(): void {
    if (this.#child.connected) this.#child.send({ type: 'stop' }, () => {});
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#kill(), STOPPING_MS);
  }

  #kill(): void {
    if (!endGroup(this.#child.pid)) this.#child.kill('SIGKILL');
  }

  #deathOf(code: number | null, signal: NodeJS.Signals | null): TaskOutcome['death'] {
    const set = this.#set === undefined ? {} : { set: this.#set };
    if (this.#overdueMs !== undefined) return { text: `nothing came of it within ${this.#overdueMs / 1000} s`, ...set };
    const how = signal === null ? `its process ended with code ${code}` : `its process was ended by ${signal}`;
    return { text: this.#lastLine === undefined ? how : `${how}; it wrote last: ${this.#lastLine}`, ...set };
  }

  #followOutput(): void {
    const { stdout, stderr } = this.#child;
    for (const stream of [stdout, stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split(/\r?\n/)) {
          if (line.trim() === '') continue;
          const cut = line.slice(0, LONGEST_LINE);
          // Of a crash, the line that says what was thrown tells more than the version of Node at its end.
          if (stream === stderr && !/^Node\.js v|^\s+at /.test(cut)) this.#lastLine = cut;
          this.#options.onOutput?.(cut);
        }
      });
    }
  }
}
