import type { DashboardInfo } from '../../../src/model/dashboard-api.ts';
import { Name } from '../../parts/name.tsx';
import type { HubState } from '../api/hub.ts';
import { PATHS, type Route } from '../router/routes.ts';

interface HeaderProps {
  readonly info: DashboardInfo | undefined;
  readonly hub: HubState;
  readonly route: Route;
}

/** The pages that a link of the navigation stands for. */
const AREAS = [
  { href: PATHS.runs, title: 'Runs', pages: ['runs', 'run', 'compare'] },
  { href: PATHS.tests, title: 'Tests', pages: ['tests', 'test'] },
  { href: PATHS.live, title: 'Live', pages: ['live', 'live-run'] },
  { href: PATHS.start, title: 'Start a run', pages: ['start'] },
  { href: PATHS.schedules, title: 'Schedules', pages: ['schedules'] },
] as const;

/** What stands above every page: where one is, and where one can go. */
export function Header({ info, hub, route }: HeaderProps) {
  return (
    <header class="app-header">
      <div class="app-header-row">
        <a class="app-brand" href={PATHS.runs} aria-label="Plimsoll, all runs">
          <Mark />
          Plimsoll
        </a>
        <nav class="app-nav" aria-label="Pages">
          {AREAS.map(({ href, title, pages }) => {
            const isHere = pages.some((page) => page === route.page);
            return (
              <a key={href} class="app-nav-link" href={href} aria-current={isHere ? 'page' : undefined}>
                {title}
                {title === 'Live' && <LiveCount count={hub.live?.length ?? 0} />}
              </a>
            );
          })}
        </nav>
        <div class="app-place">
          {info !== undefined && (
            <span class="app-project" title={`Kept in ${info.store}`}>
              <Name text={info.project} />
              <span class="app-store">
                <Name text={info.store} />
              </span>
            </span>
          )}
          <Connection state={hub.connection} />
        </div>
      </div>
    </header>
  );
}

function LiveCount({ count }: { readonly count: number }) {
  return count === 0 ? null : (
    <span class="app-count">
      {count}
      <span class="visually-hidden"> under way</span>
    </span>
  );
}

function Connection({ state }: { readonly state: HubState['connection'] }) {
  return (
    <span class={`app-connection app-connection-${state}`} role="status">
      {state === 'lost' && (
        <>
          <span aria-hidden="true">! </span>Reconnecting…
        </>
      )}
      {state === 'open' && (
        <span title="Changes are shown as they happen">
          <span aria-hidden="true">● </span>
          <span class="app-connection-word">connected</span>
        </span>
      )}
    </span>
  );
}

/** A ship's load line: a ring with the water across it. */
function Mark() {
  return (
    <svg class="app-mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <circle cx="12" cy="12" r="7" fill="none" stroke="currentColor" stroke-width="2.4" />
      <line x1="1.5" x2="22.5" y1="12" y2="12" stroke="currentColor" stroke-width="2.4" />
    </svg>
  );
}
