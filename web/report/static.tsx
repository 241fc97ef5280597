import { renderToString } from 'preact-render-to-string';
import type { ReportData } from '../../src/model/report.ts';
import { ReportPage } from './report-page.tsx';

/** A report as markup, for whoever opens it where no script runs. */
export function staticReport(data: ReportData): string {
  return renderToString(<ReportPage data={data} />);
}
