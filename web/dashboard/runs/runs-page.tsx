import { useMemo } from 'preact/hooks';
import type { NameRow } from '../../../src/model/dashboard-api.ts';
import { Empty } from '../../parts/empty.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { useHub } from '../api/use-hub.tsx';
import { LiveStrip } from '../live/live-strip.tsx';
import { PATHS } from '../router/routes.ts';
import { useQuery } from '../router/use-place.tsx';
import { Answered } from '../shell/answered.tsx';
import { FailureNote } from '../shell/failure-note.tsx';
import { Page } from '../shell/page.tsx';
import { ChoiceBar } from './choice-bar.tsx';
import { filterOf, isFiltered } from './run-filter.ts';
import { RunFilters } from './run-filters.tsx';
import { RunTable } from './run-table.tsx';
import { useChoice } from './use-choice.ts';
import { useRunPages } from './use-run-pages.ts';

/** All runs that are kept, the newest first; those under way above them. */
export function RunsPage() {
  const [query, changeQuery] = useQuery();
  const filter = filterOf(query);
  const hub = useHub();
  const names = useAnswer<readonly NameRow[]>('/api/names', hub.runsVersion).data;
  const figures = useMemo(() => new Map((names ?? []).map((row) => [row.name, row.figures])), [names]);
  const choice = useChoice();
  const { answer, runs, showOlder, isAsking, failure } = useRunPages(filter);
  return (
    <Page title="Runs">
      <LiveStrip runs={hub.live ?? []} />
      <RunFilters filter={filter} names={names ?? []} onChange={changeQuery} />
      <Answered answer={answer}>
        {() => (
          <>
            {runs.length === 0 && <NoRuns isFiltered={isFiltered(filter)} />}
            {runs.length > 0 && <RunTable label="Runs" runs={runs} choice={choice} figures={figures} />}
            {failure !== undefined && <FailureNote failure={failure} onRetry={showOlder} />}
            {showOlder !== undefined && failure === undefined && (
              <p class="list-more">
                <button type="button" class="button" onClick={showOlder} disabled={isAsking}>
                  {isAsking ? 'Loading…' : 'Older runs'}
                </button>
              </p>
            )}
          </>
        )}
      </Answered>
      <ChoiceBar choice={choice} />
    </Page>
  );
}

function NoRuns({ isFiltered: isNarrowed }: { readonly isFiltered: boolean }) {
  if (isNarrowed) return <Empty>No run is like that.</Empty>;
  return (
    <Empty>
      No runs yet. <a href={PATHS.start}>Start one here</a>, or by <code>plimsoll run FILE</code> in a terminal: every
      run is kept and appears by itself.
    </Empty>
  );
}
