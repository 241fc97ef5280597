import { createContext } from 'preact';
import { useCallback, useContext, useMemo } from 'preact/hooks';
import type { Location, Place } from './location.ts';
import { type Query, queryOf, searchOf } from './query.ts';

interface Router {
  readonly location: Pick<Location, 'go' | 'replace' | 'scrolled'>;
  readonly place: Place;
}

const NOWHERE: Router = {
  location: { go: () => {}, replace: () => {}, scrolled: () => 0 },
  place: { pathname: '/', search: '', by: 'load', key: '' },
};

export const RouterContext = createContext<Router>(NOWHERE);

export function useRouter(): Router {
  return useContext(RouterContext);
}

/** What the address says after `?`, and a function that changes some of it; undefined takes away. */
export function useQuery(): [Query, (change: Readonly<Record<string, string | undefined>>) => void] {
  const { location, place } = useRouter();
  const query = useMemo(() => queryOf(place.search), [place.search]);
  const change = useCallback(
    (changed: Readonly<Record<string, string | undefined>>) => {
      location.replace(place.pathname + searchOf({ ...query, ...changed }));
    },
    [location, place.pathname, query],
  );
  return [query, change];
}
