import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import type { Run } from '../model/run.ts';
import type { Store } from '../stores/store.ts';
import { cutOffRuns } from './cut-off.ts';
import { cannotKeep, keptFolder, RUN_FILES, writeWhole } from './kept-folder.ts';
import { keepBaseline } from './kinds/baseline-file.ts';
import { tellKept } from './live/announcing.ts';
import { type OpenStoreOptions, openStore } from './open-store.ts';

/** A run that is kept. */
export interface KeptRun {
  /** What shows it: a command, or the path of a file where the store could not be written. */
  readonly where: string;
  /** Why it is in a file. */
  readonly problem?: UserError;
}

/** Keeps the runs of a command or program, in a store that is opened when it is first needed. */
export class RunKeeper {
  readonly #options: OpenStoreOptions;
  #store: Promise<Store> | undefined;

  constructor(options: OpenStoreOptions) {
    this.#options = options;
  }

  store(): Promise<Store> {
    this.#store ??= openStore(this.#options);
    return this.#store;
  }

  /**
   * Keeps a run in the store, and a baseline that passed as what its test is compared with too. Where the store can't be
   * written, the run is kept as a file, whole, which is taken over when the store is opened the next time.
   */
  async keep(run: Run): Promise<KeptRun> {
    let isKept = false;
    try {
      const kept = await this.#inStore(run);
      isKept = kept.problem === undefined;
      await keepBaseline(run, this.#options.cwd);
      return kept;
    } finally {
      await tellKept(run.id, isKept);
    }
  }

  /** How many earlier runs were cut off and can be recovered; none where the store was not needed or failed. */
  async cutOff(): Promise<number> {
    try {
      const store = await this.#store;
      return store === undefined ? 0 : (await cutOffRuns(store)).length;
    } catch {
      return 0;
    }
  }

  async close(): Promise<void> {
    const store = await this.#store?.catch(() => undefined);
    await store?.close();
  }

  async #inStore(run: Run): Promise<KeptRun> {
    try {
      const store = await this.store();
      await store.save(run);
      return { where: `plimsoll runs show ${run.id}` };
    } catch (cause) {
      const where = await writeRunFile(run, this.#options.cwd);
      const reason = cause instanceof Error ? cause.message : String(cause);
      const problem = new UserError(`the run is kept in a file, since the store failed: ${reason}`, {
        code: 'RUN_KEPT_AS_FILE',
        hint: [
          cause instanceof UserError ? cause.hint?.replace(/\.$/, '') : undefined,
          'the next command that opens the store takes it over',
        ]
          .filter((part) => part !== undefined)
          .join('; '),
        cause,
      });
      return { where, problem };
    }
  }
}

/** Makes a run; where it is to be kept it is written down as it goes on, and kept at its end. */
export async function makeAndKeep(
  { cwd, store }: { readonly cwd: string; readonly store: boolean },
  make: (record: (() => Promise<Store>) | undefined) => Promise<Run>,
): Promise<Run> {
  if (!store) return make(undefined);
  const keeper = new RunKeeper({ cwd });
  try {
    const run = await make(() => keeper.store());
    await keeper.keep(run);
    return run;
  } finally {
    await keeper.close();
  }
}

async function writeRunFile(run: Run, cwd: string): Promise<string> {
  const folder = join(await keptFolder(cwd), RUN_FILES);
  const path = join(folder, `${run.id}.json`);
  try {
    await mkdir(folder, { recursive: true });
    await writeWhole(path, `${JSON.stringify(run)}\n`);
  } catch (cause) {
    throw cannotKeep(path, cause);
  }
  return path;
}
