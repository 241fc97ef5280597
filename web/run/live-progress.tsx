import type { LiveSecond } from '../../src/model/live-run.ts';
import { showCount, showValue } from '../../src/model/show-value.ts';

/** What a run under way has come to; the page that shows it tells how far it is. */
export function LiveProgress({ live: { limits, recent, progress } }: { readonly live: LiveSecond }) {
  const crossed = limits.filter(({ passed }) => passed === false).length;
  return (
    <p class="run-answer-why">
      {limits.length > 0 && <LimitsSoFar all={limits.length} crossed={crossed} />}
      {limits.length > 0 && recent !== null && ' · '}
      {recent !== null && `p95 of the last ten seconds ${showValue(recent.p95, 'ms')}`}
      {limits.length === 0 && recent === null && (progress?.text ?? 'Nothing is measured yet.')}
    </p>
  );
}

function LimitsSoFar({ all, crossed }: { readonly all: number; readonly crossed: number }) {
  if (crossed > 0) {
    return (
      <span class="text-bad">
        ✗ {crossed} of {showCount(all, 'limit')} crossed so far
      </span>
    );
  }
  return <>{showCount(all, 'limit')}, none crossed so far</>;
}
