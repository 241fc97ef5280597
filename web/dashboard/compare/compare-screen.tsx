import type { ComparePage as Compared } from '../../../src/model/dashboard-api.ts';
import { ComparePage } from '../../compare/compare-page.tsx';
import { Empty } from '../../parts/empty.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { listOf, searchOf } from '../router/query.ts';
import { compareHref, PATHS, runHref } from '../router/routes.ts';
import { useQuery, useRouter } from '../router/use-place.tsx';
import { Answered } from '../shell/answered.tsx';
import { usePageTitle } from '../shell/page-title.tsx';
import { ComparedRuns } from './compared-runs.tsx';

/** Runs side by side, each of the others against the first. */
export function CompareScreen() {
  const [{ runs }] = useQuery();
  const { location } = useRouter();
  const ids = listOf(runs);
  const answer = useAnswer<Compared>(ids.length < 2 ? undefined : `/api/compare${searchOf({ runs: ids.join(',') })}`);
  usePageTitle('Compare runs');
  return (
    <>
      {answer.data === undefined && (
        <header class="page-head">
          <h1 class="page-title">Compare runs</h1>
        </header>
      )}
      <ComparedRuns
        ids={ids}
        runs={answer.data?.runs ?? []}
        onChange={(changed) => location.replace(compareHref(changed))}
      />
      {ids.length < 2 ? (
        <Empty>
          {ids.length === 0 ? 'Nothing to compare yet.' : 'One more run is needed.'} Pick two or more in the{' '}
          <a href={PATHS.runs}>list of runs</a>.
        </Empty>
      ) : (
        <Answered answer={answer}>{(page) => <ComparePage page={page} hrefOf={runHref} />}</Answered>
      )}
    </>
  );
}
