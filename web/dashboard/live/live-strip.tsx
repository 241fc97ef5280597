import type { LiveRun } from '../../../src/model/live-run.ts';
import { VerdictBadge } from '../../parts/badge.tsx';
import { Name } from '../../parts/name.tsx';
import { liveHref } from '../router/routes.ts';
import { useNow } from '../shell/use-now.ts';
import { progressText, shareDone } from './progress.ts';
import { ProgressBar } from './progress-bar.tsx';

/** Runs under way, a line each, above those that have ended. */
export function LiveStrip({ runs }: { readonly runs: readonly LiveRun[] }) {
  return runs.length === 0 ? null : (
    <section class="live-strip" aria-label="Under way">
      {runs.map((run) => (
        <LiveLine key={run.id} run={run} />
      ))}
    </section>
  );
}

function LiveLine({ run }: { readonly run: LiveRun }) {
  const elapsedMs = Math.max(0, useNow(1000) - Date.parse(run.startedAt));
  const text = progressText(elapsedMs, run.plannedMs);
  return (
    <a class="live-line" href={liveHref(run.id)}>
      <VerdictBadge verdict="inconclusive" isLive />
      <span class="live-line-name">
        <Name text={run.name} />
      </span>
      <span class="live-line-kind">{run.testKind ?? run.kind}</span>
      <span class="live-line-bar">
        <ProgressBar share={shareDone(elapsedMs, run.plannedMs)} text={text} />
      </span>
      <span class="live-line-time">{text}</span>
    </a>
  );
}
