import { useState } from 'preact/hooks';
import type { NameRow } from '../../../src/model/dashboard-api.ts';
import { showCount } from '../../../src/model/show-value.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { VerdictBadge } from '../../parts/badge.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Name } from '../../parts/name.tsx';
import { wantedRows } from '../../parts/table-rows.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useHub } from '../api/use-hub.tsx';
import { PATHS, testHref } from '../router/routes.ts';
import { FigureText } from '../runs/figure-text.tsx';
import { Ago } from '../shell/ago.tsx';
import { Answered } from '../shell/answered.tsx';
import { Page } from '../shell/page.tsx';

/** Tests and suites of benchmarks that there are runs of, the last one run first. */
export function TestsPage() {
  const answer = useAnswer<readonly NameRow[]>('/api/names', useHub().runsVersion);
  return (
    <Page title="Tests">
      <Answered answer={answer}>{(rows) => (rows.length === 0 ? <NoTests /> : <TestList rows={rows} />)}</Answered>
    </Page>
  );
}

function NoTests() {
  return (
    <Empty>
      No test has been run yet. <a href={PATHS.start}>Start one here</a>, or write one by <code>plimsoll init</code> and
      run it by <code>plimsoll run FILE</code>.
    </Empty>
  );
}

const MANY = 6;

function TestList({ rows }: { readonly rows: readonly NameRow[] }) {
  const [wanted, setWanted] = useState('');
  const shown = wantedRows(rows, wanted, ({ name, kind }) => `${name} ${kind}`);
  return (
    <>
      {rows.length > MANY && (
        <p class="test-filter">
          <input
            type="search"
            class="field"
            placeholder="Filter tests"
            aria-label="Filter tests"
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
          <span class="quiet" role="status">
            {wanted === '' ? showCount(rows.length, 'test') : `${shown.length} of ${showCount(rows.length, 'test')}`}
          </span>
        </p>
      )}
      {shown.length === 0 && <Empty>No test is named like that.</Empty>}
      <ul class="test-cards">
        {shown.map((row) => (
          <TestCard key={`${row.kind} ${row.name}`} row={row} />
        ))}
      </ul>
    </>
  );
}

function TestCard({ row: { name, kind, runs, last, figures } }: { readonly row: NameRow }) {
  const values = figures.map(({ value }) => value);
  return (
    <li class="card test-card">
      <div class="test-card-head">
        <h2 class="test-card-title">
          <a href={testHref(name)}>
            <Name text={name} />
          </a>
        </h2>
        <VerdictBadge verdict={last.verdict} />
      </div>
      <p class="test-card-note">
        {last.testKind ?? kind} · {showCount(runs, 'run')} · last <Ago iso={last.startedAt} />
      </p>
      <div class="test-card-figure">
        {last.figure !== undefined && <FigureText figure={last.figure} />}
        {values.length > 1 && (
          <Sparkline values={values} width={190} height={36} label={`its figure over the last ${values.length} runs`} />
        )}
      </div>
    </li>
  );
}
