import { useEffect, useMemo, useState } from 'preact/hooks';
import type { DashboardInfo } from '../../src/model/dashboard-api.ts';
import { useAnswer } from './api/use-answer.ts';
import { HubContext, useFollowedHub } from './api/use-hub.tsx';
import { CompareScreen } from './compare/compare-screen.tsx';
import { LivePage } from './live/live-page.tsx';
import { Location } from './router/location.ts';
import { PATHS, type Route, routeOf } from './router/routes.ts';
import { RouterContext } from './router/use-place.tsx';
import { RunScreen } from './run/run-screen.tsx';
import { RunsPage } from './runs/runs-page.tsx';
import { SchedulesPage } from './schedules/schedules-page.tsx';
import { Header } from './shell/header.tsx';
import { Page } from './shell/page.tsx';
import { ProjectContext } from './shell/page-title.tsx';
import { useArrival } from './shell/use-arrival.ts';
import { StartPage } from './start/start-page.tsx';
import { HistoryScreen } from './tests/history-screen.tsx';
import { TestsPage } from './tests/tests-page.tsx';

/** The dashboard: a page for each address, between what all of them share. It knows nothing but what the API of `plimsoll serve` answers. */
export function App() {
  const location = useMemo(() => new Location(window), []);
  const [place, setPlace] = useState(location.place);
  const hub = useFollowedHub();
  const info = useAnswer<DashboardInfo>('/api/info', hub.connection === 'lost').data;
  const route = useMemo(() => routeOf(place.pathname, place.search), [place.pathname, place.search]);
  const router = useMemo(() => ({ location, place }), [location, place]);
  useEffect(() => {
    const unlisten = location.listen(setPlace);
    const stop = location.start();
    return () => {
      stop();
      unlisten();
    };
  }, [location]);
  useArrival(location, place);
  return (
    <RouterContext.Provider value={router}>
      <HubContext.Provider value={hub}>
        <ProjectContext.Provider value={info?.project ?? ''}>
          <a class="skip-link" href="#main">
            Skip to the content
          </a>
          <Header info={info} hub={hub} route={route} />
          <main class="page app-main" id="main" tabIndex={-1}>
            <Screen route={route} info={info} />
          </main>
        </ProjectContext.Provider>
      </HubContext.Provider>
    </RouterContext.Provider>
  );
}

interface ScreenProps {
  readonly route: Route;
  readonly info: DashboardInfo | undefined;
}

function Screen({ route, info }: ScreenProps) {
  switch (route.page) {
    case 'runs':
      return <RunsPage />;
    case 'run':
    case 'live-run':
      return <RunScreen key={route.id} id={route.id} isLive={route.page === 'live-run'} />;
    case 'tests':
      return <TestsPage />;
    case 'test':
      return <HistoryScreen key={route.name} name={route.name} />;
    case 'live':
      return <LivePage />;
    case 'compare':
      return <CompareScreen />;
    case 'start':
      return <StartPage info={info} />;
    case 'schedules':
      return <SchedulesPage />;
    case 'unknown':
      return (
        <Page title="No such page">
          <p class="empty">
            Nothing is at this address. <a href={PATHS.runs}>All runs</a>
          </p>
        </Page>
      );
  }
}
