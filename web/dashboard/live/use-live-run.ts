import { useEffect, useState } from 'preact/hooks';
import type { LivePage } from '../../../src/model/dashboard-api.ts';
import type { LiveMessage } from '../../../src/model/live-run.ts';
import type { Run } from '../../../src/model/run.ts';
import { ask } from '../api/client.ts';
import { openStream } from '../api/event-stream.ts';
import { Failure } from '../api/failure.ts';
import { answers } from '../api/use-answer.ts';
import { encoded } from '../router/routes.ts';
import { afterMessage, type LiveState } from './live-state.ts';

export interface FollowedRun {
  /** `kept`: it is over, and can be had from the store. `gone`: there is no such run, under way or kept. */
  readonly status: 'opening' | 'following' | 'lost' | 'ended' | 'kept' | 'gone';
  readonly state: LiveState | undefined;
}

const AT_FIRST: FollowedRun = { status: 'opening', state: undefined };
/** A server that has just been started again takes a moment to find the runs under way. */
const MOST_MISSES = 5;
const KEPT_TRIES = 20;
const KEPT_WAIT_MS = 250;

/** Follows a run under way through reloads and restarts of the server, until it has ended. An undefined id follows nothing. */
export function useLiveRun(id: string | undefined): FollowedRun {
  const [followed, setFollowed] = useState<FollowedRun>(AT_FIRST);
  useEffect(() => {
    setFollowed(AT_FIRST);
    return id === undefined ? undefined : followRun(id, setFollowed);
  }, [id]);
  return followed;
}

/** Tells of a run at most once for each frame drawn. */
function followRun(id: string, onChange: (followed: FollowedRun) => void): () => void {
  let followed = AT_FIRST;
  let frame = 0;
  let misses = 0;
  let isClosed = false;

  const hasEnded = (): boolean => ['ended', 'kept', 'gone'].includes(followed.status);
  const change = (changed: Partial<FollowedRun>): void => {
    if (isClosed) return;
    followed = { ...followed, ...changed };
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => onChange(followed));
  };
  const close = openStream<LiveMessage>(`/api/live/${encoded(id)}/events`, {
    onMessage: (message) => {
      misses = 0;
      const state = afterMessage(followed.state, message);
      change({ state, status: state?.ended === undefined ? 'following' : 'ended' });
      if (state?.ended === undefined) return;
      close();
      if (state.ended.isKept) void keptRun(id, () => isClosed).then((isKept) => isKept && change({ status: 'kept' }));
    },
    onLost: async () => {
      if (hasEnded()) return false;
      change({ status: followed.state === undefined ? 'opening' : 'lost' });
      const found = await whereIs(id);
      if (found === 'kept') change({ status: 'kept' });
      if (found === 'nowhere' && ++misses >= MOST_MISSES) change({ status: 'gone' });
      return !hasEnded();
    },
  });
  return () => {
    isClosed = true;
    cancelAnimationFrame(frame);
    close();
  };
}

async function whereIs(id: string): Promise<'live' | 'kept' | 'nowhere' | 'unknown'> {
  try {
    const { runs } = await ask<LivePage>('/api/live');
    if (runs.some((run) => run.id === id)) return 'live';
    return (await hasKept(id)) ? 'kept' : 'nowhere';
  } catch {
    return 'unknown';
  }
}

/** Whether the run is in the store; a run says that it has ended just before it is there. */
async function keptRun(id: string, isClosed: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < KEPT_TRIES && !isClosed(); tries++) {
    if (await hasKept(id).catch(() => false)) return true;
    await new Promise((resolve) => setTimeout(resolve, KEPT_WAIT_MS));
  }
  return false;
}

/** What the store has is laid by, so that its page is there at once. */
async function hasKept(id: string): Promise<boolean> {
  const path = `/api/runs/${encoded(id)}`;
  try {
    answers.layBy(path, await ask<Run>(path));
    return true;
  } catch (failure) {
    if (failure instanceof Failure && failure.status === 404) return false;
    throw failure;
  }
}
