import { useEffect, useRef, useState } from 'preact/hooks';
import type { LiveSecond } from '../../../src/model/live-run.ts';
import { cleanText } from '../../parts/clean-text.ts';
import { Name } from '../../parts/name.tsx';
import { liveNews } from './live-news.ts';
import type { LiveState } from './live-state.ts';
import { progressText, shareDone } from './progress.ts';
import { ProgressBar } from './progress-bar.tsx';
import { StopButton } from './stop-button.tsx';
import type { FollowedRun } from './use-live-run.ts';

const STATES = {
  'warming-up': 'Warming up',
  running: 'Running',
  stopping: 'Stopping: iterations under way may finish',
  ended: 'Ended: being judged',
} as const;

interface LiveBarProps {
  readonly id: string;
  readonly state: LiveState;
  readonly status: FollowedRun['status'];
}

/** How far a run under way has come, what it is doing, and the button that stops it. */
export function LiveBar({ id, state: { live, second, ended }, status }: LiveBarProps) {
  const { elapsedMs, plannedMs, progress, doing } = second;
  const text = progressText(elapsedMs, plannedMs, progress);
  return (
    <section class="live-bar" aria-label="Progress">
      <div class="live-bar-row">
        <p class="live-bar-state" role="status">
          <strong>{ended === undefined ? STATES[second.state] : 'Ended'}</strong>
          {status === 'lost' && ended === undefined && <span class="text-warn"> · connection lost, trying again…</span>}
          {ended !== undefined && !ended.isKept && (
            <span class="quiet"> · it was not kept: this is all there is of it</span>
          )}
          {doing.length > 0 && (
            <span class="quiet">
              {' · '}
              <Name text={doing.join(', ')} />
            </span>
          )}
        </p>
        <p class="live-bar-time">{text}</p>
        {ended === undefined && <StopButton id={id} name={live.name} state={second.state} />}
      </div>
      <News second={second} />
      <div class="live-bar-line">
        <ProgressBar share={ended === undefined ? shareDone(elapsedMs, plannedMs, progress) : 1} text={text} />
      </div>
    </section>
  );
}

const MOST_NEWS = 3;

/** Told to those who can't see findings appear and limits turn. */
function News({ second }: { readonly second: LiveSecond }) {
  const [news, setNews] = useState<readonly string[]>([]);
  const before = useRef(second);
  useEffect(() => {
    const fresh = liveNews(before.current, second);
    before.current = second;
    if (fresh.length > 0) setNews(fresh);
  }, [second]);
  return (
    <p class="visually-hidden" role="status">
      {cleanText(news.slice(0, MOST_NEWS).join('. '))}
    </p>
  );
}
