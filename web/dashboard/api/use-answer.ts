import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { AnswerCache } from './answer-cache.ts';
import { waitMs } from './back-off.ts';
import { ask } from './client.ts';
import type { Failure } from './failure.ts';

/** What was asked for, as far as it is there. */
export interface Answer<T> {
  /** The newest; also while a newer one is on its way or could not be had. */
  readonly data: T | undefined;
  readonly failure: Failure | undefined;
  /** Nothing to show for long enough that one should say so. */
  readonly isSlow: boolean;
  readonly retry: () => void;
}

interface Held<T> {
  readonly path: string | undefined;
  readonly data?: T | undefined;
  readonly failure?: Failure | undefined;
  readonly isSlow?: boolean;
}

const SLOW_MS = 250;

export const answers = new AnswerCache();

/**
 * Asks for what is at a path, and again whenever `version` changes. A server that is away is asked until it is back. An
 * undefined path asks for nothing.
 */
export function useAnswer<T>(path: string | undefined, version: unknown = 0): Answer<T> {
  const [held, setHeld] = useState<Held<T>>({ path });
  const [tries, setTries] = useState(0);
  const lost = useRef(0);
  const current: Held<T> = held.path === path ? held : { path };
  const data = current.data ?? (path === undefined ? undefined : answers.get<T>(path));

  // A new version or another try is a reason to ask again.
  useEffect(() => {
    if (path === undefined) return;
    if (answers.takeLaidBy(path)) return setHeld({ path, data: answers.get<T>(path) });
    const asking = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    const slow = setTimeout(() => setHeld((before) => ofPath(before, path, { isSlow: true })), SLOW_MS);
    ask<T>(path, asking.signal).then(
      (answer) => {
        clearTimeout(slow);
        lost.current = 0;
        answers.set(path, answer);
        setHeld({ path, data: answer });
      },
      (failure: Failure) => {
        clearTimeout(slow);
        if (asking.signal.aborted) return;
        setHeld((before) => ofPath(before, path, { failure, isSlow: false }));
        if (failure.status !== 0) return;
        lost.current++;
        again = setTimeout(() => setTries((count) => count + 1), waitMs(lost.current));
      },
    );
    return () => {
      asking.abort();
      clearTimeout(slow);
      clearTimeout(again);
    };
  }, [path, version, tries]);

  const retry = useCallback(() => setTries((count) => count + 1), []);
  return { data, failure: current.failure, isSlow: current.isSlow === true && data === undefined, retry };
}

function ofPath<T>(before: Held<T>, path: string, change: Partial<Held<T>>): Held<T> {
  return before.path === path ? { ...before, ...change } : { path, ...change };
}
