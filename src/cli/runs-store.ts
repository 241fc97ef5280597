import { UserError } from '../errors/user-error.ts';
import { cutOffRuns } from '../runs/cut-off.ts';
import { hasStore, type OpenStoreOptions, openStore } from '../runs/open-store.ts';
import type { RunFilter, Store } from '../stores/store.ts';
import { cutOffLine } from './cut-off-line.ts';
import type { RunFilterOptions } from './options/runs-options.ts';
import type { Terminal } from './terminal.ts';

export interface RunsInput {
  readonly terminal: Terminal;
  readonly options: { readonly store?: string | undefined };
}

/** Does something with the runs that are kept; says on standard error what a person should look at. */
export async function withRuns<T>(input: RunsInput, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(optionsOf(input));
  try {
    const result = await work(store).catch((error: unknown) => {
      throw explained(error, store);
    });
    const cutOff = (await cutOffRuns(store)).length;
    if (cutOff > 0) input.terminal.stderr.write(cutOffLine(cutOff));
    return result;
  } finally {
    await store.close();
  }
}

/** A file that is damaged further in opens, and fails when it is read. */
function explained(error: unknown, { place }: Store): unknown {
  if (!(error instanceof UserError) || !/database disk image is malformed/.test(error.message)) return error;
  return new UserError(`the store ${place} is damaged: parts of it cannot be read`, {
    code: 'STORE_DAMAGED',
    hint: `move it away (mv ${place} ${place}.damaged), and a new one is made; before that, plimsoll runs export ID may save single runs`,
    cause: error,
  });
}

/** The same where runs are looked for: undefined, and no store made, where nothing was ever kept. */
export async function withKeptRuns<T>(input: RunsInput, work: (store: Store) => Promise<T>): Promise<T | undefined> {
  return (await hasStore(optionsOf(input))) ? withRuns(input, work) : undefined;
}

export function nothingKept({ cwd }: Terminal): UserError {
  return new UserError(`no run is kept in ${cwd} yet`, {
    code: 'NO_SUCH_RUN',
    hint: 'runs are kept by the folder they are started in; PLIMSOLL_STORE names another store',
  });
}

export function filterOf(options: RunFilterOptions): RunFilter {
  const { name, kind, tag, branch, commit, verdict, since, until } = options;
  const given = { name, kind, branch, commit, verdict, since, until };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as RunFilter;
  return tag.length === 0 ? set : { ...set, tags: tag };
}

export function isFiltered(options: RunFilterOptions): boolean {
  return Object.keys(filterOf(options)).length > 0;
}

function optionsOf({ terminal, options }: RunsInput): OpenStoreOptions {
  return {
    cwd: terminal.cwd,
    ...(options.store === undefined ? {} : { url: options.store }),
    onNotice: (text) => terminal.stderr.write(`${text}\n`),
  };
}
