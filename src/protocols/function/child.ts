import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { formatBytes } from '../../model/units.ts';
import { endGroup, HAS_GROUPS } from './end-group.ts';
import type { FromProcess, ToProcess } from './messages.ts';

/** How a process ended. */
export interface Death {
  readonly kind: 'exited' | 'out-of-memory';
  readonly text: string;
}

export interface StartedProcess {
  /** What is wrong with the message, where it can't be sent. */
  send(message: ToProcess): Error | undefined;
  kill(): void;
  /** Lets it end by itself, or ends it. */
  close(): Promise<void>;
}

interface Listeners {
  readonly onMessage: (message: FromProcess) => void;
  readonly onOutput: (level: 'info' | 'warn', line: string) => void;
  /** Told once, after the last message. */
  readonly onDeath: (death: Death) => void;
}

interface StartOptions {
  readonly entry: URL;
  readonly env: Readonly<Record<string, string>>;
  readonly maxHeapBytes: number | undefined;
}

const LONGEST_LINE = 4000;
/** Output may still be read so long after the end; one that a grandchild holds open is not waited for. */
const OUTPUT_MS = 250;
const GOODBYE_MS = 500;
/** As V8 and Node begin what they write when they give up. */
const CRASH = /^(?:<--- Last few GCs|# Fatal error in|----- Native stack trace|FATAL ERROR: .*Allocation failed)/;
const FULL_HEAP = /^FATAL ERROR: .*Allocation failed - .*out of memory/;
/** What a shell and a container make of a signal. */
const FIRST_SIGNAL_CODE = 128;

/**
 * Starts a process that is told what to do by messages. It ends with the thread that started it, and what it has started
 * itself ends with it.
 */
export function startProcess({ entry, env, maxHeapBytes }: StartOptions, listeners: Listeners): StartedProcess {
  const bound =
    maxHeapBytes === undefined ? [] : [`--max-old-space-size=${Math.max(1, Math.round(maxHeapBytes / 2 ** 20))}`];
  const child = fork(fileURLToPath(entry), [], {
    env,
    // The last is the guard's pipe (GUARD_FD).
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    serialization: 'advanced',
    detached: HAS_GROUPS,
    execArgv: ['--expose-gc', ...bound],
  });
  const output = followOutput(child, listeners.onOutput);
  const exited = new Promise<Death>((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ kind: 'exited', text: error.message });
    });
    child.once('exit', (code, signal) => {
      endGroup(child.pid);
      const tell = (): void => resolve(deathOf(output, { code, signal, maxHeapBytes }));
      const timer = setTimeout(tell, OUTPUT_MS);
      child.once('close', () => {
        clearTimeout(timer);
        tell();
      });
    });
  });
  const kill = (): void => {
    if (!endGroup(child.pid)) child.kill('SIGKILL');
  };
  child.on('message', (message) => listeners.onMessage(message as FromProcess));
  void exited.then(listeners.onDeath);
  return {
    send: (message) => sendTo(child, message),
    kill,
    close: async () => {
      if (child.connected) child.disconnect();
      const timer = setTimeout(kill, GOODBYE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** A process that has just ended is told of by its end alone. */
function sendTo(child: ChildProcess, message: ToProcess): Error | undefined {
  if (!child.connected) return undefined;
  try {
    child.send(message, () => {});
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What a process has written that tells how it ended. */
interface LastWords {
  /** The last line to stderr before it gave up. */
  line: string | undefined;
  heapWasFull: boolean;
}

function followOutput(child: ChildProcess, onOutput: Listeners['onOutput']): LastWords {
  const last: LastWords = { line: undefined, heapWasFull: false };
  let isCrashing = false;
  const follow = (stream: Readable | null, level: 'info' | 'warn'): void => {
    if (stream === null) return;
    const take = (text: string): void => {
      if (text.trim() === '') return;
      // What V8 writes as it gives up tells only its makers something.
      isCrashing ||= level === 'warn' && CRASH.test(text);
      last.heapWasFull ||= isCrashing && FULL_HEAP.test(text);
      if (isCrashing) return;
      onOutput(level, text);
      if (level === 'warn') last.line = text;
    };
    eachLine(stream, take);
  };
  follow(child.stdout, 'info');
  follow(child.stderr, 'warn');
  return last;
}

/** Lines as they come; one that never ends is cut. */
function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) take(line.slice(0, LONGEST_LINE));
    if (rest.length <= LONGEST_LINE) return;
    take(rest.slice(0, LONGEST_LINE));
    rest = '';
  });
  stream.on('end', () => {
    if (rest !== '') take(rest);
  });
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly maxHeapBytes: number | undefined;
}

function deathOf({ line, heapWasFull }: LastWords, { code, signal, maxHeapBytes }: Ending): Death {
  if (heapWasFull && (signal !== null || (code ?? 0) >= FIRST_SIGNAL_CODE)) {
    const bound = maxHeapBytes === undefined ? '' : ` of ${formatBytes(maxHeapBytes)}`;
    return { kind: 'out-of-memory', text: `its heap${bound} was full` };
  }
  const how = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
  return { kind: 'exited', text: line === undefined || signal === null ? how : `${how}; it wrote last: ${line}` };
}
