import { renderToString } from 'preact-render-to-string';
import type { ReportData } from '../../src/model/report.ts';
import { cleanData } from './clean-data.ts';
import { ReportPage, titleOf } from './report-page.tsx';
import { staticData } from './static-data.ts';

/** A report as markup, for whoever opens it where no script runs: its title and what it shows. */
export function staticReport(given: ReportData): { readonly title: string; readonly body: string } {
  const { data, leftOut } = staticData(cleanData(given));
  return {
    title: renderToString(<title>{titleOf(data)}</title>),
    body: renderToString(<ReportPage data={data} leftOut={leftOut} />),
  };
}
