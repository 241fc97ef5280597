import { useRef, useState } from 'preact/hooks';
import type { RunRow, RunsPage } from '../../../src/model/dashboard-api.ts';
import { ask } from '../api/client.ts';
import type { Failure } from '../api/failure.ts';
import { type Answer, useAnswer } from '../api/use-answer.ts';
import { useHub } from '../api/use-hub.tsx';
import { mergedRuns, olderAfter } from './merged-runs.ts';
import { type RunFilter, runsPath } from './run-filter.ts';

const PAGE_RUNS = 50;
const NOTHING: RunsPage = { runs: [] };

export interface RunPages {
  readonly answer: Answer<RunsPage>;
  readonly runs: readonly RunRow[];
  /** Undefined when there are none. */
  readonly showOlder: (() => void) | undefined;
  readonly isAsking: boolean;
  readonly failure: Failure | undefined;
}

interface Older {
  readonly path: string;
  readonly pages: readonly RunsPage[];
  readonly isAsking?: boolean;
  readonly failure?: Failure;
}

/** The runs that a filter lets through, the newest first, kept up to date; older ones page by page. */
export function useRunPages(filter: RunFilter): RunPages {
  const path = runsPath(filter, { limit: PAGE_RUNS }, Date.now());
  const answer = useAnswer<RunsPage>(path, useHub().runsVersion);
  const [held, setOlder] = useState<Older>({ path, pages: [] });
  const before = useRef<{ readonly path: string; readonly page: RunsPage } | undefined>(undefined);
  const newest = answer.data ?? NOTHING;
  let older: Older = held.path === path ? held : { path, pages: [] };
  if (before.current?.path === path && before.current.page !== newest) {
    older = { ...older, pages: olderAfter(older.pages, before.current.page, newest) };
  }
  if (answer.data !== undefined) before.current = { path, page: answer.data };
  if (older.pages !== held.pages && held.pages.length > 0) setOlder(older);
  const { runs, next } = mergedRuns(newest, older.pages);

  const showOlder = async (): Promise<void> => {
    if (next === undefined || older.isAsking === true) return;
    setOlder({ path, pages: older.pages, isAsking: true });
    try {
      const page = await ask<RunsPage>(runsPath(filter, { limit: PAGE_RUNS, before: next }, Date.now()));
      setOlder({ path, pages: [...older.pages, page] });
    } catch (failure) {
      setOlder({ path, pages: older.pages, failure: failure as Failure });
    }
  };
  return {
    answer,
    runs,
    showOlder: next === undefined ? undefined : () => void showOlder(),
    isAsking: older.isAsking === true,
    failure: older.failure,
  };
}
