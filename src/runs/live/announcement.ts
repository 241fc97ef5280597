/**
 * live/ lets runs be found, watched and stopped by other processes of this user. A run listens on a socket in a folder of the
 * user's, beside a small file that says what it is; whoever connects is told everything so far, and then each second. The run
 * keeps all state itself, and reckons nothing for watchers while there are none.
 */
import { chmod, rename, unlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { LiveEnded, LiveRun } from '../../model/live-run.ts';
import { forgetFiles, rememberFiles } from './leftovers.ts';
import { folderForRun, liveFile, liveSocket } from './live-folder.ts';
import { Watcher, type WatcherRequest } from './watcher.ts';

/** A run as those who watch it are told of it. */
export interface WatchedRun {
  readonly live: LiveRun;
  /** The message `begun` as pieces of one line; read while the run goes on. `isFirst`: nobody else is watching. */
  begun(isFirst: boolean): Iterable<string>;
  /** What the last second has brought, as a line. */
  second(): string;
  /** A watcher asks it to end. */
  ask(request: 'stop' | 'kill'): void;
}

const MOST_WATCHERS = 16;
/** Beside watchers, those who look whether it is there. */
const MOST_CONNECTIONS = 64;
/** So long the end of a run may wait for watchers that are behind. */
const LAST_WORDS_MS = 250;

/** A run that can be found and watched. */
export class Announcement {
  readonly #run: WatchedRun;
  readonly #folder: string;
  readonly #watchers = new Set<Watcher>();
  readonly #connected = new Set<Watcher>();
  readonly #server: Server;
  #hasEnded = false;

  private constructor(run: WatchedRun, folder: string) {
    this.#run = run;
    this.#folder = folder;
    this.#server = createServer((socket) => {
      const watcher = new Watcher(socket, {
        onRequest: (request, from) => {
          try {
            this.#asked(request, from);
          } catch {
            // Whatever it is, the run goes on.
            from.cut();
          }
        },
        onGone: (gone) => {
          this.#connected.delete(gone);
          this.#watchers.delete(gone);
        },
      });
      this.#connected.add(watcher);
    });
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.unref();
  }

  /** Undefined where there is no place for it. */
  static async open(run: WatchedRun): Promise<Announcement | undefined> {
    const folder = await folderForRun(run.live.id);
    if (folder === undefined) return undefined;
    const announcement = new Announcement(run, folder);
    try {
      await announcement.#open();
      return announcement;
    } catch {
      await announcement.close();
      return undefined;
    }
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  /** Another second is over. */
  second(): void {
    if (this.isWatched) this.#tell(this.#run.second());
  }

  /** Tells watchers of the end, and waits a moment for those that are behind. */
  async end(ended: Omit<LiveEnded, 'type'>): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#tell(`${JSON.stringify({ type: 'ended', ...ended } satisfies LiveEnded)}\n`);
    const closed = this.close();
    const isLate = performance.now() + LAST_WORDS_MS;
    while ([...this.#watchers].some(({ isBehind }) => isBehind) && performance.now() < isLate) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await closed;
  }

  /** Nobody finds it any more. */
  async close(): Promise<void> {
    this.#hasEnded = true;
    const files = [liveFile(this.#folder, this.#run.live.id), liveSocket(this.#folder, this.#run.live.id)];
    await unlink(files[0] as string).catch(() => undefined);
    // Closing takes the socket's file away; it settles when the last connection is gone, which nobody waits for.
    this.#server.close();
    forgetFiles(files);
    for (const watcher of this.#connected) watcher.end();
  }

  async #open(): Promise<void> {
    const { live } = this.#run;
    const [file, socket] = [liveFile(this.#folder, live.id), liveSocket(this.#folder, live.id)];
    rememberFiles([file, socket]);
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(socket, () => {
        this.#server.off('error', reject);
        // What goes wrong with a single connection is no matter of the run's.
        this.#server.on('error', () => undefined);
        resolve();
      });
    });
    if (process.platform !== 'win32') await chmod(socket, 0o600);
    const unfinished = `${file}.new`;
    await writeFile(unfinished, JSON.stringify(live), { flag: 'wx', mode: 0o600 });
    await rename(unfinished, file);
  }

  #asked(request: WatcherRequest, watcher: Watcher): void {
    if (request !== 'watch') this.#run.ask(request);
    else if (this.#watchers.size >= MOST_WATCHERS) watcher.cut();
    else if (!this.#hasEnded && !this.#watchers.has(watcher)) this.#begin(watcher);
  }

  #begin(watcher: Watcher): void {
    const pieces = this.#run.begun(!this.isWatched);
    this.#watchers.add(watcher);
    // Whoever is gone by then has been told enough.
    watcher.begin(pieces).catch(() => watcher.cut());
  }

  #tell(line: string): void {
    const bytes = Buffer.from(line);
    for (const watcher of this.#watchers) watcher.tell(bytes);
  }
}
