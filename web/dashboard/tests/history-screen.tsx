import type { HistoryPage as History, NameRow } from '../../../src/model/dashboard-api.ts';
import type { MetricHistory } from '../../../src/model/history.ts';
import { Name } from '../../parts/name.tsx';
import { HistoryPage } from '../../trend/history-page.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { useHub } from '../api/use-hub.tsx';
import { searchOf } from '../router/query.ts';
import { compareHref, PATHS, runHref } from '../router/routes.ts';
import { useQuery, useRouter } from '../router/use-place.tsx';
import { Answered } from '../shell/answered.tsx';
import { FailureNote } from '../shell/failure-note.tsx';
import { usePageTitle } from '../shell/page-title.tsx';
import { FigureChooser } from './figure-chooser.tsx';
import { mainFirst } from './main-figures.ts';
import { withFigure } from './with-figure.ts';

/** One test over its runs; branch and further figure are in the address. */
export function HistoryScreen({ name }: { readonly name: string }) {
  const [{ branch = '', metric, aggregate, tags }, changeQuery] = useQuery();
  const { location } = useRouter();
  const { runsVersion } = useHub();
  const names = useAnswer<readonly NameRow[]>('/api/names', runsVersion).data;
  const answer = useAnswer<History>(`/api/history${searchOf({ name, branch })}`, runsVersion);
  const further = metric && `/api/history${searchOf({ name, branch, metric, aggregate, tags })}`;
  const asked = useAnswer<History>(further, runsVersion);
  usePageTitle(name === '' ? '(no name)' : name);
  const choose = (chosen: Pick<MetricHistory, 'metric' | 'tags' | 'aggregate'>): void => {
    const isTagged = Object.keys(chosen.tags).length > 0;
    const { metric: wanted, aggregate: of } = chosen;
    changeQuery({ metric: wanted, aggregate: of, tags: isTagged ? JSON.stringify(chosen.tags) : undefined });
  };
  return (
    <>
      <nav class="run-tools-way test-way" aria-label="Where this test stands">
        <a href={PATHS.tests}>Tests</a>
        <span aria-hidden="true">›</span>
        <Name text={name} />
        {metric !== undefined && (
          <button
            type="button"
            class="link-button"
            onClick={() => changeQuery({ metric: undefined, aggregate: undefined, tags: undefined })}
          >
            Only the main figures
          </button>
        )}
        {branch !== '' && (
          <button type="button" class="link-button" onClick={() => changeQuery({ branch: undefined })}>
            All branches
          </button>
        )}
      </nav>
      {answer.data === undefined && (
        <header class="page-head">
          <h1 class="page-title">
            <Name text={name} />
          </h1>
        </header>
      )}
      {asked.failure !== undefined && <FailureNote failure={asked.failure} onRetry={asked.retry} />}
      <Answered answer={answer}>
        {(page) => (
          <HistoryPage
            page={withFigure({ ...page, trends: mainFirst(page.trends) }, asked.data)}
            hrefOf={runHref}
            onPick={(ids) => location.go(compareHref(ids))}
            chooser={page.others.length > 0 && <FigureChooser figures={page.others} onChoose={choose} />}
            branches={names?.find((row) => row.name === name)?.branches ?? []}
            branch={branch}
            onBranch={(wanted) => changeQuery({ branch: wanted })}
          />
        )}
      </Answered>
    </>
  );
}
