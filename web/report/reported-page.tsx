import type { ReportedRun } from '../../src/model/report.ts';
import { BenchPage } from '../bench/bench-page.tsx';
import { RunPage } from '../run/run-page.tsx';

interface ReportedPageProps {
  readonly reported: ReportedRun;
  /** Before the ids of its sections, where several runs are on one page. */
  readonly idPrefix?: string;
}

/** All of one run, whatever kind it is of. */
export function ReportedPage({ reported, idPrefix = '' }: ReportedPageProps) {
  if (reported.run.kind === 'bench') return <BenchPage reported={reported} />;
  return <RunPage reported={reported} idPrefix={idPrefix} />;
}
