import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { OWN_FOLDER } from '../define/installation.ts';
import { UserError } from '../errors/user-error.ts';
import { hasBrowser, openInBrowser } from './open-in-browser.ts';
import { printError } from './print-error.ts';
import { sameProjectOn, USUAL_PORT } from './serve-neighbour.ts';
import type { ServeMessage } from './serve-parent.ts';
import type { Terminal } from './terminal.ts';

const START_MS = 10_000;
const KEPT_OUTPUT = 2000;
/** What is meant for a dashboard that people start by themselves. */
const NOT_PASSED_ON = ['PLIMSOLL_TOKEN', 'PLIMSOLL_HOST', 'PLIMSOLL_PORT', 'PLIMSOLL_OPEN', 'PLIMSOLL_ALLOW_HOST'];

export interface WatchPageOptions {
  readonly terminal: Terminal;
  /** Where people read. */
  readonly people: Terminal['stdout'];
  /** Whether a person sits before it, for whom a page is opened and kept. */
  readonly isInteractive: boolean;
}

/** The dashboard beside a run: in a process of its own, so that the load does not pay for it; or the one that is there already. */
export class WatchPage {
  readonly #options: WatchPageOptions;
  readonly #child: ChildProcess | undefined;
  readonly #url: string;
  #isOpened = false;

  private constructor(options: WatchPageOptions, url: string, child?: ChildProcess) {
    this.#options = options;
    this.#url = url;
    this.#child = child;
    child?.on('message', (message: ServeMessage) => {
      if (message.type !== 'live') return;
      const page = `${url}live/${encodeURIComponent(message.id)}`;
      if (!options.isInteractive) options.people.write(`Watch it at ${page}\n`);
      this.#open(page);
    });
    // Once a run is drawn live in the terminal, nothing else can be written there.
    if (options.isInteractive || child === undefined) options.people.write(`Watch it at ${url}live\n`);
    if (child === undefined) this.#open(`${url}live`);
  }

  /** Undefined, and a warning, where it can't be started: the run goes on without. */
  static async start(options: WatchPageOptions): Promise<WatchPage | undefined> {
    const { terminal } = options;
    try {
      const there = await sameProjectOn(USUAL_PORT, terminal.cwd);
      if (there !== undefined) return new WatchPage(options, there);
      const { child, url } = await startServer(terminal);
      return new WatchPage(options, url, child);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      printError(error, { terminal, as: 'warning', verbose: false });
      return undefined;
    }
  }

  /** Serves on after the run, for whoever sits before it, until they end it. */
  async stay(): Promise<void> {
    const child = this.#child;
    if (child === undefined || !child.connected || !this.#options.isInteractive) return;
    this.#options.people.write(`\nThe dashboard stays at ${this.#url} until Ctrl-C.\n`);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      child.once('exit', () => resolve());
    });
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.disconnect();
    const late = setTimeout(() => child.kill('SIGKILL'), START_MS);
    await ended;
    clearTimeout(late);
  }

  /** The first page there is. */
  #open(page: string): void {
    const { terminal, isInteractive } = this.#options;
    if (this.#isOpened || !isInteractive || !hasBrowser(terminal.env)) return;
    this.#isOpened = true;
    void openInBrowser(page, terminal.env);
  }
}

async function startServer({ cwd, env }: Terminal): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const port = (await isFree(USUAL_PORT)) ? USUAL_PORT : 0;
  const child = fork(join(OWN_FOLDER, '..', 'bin', 'plimsoll.js'), ['serve', '--port', String(port), '--quiet'], {
    cwd,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_PASSED_ON.includes(name))),
    execArgv: [],
    // Ctrl-C in the terminal is for the run.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-KEPT_OUTPUT);
  });
  const url = await new Promise<string | undefined>((resolve) => {
    const late = setTimeout(() => resolve(undefined), START_MS);
    const told = (found: string | undefined): void => {
      clearTimeout(late);
      resolve(found);
    };
    child.once('message', (message: ServeMessage) => told(message.type === 'listening' ? message.url : undefined));
    child.once('error', () => told(undefined));
    child.once('exit', () => told(undefined));
  });
  if (url !== undefined) return { child, url };
  child.kill('SIGKILL');
  throw new UserError(`the dashboard could not be started${output === '' ? '' : `: ${output.trim()}`}`, {
    code: 'DASHBOARD_NOT_STARTED',
    hint: 'start it by itself to see why: plimsoll serve; it shows every run on this machine',
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
