import { describe, expect, it } from 'vitest';
import type { DashboardEvent } from '../../../src/model/dashboard-api.ts';
import { HUB_AT_FIRST, hubLost, hubOpened, hubTold } from './hub.ts';

describe('what holds for the whole app', () => {
  it('asks for everything again once a server that was away is back', () => {
    const opened = hubOpened(HUB_AT_FIRST);
    expect(opened).toMatchObject({ connection: 'open', runsVersion: 0 });
    expect(hubOpened(hubLost(opened))).toMatchObject({ connection: 'open', runsVersion: 1 });
  });

  it('keeps what was told last while the server is away', () => {
    const told = hubTold(HUB_AT_FIRST, { type: 'live', runs: [] });
    expect(hubLost(told)).toMatchObject({ connection: 'lost', live: [] });
  });

  it('counts changes of the runs, and takes over those under way and the jobs', () => {
    expect(hubTold(HUB_AT_FIRST, { type: 'runs' }).runsVersion).toBe(1);
    expect(hubTold(HUB_AT_FIRST, { type: 'jobs', jobs: [] }).jobs).toEqual([]);
  });

  it('passes over what it does not know', () => {
    expect(hubTold(HUB_AT_FIRST, { type: 'news' } as unknown as DashboardEvent)).toBe(HUB_AT_FIRST);
  });
});
