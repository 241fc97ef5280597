import { render } from 'preact';
import { cleanData } from './clean-data.ts';
import { ReportPage } from './report-page.tsx';
import { unpackedReport } from './unpacked-report.ts';

/** Draws over what stands there as markup; where that can't be done the markup stays, and says so. */
async function show(place: HTMLElement): Promise<void> {
  try {
    const data = cleanData(await unpackedReport(document));
    render(<ReportPage data={data} />, place);
    document.documentElement.dataset.drawn = '';
  } catch (error) {
    const trouble = document.createElement('p');
    trouble.className = 'report-trouble';
    trouble.setAttribute('role', 'alert');
    trouble.textContent = `The charts could not be drawn (${error instanceof Error ? error.message : error}). What follows is the report without them.`;
    place.before(trouble);
  }
}

const place = document.getElementById('report');
if (place !== null) void show(place);
