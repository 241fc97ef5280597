import { type FSWatcher, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { LiveRun } from '../../model/live-run.ts';
import { isOwnFolder, liveFolders } from './live-folder.ts';
import { RunLook } from './look-for-runs.ts';

/** A folder that tells of changes tells at once; not all do. */
const LOOK_EVERY_MS = 500;
/** Files are made in several steps. */
const SETTLE_MS = 20;

/** Runs under way on this machine that this user has started, in whichever folder; the newest first. */
export function liveRuns(): Promise<LiveRun[]> {
  return new RunLook().look();
}

export interface LiveRunsWatch {
  /** Nothing is called after this. */
  close(): void;
}

/** Calls back with the runs under way: at first, and whenever one has begun or is over. Keeps no process going. */
export function watchLiveRuns(onChange: (runs: readonly LiveRun[]) => void): LiveRunsWatch {
  const following = new FollowedRuns(onChange);
  return { close: () => following.close() };
}

class FollowedRuns {
  readonly #onChange: (runs: readonly LiveRun[]) => void;
  readonly #look = new RunLook();
  readonly #watches = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;
  #told: string | undefined;
  #isLooking = false;
  #isAskedAgain = false;
  #isClosed = false;

  constructor(onChange: (runs: readonly LiveRun[]) => void) {
    this.#onChange = onChange;
    void this.#lookNow();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const watching of this.#watches.values()) watching.close();
    this.#watches.clear();
  }

  async #lookNow(): Promise<void> {
    if (this.#isLooking) {
      this.#isAskedAgain = true;
      return;
    }
    this.#isLooking = true;
    this.#isAskedAgain = false;
    clearTimeout(this.#timer);
    await this.#follow();
    const runs = await this.#look.look().catch(() => []);
    this.#isLooking = false;
    if (this.#isClosed) return;
    this.#lookIn(this.#isAskedAgain ? SETTLE_MS : LOOK_EVERY_MS);
    const told = runs.map(({ id }) => id).join();
    if (told === this.#told) return;
    this.#told = told;
    this.#onChange(runs);
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#lookNow(), ms).unref();
  }

  /** Follows the folders that are there by now; the first one is made, so that there is one to follow. */
  async #follow(): Promise<void> {
    const [first] = liveFolders();
    if (first !== undefined && this.#watches.size === 0) await mkdir(first, { mode: 0o700 }).catch(() => undefined);
    for (const folder of liveFolders()) {
      if (this.#watches.has(folder) || !(await isOwnFolder(folder)) || this.#isClosed) continue;
      try {
        const watching = watch(folder, { persistent: false }, () => this.#lookSoon());
        watching.on('error', () => this.#unfollow(folder));
        this.#watches.set(folder, watching);
      } catch {
        // Looking now and then has to do.
      }
    }
  }

  #lookSoon(): void {
    if (this.#isLooking) this.#isAskedAgain = true;
    else if (!this.#isClosed) this.#lookIn(SETTLE_MS);
  }

  #unfollow(folder: string): void {
    this.#watches.get(folder)?.close();
    this.#watches.delete(folder);
  }
}
