import { useEffect, useRef, useState } from 'preact/hooks';
import type { RunComparison } from '../../src/model/comparison.ts';
import type { ReportData } from '../../src/model/report.ts';
import { BaselineChanges } from '../compare/baseline-changes.tsx';
import { VerdictBadge } from '../parts/badge.tsx';
import { Name } from '../parts/name.tsx';
import { Section } from '../parts/section.tsx';
import { showTime } from '../parts/when.ts';
import { ReportedPage } from './reported-page.tsx';
import { RunsTable } from './runs-table.tsx';
import { verdictsText } from './verdicts-text.ts';

/** Several runs: how each ended, what lies between them, and all of the one that is chosen; without scripts all of all. */
export function SeveralRuns({ data }: { readonly data: ReportData }) {
  const { runs, comparisons = [] } = data;
  const isStatic = typeof document === 'undefined';
  const isOfOne = new Set(runs.map(({ run }) => run.name)).size === 1;
  const [chosen, place] = useChosenRun(runs.length);
  return (
    <>
      <header class="report-head">
        <h1>
          {runs.length} runs
          {isOfOne && (
            <>
              {' of '}
              <Name text={runs[0]?.run.name ?? ''} />
            </>
          )}
        </h1>
        <p>{verdictsText(runs.map(({ run }) => run.verdict))}</p>
      </header>
      <RunsTable runs={runs} />
      {comparisons.map((comparison) => (
        <Compared key={`${comparison.before.id} ${comparison.after.id}`} comparison={comparison} />
      ))}
      <nav class="report-picker needs-script" aria-label="Runs">
        {runs.map(({ run }, at) => (
          <a key={run.id} href={`#run-${at + 1}`} aria-current={at === chosen ? 'true' : undefined}>
            <VerdictBadge verdict={run.verdict} /> <Name text={isOfOne ? showTime(run.startedAt) : run.name} />
          </a>
        ))}
      </nav>
      {runs.map((reported, at) =>
        isStatic || at === chosen ? (
          <div
            key={reported.run.id}
            id={`run-${at + 1}`}
            class="report-run"
            tabIndex={-1}
            ref={isStatic ? null : place}
          >
            <ReportedPage reported={reported} idPrefix={`run-${at + 1}-`} />
          </div>
        ) : null,
      )}
    </>
  );
}

function Compared({ comparison }: { readonly comparison: RunComparison }) {
  const { before, after } = comparison;
  return (
    <Section
      id={`compared-${after.id}`}
      title={`What changed from ${showTime(before.startedAt)} to ${showTime(after.startedAt)}`}
    >
      <BaselineChanges baseline={comparison} other="the first run" />
    </Section>
  );
}

/** Which run the address names, `#run-2` or a part of it, the first one otherwise; whoever follows a link to a run is taken there. */
function useChosenRun(count: number) {
  const [chosen, choose] = useState(() => runNamed(count) ?? 0);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onChange = () => {
      const named = runNamed(count);
      if (named === undefined && location.hash !== '') return;
      choose(named ?? 0);
      requestAnimationFrame(() => document.getElementById(location.hash.slice(1))?.scrollIntoView());
      if (/^#run-\d+$/.test(location.hash)) requestAnimationFrame(() => place.current?.focus({ preventScroll: true }));
    };
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, [count]);
  return [chosen, place] as const;
}

function runNamed(count: number): number | undefined {
  const [, number] = typeof location === 'undefined' ? [] : (/^#run-(\d+)(?:-|$)/.exec(location.hash) ?? []);
  const at = Number(number) - 1;
  return at >= 0 && at < count ? at : undefined;
}
