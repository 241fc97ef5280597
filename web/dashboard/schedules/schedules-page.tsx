import type { ScheduleRow } from '../../../src/model/dashboard-api.ts';
import { VerdictBadge } from '../../parts/badge.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Name } from '../../parts/name.tsx';
import { showAgo, showTime } from '../../parts/when.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useHub } from '../api/use-hub.tsx';
import { liveHref, runHref } from '../router/routes.ts';
import { Ago } from '../shell/ago.tsx';
import { Answered } from '../shell/answered.tsx';
import { Page } from '../shell/page.tsx';
import { useNow } from '../shell/use-now.ts';
import { cronWords } from './cron-words.ts';

const MOST_NEXT = 3;
const REFRESH_MS = 30_000;

/** What runs by itself, when next, and what came of it last. */
export function SchedulesPage() {
  const { jobs, runsVersion } = useHub();
  const now = useNow(REFRESH_MS);
  const ended = (jobs ?? []).map(({ id, state }) => `${id} ${state}`).join();
  const answer = useAnswer<readonly ScheduleRow[]>('/api/schedules', `${now} ${runsVersion} ${ended}`);
  return (
    <Page title="Schedules" note="Written in the project's configuration; they run as long as this server does.">
      <Answered answer={answer}>
        {(rows) => (rows.length === 0 ? <NoSchedules /> : <ScheduleTable rows={rows} now={now} />)}
      </Answered>
    </Page>
  );
}

const EXAMPLE = `schedules:
  - file: shop.perf.yaml
    cron: '0 2 * * 1-5'`;

function NoSchedules() {
  return (
    <>
      <Empty>
        Nothing is scheduled. Write when a test file is to run in <code>plimsoll.config.yaml</code>:
      </Empty>
      <pre class="example">{EXAMPLE}</pre>
    </>
  );
}

function ScheduleTable({ rows, now }: { readonly rows: readonly ScheduleRow[]; readonly now: number }) {
  return (
    <div class="wide-table">
      <table>
        <caption class="visually-hidden">Schedules</caption>
        <thead>
          <tr>
            <th scope="col">Test file</th>
            <th scope="col">When</th>
            <th scope="col">Next</th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ScheduleLine key={row.id} row={row} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ScheduleLine({ row, now }: { readonly row: ScheduleRow; readonly now: number }) {
  const { file, cron, timezone, environment, profile, next, problem } = row;
  const words = cronWords(cron);
  return (
    <tr>
      <th scope="row" data-title="Test file">
        <Name text={file} isMono />
        {(environment !== undefined || profile !== undefined) && (
          <span class="cell-note">
            <Name text={[environment, profile].filter(Boolean).join(' · ')} />
          </span>
        )}
      </th>
      <td data-title="When">
        {words !== undefined && <span>{words}</span>}
        <span class={words === undefined ? undefined : 'cell-note'}>
          <code>
            <Name text={cron} />
          </code>
          {timezone !== undefined && (
            <>
              {' '}
              <Name text={timezone} />
            </>
          )}
        </span>
        {problem !== undefined && (
          <span class="cell-problem">
            <span aria-hidden="true">! </span>
            <Name text={problem} />
          </span>
        )}
      </td>
      <td data-title="Next">
        {next.length === 0 ? (
          <span class="quiet">never</span>
        ) : (
          next.slice(0, MOST_NEXT).map((iso, at) => (
            <time class={at === 0 ? 'cell-line' : 'cell-note'} key={iso} dateTime={iso}>
              {showTime(iso)}
              {at === 0 && <span class="quiet"> {showAgo(iso, now)}</span>}
            </time>
          ))
        )}
      </td>
      <td data-title="Last">
        <LastRun last={row.last} />
      </td>
    </tr>
  );
}

function LastRun({ last }: Pick<ScheduleRow, 'last'>) {
  const { live } = useHub();
  if (last === undefined) return <span class="quiet">not yet</span>;
  const { at, runId, verdict, exitCode } = last;
  const isLive = runId !== undefined && live?.some(({ id }) => id === runId) === true;
  return (
    <>
      <span class="cell-line">
        {verdict !== undefined && <VerdictBadge verdict={verdict} />}
        {verdict === undefined && isLive && <VerdictBadge verdict="inconclusive" isLive />}
        {verdict === undefined && !isLive && exitCode !== undefined && (
          <span class={exitCode === 0 ? '' : 'text-bad'}>ended with {exitCode}</span>
        )}{' '}
        <Ago iso={at} />
      </span>
      {runId !== undefined && (
        <span class="cell-note">
          <a href={isLive ? liveHref(runId) : runHref(runId)}>{isLive ? 'Watch' : 'Open the run'}</a>
        </span>
      )}
    </>
  );
}
