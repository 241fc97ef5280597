import { unpackReport } from '../../src/model/packed-report.ts';
import type { ReportData } from '../../src/model/report.ts';

/** The data that a report carries: compressed, and written as base64. */
export async function unpackedReport(document: Document): Promise<ReportData> {
  const text = document.getElementById('data')?.textContent ?? '';
  if (text === '') throw new Error('it has no data');
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return unpackReport(new Uint8Array(await new Response(unpacked).arrayBuffer()));
}
