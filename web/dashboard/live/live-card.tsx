import type { LiveRun } from '../../../src/model/live-run.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { VerdictBadge } from '../../parts/badge.tsx';
import { Name } from '../../parts/name.tsx';
import { liveHref } from '../router/routes.ts';
import { useNow } from '../shell/use-now.ts';
import { LimitCounts } from './limit-counts.tsx';
import { liveFigures } from './live-figures.ts';
import type { LiveState } from './live-state.ts';
import { progressText, shareDone } from './progress.ts';
import { ProgressBar } from './progress-bar.tsx';
import { StopButton } from './stop-button.tsx';
import { useLiveRun } from './use-live-run.ts';
import { useSlot } from './use-slot.ts';

interface LiveCardProps {
  readonly live: LiveRun;
}

/** A run under way, at a glance. */
export function LiveCard({ live }: LiveCardProps) {
  const isFollowed = useSlot();
  const { state } = useLiveRun(isFollowed === true ? live.id : undefined);
  const now = useNow(1000);
  const second = state?.second;
  const elapsedMs = second?.elapsedMs ?? Math.max(0, now - Date.parse(live.startedAt));
  const plannedMs = second === undefined ? live.plannedMs : second.plannedMs;
  const text = progressText(elapsedMs, plannedMs, second?.progress);
  return (
    <article class="card live-card">
      <header class="live-card-head">
        <h2 class="live-card-title">
          <a href={liveHref(live.id)}>
            <Name text={live.name} />
          </a>
        </h2>
        <VerdictBadge verdict="inconclusive" isLive />
      </header>
      <p class="live-card-note">
        {live.testKind ?? live.kind}
        {live.target !== undefined && (
          <>
            {' · '}
            <Name text={live.target} />
          </>
        )}
        {' · '}
        <Name text={live.source} />
      </p>
      <ProgressBar share={shareDone(elapsedMs, plannedMs, second?.progress)} text={text} />
      <p class="live-card-time">{text}</p>
      {state !== undefined && <LiveCardFigures state={state} />}
      {isFollowed === false && <p class="quiet">Its figures are on its own page.</p>}
      <footer class="live-card-foot">
        <a class="button" href={liveHref(live.id)}>
          Watch
        </a>
        <StopButton id={live.id} name={live.name} state={second?.state} />
      </footer>
    </article>
  );
}

const MOST_POINTS = 60;

function LiveCardFigures({ state: { run, second } }: { readonly state: LiveState }) {
  const { rate, p95, errors, hasErrors, limits } = liveFigures(run, second);
  const durations = run.series.find(
    ({ name, tags }) => /^(?:http_req|function)_duration$/.test(name) && Object.keys(tags).length === 0,
  );
  const values = durations?.fields.p95?.slice(-MOST_POINTS) ?? [];
  return (
    <>
      <dl class="live-card-figures">
        <div>
          <dt>Rate</dt>
          <dd>{rate}</dd>
        </div>
        <div>
          <dt>p95, last 10 s</dt>
          <dd>{p95}</dd>
        </div>
        <div>
          <dt>Errors</dt>
          <dd class={hasErrors ? 'text-bad' : undefined}>{errors}</dd>
        </div>
      </dl>
      {values.length > 1 && (
        <p class="live-card-line">
          <Sparkline values={values} width={330} height={36} label="p95 over the last minute" />
          <span class="live-card-caption" aria-hidden="true">
            p95 over the last minute
          </span>
        </p>
      )}
      <p class="live-card-limits">
        <LimitCounts limits={limits} />
      </p>
    </>
  );
}
