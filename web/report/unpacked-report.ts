import type { ReportData } from '../../src/model/report.ts';

/** The data that a report carries. */
export async function unpackedReport(document: Document): Promise<ReportData> {
  return JSON.parse(document.getElementById('data')?.textContent ?? '');
}
