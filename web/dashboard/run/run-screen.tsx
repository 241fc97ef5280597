import { useEffect, useMemo } from 'preact/hooks';
import type { RunComparison } from '../../../src/model/comparison.ts';
import type { LiveSecond } from '../../../src/model/live-run.ts';
import type { Run } from '../../../src/model/run.ts';
import { BenchPage } from '../../bench/bench-page.tsx';
import { RunPage } from '../../run/run-page.tsx';
import { type Answer, useAnswer } from '../api/use-answer.ts';
import { useHub } from '../api/use-hub.tsx';
import { LiveBar } from '../live/live-bar.tsx';
import { liveTitle } from '../live/live-title.ts';
import { type FollowedRun, useLiveRun } from '../live/use-live-run.ts';
import { encoded, liveHref, PATHS, runHref } from '../router/routes.ts';
import { useRouter } from '../router/use-place.tsx';
import { Answered } from '../shell/answered.tsx';
import { Page } from '../shell/page.tsx';
import { usePageTitle } from '../shell/page-title.tsx';
import { RunTools } from './run-tools.tsx';
import { useBaseline } from './use-baseline.ts';

interface RunScreenProps {
  readonly id: string;
  readonly isLive: boolean;
}

/** One run, under way or kept. It is the same screen, so that nothing flashes when a run ends. */
export function RunScreen({ id, isLive }: RunScreenProps) {
  const { location } = useRouter();
  const { live } = useHub();
  const followed = useLiveRun(isLive ? id : undefined);
  const answer = useAnswer<Run>(isLive ? undefined : `/api/runs/${encoded(id)}`);
  const isUnderWay = live?.some((run) => run.id === id) === true;
  const isMissing = answer.data === undefined && answer.failure?.status === 404;
  useEffect(() => {
    if (isLive && followed.status === 'kept') location.replace(runHref(id));
    if (!isLive && isMissing && isUnderWay) location.replace(liveHref(id));
  }, [isLive, followed.status, isMissing, isUnderWay, id, location]);

  const run = answer.data ?? followed.state?.run;
  if (run === undefined) return isLive ? <NotYet status={followed.status} /> : <Awaited answer={answer} />;
  return <ShownRun id={id} run={run} followed={followed} isLive={isLive} />;
}

interface ShownRunProps {
  readonly id: string;
  readonly run: Run;
  readonly followed: FollowedRun;
  readonly isLive: boolean;
}

function ShownRun({ id, run, followed, isLive }: ShownRunProps) {
  usePageTitle(isLive && followed.state !== undefined ? liveTitle(followed.state) : run.name);
  const baseline = useBaseline(run, !isLive);
  const reported = useMemo(() => (baseline === undefined ? { run } : { run, baseline }), [run, baseline]);
  const second = isLive && followed.state?.ended === undefined ? followed.state?.second : undefined;
  return (
    <>
      {isLive ? (
        followed.state !== undefined && <LiveBar id={id} state={followed.state} status={followed.status} />
      ) : (
        <RunTools run={run} />
      )}
      <RunBody reported={reported} live={second} />
    </>
  );
}

interface RunBodyProps {
  readonly reported: { readonly run: Run; readonly baseline?: RunComparison };
  readonly live: LiveSecond | undefined;
}

function RunBody({ reported, live }: RunBodyProps) {
  const props = live === undefined ? { reported } : { reported, live };
  return reported.run.kind === 'bench' ? <BenchPage {...props} /> : <RunPage {...props} />;
}

/** Before a run under way has told of itself, and where there is none. */
function NotYet({ status }: { readonly status: FollowedRun['status'] }) {
  if (status !== 'gone') {
    return (
      <Page title="Live run">
        <p class="loading" role="status">
          Waiting for the run…
        </p>
      </Page>
    );
  }
  return (
    <Page title="This run is over">
      <p class="empty">
        It is not under way, and it was not kept in the store served here. <a href={PATHS.runs}>All runs</a>
      </p>
    </Page>
  );
}

function Awaited({ answer }: { readonly answer: Answer<Run> }) {
  return (
    <Page title={answer.failure?.status === 404 ? 'No such run' : 'Run'}>
      <Answered answer={answer}>{() => null}</Answered>
    </Page>
  );
}
