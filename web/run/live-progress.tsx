import type { LiveSecond } from '../../src/model/live-run.ts';
import { showCount, showValue } from '../../src/model/show-value.ts';
import { Bar } from '../parts/bar.tsx';
import { cleanText } from '../parts/clean-text.ts';
import { showPosition } from '../parts/when.ts';

const STATES: Readonly<Record<LiveSecond['state'], string>> = {
  'warming-up': 'Warming up',
  running: 'Running',
  stopping: 'Stopping: running iterations may end',
  ended: 'Ended; being judged',
};

/** How far a run under way has come. */
export function LiveProgress({ live }: { readonly live: LiveSecond }) {
  const { elapsedMs, plannedMs, doing, state, progress, limits, recent } = live;
  const share = shareDone(live);
  const crossed = limits.filter(({ passed }) => passed === false).length;
  const parts = [
    STATES[state] ?? state,
    ...(doing.length > 0 ? [doing.map((each) => cleanText(each, 80)).join(', ')] : []),
    ...(progress === undefined ? [] : [cleanText(progress.text, 120)]),
    plannedMs === null ? showPosition(elapsedMs) : `${showPosition(elapsedMs)} of ${showPosition(plannedMs)}`,
    ...(recent === null ? [] : [`p95 of the last ten seconds ${showValue(recent.p95, 'ms')}`]),
  ];
  return (
    <div class="live-progress">
      <p class="run-answer-why">{parts.join(' · ')}</p>
      {crossed > 0 && <p class="text-bad">✗ {showCount(crossed, 'limit')} crossed so far</p>}
      {share !== null && (
        <Bar parts={[{ share, brush: 'series-1' }]} label={`${Math.round(share * 100)}% of the planned time`} />
      )}
    </div>
  );
}

function shareDone({ elapsedMs, plannedMs, progress }: LiveSecond): number | null {
  if (progress !== undefined && progress.total > 0) return progress.done / progress.total;
  return plannedMs === null || plannedMs <= 0 ? null : elapsedMs / plannedMs;
}
