import type { LivePage as LiveRuns } from '../../../src/model/dashboard-api.ts';
import { Empty } from '../../parts/empty.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { useHub } from '../api/use-hub.tsx';
import { PATHS } from '../router/routes.ts';
import { Answered } from '../shell/answered.tsx';
import { Page } from '../shell/page.tsx';
import { LiveCard } from './live-card.tsx';

/** All runs under way on this machine. */
export function LivePage() {
  const { live, runsVersion } = useHub();
  const answer = useAnswer<LiveRuns>(live === undefined ? '/api/live' : undefined, runsVersion);
  return (
    <Page title="Live" note="Runs under way on this machine, wherever they were started.">
      <Answered answer={live === undefined ? answer : { ...answer, data: { runs: live }, failure: undefined }}>
        {({ runs }) =>
          runs.length === 0 ? (
            <Empty>
              Nothing is under way. <a href={PATHS.start}>Start a run here</a>, or by <code>plimsoll run FILE</code> in
              a terminal: it appears within a second.
            </Empty>
          ) : (
            <div class="live-cards">
              {runs.map((run) => (
                <LiveCard key={run.id} live={run} />
              ))}
            </div>
          )
        }
      </Answered>
    </Page>
  );
}
