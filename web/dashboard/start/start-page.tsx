import { useState } from 'preact/hooks';
import type { DashboardInfo, Job, TestFile } from '../../../src/model/dashboard-api.ts';
import { Empty } from '../../parts/empty.tsx';
import { Section } from '../../parts/section.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { useHub } from '../api/use-hub.tsx';
import { useQuery } from '../router/use-place.tsx';
import { Answered } from '../shell/answered.tsx';
import { Page } from '../shell/page.tsx';
import { JobCard } from './job-card.tsx';
import { StartForm } from './start-form.tsx';

const MOST_JOBS = 20;

/** Starts a run of a test file of the project, and shows what became of those started here. */
export function StartPage({ info }: { readonly info: DashboardInfo | undefined }) {
  const [{ file = '' }] = useQuery();
  const hub = useHub();
  const files = useAnswer<readonly TestFile[]>('/api/files');
  const asked = useAnswer<readonly Job[]>('/api/jobs', hub.runsVersion);
  const [started, setStarted] = useState<Job | undefined>(undefined);
  const jobs = withStarted(hub.jobs ?? asked.data ?? [], started);
  return (
    <Page title="Start a run" note="A test file of this project, with the environment and the load that you choose.">
      <Answered answer={files}>
        {(found) =>
          found.length === 0 ? (
            <Empty>
              There is no test file in this project. <code>plimsoll init</code> writes one to start from.
            </Empty>
          ) : (
            <StartForm
              files={found}
              info={info ?? { environments: [], profiles: [] }}
              file={file}
              onStarted={setStarted}
            />
          )
        }
      </Answered>
      <p class="visually-hidden" role="status">
        {started === undefined ? '' : `Started ${started.request.file}`}
      </p>
      {jobs.length > 0 && (
        <Section id="jobs" title="Started here">
          <ul class="job-cards">
            {jobs.slice(0, MOST_JOBS).map((job) => (
              <JobCard key={job.id} job={job} />
            ))}
          </ul>
        </Section>
      )}
    </Page>
  );
}

/** The one just started is shown before the server has told of it. */
function withStarted(jobs: readonly Job[], started: Job | undefined): readonly Job[] {
  return started === undefined || jobs.some(({ id }) => id === started.id) ? jobs : [started, ...jobs];
}
