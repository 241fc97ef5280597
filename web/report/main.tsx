import { render } from 'preact';
import { ReportPage } from './report-page.tsx';
import { unpackedReport } from './unpacked-report.ts';

const place = document.getElementById('report');
if (place !== null) void unpackedReport(document).then((data) => render(<ReportPage data={data} />, place));
