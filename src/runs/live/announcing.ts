import { setTimeout as pause } from 'node:timers/promises';
import type { Run } from '../../model/run.ts';
import type { Announcement, WatchedRun } from './announcement.ts';
import { isLiveOff } from './live-folder.ts';

/** The first requests of a load come before this; it is long enough for a run to be found within a second. */
const OPEN_AFTER_MS = 400;
/** A run that is over and that nobody keeps is told so after this. */
const KEPT_WITHIN_MS = 10_000;

/** Runs of this process that are over, and of which it is not yet known whether they are kept. */
const ending = new Map<string, (isKept: boolean) => Promise<void>>();

/** A run that was announced is kept now, or could not be. */
export async function tellKept(id: string, isKept: boolean): Promise<void> {
  await ending.get(id)?.(isKept);
}

/** Has a run announced while it goes on, where that is possible. Nothing that goes wrong with it concerns the run. */
export class Announcing {
  readonly #isOff = isLiveOff();
  #opening: Promise<void> = Promise.resolve();
  #announcement: Announcement | undefined;
  readonly #closing = new AbortController();

  /** Loads the code now, where that would take time from a load later. */
  async prepare(): Promise<void> {
    if (!this.#isOff) await import('./announcement.ts');
  }

  /** So short a run that it is over before is not announced. `made` is called once it is time. */
  begin(made: () => Promise<WatchedRun>): void {
    if (!this.#isOff) this.#opening = this.#open(made).catch(() => undefined);
  }

  get isWatched(): boolean {
    return this.#announcement?.isWatched === true;
  }

  /** Another second is over. */
  second(): void {
    this.#safely((announcement) => announcement.second());
  }

  /** The run is over, and all of it told. Where it is to be kept, its end is told when that is done. */
  async end(run: Run, isToBeKept: boolean): Promise<void> {
    this.#closing.abort();
    await this.#opening;
    const announcement = this.#announcement;
    if (announcement === undefined) return;
    this.#announcement = undefined;
    const told = async (isKept: boolean): Promise<void> => {
      ending.delete(run.id);
      clearTimeout(waited);
      await announcement.end({ verdict: run.verdict, isKept }).catch(() => undefined);
    };
    const waited = setTimeout(() => void told(false), KEPT_WITHIN_MS).unref();
    ending.set(run.id, told);
    if (!isToBeKept) await told(false);
  }

  /** It ended without a run. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#opening;
    await this.#announcement?.close().catch(() => undefined);
  }

  async #open(made: () => Promise<WatchedRun>): Promise<void> {
    const { signal } = this.#closing;
    await pause(OPEN_AFTER_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    const [{ Announcement }, run] = await Promise.all([import('./announcement.ts'), made()]);
    this.#announcement = await Announcement.open(run);
  }

  #safely(act: (announcement: Announcement) => void): void {
    const announcement = this.#announcement;
    if (announcement === undefined) return;
    try {
      act(announcement);
    } catch {
      this.#announcement = undefined;
      announcement.close().catch(() => undefined);
    }
  }
}
