import { connect, type Socket } from 'node:net';
import type { LiveMessage, LiveRequest } from '../../model/live-run.ts';
import { LineReader } from './line-reader.ts';
import { liveSocket } from './live-folder.ts';
import { folderOf } from './look-for-runs.ts';

/** The beginning of a long run of many steps is some 20 MB. */
const LONGEST_MESSAGE = 256_000_000;
const ANSWER_MS = 2_000;

/** `ended`: the run said so. `gone`: it is no longer there. `unknown`: there is no such run. `garbled`: what came makes no sense. */
export type WatchEnd = 'ended' | 'gone' | 'unknown' | 'garbled';

export interface LiveHandlers {
  onMessage?(message: LiveMessage): void;
  /** The message as the line of JSON that it came as, to be passed on without being read. */
  onText?(text: string): void;
  /** Called once, unless the watch was closed: nothing more comes. */
  onClose?(end: WatchEnd): void;
}

export interface LiveWatch {
  /** No new iterations start; running ones may end. */
  stop(): void;
  /** Everything ends at once. */
  kill(): void;
  /** The run goes on. */
  close(): void;
}

/** Watches a run under way on this machine: everything so far, then each second, then its end. */
export function watchRun(id: string, handlers: LiveHandlers): LiveWatch {
  const watching = new WatchedSocket(id, handlers);
  return { stop: () => watching.ask('stop'), kill: () => watching.ask('kill'), close: () => watching.close() };
}

/** Asks a run to end; answers whether it is there to hear it. */
export async function askRun(id: string, request: LiveRequest['type']): Promise<boolean> {
  const folder = await folderOf(id);
  if (folder === undefined) return false;
  return new Promise((resolve) => {
    const socket = connect(liveSocket(folder, id));
    let isConnected = false;
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.once('connect', () => {
      isConnected = true;
      socket.end(`${JSON.stringify({ type: request })}\n`);
    });
    socket.on('error', () => undefined);
    // It closes the connection once it has read what there was.
    socket.once('close', () => resolve(isConnected));
    socket.resume();
  });
}

class WatchedSocket {
  readonly #handlers: LiveHandlers;
  #socket: Socket | undefined;
  #asked: string[] = ['watch'];
  #end: WatchEnd = 'gone';
  #isClosed = false;

  constructor(id: string, handlers: LiveHandlers) {
    this.#handlers = handlers;
    void this.#open(id);
  }

  ask(type: LiveRequest['type']): void {
    if (this.#socket === undefined) this.#asked.push(type);
    else this.#write(type);
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.destroy();
  }

  async #open(id: string): Promise<void> {
    const folder = await folderOf(id).catch(() => undefined);
    if (this.#isClosed) return;
    if (folder === undefined) {
      this.#handlers.onClose?.('unknown');
      return;
    }
    const socket = connect(liveSocket(folder, id));
    this.#socket = socket;
    const lines = new LineReader(
      LONGEST_MESSAGE,
      (line) => this.#told(line),
      () => this.#garbled(),
    );
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => lines.add(text));
    socket.on('error', () => undefined);
    socket.once('close', () => {
      lines.end();
      if (!this.#isClosed) this.#handlers.onClose?.(this.#end);
    });
    for (const type of this.#asked) this.#write(type);
  }

  #write(type: string): void {
    if (this.#socket?.writable === true) this.#socket.write(`${JSON.stringify({ type })}\n`);
  }

  #told(line: string): void {
    if (this.#isClosed) return;
    const { onMessage, onText } = this.#handlers;
    if (line.startsWith('{"type":"ended"')) this.#end = 'ended';
    onText?.(line);
    if (onMessage === undefined || this.#isClosed) return;
    const message = read(line);
    if (message === undefined) this.#garbled();
    else onMessage(message);
  }

  #garbled(): void {
    this.#end = 'garbled';
    this.#socket?.destroy();
  }
}

/** The run is this user's own: its messages need be no more than whole. */
function read(line: string): LiveMessage | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
