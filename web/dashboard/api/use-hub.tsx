import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { followHub, HUB_AT_FIRST, type HubState } from './hub.ts';

export const HubContext = createContext<HubState>(HUB_AT_FIRST);

export function useHub(): HubState {
  return useContext(HubContext);
}

/** For the one who gives it to all others. */
export function useFollowedHub(): HubState {
  const [state, setState] = useState(HUB_AT_FIRST);
  useEffect(() => followHub(setState), []);
  return state;
}
