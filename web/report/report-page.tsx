import type { ReportData } from '../../src/model/report.ts';

/** The whole of a report. */
export function ReportPage({ data }: { readonly data: ReportData }) {
  return <main>{data.runs.map(({ run }) => run.name)}</main>;
}
