import type { DashboardEvent, Job } from '../../../src/model/dashboard-api.ts';
import type { LiveRun } from '../../../src/model/live-run.ts';
import { openStream } from './event-stream.ts';

/** What holds for the whole app, from the server's events. */
export interface HubState {
  readonly connection: 'opening' | 'open' | 'lost';
  /** Undefined until told. */
  readonly live: readonly LiveRun[] | undefined;
  readonly jobs: readonly Job[] | undefined;
  /** Counts up with each change of the runs that are kept, and when the server is back: whatever was asked for may be old. */
  readonly runsVersion: number;
}

export const HUB_AT_FIRST: HubState = { connection: 'opening', live: undefined, jobs: undefined, runsVersion: 0 };

export function hubOpened(state: HubState): HubState {
  const wasLost = state.connection === 'lost';
  return { ...state, connection: 'open', runsVersion: state.runsVersion + (wasLost ? 1 : 0) };
}

export function hubLost(state: HubState): HubState {
  return state.connection === 'lost' ? state : { ...state, connection: 'lost' };
}

export function hubTold(state: HubState, event: DashboardEvent): HubState {
  switch (event.type) {
    case 'live':
      return { ...state, live: event.runs };
    case 'jobs':
      return { ...state, jobs: event.jobs };
    case 'runs':
      return { ...state, runsVersion: state.runsVersion + 1 };
    default:
      return state;
  }
}

/** Follows the server's events until the function it returns is called. */
export function followHub(onChange: (change: (state: HubState) => HubState) => void): () => void {
  return openStream<DashboardEvent>('/api/events', {
    onOpen: () => onChange(hubOpened),
    onMessage: (event) => onChange((state) => hubTold(state, event)),
    onLost: () => onChange(hubLost),
  });
}
