import { useEffect, useRef } from 'preact/hooks';
import type { Job } from '../../../src/model/dashboard-api.ts';
import { VerdictBadge } from '../../parts/badge.tsx';
import { Name } from '../../parts/name.tsx';
import { useHub } from '../api/use-hub.tsx';
import { liveHref, runHref } from '../router/routes.ts';
import { Ago } from '../shell/ago.tsx';

/** A run that the dashboard has started: what was asked for, what it prints, and the way to it. */
export function JobCard({ job }: { readonly job: Job }) {
  const { request, state, verdict, exitCode, startedAt, schedule, output } = job;
  return (
    <li class="card job-card">
      <div class="job-card-head">
        <h3 class="job-card-title">
          <Name text={request.file} isMono />
        </h3>
        {state === 'running' && <VerdictBadge verdict="inconclusive" isLive />}
        {state === 'ended' && verdict !== undefined && <VerdictBadge verdict={verdict} />}
        {state === 'ended' && verdict === undefined && (
          <span class="text-bad">
            <span aria-hidden="true">✗ </span>ended with {exitCode ?? '?'}
          </span>
        )}
      </div>
      <p class="job-card-note">
        <Ago iso={startedAt} />
        {schedule !== undefined && ' · by a schedule'}
        {chosenOf(request) !== '' && (
          <>
            {' · '}
            <Name text={chosenOf(request)} />
          </>
        )}
      </p>
      <JobLink job={job} />
      {output !== '' && <Output text={output} isOpen={state === 'running' || verdict === undefined} />}
    </li>
  );
}

function JobLink({ job: { runId, state } }: { readonly job: Job }) {
  const { live } = useHub();
  if (runId === undefined) return null;
  const isLive = state === 'running' && live?.some(({ id }) => id === runId) !== false;
  return (
    <p class="job-card-links">
      <a class="button button-primary" href={isLive ? liveHref(runId) : runHref(runId)}>
        {isLive ? 'Watch it live' : 'Open the run'}
      </a>
    </p>
  );
}

/** The end of what was printed, scrolled to its end as it grows. */
function Output({ text, isOpen }: { readonly text: string; readonly isOpen: boolean }) {
  const place = useRef<HTMLElement>(null);
  // More text is a reason to scroll.
  useEffect(() => {
    place.current?.scrollTo({ top: place.current.scrollHeight });
  }, [text]);
  return (
    <details class="job-card-output" open={isOpen}>
      <summary>What it printed</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section class="job-card-text" ref={place} tabIndex={0} aria-label="What it printed">
        <pre>{text}</pre>
      </section>
    </details>
  );
}

function chosenOf({ environment, profile, users, rate, duration }: Job['request']): string {
  return [
    environment,
    profile,
    users === undefined ? undefined : `${users} users`,
    rate === undefined ? undefined : `${rate}/s`,
    duration,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}
