import type { ReportData } from '../../src/model/report.ts';
import { showTime } from '../parts/when.ts';
import { ReportedPage } from './reported-page.tsx';
import { SeveralRuns } from './several-runs.tsx';

interface ReportPageProps {
  readonly data: ReportData;
  /** What is shown only in part where no script runs. */
  readonly leftOut?: readonly string[];
}

/** The whole of a report: a run, or an overview of several and the one that is chosen. */
export function ReportPage({ data, leftOut = [] }: ReportPageProps) {
  const [first, ...others] = data.runs;
  if (first === undefined) return <main class="page">There are no runs in this report.</main>;
  return (
    <>
      <main class="page">{others.length === 0 ? <ReportedPage reported={first} /> : <SeveralRuns data={data} />}</main>
      <footer class="page report-foot">
        <p>
          Written {showTime(data.writtenAt)} by Plimsoll
          {first.run.plimsoll.version === '' ? '' : ` ${first.run.plimsoll.version}`}. It holds everything that it
          shows, and asks for nothing else.
        </p>
        {typeof document === 'undefined' && (
          <p class="report-static">
            Scripts did not run: charts are pictures, and tables can't be sorted.
            {leftOut.length > 0 && ` It shows ${leftOut.join('; ')}.`}
          </p>
        )}
      </footer>
    </>
  );
}

/** What `document.title` says. */
export function titleOf({ runs }: ReportData): string {
  const [first] = runs;
  return runs.length === 1 && first !== undefined ? `${first.run.name}: ${first.run.verdict}` : `${runs.length} runs`;
}
